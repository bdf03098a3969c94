"""
How targets are written.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from advisorypress.errors import UsageError
from advisorypress.publish.targets.name import FolderName, PagesName, RsyncName, parse_target

HERE = Path("/home/editor/repository")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("../www", FolderName(HERE / "../www")),
        ("/srv/www", FolderName(Path("/srv/www"))),
        ("/srv/a:b", FolderName(Path("/srv/a:b"))),
        ("press@web.cert.example:/srv/www", RsyncName("press@web.cert.example:/srv/www")),
        ("web:www", RsyncName("web:www")),
        ("press@[2001:db8::1]:/srv", RsyncName("press@[2001:db8::1]:/srv")),
        ("rsync://web.cert.example/site/", RsyncName("rsync://web.cert.example/site/")),
        ("pages:origin", PagesName("origin")),
        ("pages:origin/live", PagesName("origin", "live")),
        ("pages:origin/team/live", PagesName("origin", "team/live")),
        ("pages:/srv/site.git", PagesName("/srv/site.git")),
        ("pages:/srv/site.git/live", PagesName("/srv/site.git", "live")),
        ("pages:../site.git", PagesName("/home/editor/repository/../site.git")),
        ("pages:git@forge.example:team/site.git/live", PagesName("git@forge.example:team/site.git", "live")),
        ("pages:https://forge.example/team/site", PagesName("https://forge.example/team/site")),
    ],
)
def test_target_names_one_place(text: str, name: object):
    assert name == parse_target(text, HERE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "ftp://web/",
        "s3://bucket",
        "rsync://web",
        "rsync:///module",
        "rsync://-oProxyCommand=x/module",
        "-oProxyCommand=x:y",
        "user@-oProxyCommand=x:y",
        "host:",
        "pages:",
        "pages:--upload-pack=x",
        "pages:origin/",
        "pages:ext::sh -c x",
    ],
)
def test_what_names_no_target_is_refused(text: str):
    with pytest.raises(UsageError):
        parse_target(text, HERE)
