"""
RSS 2.0: the requirements RSS-01 to RSS-15, as far as a file can show them.
"""

from __future__ import annotations

import html
import re
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from lxml import etree

from advisorypress.language import Language
from advisorypress.render.feeds import announced_feeds
from tests.examples import a_library
from tests.render.feeds.library import (
    DIGEST,
    ENGLISH_ONLY,
    EXPLOITED,
    files,
    found,
    parsed,
    paths,
    small_library,
)

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parents[2] / "corpora" / "schemas" / "rss-2_0.xsd"))
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class Addresses(HTMLParser):
    """
    Every address and every element of an HTML fragment.
    """

    def __init__(self, fragment: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.elements: set[str] = set()
        self.feed(fragment)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]


@pytest.mark.parametrize("path", paths("rss"))
def test_the_schema_holds(path: str) -> None:
    """
    RSS-02, RSS-03: one channel in an rss 2.0 element, with all that the format asks for, each value in its form.
    """
    feed = parsed(path)

    SCHEMA.assertValid(feed)
    assert ("rss", "2.0") == (feed.tag, feed.get("version"))
    assert 1 == len(feed.findall("channel"))
    assert all(feed.findtext(f"channel/{name}") for name in ("title", "link", "description"))


@pytest.mark.parametrize("path", paths("rss"))
def test_utf8_without_control_characters(path: str) -> None:
    """
    RSS-01: well-formed UTF-8 that says so, without control characters.
    """
    made = files()[path]

    assert made.startswith(b"<?xml version='1.0' encoding='UTF-8'?>")
    assert not CONTROL.search(made.decode("utf-8"))


def test_every_item_has_a_title_and_a_description() -> None:
    """
    RSS-04: an item without both would have nothing to show.
    """
    items = parsed("zh-hant/feeds/all.rss").findall("channel/item")

    assert 11 == len(items)
    assert all(item.findtext("title") and item.findtext("description") for item in items)


def test_guids_are_tag_uris_and_no_links() -> None:
    """
    RSS-05: unique, and not called a link, for they are none.
    """
    for path in paths("rss"):
        guids = parsed(path).findall("channel/item/guid")

        assert len(guids) == len({guid.text for guid in guids})
        assert {"false"} == {guid.get("isPermaLink") for guid in guids}
        assert all(guid.text.startswith("tag:www.cert.example,2026-") for guid in guids)


def test_dates_have_four_digits_and_a_numeric_zone() -> None:
    """
    RSS-06: RFC 822 with the year in full, in the team's zone.
    """
    channel = parsed("feeds/advisories.rss").find("channel")
    item = channel.find("item")

    assert "Sun, 22 Nov 2026 18:30:00 +0800" == channel.findtext("lastBuildDate")
    assert "Fri, 20 Nov 2026 09:30:00 +0800" == item.findtext("pubDate")
    assert EXPLOITED.published == parsedate_to_datetime(item.findtext("pubDate"))
    assert ["2026-11-22T18:30:00+08:00"] == found(item, "atom:updated/text()")


def test_language_of_each_edition() -> None:
    """
    RSS-07: every feed names its language.
    """
    assert "en" == parsed("feeds/all.rss").findtext("channel/language")
    assert "zh-Hant-HK" == parsed("zh-hant/feeds/all.rss").findtext("channel/language")


@pytest.mark.parametrize("path", paths("rss"))
def test_a_feed_names_its_own_address_and_its_page(path: str) -> None:
    """
    RSS-08: `atom:link rel="self"`; the channel's link is the page that the feed goes with, an item's the record's page.
    """
    feed = parsed(path)
    site = "https://www.cert.example/"
    edition = site + ("zh-hant/" if path.startswith("zh-hant/") else "")
    page = "" if "/all." in path else re.sub(r".*/(.*)\.rss", r"\1/", path)

    assert [f"{site}{path}"] == found(feed, "channel/atom:link[@rel='self'][@type='application/rss+xml']/@href")
    assert f"{edition}{page}" == feed.findtext("channel/link")
    assert all(item.findtext("link").startswith(edition) for item in feed.findall("channel/item"))


@pytest.mark.parametrize("path", paths("rss"))
def test_html_has_absolute_addresses_and_nothing_that_acts(path: str) -> None:
    """
    RSS-09, RSS-10: content is escaped HTML whose every address is absolute, without scripts, forms or pictures.
    """
    for item in parsed(path).findall("channel/item"):
        fragment = Addresses(found(item, "string(content:encoded)"))

        assert fragment.addresses
        assert all(address.startswith("https://www.cert.example/") for address in fragment.addresses)
        assert fragment.elements <= {"p", "strong", "ul", "li", "dl", "dt", "dd", "a", "span"}


def test_hostile_words_stay_words() -> None:
    """
    RSS-10: what an author writes is text in title, description and content, whatever it looks like.
    """
    item = found(parsed("feeds/advisories.rss"), "channel/item[contains(guid, 'SA-2026-0143')]")[0]

    assert 'Mail <Gate> "Quoted" & Unfixed 🔥' == item.findtext("title")
    assert ENGLISH_ONLY.words[Language.EN].summary == html.unescape(item.findtext("description"))
    assert "<script" not in item.findtext("description")
    assert "<script" not in found(item, "string(content:encoded)")


def test_categories_say_risk_type_impact_and_vendor() -> None:
    """
    RSS-11: each with the address that names its set, in the words of the edition.
    """
    item = found(parsed("zh-hant/feeds/advisories.rss"), "channel/item[contains(guid, 'SA-2026-0142')]")[0]
    site = "https://www.cert.example/"

    assert [
        (f"{site}feeds/kind/", "保安公告"),
        (f"{site}advisories/severity/", "極高度風險"),
        (f"{site}advisories/", "已遭利用"),
        (f"{site}advisories/category/", "網絡及保安設備"),
        (f"{site}advisories/impact/", "遠端執行程式碼"),
        (f"{site}advisories/impact/", "資料洩露"),
        (f"{site}advisories/vendor/", "Fortinet"),
    ] == [(category.get("domain"), category.text) for category in item.findall("category")]


def test_tags_are_said_in_the_readers_language() -> None:
    """
    RSS-11: a tag that the vocabulary knows has a word in both languages; any other stays as it was written.
    """
    guide = found(parsed("zh-hant/feeds/all.rss"), "channel/item[contains(guid, 'ransomware')]")[0]

    assert ["保安指引", "中小企", "勒索軟件", "home-made"] == [category.text for category in guide.findall("category")]


def test_no_enclosures() -> None:
    """
    RSS-12: nothing is enclosed, so no enclosure can lack its length or type.
    """
    assert [] == [path for path in paths("rss") if parsed(path).findall(".//enclosure")]


def test_pages_announce_the_feeds_of_their_own_language() -> None:
    """
    RSS-14: the feed with everything first, each with its media type; feeds have no `hreflang`.
    """
    announced = announced_feeds(small_library(), Language.ZH)

    assert ("feeds/all.rss", "application/rss+xml") == (announced[0].path, announced[0].media_type)
    assert "示例網絡安全事故協調中心：所有新內容" == announced[0].title
    assert {"feeds/all", "feeds/advisories", "feeds/digests"} == {feed.path.rpartition(".")[0] for feed in announced}
    assert {f"zh-hant/{feed.path}" for feed in announced} < set(files())


def test_an_empty_feed_is_not_announced() -> None:
    """
    RSS-15: a team that has sent no digest says nothing of a feed of digests.
    """
    library = a_library(EXPLOITED)

    assert {"feeds/all", "feeds/advisories"} == {
        feed.path.rpartition(".")[0] for feed in announced_feeds(library, Language.EN)
    }
    assert () == announced_feeds(a_library(), Language.ZH)


def test_an_empty_feed_is_written() -> None:
    """
    Its address is a promise: pages link to it, and a reader may take it before the first record is out.
    """
    empty = a_library()

    assert {path for path in files() if "/vendor/" not in path} == set(files(empty))
    for path in files(empty):
        assert f"https://www.cert.example/{path}".encode() in files(empty)[path]
    assert None is parsed("feeds/all.rss", empty).find("channel/item")
    assert None is parsed("feeds/all.rss", empty).find("channel/lastBuildDate")
    assert "1970-01-01T00:00:00+00:00" == found(parsed("feeds/all.atom", empty), "string(atom:updated)")
    assert [] == parsed("zh-hant/feeds/all.json", empty)["items"]


def test_a_digest_lists_what_it_carries() -> None:
    """
    A digest has no title of its own: its period is said in the reader's language, and its advisories are linked.
    """
    item = found(parsed("zh-hant/feeds/digests.rss"), "channel/item")[0]
    content = found(item, "string(content:encoded)")

    assert "警報摘要：2026年11月1日至15日" == item.findtext("title")
    assert DIGEST.words[Language.ZH].intro == item.findtext("description")
    assert '<a href="https://www.cert.example/zh-hant/advisories/SA-2026-0138/">' in content
    assert "（低度風險）" in content
    assert "SA-2026-0142" not in content


def test_no_date_switches_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    RSS-06: the locale belongs to the whole process, so writing a date in one thread must not touch it.
    """
    touched: list[object] = []
    monkeypatch.setattr("locale.setlocale", lambda *arguments: touched.append(arguments) or "C")

    files()

    assert [] == touched
