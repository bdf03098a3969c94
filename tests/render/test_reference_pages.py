"""
The pages that gather: the last seven days, the terms in both languages, and the catalogue of feeds.
"""

from __future__ import annotations

from datetime import timedelta

from advisorypress.language import Language
from advisorypress.load.schema import Kind
from advisorypress.render.glossary_page import GROUPS
from tests.examples import NOW, a_document, a_library, a_revision, an_advisory, the_vocabulary
from tests.render.pages import BareShells, Element, outputs_of, parse


def page_of(path: str, *records: object) -> Element:
    """
    The article of the page at *path* of a library of *records*.
    """
    shells = BareShells()
    outputs_of(a_library(*records), shells)[f"{path}index.html"].make()  # type: ignore[arg-type]
    return parse(shells.pages[f"{path}index.html"].article)


def changed(days: float, type: str = "correction", **changes: object):
    """
    An advisory that last changed *days* ago.
    """
    first = NOW - timedelta(days=60)
    return an_advisory(
        published=first,
        revisions=(a_revision(1, "new", first), a_revision(2, type, NOW - timedelta(days=days))),
        **changes,
    )


def test_latest_has_what_changed_in_seven_days() -> None:
    """
    An editorial change counts here, and what is older than seven days does not.
    """
    page = page_of(
        "latest/",
        changed(1, id="SA-2026-0001"),
        changed(6.9, "editorial", id="SA-2026-0002"),
        changed(7.1, id="SA-2026-0003"),
    )

    assert ["SA-2026-0001", "SA-2026-0002"] == [span.text for span in page.all("span", "id")]


def test_latest_has_documents_beside_advisories_by_day() -> None:
    guide = a_document(Kind.GUIDE, published=NOW - timedelta(hours=5))
    page = page_of("latest/", guide, changed(3))

    assert 2 == len(page.all("section", "press-month"))
    assert f"../guides/{guide.name}/" in [link.attributes["href"] for link in page.all("a")]


def test_latest_says_when_there_is_nothing() -> None:
    assert "Nothing changed in these seven days." in page_of("latest/").text


def test_the_glossary_has_every_term_in_both_languages() -> None:
    """
    The word of the other language is marked for the ear; what the vocabulary explains follows.
    """
    terms = [term for group in GROUPS for term in the_vocabulary().groups[group].values()]
    page = page_of("glossary/")
    others = page.all("dd", "press-terms__other")
    told = zip((each.text for each in page.all("dt")), (each.text for each in others), strict=True)

    assert {(term.words[Language.EN], term.words[Language.ZH]) for term in terms} == set(told)
    assert {"zh-Hant-HK"} == {other.attributes.get("lang") for other in others}
    assert {term.means[Language.EN] for term in terms if term.means} == {
        each.text for each in page.all("dd") if each not in others
    }


def test_the_catalogue_leads_to_every_feed() -> None:
    """
    Each once, in three formats, each link named for who hears it alone.
    """
    shells = BareShells()
    outputs = outputs_of(a_library(an_advisory()), shells)
    outputs["zh-hant/feeds/index.html"].make()
    links = [
        a for a in parse(shells.pages["zh-hant/feeds/index.html"].article).all("a") if "aria-label" in a.attributes
    ]
    feeds = {path for path in outputs if path.startswith("zh-hant/feeds/") and not path.endswith("index.html")}

    same = {f"zh-hant/feeds/severity/critical.{ending}" for ending in ("rss", "atom", "json")}
    assert sorted(feeds - same) == sorted(f"zh-hant/{a.attributes['href'].removeprefix('../')}" for a in links)
    assert len(links) == len({a.attributes["aria-label"] for a in links})
