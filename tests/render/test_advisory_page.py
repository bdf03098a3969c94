"""
The page of an advisory, in every state and both languages.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from advisorypress.language import Language
from advisorypress.model.advisory import NO_FIX, Advisory, Affected, Reference, Severity, Status, Vulnerability
from advisorypress.model.scores import parse_cvss
from advisorypress.model.versions import parse_versions
from advisorypress.render.share import share_text
from tests.examples import a_library, a_moment, a_revision, advisory_words, an_advisory
from tests.golden_plugin import Golden
from tests.render.feeds.library import ENGLISH_ONLY, EXPLOITED, REPLACED, STALE, WITHDRAWN
from tests.render.pages import Element, a_desk, page_of, parse

GOLDEN = Path(__file__).parents[1] / "golden" / "render"
EN, ZH = Language.EN, Language.ZH

BODY = """\
Found by [Example Labs](https://labs.example/) & told to us; see [the guide](/guides/ransomware/#first).

## Timeline

### First week

Nothing.

## Solution

Install the update.

| Release | Update |
|:--------|-------:|
| 7.4     | 7.4.7  |

## Workaround

Switch off SSL VPN.

## Detection

Look for `sslvpnd`.

## Details

A write out of bounds.
"""
CHINESE_BODY = """\
由[示例實驗室](https://labs.example/)發現；請參閱[指引](/guides/ransomware/#first)。

## 時間線

### 第一週

沒有。

## 解決方案

安裝更新。

| 版本 | 更新 |
|:-----|-----:|
| 7.4  | 7.4.7 |

## 臨時處理方法

關閉 SSL VPN。

## 偵測方法

尋找 `sslvpnd`。

## 詳情

越界寫入。
"""
FULL = replace(
    EXPLOITED,
    affected=(
        Affected("Fortinet", "FortiOS", parse_versions("7.4.0 to 7.4.6"), fixed="7.4.7", key="fos74"),
        Affected("Fortinet", "FortiOS", parse_versions("7.2.0 and earlier"), fixed=NO_FIX, key="fos72"),
        Affected("Fortinet", "FortiProxy", parse_versions("every build of 2025"), key="fp"),
    ),
    vulnerabilities=(
        Vulnerability(
            "CVE-2026-12345",
            scores=(
                parse_cvss("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"),
                parse_cvss("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"),
            ),
            cwe="CWE-787",
            affects=("fos74", "fp"),
        ),
        Vulnerability("CVE-2026-12346", affects=("fos74", "fos72", "fp")),
    ),
    references=(
        Reference("https://www.fortiguard.com/psirt/FG-IR-26-001", "vendor"),
        Reference("https://blog.example/?a=1&b=2", "other"),
    ),
    words={
        EN: replace(EXPLOITED.words[EN], body=BODY, reference_titles=("FG-IR-26-001", 'A "blog" & more')),
        ZH: replace(EXPLOITED.words[ZH], body=CHINESE_BODY, reference_titles=("FG-IR-26-001",)),
    },
)
RECORDS = {
    "full": FULL,
    "english-only": ENGLISH_ONLY,
    "withdrawn": WITHDRAWN,
    "replaced": REPLACED,
    "stale": STALE,
}


def tree(advisory: Advisory, language: Language = EN, *others: Advisory) -> Element:
    return parse(page_of(advisory, language, *others).article)


def anchors(page: Element) -> list[str]:
    return [element.attributes["id"] for element in page.all() if "id" in element.attributes]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", RECORDS)
def test_pages(name: str, language: Language, golden: Golden):
    """
    One of every state; the diff is the review.
    """
    page = page_of(RECORDS[name], language, *(record for record in RECORDS.values() if record is not RECORDS[name]))

    golden(GOLDEN / f"{name}.{language.value}.html", page.article)


@pytest.mark.parametrize("name", RECORDS)
def test_both_editions_have_the_same_anchors_in_the_same_order(name: str):
    """
    So that a link into a page holds when the reader switches the language.
    """
    english, chinese = tree(RECORDS[name], EN), tree(RECORDS[name], ZH)

    assert anchors(english) == anchors(chinese)
    assert len(anchors(english)) == len(set(anchors(english)))
    assert 1 == len(english.all("h1"))


def test_order_of_the_blocks():
    """
    What the visual brief says, whatever the order of the author.
    """
    assert [
        "brief", "facts", "affected", "solution", "workaround", "impact", "details", "detection", "section-1",
        "section-1-1", "identifiers", "source", "related-links", "revisions", "formats", "share", "share-text", "follow",
    ] == anchors(tree(FULL))  # fmt: skip


def test_head_of_the_page():
    """
    What the shell needs: plain text, the section, and the source file.
    """
    page = page_of(FULL)

    assert ("advisories", "advisories/SA-2026-0142/") == (page.section, page.path)
    assert ("FortiOS Remote Code Execution Vulnerability", "A flaw in FortiOS lets an attacker run code.") == (
        page.title,
        page.description,
    )
    assert "advisories/2026/SA-2026-0142.en.md" == page.edit


@pytest.mark.parametrize("severity", Severity)
def test_severity_is_word_shape_and_meter(severity: Severity):
    """
    Never a colour alone.
    """
    page = tree(an_advisory(severity=severity))
    (badge,) = page.all("span", f"press-badge--{severity.value}")
    words = {"critical": "Extremely High Risk", "high": "High Risk", "medium": "Medium Risk", "low": "Low Risk"}

    assert words[severity.value] == badge.text
    assert 1 == len(badge.all("svg"))
    assert severity.level == len(page.all("rect", "press-meter__on"))
    assert f"Level {severity.level} of 4" in page.one("dl").text


def test_exploited():
    """
    A badge, a banner with the date, and a fact.
    """
    page = tree(FULL)

    assert "Exploited" == page.one("span", "press-badge--exploited").text
    assert "Used in real attacks Seen in attacks since 20 November 2026." in page.one(cls="press-banner").text
    assert "Yes, since 20 November 2026" in page.one("dl").text
    assert [] == tree(an_advisory(exploited=False)).all(cls="press-banner")
    assert "Not that we know of" in tree(an_advisory(exploited=False)).one("dl").text
    assert "Seen in attacks" not in tree(an_advisory(exploited=None)).one("dl").text


def test_banner_asks_for_no_update_that_does_not_exist():
    """
    There may be attacks before there is a fix.
    """
    rows = (Affected("Acme", "Gate", parse_versions("all"), fixed=NO_FIX),)
    page = tree(an_advisory(exploited=a_moment(20).date(), affected=rows))

    assert "There is no fix yet" in page.one(cls="press-banner").text
    assert "No fix yet" in [tag.text for tag in page.all(cls="press-tag")]


def test_withdrawn_comes_before_everything():
    """
    And nobody is told to act on it.
    """
    for language, words in (
        (EN, "Do not act on this advisory. Reason: The vendor"),
        (ZH, "請勿按其內容行事。原因：供應商"),
    ):
        page = tree(WITHDRAWN, language)
        first = page.all("div", "press-advisory__lead")[0].all("div")[0]

        assert "press-notice--stop" in first.classes and words in first.text
        assert [] == page.all(cls="press-brief__row--do") + page.all(cls="press-banner")


def test_withdrawn_without_a_reason_in_this_language():
    """
    The source edition's reason, marked as what it is; without any, a sentence without a hole.
    """
    chinese = replace(WITHDRAWN.words[ZH], withdrawn_reason="")
    notice = tree(replace(WITHDRAWN, words={**WITHDRAWN.words, ZH: chinese}), ZH).all(cls="press-notice")[0]
    assert "The vendor found no flaw." == notice.one("span").text and "en" == notice.one("span").attributes["lang"]

    words = {EN: replace(WITHDRAWN.words[EN], withdrawn_reason="")}
    assert "Do not act on this advisory." == tree(replace(WITHDRAWN, words=words)).all(cls="press-notice")[0].text[-28:]


def test_replaced_leads_to_what_replaced_it():
    """
    Both ways, with links that hold in each edition.
    """
    page = tree(REPLACED, ZH, EXPLOITED)
    assert "../../advisories/SA-2026-0142/" == page.all(cls="press-notice")[0].one("a").attributes["href"]
    assert [] == page.all(cls="press-brief__row--do")

    page = tree(EXPLOITED, EN, REPLACED)
    assert "This advisory replaces SA-2026-0139." in [notice.text for notice in page.all(cls="press-notice")]


def test_replaced_by_several():
    """
    Each is named.
    """
    notice = tree(replace(REPLACED, superseded_by=("SA-2026-0142", "SA-2026-0143")), ZH, EXPLOITED).all(
        cls="press-notice"
    )[0]

    assert "此公告已由 SA-2026-0142 及 SA-2026-0143 取代，請改看該公告。" == notice.text


def test_missing_translation():
    """
    The existing words, marked with their language; facts, headings and generated answers in the reader's.
    """
    advisory = replace(an_advisory(), words={EN: advisory_words()})
    page = tree(advisory, ZH)

    assert "中文內容尚未備妥。下列資料以中文顯示，內文為英文。" in [
        notice.text for notice in page.all(cls="press-notice")
    ]
    assert "en" == page.one("h1").attributes["lang"]
    assert "en" == page.one(cls="press-brief").all("p")[0].attributes["lang"]
    assert "解決方案" == page.one("h2", id="solution").text and "lang" not in page.one("h2", id="solution").attributes
    assert "en" == page.one(cls="press-prose").attributes["lang"]
    assert "更新至 7.4.7。" == page.one(cls="press-brief__row--do").one("li").text
    notes = [span for span in page.one(cls="press-revisions").all("span") if span.attributes.get("lang") == "en"]
    assert ["First published."] == [note.text for note in notes]


def test_no_translation_intended():
    """
    Then the notice promises none.
    """
    only_english = replace(an_advisory(), languages=(EN,), words={EN: advisory_words()})
    only_chinese = replace(an_advisory(), source=ZH, languages=(ZH,), words={ZH: advisory_words(ZH)})

    assert "此公告只備英文版。" in tree(only_english, ZH).one(cls="press-notice").text
    assert [] == tree(only_english, EN).all(cls="press-notice")
    notices = [notice.text for notice in tree(only_chinese, EN).all(cls="press-notice")]
    assert "This advisory is in Chinese only. The facts below are in English." in notices
    assert "zh-Hant-HK" == tree(only_chinese, EN).one("h1").attributes["lang"]


def test_stale_translation():
    """
    Of which version it is, where that is known, and the way to the newest words.
    """
    first, second = a_revision(1, "new", a_moment(20)), a_revision(2, "correction", a_moment(21))
    advisory = replace(an_advisory(), stale=True, revisions=(first, second))
    notice = tree(advisory, ZH).one(cls="press-notice")

    assert "中文內容為第1版，資料及日期則為第2版。" in notice.text
    assert "../../../advisories/SA-2026-0142/" == notice.one("a").attributes["href"]
    assert [] == tree(advisory, EN).all(cls="press-notice")

    same = replace(advisory, revisions=(first,))
    assert "中文內容較英文版舊。" in tree(same, ZH).one(cls="press-notice").text


def test_source_is_chinese():
    """
    Then Chinese prevails, against what the footer says.
    """
    advisory = replace(an_advisory(), source=ZH)

    assert "the Chinese one prevails" in tree(advisory, EN).one(cls="press-notice").text
    assert "以中文版本為準" in tree(advisory, ZH).one(cls="press-notice").text


def test_note_that_is_not_translated_yet():
    """
    It is shown in the language it is in.
    """
    first, second = a_revision(1, "new", a_moment(20)), a_revision(2, "correction", a_moment(21))
    english = advisory_words(revision_notes=("First published.", "Version number corrected."))
    advisory = replace(
        an_advisory(), stale=True, revisions=(first, second), words={EN: english, ZH: advisory_words(ZH)}
    )
    newest, oldest = tree(advisory, ZH).one("ol", "press-revisions").all("li")

    assert "更正 第2版 現行版本 2026年11月21日上午9時30分 Version number corrected." == newest.text
    assert [("en", "Version number corrected.")] == [
        (span.attributes["lang"], span.text) for span in newest.all("span") if "lang" in span.attributes
    ]
    assert "首次發佈。" in oldest.text


def test_affected_products():
    """
    Every cell says what it is, for the narrow screen where the row is a card.
    """
    rows = [
        [(cell.attributes["data-label"], cell.text) for cell in row.all() if "data-label" in cell.attributes]
        for row in tree(FULL).all("table", "press-table")[0].one("tbody").all("tr")
    ]

    assert [
        [("Product", "Fortinet FortiOS"), ("Affected versions", "7.4.0 to 7.4.6"), ("Fixed in", "7.4.7")],
        [("Product", "Fortinet FortiOS"), ("Affected versions", "7.2.0 and earlier"), ("Fixed in", "No fix yet")],
        [("Product", "Fortinet FortiProxy"), ("Affected versions", "every build of 2025"), ("Fixed in", "Not stated")],
    ] == rows


def test_versions_as_written_are_in_the_language_they_were_written_in():
    """
    Those of the grammar are in the reader's.
    """
    versions = [cell for cell in tree(FULL, ZH).all("td") if cell.attributes.get("data-label") == "受影響版本"]

    assert ["7.4.0 至 7.4.6", "7.2.0 及之前", "every build of 2025"] == [cell.text for cell in versions]
    assert "en" == versions[2].one("span").attributes["lang"]


def test_which_vulnerability_hits_which_product():
    """
    As the facts say; and no column where they say nothing.
    """
    cells = [cell.text for cell in tree(FULL).all("td") if cell.attributes.get("data-label") == "Affects"]
    assert ["Fortinet FortiOS 7.4.0 to 7.4.6 Fortinet FortiProxy", "All products above"] == cells

    unknown = tuple(replace(each, affects=()) for each in FULL.vulnerabilities)
    page = tree(replace(FULL, vulnerabilities=unknown))
    assert "Affects" not in [header.text for header in page.all("th")]


def test_scores_without_the_words_of_cvss():
    """
    `Critical` beside our own risk level would be a second scale.
    """
    page = tree(FULL)
    cells = [cell for cell in page.all("td") if cell.attributes.get("data-label") == "CVSS score"]

    assert ["9.3 (CVSS 4.0)", "9.8 (CVSS 3.1)"] == [span.text for span in cells[0].all("span", "num")]
    assert "Not stated" == cells[1].text
    assert "9.8 (CVSS 3.1)" in page.one("dl").text
    assert "Critical" not in page.text


def test_references_name_their_host():
    """
    A reader sees where a link leads before following it.
    """
    items = tree(FULL).all("ul", "press-references")

    assert ["FG-IR-26-001 www.fortiguard.com Vendor"] == [item.text for item in items[0].all("li")]
    assert ['A "blog" & more blog.example'] == [item.text for item in items[1].all("li")]
    assert "https://blog.example/?a=1&b=2" == items[1].one("a").attributes["href"]


def test_only_known_sections_move():
    """
    What stands before the first heading introduces the details.
    """
    page = tree(an_advisory(words={EN: advisory_words(body="Intro.\n\n## Details\n\nMore.\n")}))

    assert "Details Intro. More." == page.one("h2", id="details").text + " " + page.all(cls="press-prose")[0].text


def test_body_without_headings():
    """
    Is the details.
    """
    page = tree(an_advisory(words={EN: advisory_words(body="All of it.")}))

    assert "All of it." == page.all(cls="press-prose")[0].text
    assert "details" in anchors(page)


@pytest.mark.parametrize(
    "text",
    [
        "</h1><script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "A & B < C > D \"E\" 'F'",
        "🔥 with \x00\x07\x1b\x85 controls \ud800",
        "{{ v }} {% raw %} ${x}",
        "--><!--",
    ],
)
def test_hostile_words_never_break_a_page(text: str):
    """
    In every place where an author's words, names or addresses stand.
    """
    words = advisory_words(
        title=text,
        summary=text,
        actions=(text,),
        body=f"## {text}\n\n{text}\n",
        revision_notes=(text,),
        reference_titles=(text,),
        withdrawn_reason=text,
    )
    advisory = an_advisory(
        words={EN: words},
        affected=(Affected(text, text, parse_versions(text), fixed=text, key="a"),),
        references=(Reference("https://x.example/?a=<b>&\"c'", "vendor"),),
    )
    for language in Language:
        page = page_of(advisory, language)
        elements = parse(page.article).all()

        assert not {element.name for element in elements} & {"script", "img", "iframe", "style"}
        assert not {name for element in elements for name in element.attributes} & {"onerror", "style", "onclick"}
        assert not [c for c in page.article + page.title + page.description if ord(c) < 32 and c != "\n"]
        (page.article + page.title + page.description).encode()


def test_other_formats_stand_beside_the_page():
    """
    Relative links, for they are in the same folder.
    """
    links = [link.attributes["href"] for link in tree(FULL).one(cls="press-formats").all("a")]

    assert ["advisory.txt", "advisory.md", "advisory.json"] == links[:3]


def test_feeds_that_would_have_told_of_it():
    """
    Of its vendors, its category and its severity.
    """
    links = [link.attributes["href"] for link in tree(FULL).one(cls="press-formats").all("a")]

    feeds = "../../feeds"
    assert [f"{feeds}/vendor/fortinet.atom", f"{feeds}/severity/critical.atom"] == [
        link for link in links if "/vendor/" in link or "/severity/" in link
    ]


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            Language.EN,
            ["Extremely High Risk | Exploited", "FortiOS Remote Code Execution Vulnerability (SA-2026-0142)"],
        ),
        (Language.ZH, ["極高度風險 | 已遭利用", "FortiOS 遠端執行程式碼漏洞（SA-2026-0142）"]),
    ],
)
def test_text_to_share(language: Language, lines: list[str]):
    """
    What it is, the first thing to do, and the address in the reader's language.
    """
    text = share_text(a_desk(a_library(FULL), language), FULL).splitlines()

    assert lines == text[:2]
    assert f"https://www.cert.example/{language.prefix}advisories/SA-2026-0142/" == text[3]


def test_text_to_share_of_what_is_withdrawn_has_nothing_to_do():
    withdrawn = replace(FULL, status=Status.WITHDRAWN)
    text = share_text(a_desk(a_library(withdrawn)), withdrawn).splitlines()

    assert text[0].startswith("Withdrawn: ")
    assert 2 == len(text)


def test_criteria_only_where_the_page_exists():
    """
    No link leads to a page that is not there.
    """
    assert "../../about/severity/" in [a.attributes["href"] for a in tree(FULL).one("dl").all("a")]
