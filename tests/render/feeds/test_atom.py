"""
Atom 1.0: the requirements ATOM-01 to ATOM-11.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from lxml import etree

from advisorypress.language import Language
from tests.examples import a_library, a_moment, a_revision
from tests.render.feeds.library import EXPLOITED, RECORDS, found, parsed, paths, small_library

SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).parents[2] / "corpora" / "schemas" / "atom_rfc4287.rng"))
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")


def entry_of(feed: etree._Element, name: str) -> etree._Element:
    """
    The entry whose id ends with *name*.
    """
    (entry,) = [each for each in found(feed, "atom:entry") if found(each, "string(atom:id)").endswith(name)]
    return entry


@pytest.mark.parametrize("path", paths("atom"))
def test_the_schema_holds(path: str) -> None:
    """
    ATOM-01, ATOM-02: the grammar of RFC 4287; one id, title and updated on the feed and on every entry.
    """
    feed = parsed(path)

    SCHEMA.assertValid(feed)
    assert "{http://www.w3.org/2005/Atom}feed" == feed.tag
    for element in [feed, *found(feed, "atom:entry")]:
        assert [1, 1, 1] == [len(found(element, f"atom:{name}")) for name in ("id", "title", "updated")]


def test_the_team_is_the_author() -> None:
    """
    ATOM-03: on the feed, for all its entries, in the reader's language.
    """
    feed = parsed("zh-hant/feeds/all.atom")

    assert ["示例網絡安全事故協調中心"] == found(feed, "atom:author/atom:name/text()")
    assert ["https://www.cert.example/zh-hant/"] == found(feed, "atom:author/atom:uri/text()")


def test_an_entry_has_one_id_in_every_feed() -> None:
    """
    ATOM-04: made of host, day of first publication and address; the same wherever it appears, another in each language.
    """
    for feed in ("all", "advisories"):
        entry_of(parsed(f"feeds/{feed}.atom"), "tag:www.cert.example,2026-11-20:advisories/SA-2026-0142")
        entry_of(
            parsed(f"zh-hant/feeds/{feed}.atom"), "tag:www.cert.example,2026-11-20:zh-hant/advisories/SA-2026-0142"
        )


def test_an_id_outlives_every_change() -> None:
    """
    ATOM-04: severity, words, revisions and status may all change.
    """
    changed = replace(
        EXPLOITED,
        words={Language.EN: replace(EXPLOITED.words[Language.EN], title="Another title")},
        revisions=(*EXPLOITED.revisions, a_revision(4, "correction", a_moment(28))),
    )

    before, after = (
        found(parsed("feeds/all.atom", a_library(each)), "atom:entry/atom:id/text()") for each in (EXPLOITED, changed)
    )

    assert before == after


@pytest.mark.parametrize("path", paths("atom"))
def test_times_have_their_zone(path: str) -> None:
    """
    ATOM-05: RFC 3339, with seconds and zone.
    """
    for text in found(parsed(path), "//atom:updated/text() | //atom:published/text()"):
        assert RFC3339.fullmatch(text)
        assert datetime.fromisoformat(text).tzinfo is not None


@pytest.mark.parametrize("path", paths("atom"))
def test_every_entry_has_its_content_and_its_pages(path: str) -> None:
    """
    ATOM-06, ATOM-07: content and summary in the entry; one page a language, each with its type and language.
    """
    for entry in found(parsed(path), "atom:entry"):
        links = found(entry, "atom:link[@rel='alternate']")

        assert found(entry, "string(atom:content[@type='html'])")
        assert found(entry, "string(atom:summary)")
        assert {("text/html", "en"), ("text/html", "zh-Hant-HK")} == {
            (link.get("type"), link.get("hreflang")) for link in links
        }
        assert 2 == len(links)
        own = "zh-Hant-HK" if path.startswith("zh-hant/") else "en"
        assert own == links[0].get("hreflang")
        assert {False, True} == {"/zh-hant/" in link.get("href") for link in links}


def test_the_feed_names_its_page_and_its_twin() -> None:
    """
    ATOM-07: alternates of the feed are its page and the same feed in the other language.
    """
    links = found(parsed("zh-hant/feeds/digests.atom"), "atom:link[@rel='alternate']")

    assert [
        ("https://www.cert.example/zh-hant/digests/", "text/html", "zh-Hant-HK"),
        ("https://www.cert.example/feeds/digests.atom", "application/atom+xml", "en"),
    ] == [(link.get("href"), link.get("type"), link.get("hreflang")) for link in links]


def test_an_editorial_change_moves_nothing() -> None:
    """
    ATOM-08: a fourth revision that is editorial leaves every time and the order as they were.
    """
    edited = replace(EXPLOITED, revisions=(*EXPLOITED.revisions, a_revision(4, "editorial", a_moment(29))))
    before = small_library()
    after = a_library(*(edited if record is EXPLOITED else record for record in RECORDS), settings=before.settings)

    times = "//atom:updated/text() | //atom:published/text() | //atom:id/text()"
    for path in paths("atom"):
        assert found(parsed(path, before), times) == found(parsed(path, after), times)


def test_a_change_of_meaning_moves_the_entry_to_the_top() -> None:
    """
    ATOM-08: the newest meaningful revision is the entry's time, and that of the first entry is the feed's.
    """
    corrected = replace(EXPLOITED, revisions=(*EXPLOITED.revisions, a_revision(4, "correction", a_moment(29))))
    library = a_library(*(corrected if record is EXPLOITED else record for record in RECORDS))
    feed = parsed("feeds/all.atom", library)

    assert "2026-11-29T09:30:00+08:00" == found(feed, "string(atom:updated)")
    assert "2026-11-29T09:30:00+08:00" == found(feed, "string(atom:entry[1]/atom:updated)")
    assert found(feed, "string(atom:entry[1]/atom:id)").endswith(":advisories/SA-2026-0142")


def test_languages_are_marked() -> None:
    """
    ATOM-09: `xml:lang` on the feed and on a title and summary in the other language; within the content, which tells the
    facts in the reader's language, the run itself is marked.
    """
    feed = parsed("zh-hant/feeds/all.atom")
    english = entry_of(feed, "SA-2026-0143")
    content = found(english, "string(atom:content)")

    assert "zh-Hant-HK" == feed.get(LANG)
    assert ["en", "en"] == found(english, "(atom:title | atom:summary)/@xml:lang")
    assert [] == found(english, "atom:content/@xml:lang")
    assert '<span lang="en">A flaw in Mail' in content
    assert "高度風險" in content
    assert "中文內容尚未備妥" in content
    assert [] == found(entry_of(feed, "SA-2026-0142"), ".//@xml:lang")


@pytest.mark.parametrize("path", paths("atom"))
def test_the_feed_names_itself(path: str) -> None:
    """
    ATOM-10: `link rel=self`, which is also its permanent id.
    """
    feed = parsed(path)

    assert [f"https://www.cert.example/{path}"] == found(feed, "atom:link[@rel='self']/@href")
    assert f"https://www.cert.example/{path}" == found(feed, "string(atom:id)")


def test_what_was_withdrawn_stays_and_says_so() -> None:
    """
    ATOM-11: the title changes, the entry stays, the reason is given, and nobody is told to act.
    """
    english = entry_of(parsed("feeds/advisories.atom"), "SA-2026-0140")
    chinese = entry_of(parsed("zh-hant/feeds/advisories.atom"), "SA-2026-0140")

    assert "Withdrawn: FortiOS Remote Code Execution Vulnerability" == found(english, "string(atom:title)")
    assert "【已撤回】FortiOS 遠端執行程式碼漏洞" == found(chinese, "string(atom:title)")
    assert "Reason: The vendor found no flaw." in found(english, "string(atom:content)")
    assert "What should I do?" not in found(english, "string(atom:content)")
    assert "2026-11-12T09:30:00+08:00" == found(english, "string(atom:updated)")


def test_what_was_replaced_leads_to_its_successor() -> None:
    """
    ATOM-11: an advisory that another one replaces tells its readers to read that one.
    """
    content = found(entry_of(parsed("zh-hant/feeds/advisories.atom"), "SA-2026-0139"), "string(atom:content)")

    assert '已由 <a href="https://www.cert.example/zh-hant/advisories/SA-2026-0142/">SA-2026-0142</a> 取代' in content
    assert "應怎麼辦？" not in content


def test_stale_words_are_called_stale() -> None:
    """
    A translation of older words says of which version it is.
    """
    content = found(entry_of(parsed("feeds/advisories.atom"), "SA-2026-0138"), "string(atom:content)")

    assert "The English text is of version 1; the facts and dates are of version 2." in content
