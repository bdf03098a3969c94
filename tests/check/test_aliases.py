"""
Old addresses: what `check` lets pass has a page that leads on, and no two advisories want one.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from advisorypress.check.rules import malformed_alias, taken_alias
from tests.examples import PATH, advisory_file, findings_of
from tests.render.test_redirects import redirects

ALIASES = [
    "SA15010101",
    "sa-15.01~x_1",
    "/my_url/en/alert/15010101",
    "/old/",
    "/old/alert.aspx",
    "/advisory",
    "",
    "/",
    "//host/x",
    "../x",
    "/../x",
    "/a//b",
    "/.git/x",
    "/feeds/x",
    "/FEEDS/x",
    "/assets/x",
    "/api/x",
    "/cap/x",
    "/pagefind/x",
    "/zh-hant/x",
    "a/b",
    "/a?b",
    "/a#b",
    "/漏洞",
    "https://www.cert.example/a",
    "a b",
]


@pytest.mark.parametrize("alias", ALIASES)
def test_what_passes_has_a_page(tmp_path: Path, alias: str) -> None:
    """
    No old address is dropped in silence; of those that have no page the rule says why.
    """
    found = findings_of(tmp_path, {PATH: advisory_file(aliases=f'["{alias}"]')})
    rules = {finding.rule for finding in found}

    assert redirects(alias) or rules & {malformed_alias.RULE_ID, "wrong-shape"}


def test_an_old_address_of_what_was_taken_down(tmp_path: Path) -> None:
    """
    It leads to the tombstone, and not to another advisory.
    """
    entry = (
        "- {id: SA-2026-0099, versions: all, date: 2026-11-25, reason: error, published: 2026-11-20T09:30:00+08:00, "
        "aliases: [SA15010101]}\n"
    )
    files = {PATH: advisory_file(aliases="[sa15010101]"), "advisories/takedowns.yml": entry}
    (finding,) = findings_of(tmp_path, files, taken_alias.RULE_ID)

    assert "`sa15010101` is taken by advisories/takedowns.yml" == finding.message


def test_an_alias_that_a_page_has(tmp_path: Path) -> None:
    """
    Of any kind: a guide, a hand-written page, another advisory's number in small letters.
    """
    page = "---\ntitle: Old\nsummary: Old.\n---\n"
    files = {
        PATH: advisory_file(aliases="[/about/, /About/Us/, sa-2026-0099, /bulletins/]"),
        PATH.replace("0142", "0099"): advisory_file(id="SA-2026-0099"),
        "content/about/index.en.md": page,
        "content/about/us.en.md": page,
    }
    taken = [finding.message.split("`")[1] for finding in findings_of(tmp_path, files, taken_alias.RULE_ID)]

    assert ["/about/", "/About/Us/", "sa-2026-0099", "/bulletins/"] == taken
