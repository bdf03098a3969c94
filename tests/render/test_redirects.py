"""
Old addresses keep resolving, and none of them covers or leaves the site.
"""

from __future__ import annotations

import pytest

from advisorypress.language import Language
from tests.examples import a_library, an_advisory
from tests.render.pages import outputs_of, parse


def redirects(*aliases: str) -> dict[str, bytes]:
    """
    What the site has beside the files of an advisory without aliases.
    """
    own = outputs_of(a_library(an_advisory()))
    with_aliases = outputs_of(a_library(an_advisory(aliases=aliases)))
    return {path: output.make() for path, output in with_aliases.items() if path not in own}


def test_id_in_lower_case():
    """
    In both editions, without a script.
    """
    outputs = outputs_of(a_library(an_advisory()))
    page = parse(outputs["advisories/sa-2026-0142/index.html"].make().decode().removeprefix("<!doctype html>"))

    refresh = next(meta for meta in page.all("meta") if "http-equiv" in meta.attributes)
    assert "0; url=../../advisories/SA-2026-0142/" == refresh.attributes["content"]
    assert "https://www.cert.example/advisories/SA-2026-0142/" == page.one("link").attributes["href"]
    assert "../../advisories/SA-2026-0142/" == page.one("a").attributes["href"]
    chinese = outputs["zh-hant/advisories/sa-2026-0142/index.html"].make().decode()
    assert 'href="https://www.cert.example/zh-hant/advisories/SA-2026-0142/"' in chinese
    assert '<html lang="zh-Hant-HK">' in chinese


@pytest.mark.parametrize(
    ("alias", "paths"),
    [
        ("SA15010101", ["advisories/SA15010101/index.html", "advisories/sa15010101/index.html"]),
        ("/my_url/en/alert/15010101", ["my_url/en/alert/15010101/index.html"]),
        ("/my_url/en/alert/15010101/", ["my_url/en/alert/15010101/index.html"]),
        ("/old/alert.html", ["old/alert.html"]),
        ("/guides/old-name", ["guides/old-name/index.html"]),
        ("/../secret", []),
        ("/a/../../b", []),
        ("/a//b", []),
        ("/.well-known/security.txt", []),
        ("/assets/x", []),
        ("/ZH-Hant/advisories", []),
        ("/a?b=c", []),
        ("/a\\b", []),
        ("/", []),
        ("", []),
        ("/文", []),
        ("/guides", []),
        ("SA-2026-0142", []),
    ],
)
def test_aliases(alias: str, paths: list[str]):
    """
    An id or a path; what leaves the site or covers a page of it is passed over.
    """
    both = {f"{language.prefix}{path}" for path in paths for language in Language}

    assert both == set(redirects(alias))


def test_first_of_two_wins():
    """
    A path is one file, whoever claims it.
    """
    library = a_library(an_advisory(aliases=("/old",)), an_advisory(id="SA-2026-0001", aliases=("/old",)))

    assert b"SA-2026-0142" in outputs_of(library)["old/index.html"].make()
