"""
What a page says of itself to programs, and the card that is shown where it is shared.
"""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest

from advisorypress.language import Language
from advisorypress.load.schema import Kind
from advisorypress.model.advisory import Severity
from advisorypress.render.structured_data import CARDS, card_of, severity_card
from tests.examples import a_document, a_library, advisory_words, an_advisory
from tests.render.pages import BareShells, outputs_of

_BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>')


def data_of(path: str, *records: object) -> dict[str, dict[str, object]]:
    """
    The blocks of data of the page at *path*, by their type.
    """
    outputs_of(a_library(*records), shells := BareShells())[path].make()  # type: ignore[arg-type]
    blocks = map(json.loads, _BLOCK.findall(shells.pages[path].head))
    return {str(block["@type"]): block for block in blocks}


@pytest.mark.parametrize(
    ("language", "way"),
    [
        (Language.EN, ["Home", "Security Advisories", "FortiOS Remote Code Execution Vulnerability"]),
        (Language.ZH, ["主頁", "保安公告", "FortiOS 遠端執行程式碼漏洞"]),
    ],
)
def test_advisory_is_an_article_on_its_way_from_home(language: Language, way: list[str]):
    words = {each: advisory_words(each) for each in Language}
    data = data_of(f"{language.prefix}advisories/SA-2026-0142/index.html", an_advisory(words=words))

    steps = data["BreadcrumbList"]["itemListElement"]
    assert isinstance(steps, list)
    assert way == [step["name"] for step in steps]
    assert [1, 2, 3] == [step["position"] for step in steps]
    url = f"https://www.cert.example/{language.prefix}advisories/SA-2026-0142/"
    assert url == steps[-1]["item"] == data["Article"]["mainEntityOfPage"]
    assert "2026-11-20T09:30:00+08:00" == data["Article"]["datePublished"]
    assert language.tag == data["Article"]["inLanguage"]
    assert f"https://www.cert.example/{CARDS}critical-{language.value.lower()}.png" == data["Article"]["image"]


def test_a_title_cannot_end_the_block():
    hostile = "</script><script>alert(1)</script> & <!--"
    words = {language: advisory_words(language, title=hostile) for language in Language}
    path = "advisories/SA-2026-0142/index.html"
    outputs_of(a_library(an_advisory(words=words)), shells := BareShells())[path].make()

    assert all("<" not in block for block in _BLOCK.findall(shells.pages[path].head))
    assert hostile == data_of(path, an_advisory(words=words))["Article"]["headline"]


def test_lists_are_no_articles():
    data = data_of("guides/index.html", a_document(Kind.GUIDE))

    assert ["BreadcrumbList"] == list(data)
    assert 2 == len(data["BreadcrumbList"]["itemListElement"])  # type: ignore[arg-type]


def test_every_card_is_there_and_of_the_right_size():
    """
    Eight of advisories, and one of each kind of page.
    """
    folder = files("advisorypress").joinpath("theme", CARDS)
    there = {card.name.removesuffix(".png"): card.read_bytes() for card in folder.iterdir()}
    paths = ("", *(f"{name}/" for name in there))
    wanted = {severity_card(severity.value, language) for severity in Severity for language in Language}

    assert {*wanted, *map(card_of, paths)} == set(there)
    assert all(data.startswith(b"\x89PNG") for data in there.values())
    assert {(1200, 630)} == {
        (int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")) for data in there.values()
    }
