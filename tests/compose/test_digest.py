"""
The digest's mail: what it says, in which words, and that both forms say the same (statements 6, 8 and 13).
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from advisorypress.compose.digest import MAX_HTML, compose_digest
from advisorypress.compose.message import Mail, list_message_id, sender_of, write_message
from advisorypress.language import Language
from advisorypress.model.advisory import Revision, Severity, Status
from advisorypress.model.library import Library
from advisorypress.render.plain.wrapping import columns_of
from tests.compose.golden import expected
from tests.compose.library import (
    EN,
    HOSTILE,
    ZH,
    a_digest,
    a_library,
    an_advisory,
    at,
    some_document_words,
    some_settings,
    some_words,
)

LANGUAGES = [pytest.param(language, id=language.value) for language in Language]


class Page(HTMLParser):
    """
    What a test asks of an HTML mail: its elements, and the words in each language.
    """

    VOID = ("meta", "br")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[tuple[str, str]] = []
        self._open: list[tuple[str, str]] = []
        self.feed(html)
        self.close()
        assert not self._open, self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.elements.append((tag, values))
        if tag not in self.VOID:
            self._open.append((tag, values.get("lang", self._open[-1][1] if self._open else "")))

    def handle_endtag(self, tag: str) -> None:
        assert tag == self._open.pop()[0]

    def handle_data(self, data: str) -> None:
        if data.strip() and self._open[-1][0] != "style":
            self.words.append((self._open[-1][1], data.strip()))

    @property
    def links(self) -> list[str]:
        return [values["href"] for tag, values in self.elements if tag == "a"]


def composed(language: Language, library: Library | None = None) -> Mail:
    library = library or a_library()
    return compose_digest(library, library.digests[0], language)


def addresses(text: str) -> list[str]:
    return re.findall(r"(?m)^https?://\S+$", text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["html", "txt", "eml"])
def test_the_mail_is_the_golden_one(language: Language, form: str) -> None:
    """
    The diff of these files is how a change of the mail is reviewed.
    """
    mail = composed(language)
    sender = sender_of(some_settings(), language)
    match form:
        case "html":
            actual = mail.html.encode()
        case "txt":
            actual = mail.text.encode()
        case _:
            actual = write_message(mail, sender, sender.address, list_message_id(mail, sender, sender.address))

    assert expected(f"mail/digest.{language.value}.{form}", actual) == actual


@pytest.mark.parametrize(
    ("language", "subject"),
    [(EN, "Alert Digest, 16 to 30 November 2026"), (ZH, "警報摘要：2026年11月16日至30日")],
)
def test_the_subject_names_the_half_month(language: Language, subject: str) -> None:
    """
    And no TLP label, which stands in the footer.
    """
    mail = composed(language)

    assert subject == mail.subject
    assert "TLP:CLEAR" in mail.text
    assert "TLP:CLEAR" in mail.html


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_and_html_name_the_same_things(language: Language) -> None:
    """
    Statement 6: the same advisories and links in the same order, every link on the site's own host.
    """
    mail = composed(language)
    links = Page(mail.html).links

    def first_of_each(found: list[str]) -> list[str]:
        return list(dict.fromkeys(found))

    assert first_of_each(addresses(mail.text)) == first_of_each(links)
    assert all(
        link.startswith(f"https://www.cert.example/{'zh-hant/' if language is ZH else ''}") for link in links[:8]
    )
    assert {"https://www.cert.example"} == {"/".join(link.split("/")[:3]) for link in links}
    assert ["SA-2026-0142", "SA-2026-0147", "SA-2026-0144", "SA-2026-0145", "SA-2026-0140", "SA-2026-0139"] == sorted(
        re.findall(r"/advisories/(SA-[0-9-]+)/", " ".join(links)),
        key=["SA-2026-0142", "SA-2026-0147", "SA-2026-0144", "SA-2026-0145", "SA-2026-0140", "SA-2026-0139"].index,
    )
    assert "SA-2026-0101" not in mail.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_html_is_fit_for_mail(language: Language) -> None:
    """
    Statement 6 and the visual brief: no image, script, form or outside style; each coloured cell says its colour twice;
    tables are for layout only; the page and its table say their language.
    """
    mail = composed(language)
    page = Page(mail.html)

    assert {tag for tag, _ in page.elements} <= {
        "html", "head", "meta", "title", "style", "body", "div", "table", "tr", "td", "h1", "h2", "h3", "h4", "p", "a", "br",
        "span",
    }  # fmt: skip
    assert len(mail.html.encode()) < MAX_HTML
    assert [language.tag] * 2 == [
        next(values for tag, values in page.elements if tag == outermost)["lang"] for outermost in ("html", "table")
    ]
    for tag, values in page.elements:
        style = values.get("style", "")
        if tag == "table":
            assert "presentation" == values["role"]
        if "background-color" in style:
            assert values["bgcolor"] == re.search(r"background-color:(#[0-9a-f]{6})", style)[1]  # type: ignore[index]
        assert not re.search(r"#fff\b|#ffffff|#000", style)
        assert "url(" not in style
    assert "url(" not in mail.html
    assert "@import" not in mail.html


def test_the_two_dark_forms_cannot_drift() -> None:
    """
    What a dark system gets is what the web version of Outlook gets.
    """
    html = composed(EN).html
    media = re.search(r"@media \(prefers-color-scheme: dark\) \{\n(.*?)\n\}", html, re.DOTALL)

    assert media is not None
    plain = media[1].splitlines()
    assert 13 == len(plain)
    assert [f"[data-ogsc] {line}" for line in plain] == [line for line in html.splitlines() if "data-ogsc" in line]


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_the_other_language_are_marked(language: Language) -> None:
    """
    A reader whose edition is missing gets the other one's words, marked as such, and the facts in their own language.
    """
    foreign = {words for tag, words in Page(composed(language).html).words if tag == language.other.tag}

    if language is ZH:
        assert "Browser Information Disclosure Vulnerability" in foreign
        assert "The vendor was mistaken." in foreign
        assert "中度風險\nBrowser" not in foreign
        assert not any("風險" in words for words in foreign)
        assert any("英文內容" in words for _, words in Page(composed(ZH).html).words)
    else:
        assert {"手機程式資料洩露漏洞", "條例生效", "條例今日生效。"} <= foreign
        assert not any("Risk" in words for words in foreign)
    han = [(tag, words) for tag, words in Page(composed(language).html).words if re.search("[\u4e00-\u9fff]", words)]
    assert all("zh-Hant-HK" == tag for tag, _ in han)


@pytest.mark.parametrize("language", LANGUAGES)
def test_leaving_stands_in_both_languages(language: Language) -> None:
    """
    Sender and the way to leave are readable for whoever got the wrong edition.
    """
    mail = composed(language)

    for form in (mail.text, mail.html):
        for words in ("Unsubscribe", "取消訂閱", "Example CERT", "示例網絡安全事故協調中心", "leave@cert.example"):
            assert words in form
        assert "https://www.cert.example/subscribe/" in form
        assert "https://www.cert.example/zh-hant/subscribe/" in form


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_part_has_72_columns(language: Language) -> None:
    """
    A Chinese character takes two, so 36 of them; only an address may be longer, and stands alone; rules are four hyphens.
    """
    lines = composed(language).text.splitlines()

    assert all(columns_of(line) <= 72 for line in lines if not line.startswith("https://"))
    assert 4 == lines.count("----")
    assert not re.search("[\u2500-\u257f]", "".join(lines))
    assert all(line == line.rstrip() for line in lines)
    loud = "EXTREMELY HIGH RISK | EXPLOITED" if language is EN else "極高度風險 | 已遭利用"
    assert loud in lines


def test_a_hostile_title_stays_words() -> None:
    """
    Markup in a title is text in both forms, and its controls and turns of direction are gone (statement 9).
    """
    mail = composed(EN)

    assert "&lt;b&gt;&amp;amp;&lt;/b&gt; 😀 Bcc: all@cert.example txt.exe" in mail.html
    assert 'Editor\'s "X" <b>&amp;</b> 😀 Bcc: all@cert.example' in mail.text
    assert not re.search("[\x00-\x09\x0b-\x1f\x85\u2028\u202e]", mail.text + mail.html)
    with_title = a_library(digests=(a_digest(words={EN: some_document_words(EN, HOSTILE, HOSTILE, intro=HOSTILE)}),))
    assert "\n" not in composed(EN, with_title).subject


def test_a_withdrawn_and_a_replaced_advisory_say_so_instead_of_what_to_do() -> None:
    """
    Nobody is told to act on what no longer holds.
    """
    text = composed(EN).text

    assert "Withdrawn on 18 Nov 2026. Do not act on this advisory. Reason: The\nvendor was mistaken." in text
    assert "Replaced by SA-2026-0142. Read that advisory instead." in text
    assert text.index("SA-2026-0142\n") < text.index("OTHER ADVISORIES") < text.index("WITHDRAWN")


@pytest.mark.parametrize(
    ("reasons", "told"),
    [
        ({EN: "A mistake."}, "此公告已於2026年11月18日撤回，請勿按其內容行事。原因：A mistake."),
        ({}, "此公告已於2026年11月18日撤回，請勿按其內容行事。"),
    ],
)
def test_a_reason_that_waits_for_its_translation_is_told_as_it_is(reasons: dict[Language, str], told: str) -> None:
    """
    Never as an empty one.
    """
    withdrawn = an_advisory(
        status=Status.WITHDRAWN,
        published=at(17),
        revisions=(Revision(1, at(17), "new"), Revision(2, at(18), "withdrawn")),
        words={language: some_words(language, withdrawn_reason=reasons.get(language, "")) for language in Language},
    )

    mail = composed(ZH, a_library(advisories=(withdrawn,)))

    assert f"\n{told}\n更新：" in mail.text
    assert [("en", reason) for reason in reasons.values()] == [
        (language, words) for language, words in Page(mail.html).words if words.startswith("A mistake")
    ]


def test_the_preheader_is_what_to_do_first() -> None:
    """
    A list of mails shows it after the subject.
    """
    hidden = next(words for _, words in Page(composed(EN).html).words if words.startswith("FortiOS"))

    assert "FortiOS Remote Code Execution Vulnerability: Update to 7.4.7." == hidden


def test_an_edition_without_a_digest_of_its_own() -> None:
    """
    The introduction comes from the other edition and is marked; title and count are generated in the reader's language.
    """
    digest = a_digest(words={EN: some_document_words(EN, "A Title", "A summary.", intro="An introduction.")})

    mail = composed(ZH, a_library(digests=(digest,)))

    assert "警報摘要：2026年11月16日至30日" == mail.subject
    assert ("en", "An introduction.") in Page(mail.html).words
    assert "A summary." not in mail.text
    assert "共6則公告，其中1則須優先處理" in mail.text


def test_a_digest_may_have_its_own_title_and_summary() -> None:
    """
    Then nothing is generated for that edition.
    """
    digest = a_digest(words={EN: some_document_words(EN, "Two Storms", "Read this one.", intro="")})

    mail = composed(EN, a_library(digests=(digest,)))

    assert "Two Storms" == mail.subject
    assert "Read this one." in mail.text
    assert "to act on first" not in mail.text


@pytest.mark.parametrize(
    ("count", "first", "words"),
    [
        (0, 0, "No advisories in this half-month"),
        (1, 0, "1 advisory; none to act on first"),
        (2, 0, "2 advisories; none to act on first"),
        (2, 1, "2 advisories; 1 to act on first"),
    ],
)
def test_how_many_advisories_there_are(count: int, first: int, words: str) -> None:
    """
    Zero and one read as a person would say them.
    """
    advisories = tuple(
        an_advisory(id=f"SA-2026-{n:04}", severity=Severity.LOW, exploited=date(2026, 11, 1) if n < first else None)
        for n in range(count)
    )

    assert words in composed(EN, a_library(advisories=advisories)).text.splitlines()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_digest_says_that_it_is(language: Language) -> None:
    """
    Preview shows it; sending it is refused elsewhere (statement 13).
    """
    mail = composed(language, a_library(advisories=(), newsletters=(), guides=(), news=()))

    assert ("Nothing was published" if language is EN else "本期沒有發佈任何內容。") in mail.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_busy_half_month_stays_under_the_limit_of_mail_services(language: Language) -> None:
    """
    400 advisories: what has to be acted on stands, as many others as fit, and the mail says how many are on the web.
    """
    words = {lang: some_words(lang, title="漏洞" * 20 if lang is ZH else "Vulnerability " * 6) for lang in Language}
    library = a_library(
        advisories=tuple(
            an_advisory(
                id=f"SA-2026-{n:04}",
                published=at(30 - n // 30),
                words=words,
                severity=Severity.CRITICAL if n % 40 == 0 else Severity.MEDIUM,
            )
            for n in range(400)
        )
    )

    mail = composed(language, library)

    assert MAX_HTML * 0.9 < len(mail.html.encode()) < MAX_HTML
    shown = len(set(re.findall(r"/advisories/(SA-[0-9-]+)/", mail.html)))
    assert shown == len(set(re.findall(r"/advisories/(SA-[0-9-]+)/", mail.text)))
    assert shown > 60
    more = f"{400 - shown} more advisories stand on" if language is EN else f"另有{400 - shown}則公告"
    assert more in mail.text.replace("\n", " ")
    assert more in mail.html
    assert ("400 advisories; 10 to act on first" if language is EN else "共400則公告，其中10則須優先處理") in mail.text


def test_a_real_team_does_not_say_that_it_is_a_demonstration() -> None:
    """
    The demonstration says it in both languages.
    """
    shown = a_library(settings=replace(some_settings(), demonstration=True))

    assert "demonstration" not in composed(EN).text
    for words in ("This is a demonstration", "此為示範電郵"):
        assert words in composed(ZH, shown).text
        assert words in composed(ZH, shown).html
