"""
The pages of newsletters, digests, guides, articles, news and events.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from advisorypress.language import Language
from advisorypress.load.schema import Kind
from advisorypress.model.document import DocumentWords
from advisorypress.model.period import parse_month
from advisorypress.render.document_page import document_page
from tests.examples import a_document, a_library, a_moment, an_advisory
from tests.golden_plugin import Golden
from tests.render.feeds.library import DIGEST, ENGLISH_ONLY, EXPLOITED, WITHDRAWN
from tests.render.pages import Element, a_desk, page_of, parse

GOLDEN = Path(__file__).parents[1] / "golden" / "render"
EN, ZH = Language.EN, Language.ZH


def words_of(language: Language, body: str, **changes: object) -> dict[Language, DocumentWords]:
    return {language: DocumentWords(language, "Title", "Summary.", body, **changes)}  # type: ignore[arg-type]


def tree(document: object, language: Language = EN, *others: object) -> Element:
    return parse(page_of(document, language, *others).article)  # type: ignore[arg-type]


GUIDE = a_document(
    Kind.GUIDE,
    reviewed=a_moment(18).date(),
    revised=a_moment(18),
    words={
        EN: DocumentWords(
            EN, "Ransomware", "How to live with it.",
            "Text.\n\n## One\n\nA [link](/advisories/SA-2026-0142/).\n\n## Two\n\n- [ ] **Do.** Why.\n\n## Three *more*\n\nZ.\n",
            actions=("Back up.", "Update.", "Ask."),
        ),
        ZH: DocumentWords(
            ZH, "勒索軟件", "如何應對。",
            "文字。\n\n## 一\n\n[連結](/advisories/SA-2026-0142/)。\n\n## 二\n\n- [ ] **做。** 因為。\n\n## 三\n\n完。\n",
            actions=("備份。", "更新。", "查詢。"),
        ),
    },
)  # fmt: skip
DOCUMENTS = {
    "guide": GUIDE,
    "digest": DIGEST,
    "newsletter": a_document(
        Kind.NEWSLETTER,
        month=parse_month("2026-11"),
        words={
            EN: DocumentWords(EN, "A month", "Summary.", "## News\n\nText.\n", headlines=("One", "Two", "Three")),
            ZH: DocumentWords(ZH, "一個月", "摘要。", "## 消息\n\n文字。\n", headlines=("一", "二", "三")),
        },
    ),
    "event": a_document(Kind.EVENT, url="https://event.example/"),
    "article": a_document(Kind.ARTICLE),
    "news-item": a_document(Kind.NEWS, url="https://news.example/", publisher="The Paper"),
}
OTHERS = (EXPLOITED, ENGLISH_ONLY, WITHDRAWN, a_document(Kind.NEWSLETTER), a_document(Kind.NEWS, published=a_moment(7)))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_pages(name: str, language: Language, golden: Golden):
    """
    One of every kind; the diff is the review.
    """
    golden(GOLDEN / f"{name}.{language.value}.html", page_of(DOCUMENTS[name], language, *OTHERS).article)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_both_editions_have_the_same_anchors(name: str):
    """
    One h1 each, and every anchor once.
    """
    english, chinese = (
        [
            element.attributes["id"]
            for element in tree(DOCUMENTS[name], language, *OTHERS).all()
            if "id" in element.attributes
        ]
        for language in Language
    )

    assert english == chinese
    assert len(english) == len(set(english))
    assert 1 == len(tree(DOCUMENTS[name]).all("h1"))


def test_sections_of_the_menu():
    """
    Guides are their own entry, all else is news.
    """
    sections = {name: page_of(document).section for name, document in DOCUMENTS.items()}

    assert "guides" == sections.pop("guide")
    assert {"news"} == set(sections.values())


def test_guide_has_steps_contents_and_tasks():
    """
    The contents lead to each section; a task is a box and a line.
    """
    page = tree(GUIDE)

    assert "Do these three things" == page.one("h2", id="steps").text
    contents = page.one("nav", "press-contents").all("a")
    assert [("#section-1", "One"), ("#section-2", "Two"), ("#section-3", "Three more")] == [
        (link.attributes["href"], link.text) for link in contents
    ]
    assert "Do. Why." == page.one("li", "press-task").text
    assert "For small and medium enterprises About 6 minutes" == page.all(cls="press-dateline")[0].text
    assert "Last reviewed 18 November 2026" in page.one(cls="press-reviewed").text


def test_guide_with_two_actions_speaks_of_no_three():
    """
    The heading counts only what is there.
    """
    page = tree(a_document(Kind.GUIDE, words=words_of(EN, "", actions=("One.", "Two."))))

    assert "Do this first" == page.one("h2", id="steps").text


def test_missing_translation_of_a_document():
    """
    The words that exist, marked, under a notice.
    """
    page = tree(a_document(Kind.ARTICLE, words=words_of(EN, "## Heading\n\nText.\n")), ZH)

    assert "本頁的中文內容尚未備妥，內文為英文。" == page.one(cls="press-notice").text
    assert ["en", "en", "en"] == [
        page.one(name, cls).attributes["lang"] for name, cls in (("h1", ""), ("h2", ""), ("div", "press-prose"))
    ]


def test_stale_translation_of_a_document():
    """
    The way to the newer words.
    """
    notice = tree(a_document(Kind.ARTICLE, stale=True), ZH).one(cls="press-notice")

    assert notice.text.startswith("中文內容較英文版舊。") and "press-notice--warn" in notice.classes
    assert "../../../articles/passwords/" == notice.one("a").attributes["href"]


def test_event_that_is_over():
    """
    As of build time, for the page has no other clock.
    """
    event = a_document(Kind.EVENT, starts=a_moment(5), ends=a_moment(5, 17))
    over, to_come = (
        parse(document_page(a_desk(a_library(event, now=now)), event).article)
        for now in (a_moment(5, 17), a_moment(5, 16))
    )

    assert "This event has ended." == over.one(cls="press-notice").text
    assert [] == to_come.all(cls="press-notice")


def test_newsletter_counts_the_advisories_of_its_month_by_level():
    """
    Without what is withdrawn; a chart with its table as soon as there is enough for one, and nothing where nothing was
    published.
    """
    others = (*OTHERS, an_advisory(id="SA-2026-0001", published=a_moment(1, month=10)))
    few = tree(DOCUMENTS["newsletter"], EN, *others).one("section", "press-statistics")
    many = tree(
        DOCUMENTS["newsletter"], EN, *(an_advisory(id=f"SA-2026-000{n}", published=a_moment(n)) for n in range(1, 6))
    ).one("section", "press-statistics")

    assert "In November 2026 we published 2 advisories." == few.one("p").text
    assert 2 == sum(int(cell.text) for cell in few.all("td"))
    assert ([], {"open"}) == (few.all("svg"), {"open"} & set(few.one("details").attributes))
    assert (1, set()) == (len(many.all("svg")), {"open"} & set(many.one("details").attributes))
    assert [] == tree(DOCUMENTS["newsletter"]).all("section", "press-statistics")


def test_newsletter_names_the_advisories_of_its_month():
    """
    Those to act on first; and the earlier newsletters.
    """
    page = tree(DOCUMENTS["newsletter"], EN, *OTHERS, an_advisory(id="SA-2026-0001", published=a_moment(1, month=10)))

    assert ["SA-2026-0142"] == [span.text for span in page.all("span", "id")]
    assert ["October 2026"] == [link.text for link in page.one("ul", "press-links").all("a")]


def test_digest_names_what_changed_in_its_period():
    """
    By what to do first, then by category, then reading.
    """
    digest = a_document(Kind.DIGEST, words=DIGEST.words)
    page = tree(digest, ZH, *OTHERS)

    assert "警報摘要：2026年11月1日至15日" == page.one("h1").text
    assert ["保安公告", "建議及新聞"] == [heading.text for heading in page.all("h2")]
    assert ["network-security"] == [
        heading.attributes["id"] for heading in page.all("h3") if "id" in heading.attributes
    ]
    assert ["SA-2026-0140"] == [span.text for span in page.all("span", "id")]


def test_quiet_digest():
    """
    Says that nothing happened.
    """
    assert "No advisory was published or changed in this period." in tree(DIGEST).text


def test_description_of_a_digest_without_summary():
    """
    Search engines and cards need one.
    """
    assert "Security advisories, advice and news, 1 to 15 November 2026." == page_of(DIGEST).description


def test_original_of_a_news_item():
    """
    Named after who published it.
    """
    link = tree(DOCUMENTS["news-item"]).one("p", "press-original").one("a")

    assert ("https://news.example/", "The original at The Paper") == (link.attributes["href"], link.text)
