"""
Ids, dates and times stay on one line, and Chinese titles break between their words.
"""

from __future__ import annotations

import re

import pytest

from advisorypress.render.line_breaks import title_words, with_line_breaks
from tests.examples import a_library, an_advisory

WORDS = ("遠端執行程式碼", "漏洞")


def whole(html: str) -> list[str]:
    """
    What stays on one line in *html*.
    """
    return re.findall(r'<span class="press-whole">(.*?)</span>', with_line_breaks(html, WORDS))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("CVE-2024-3400 replaces CVE-2024-12345678.", ["CVE-2024-3400", "CVE-2024-12345678"]),
        ("於SA-2024-0004說明", ["SA-2024-0004"]),
        ("CWE-77 on 26 March 2024", ["CWE-77", "26 March 2024"]),
        ("From 1 to 15 July 2024", ["1 to 15 July"]),
        ("12 Apr 2024, 4:40 pm (HKT)", ["12 Apr 2024", "4:40 pm"]),
        ("2024年7月10日上午9時45分發出", ["2024年7月10日", "上午9時45分"]),
        ("7月的更新", ["7月"]),
        ("分析報告（英文）", ["（英文）"]),
        ("an e-mail", ["e-mail"]),
        ("Version 10.0.22631.3880, 3 Marbles, 130 flaws", []),
    ],
)
def test_what_belongs_together_stays_together(text: str, kept: list[str]):
    assert kept == whole(f"<p>{text}</p>")


@pytest.mark.parametrize(
    "html",
    [
        '<a class="id" href="/advisories/SA-2024-0004/">SA-2024-0004</a>',
        '<time datetime="2024-07-10">10 July 2024</time>',
        "<pre><code>grep CVE-2024-3400 <em>SA-2024-0004</em></code></pre>",
        '<a href="/a>CVE-2024-3400&quot;" title="SA-2024-0004">x</a>',
    ],
)
def test_left_alone(html: str):
    """
    What is kept whole by its class or its element, what a reader copies, and what is in a tag.
    """
    assert html == with_line_breaks(html, WORDS)


@pytest.mark.parametrize(
    "html",
    [
        "<p><code>CVE-2024-1</code> and {}</p>",
        "<h2>Title</h2>{}",
        '<a href="/a>CVE-2024-1">{}</a>',
        "a > b, {}",
        "<p>a > b, {}</p>",
    ],
)
def test_what_stands_before_hides_nothing(html: str):
    assert ["CVE-2024-3400"] == whole(html.format("CVE-2024-3400"))


@pytest.mark.parametrize(
    ("title", "broken"),
    [
        ("Apache Log4j 遠端執行程式碼漏洞", "Apache Log4j 遠端執行程式碼<wbr>漏洞"),
        ("甲乙遠端執行程式碼漏洞（Log4Shell）", "甲乙<wbr>遠端執行程式碼漏洞（Log4Shell）"),
        ("繞過身份驗證及路徑遍歷漏洞", "繞過身份驗證及<wbr>路徑遍歷<wbr>漏洞"),
        ("Windows SMBv1 多個漏洞", "Windows SMBv1 多個漏洞"),
        ("失竊的密碼與借來的程式碼", "失竊的<wbr>密碼與<wbr>借來的<wbr>程式碼"),
        ("Google Chrome 及 libwebp", "Google Chrome 及 libwebp"),
    ],
)
def test_chinese_titles_break_between_words(title: str, broken: str):
    """
    In headings and on cards, and nowhere else.
    """
    assert f"<h1>{broken}</h1><p>{title}</p>" == with_line_breaks(f"<h1>{title}</h1><p>{title}</p>", WORDS)
    card = '<h3 class="press-card__title card-title"><a href="/x/">{}</a></h3>'
    assert card.format(broken) == with_line_breaks(card.format(title), WORDS)


def test_products_stay_whole_in_titles():
    """
    A long compound may have to break on a phone.
    """
    assert ["PAN-OS"] == whole("<h1>PAN-OS</h1><p>PAN-OS</p>")
    assert [] == whole("<h1>remote-code-execution-vulnerability</h1>")
    assert ["CVE-2023-5129"] == whole("<h1>CVE-2023-5129</h1>")


def test_words_of_titles_are_those_of_the_vocabulary():
    words = title_words(a_library(an_advisory()).vocabulary)

    assert {"遠端執行程式碼", "資料洩露", "漏洞"} <= set(words)
