"""
What stands where something was taken down.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from advisorypress.language import Language
from advisorypress.model.library import Library
from advisorypress.model.takedown import Reason
from tests.examples import the_settings
from tests.golden_plugin import Golden
from tests.render.pages import BareShells, outputs_of, parse
from tests.render.versions import FIRST_ONLY, ID, REMOVED, SECOND, WHOLE, the_library

GOLDEN = Path(__file__).parents[1] / "golden" / "render"
EN, ZH = Language.EN, Language.ZH
LIBRARY = the_library(SECOND, removed=(REMOVED,), takedowns=(WHOLE, FIRST_ONLY))
CASES = {"whole": "advisories/SA-2026-0100/", "version": f"advisories/{ID}/v1/"}


def made(library: Library = LIBRARY) -> tuple[dict[str, bytes], BareShells]:
    shells = BareShells()
    return {path: output.make() for path, output in outputs_of(library, shells).items()}, shells


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("case", CASES)
def test_pages(case: str, language: Language, golden: Golden):
    _, shells = made()
    page = shells.pages[f"{language.prefix}{CASES[case]}index.html"]

    golden(GOLDEN / f"tombstone-{case}.{language.value}.html", page.article)
    assert '<meta name="robots" content="noindex">' == page.head
    assert "" == page.edit
    assert 1 == len(parse(page.article).all("h1"))


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("language", Language)
def test_every_reason_has_a_sentence(reason: Reason, language: Language):
    library = the_library(removed=(replace(REMOVED, takedown=replace(WHOLE, reason=reason)),))
    _, shells = made(library)
    text = parse(shells.pages[f"{language.prefix}advisories/SA-2026-0100/index.html"].article).text

    assert library.wording.say(f"takedown.reason.{reason.value}", language) in text


def test_nothing_but_the_page_stands_there():
    files, _ = made()

    for prefix in ("", "zh-hant/"):
        for folder in CASES.values():
            assert [f"{prefix}{folder}index.html"] == [path for path in files if path.startswith(f"{prefix}{folder}")]


def test_old_addresses_lead_to_it():
    files, _ = made()

    for path in ("advisories/sa-2026-0100", "advisories/SA15010100", "advisories/sa15010100", "alerts/100"):
        for prefix in ("", "zh-hant/"):
            up = "../" * (path.count("/") + 1)
            assert f"url={up}advisories/SA-2026-0100/".encode() in files[f"{prefix}{path}/index.html"]


def test_it_keeps_its_place_in_the_lists():
    """
    A missing number would ask a question; the page of its year stays.
    """
    _, shells = made()
    for path in ("advisories/index.html", "zh-hant/advisories/2026/index.html"):
        cards = [card.text for card in parse(shells.pages[path].article).all("li", "press-card")]
        assert 2 == len(cards)
        assert cards[1].startswith("SA-2026-0100 Removed" if path[0] == "a" else "SA-2026-0100 已移除")


def test_it_is_in_the_feeds_under_its_old_name_with_a_new_title():
    """
    So readers' programs write over what they kept; nothing of the advisory is left in it.
    """
    files, _ = made()
    for prefix, title in (("", "Removed: SA-2026-0100"), ("zh-hant/", "【已移除】SA-2026-0100")):
        for feed in ("all", "advisories"):
            items = json.loads(files[f"{prefix}feeds/{feed}.json"])["items"]
            item = next(item for item in items if item["url"].endswith("/SA-2026-0100/"))
            assert f"tag:www.cert.example,2026-11-02:{prefix}advisories/SA-2026-0100" == item["id"]
            assert title == item["title"]
            assert "2026-11-25T00:00:00+08:00" == item["date_modified"]
            assert {"id": "SA-2026-0100", "status": "removed"} == item["_advisory"]
            assert item["id"] in files[f"{prefix}feeds/{feed}.atom"].decode()
            assert f"<title>{title}</title>" in files[f"{prefix}feeds/{feed}.rss"].decode()


def test_it_is_on_no_other_page():
    files, _ = made()
    named = {path for path, data in files.items() if b"SA-2026-0100" in data and "/feeds/" not in f"/{path}"}

    assert {path.removeprefix("zh-hant/") for path in named} == {
        "advisories/index.html",
        "advisories/2026/index.html",
        "advisories/2026/11/index.html",
        "advisories/SA-2026-0100/index.html",
        "advisories/sa-2026-0100/index.html",
        "advisories/SA15010100/index.html",
        "advisories/sa15010100/index.html",
        "alerts/100/index.html",
    }


def test_without_an_address_to_write_to():
    library = replace(LIBRARY, settings=the_settings())
    _, shells = made(library)

    assert "Questions?" not in shells.pages["advisories/SA-2026-0100/index.html"].article
