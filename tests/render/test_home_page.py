"""
The home page.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from advisorypress.language import Language
from advisorypress.load.schema import Kind
from advisorypress.model.advisory import Severity
from advisorypress.model.library import Library
from advisorypress.render.home_page import home_page
from tests.examples import a_document, a_library, a_moment, a_revision, advisory_words, an_advisory
from tests.golden_plugin import Golden
from tests.render.feeds.library import RECORDS
from tests.render.pages import Element, a_desk, parse

GOLDEN = Path(__file__).parents[1] / "golden" / "render"
EN, ZH = Language.EN, Language.ZH


def tree(library: Library, language: Language = EN, *pages: str) -> Element:
    return parse(home_page(a_desk(library, language, frozenset(pages))).article)


def urgent(id: str, day: int, **changes: object):
    moment = a_moment(day)
    return an_advisory(id=id, published=moment, revisions=(a_revision(1, "new", moment),), **changes)


@pytest.mark.parametrize("language", Language)
def test_page(language: Language, golden: Golden):
    """
    All of it; the diff is the review.
    """
    library = a_library(*RECORDS, now=a_moment(26))
    desk = a_desk(library, language, frozenset({"report-incident/", "guides/first-hour/"}))

    golden(GOLDEN / f"home.{language.value}.html", home_page(desk).article)


def test_strip_states_its_window():
    """
    `Now` means nothing without a date.
    """
    library = a_library(urgent("SA-2026-0001", 20), now=a_moment(25))

    assert (
        "Act now Urgent warnings from the 14 days to 25 November 2026" == tree(library).one(cls="press-act__bar").text
    )
    assert "截至2026年11月25日的14天內發出的緊急警報" in tree(library, ZH).one(cls="press-act__bar").text


def test_strip_has_the_three_that_matter_most():
    """
    Exploited first, then the worse, then the newer; each with the one thing to do.
    """
    day = a_moment(20).date()
    records = (
        urgent("SA-2026-0001", 24),
        urgent("SA-2026-0002", 23, exploited=day, severity=Severity.HIGH),
        urgent("SA-2026-0003", 22, exploited=day),
        urgent("SA-2026-0004", 21),
        urgent("SA-2026-0005", 25, severity=Severity.HIGH),
    )
    items = tree(a_library(*records, now=a_moment(26))).one("section", "press-act").all("li")

    assert ["SA-2026-0003", "SA-2026-0002", "SA-2026-0001"] == [item.one("span", "id").text for item in items]
    assert ["Update to 7.4.7. Do it today: attackers are already using this."] * 2 + ["Update to 7.4.7."] == [
        item.one("p", "press-act__do").text for item in items
    ]


def test_nothing_urgent_is_one_quiet_line():
    """
    No colour, and since when.
    """
    for now in (a_moment(20), a_moment(20, month=12)):
        records = () if now.month == 11 else (urgent("SA-2026-0001", 20),)
        page = tree(a_library(*records, now=now))

        assert [] == page.all(cls="press-act")
        assert f"No urgent warnings since 6 {now:%B} 2026." == page.one("p", "press-act--none").text


def test_latest_five():
    """
    And the way to all.
    """
    records = [urgent(f"SA-2026-{n:04}", n) for n in range(1, 8)]
    latest = tree(a_library(*records)).one("section", "press-home__latest")

    assert [f"SA-2026-{n:04}" for n in range(7, 2, -1)] == [span.text for span in latest.all("span", "id")]
    assert "advisories/" == latest.one("p", "press-all").one("a").attributes["href"]
    assert "New Security Advisories to 1 December 2026" == latest.one("h2").text


def test_links_lead_only_to_pages_that_exist():
    """
    A young site has no page for incidents yet.
    """
    assert [] == tree(a_library()).all(cls="press-panel--incident")
    panel = tree(a_library(), ZH, "report-incident/", "guides/first-hour/").one(cls="press-panel--incident")
    assert ["report-incident/", "guides/first-hour/"] == [link.attributes["href"] for link in panel.all("a")]


def test_tiles_for_audiences_that_have_a_guide():
    """
    Each leads to its part of the list.
    """
    guides = (a_document(Kind.GUIDE, name="a"), a_document(Kind.GUIDE, name="b", audience=("school", "sme")))
    tiles = tree(a_library(*guides)).all("li", "press-tile")

    assert ["guides/#sme", "guides/#school"] == [tile.one("a").attributes["href"] for tile in tiles]


def test_two_audiences_are_not_shown_the_same_guide_if_there_is_another():
    """
    Two tiles with the same words would look like a mistake.
    """
    words = a_document(Kind.GUIDE).words
    other = {language: replace(each, title="B") for language, each in words.items()}
    guides = (
        a_document(Kind.GUIDE, name="a", audience=("sme", "enterprise")),
        a_document(Kind.GUIDE, name="b", audience=("sme", "enterprise"), words=other),
    )
    tiles = tree(a_library(*guides)).all("li", "press-tile")

    assert {"A title", "B"} == {tile.one("p").text for tile in tiles}


def test_numbers_are_of_the_year_of_build_time():
    """
    What is withdrawn does not count, and no number stands where there is none.
    """
    day = a_moment(20).date()
    records = (
        urgent("SA-2026-0001", 1, exploited=day),
        urgent("SA-2026-0002", 2, severity=Severity.LOW),
        an_advisory(id="SA-2025-0001", published=a_moment(20).replace(year=2025)),
    )
    numbers = tree(a_library(*records)).one("ul", "press-numbers").all("li")

    assert ["2 advisories in 2026", "1 about flaws used in attacks", "1 rated Extremely High Risk", "1 vulnerabilities described"] == [
        number.text for number in numbers
    ]  # fmt: skip
    assert [] == tree(a_library(now=a_moment(20))).all(cls="press-numbers")


def test_words_in_the_other_language_are_marked():
    """
    In the strip and in the cards.
    """
    advisory = urgent("SA-2026-0001", 24, words={EN: advisory_words(actions=("Update now.",))})
    page = tree(a_library(advisory, now=a_moment(25)), ZH)

    assert "en" == page.one(cls="press-act").one("h3").one("a").attributes["lang"]
    assert "en" == page.one("p", "press-act__do").one("span").attributes["lang"]
