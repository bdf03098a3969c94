"""
Lists of advisories and documents: order, pages, months, and what they say when there is nothing.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from advisorypress.language import Language
from advisorypress.load.schema import Kind
from advisorypress.model.advisory import Severity
from advisorypress.model.document import DocumentWords
from advisorypress.render.paging import pages_of
from tests.examples import a_document, a_library, a_moment, a_revision, advisory_words, an_advisory
from tests.render.feeds.library import REPLACED, WITHDRAWN
from tests.render.pages import BareShells, Element, outputs_of, parse

EN, ZH = Language.EN, Language.ZH
ALWAYS_FULL = ("index.html", "glossary/index.html", "feeds/index.html", "search/index.html", "affected/index.html")
NOTHING = (
    "Nothing has been published yet.",
    "There is none at present.",
    "Nothing changed in these seven days.",
    "No advisory was published",
)


def many(count: int):
    """
    *count* advisories, one every three days backwards from 20 November 2026.
    """
    for number in range(count):
        moment = a_moment(20) - timedelta(days=3 * number)
        yield an_advisory(id=f"SA-2026-{1000 - number}", published=moment, revisions=(a_revision(1, "new", moment),))


def trees(*records: object, path: str = "advisories/") -> dict[str, Element]:
    """
    The list pages at and below *path*, by their paths.
    """
    shells = BareShells()
    outputs = outputs_of(a_library(*records), shells)  # type: ignore[arg-type]
    found = {}
    for file, output in outputs.items():
        if file.startswith(path) and file.endswith("index.html") and "SA-" not in file and "sa-" not in file:
            output.make()
            found[file.removesuffix("index.html")] = parse(shells.pages[file].article)
    return found


def card_ids(page: Element) -> list[str]:
    return [span.text for card in page.all("li", "press-card") for span in card.all("span", "id")]


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, [0]), (1, [1]), (50, [50]), (51, [50, 1]), (100, [50, 50]), (120, [50, 50, 20])]
)
def test_pages_of_fifty(count: int, sizes: list[int]):
    """
    One page even for nothing; every advisory once, newest first.
    """
    pages = {path: page for path, page in trees(*many(count)).items() if re.fullmatch(r"advisories/(page/\d+/)?", path)}
    expected = ["advisories/", *(f"advisories/page/{n}/" for n in range(2, len(sizes) + 1))]

    assert expected == list(pages)
    assert sizes == [len(page.all("li", "press-card")) for page in pages.values()]
    assert [f"SA-2026-{1000 - n}" for n in range(count)] == [id for page in pages.values() for id in card_ids(page)]


def test_paging_leads_both_ways():
    """
    The first page has no way back, the last none on.
    """
    pages = trees(*many(120))
    links = {
        path: [(link.attributes["rel"], link.attributes["href"]) for link in pages[path].all("a", "press-button")]
        for path in ("advisories/", "advisories/page/2/", "advisories/page/3/")
    }

    assert [("next", "../advisories/page/2/")] == links["advisories/"]
    assert [
        ("prev", "../../../advisories/"), ("next", "../../../advisories/page/3/"),
    ] == links["advisories/page/2/"]  # fmt: skip
    assert [("prev", "../../../advisories/page/2/")] == links["advisories/page/3/"]
    assert "Page 2 of 3" in pages["advisories/page/2/"].text


def test_years_have_their_own_lists():
    """
    With the way to each other year, the current one marked.
    """
    pages = trees(*many(120))
    assert ["advisories/2026/", "advisories/2026/page/2/", "advisories/2026/page/3/", "advisories/2025/"] == [
        path for path in pages if re.match(r"advisories/20\d\d/(page|$)", path)
    ]
    years = [link for link in pages["advisories/2025/"].one("details", "press-filters").all("a") if link.text.isdigit()]

    assert ["2026", "2025"] == [year.text for year in years]
    assert [None, "page"] == [year.attributes.get("aria-current") for year in years]
    assert "Security Advisories of 2025" == pages["advisories/2025/"].one("h1").text


def test_months_have_their_own_lists():
    """
    Below their year, and with the way back to it.
    """
    page = trees(*many(60))["advisories/2026/10/"]

    assert "Security Advisories of October 2026" == page.one("h1").text
    assert ["October 2026"] == [h.text for h in page.all("section", "press-month")[0].all("h2")]
    assert "../../../advisories/2026/" in [link.attributes["href"] for link in page.all("a")]


def test_a_list_for_each_severity_category_impact_and_vendor():
    """
    A list has what its facts say, and says in its heading what that is; the exploited have one of their own.
    """
    high, other = an_advisory(severity=Severity.HIGH, exploited=a_moment(20).date()), an_advisory(id="SA-2026-0143")
    pages = trees(high, other)

    assert [high.id] == card_ids(pages["advisories/severity/high/"])
    assert [other.id] == card_ids(pages["advisories/severity/critical/"])
    assert [high.id] == card_ids(pages["advisories/exploited/"])
    assert "Security Advisories: High Risk" == pages["advisories/severity/high/"].one("h1").text
    assert {high.id, other.id} == set(card_ids(pages["advisories/vendor/fortinet/"]))
    assert {high.id, other.id} == set(card_ids(pages[f"advisories/category/{high.category}/"]))
    assert {high.id, other.id} == set(card_ids(pages[f"advisories/impact/{high.impacts[0]}/"]))


def test_filters_lead_to_every_list_that_has_something():
    """
    The chip of the list itself is marked; what is empty is offered nowhere but among the chips.
    """
    page = trees(an_advisory())["advisories/severity/critical/"]
    chips = page.all("a", "press-chip")

    assert ["Extremely High Risk", "High Risk", "Medium Risk", "Low Risk", "Exploited"] == [chip.text for chip in chips]
    assert ["page", None, None, None, None] == [chip.attributes.get("aria-current") for chip in chips]
    offered = page.one("details", "press-filters")
    assert ["Year", "Category", "Impact", "Vendor"] == [heading.text for heading in offered.all("h2")]
    assert ["1"] * 4 == [count.text for count in offered.all("span", "num")]


def test_two_spellings_of_a_vendor_are_one_list():
    """
    Called as the newest advisory calls it; a name without Latin letters has an address, too.
    """
    row = an_advisory().affected[0]
    older = an_advisory(affected=(replace(row, vendor="FORTINET, Inc"),))
    newer = an_advisory(id="SA-2026-0143", published=a_moment(21), affected=(replace(row, vendor="Fortinet Inc."),))
    chinese = an_advisory(id="SA-2026-0144", affected=(replace(row, vendor="金山"),))
    pages = trees(older, newer, chinese)

    assert "Security Advisories: Fortinet Inc." == pages["advisories/vendor/fortinet-inc/"].one("h1").text
    assert {older.id, newer.id} == set(card_ids(pages["advisories/vendor/fortinet-inc/"]))
    assert 1 == len([path for path in pages if path.startswith("advisories/vendor/v-")])


def test_months():
    """
    A heading a month, also where a page begins in the middle of one.
    """
    pages = trees(*many(60))

    first, second = (
        [month.one("h2").text for month in pages[path].all("section", "press-month")]
        for path in ("advisories/", "advisories/page/2/")
    )
    assert ["November 2026", "October 2026"] == first[:2]
    assert first[-1] == second[0]


def test_a_list_says_of_when_it_is():
    """
    And how many there are.
    """
    page = trees(*many(51))["advisories/"]

    assert "51 advisories As of 1 December 2026 Page 1 of 2" == page.all(cls="press-dateline")[0].text


def test_empty_lists():
    """
    Every list exists and says that there is nothing.
    """
    shells = BareShells()
    for path, output in outputs_of(a_library(), shells).items():
        output.make()
        if path.endswith("index.html") and path.removeprefix("zh-hant/") not in ALWAYS_FULL:
            says = (
                ("尚未有內容發佈。", "目前沒有這類公告。", "這七天內沒有更新。", "十二個月內沒有發佈公告。")
                if path.startswith("zh-hant/")
                else NOTHING
            )
            assert any(words in parse(shells.pages[path].article).text for words in says), path
    assert {"advisories/index.html", "zh-hant/events/index.html"} <= set(shells.pages)


def test_card():
    """
    Badges, tags, title, one sentence, dates, number; the edge tells the severity once more.
    """
    advisory = an_advisory(
        severity=Severity.HIGH,
        exploited=a_moment(20).date(),
        revisions=(a_revision(1), a_revision(2, "correction", a_moment(23))),
        words={EN: advisory_words(summary="It lets attackers in. Update now.")},
    )
    card = trees(advisory)["advisories/"].one("li", "press-card")

    assert (
        "High Risk Exploited Updated FortiOS Remote Code Execution Vulnerability It lets attackers in. "
        "20 Nov 2026 Updated 23 Nov 2026 SA-2026-0142" == card.text
    )
    assert "press-edge--high" in card.classes


def test_card_of_words_in_the_other_language():
    """
    They are marked for the ear and for the eye.
    """
    card = trees(an_advisory(words={EN: advisory_words()}), path="zh-hant/advisories/")["zh-hant/advisories/"].one(
        "li", "press-card"
    )

    assert "en" == card.one("h3").one("a").attributes["lang"]
    assert "英文內容" == card.one("h3").one("span", "press-tag").text


def test_withdrawn_and_replaced_stay_in_the_list():
    """
    A reader who comes for one must find what became of it.
    """
    cards = trees(WITHDRAWN, REPLACED)["advisories/"].all("li", "press-card")

    assert ["Withdrawn", "Replaced"] == [card.one("span", "press-tag").text for card in cards]


def test_guides_by_audience():
    """
    One for two audiences stands under both.
    """
    guides = (
        a_document(Kind.GUIDE, name="a", audience=("sme", "home")),
        a_document(Kind.GUIDE, name="b", audience=("home",), is_checklist=True, published=a_moment(17)),
    )
    page = trees(*guides, path="guides/")["guides/"]

    assert ["Home users", "Small and medium enterprises"] == [heading.text for heading in page.all("h2")]
    assert ["home", "sme"] == [heading.attributes["id"] for heading in page.all("h2")]
    links = [entry.one("h3").one("a").attributes["href"] for entry in page.all("li", "press-entry")]
    assert ["../guides/b/", "../guides/a/", "../guides/a/"] == links
    assert "Checklist" == page.all("li", "press-entry")[0].one("span", "press-tag").text


def test_events_to_come_first():
    """
    The next one first, then those that are over, the last one first.
    """
    days = {"past-old": 3, "next": 6, "past": 5, "later": 9}
    events = [
        a_document(Kind.EVENT, name=name, starts=a_moment(day), ends=a_moment(day, 17)) for name, day in days.items()
    ]
    library = a_library(*events, now=a_moment(6))
    shells = BareShells()
    outputs_of(library, shells)["events/index.html"].make()
    page = parse(shells.pages["events/index.html"].article)

    assert ["Upcoming events", "Past events"] == [heading.text for heading in page.all("h2")]
    names = [entry.one("h3").one("a").attributes["href"] for entry in page.all("li", "press-entry")]
    assert ["../events/next/", "../events/later/", "../events/past/", "../events/past-old/"] == names
    assert ["Ended", "Ended"] == [tag.text for tag in page.all("span", "press-tag")]


def test_news_leads_to_what_else_is_new():
    """
    Newsletters, articles, events and digests, each with the way to all of them.
    """
    kinds = (Kind.NEWSLETTER, Kind.ARTICLE, Kind.EVENT, Kind.DIGEST, Kind.NEWS)
    page = trees(*(a_document(kind) for kind in kinds), path="news/")["news/"]

    assert ["Security News", "Monthly Bulletins", "Articles and Advice", "Events", "Alert Digests"] == [
        heading.text for heading in page.all("h2")
    ]
    ways = [paragraph.one("a").attributes["href"] for paragraph in page.all("p", "press-all")]
    assert ["../bulletins/", "../articles/", "../events/", "../digests/"] == ways


def test_documents_are_paged_too():
    """
    A team that writes an article a week has fifty in a year.
    """
    articles = [a_document(Kind.ARTICLE, name=f"a{n}", published=a_moment(1) - timedelta(days=n)) for n in range(51)]
    pages = trees(*articles, path="articles/")

    assert {"articles/", "articles/page/2/"} <= set(pages)
    assert 1 == len(pages["articles/page/2/"].all("li", "press-entry"))


def test_entry_without_summary():
    """
    A digest may have none.
    """
    words = {EN: DocumentWords(EN, title="", summary="", body="")}
    entry = trees(a_document(Kind.DIGEST, words=words), path="digests/")["digests/"].one("li", "press-entry")

    assert "Alert Digest, 1 to 15 November 2026 Published 16 November 2026" == entry.text


def test_pages_of_nothing():
    """
    The list itself always exists.
    """
    (page,) = pages_of("x/", ())
    assert ("x/", 1, 1, 0) == (page.path, page.number, page.last, page.total)
