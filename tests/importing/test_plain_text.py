"""
Text from outside is shown as it was, and does nothing.
"""

from __future__ import annotations

import html
import random
import re
import time

import pytest

from advisorypress.check.body import read_prose
from advisorypress.importing.plain_text import as_markdown, clean, escaped, shortened
from advisorypress.render.markdown import markdown_html

HARMFUL = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1)) ![b](data:x)",
    "# not a heading",
    "###### nor this",
    "- no list",
    "+ no list",
    "1. no list, 2) nor this",
    "1) no list",
    "> no quotation",
    "* no *emphasis* and **none** here",
    "_none_ here, but snake_case stays",
    "~~not struck~~ ~",
    "`no code` ```",
    "```",
    "~~~",
    "---",
    "===",
    "a | b",
    "|---|---|",
    "&lt;b&gt; &#60; &amp;",
    r"back\slash \* \\",
    "!!! note",
    "??? note",
    '=== "tab"',
    "[TOC]",
    "[^1]: footnote",
    "*[HTML]: abbreviation",
    "{: .class} {#id} { .x }",
    ":material-bug: :smile:",
    "--8<-- 'file'",
    "<!-- comment -->",
    '<!--#exec cmd="ls" -->',
    "{{ 7*7 }} {% raw %}",
    "<http://example.com> www.example.com",
    "[a]: http://example.com",
    "=cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("text", HARMFUL)
def test_shown_as_written(text: str) -> None:
    """
    A line of plain text renders as one paragraph of exactly this text, and no rule sees syntax in it.
    """
    rendered = markdown_html(escaped(text))
    inner = re.fullmatch(r"<p>(.*)</p>\s*", rendered, re.DOTALL)

    assert inner is not None, rendered
    assert "<" not in inner[1]
    assert text == html.unescape(inner[1])
    prose = read_prose(escaped(text))
    assert [] == [*prose.tags(), *prose.links, *prose.top_headings()]


def test_any_text_is_shown_as_written() -> None:
    """
    So does any mixture of marks and words.
    """
    chance = random.Random(20240601)
    pieces = [*"*_`[]()<>#|\\~&!-+=.:{}'\"^%$@/", " ", "a", "1", "词", "&amp;", "http://x", "\n"]
    for _ in range(3000):
        text = " ".join("".join(chance.choice(pieces) for _ in range(chance.randint(1, 25))).split())
        if text:
            rendered = markdown_html(escaped(text))
            assert f"<p>{text}</p>" == html.unescape(rendered).strip(), (text, escaped(text))


def test_unseen_characters_are_taken_out() -> None:
    """
    Controls, bidirectional marks, tag characters and lone surrogates go; letters and line ends stay.
    """
    text = "a\x00b\u202ec\u2066d\u200be\U000e0041f\ud800g\ufeffh\x85i\u2028j\rk\r\nl\tm"

    assert "abcdefgh\ni\nj\nk\nl m" == clean(text)


def test_a_pile_of_marks() -> None:
    """
    A million combining marks on one letter, which take a quarter of an hour to normalise, are not kept.
    """
    started = time.monotonic()
    cleaned = clean("e" + "\u0315\u0300" * 500_000)

    assert len(cleaned) < 20
    assert time.monotonic() - started < 50


def test_paragraphs() -> None:
    """
    Wrapped lines stay together; short lines, bullets and blank lines divide.
    """
    wrapped = "Disable the web server within the device configuration if it is not used\nor limit access to it."
    listed = "Fixes:\n* one\n* two"

    assert wrapped == as_markdown(wrapped)
    assert "Fixes:\n\n\\* one\n\n\\* two" == as_markdown(listed)
    assert 3 == markdown_html(as_markdown(listed)).count("<p>")


def test_shortened() -> None:
    """
    Whole sentences if there is one, else whole words.
    """
    assert "First one." == shortened("First one. Second one is too long.", 20)
    assert "No sentence…" == shortened("No sentence ends in here at all", 14)
    assert "short" == shortened("short", 5)
    assert len(shortened("x" * 100, 10)) <= 10
