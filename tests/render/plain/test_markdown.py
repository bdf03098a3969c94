"""
Clean HTML as Markdown that renders to the same again.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from advisorypress.language import Language
from advisorypress.load.front_matter import split_front_matter
from advisorypress.render.markdown import markdown_html
from advisorypress.render.plain.markdown import to_markdown as write_markdown
from advisorypress.render.plain.tree import parse_fragment
from tests.examples import ROOT

TRICKY = [
    "1\\. not a list\n\n\\- nor this\n\n\\# nor a heading\n\n10.0 (a score)\n\n\\> nor a quotation",
    "snake_case_name and \\_edge\\_ and 2 * 3 \\* 4 and \\`tick\\`",
    "`a``b` and `` ` `` and ``` `` ``` and `|`",
    "a\\\nb\n\n- x\n\n  y\n- z",
    "- a\n- b\n\n* c\n* d\n\n1. e\n\n1) f",
    "| a | b |\n|:--|--:|\n| `x\\|y` | \\| |\n| *e* | **s** |",
    "```\n```` four\n```\n\n~~~py\nx = 1\n\n\ny\n~~~\n\n    indented",
    '[text](https://a.example/x_(y)?a=1&copy=2 "a title") and <https://a.example/?q=a*b_c_>',
    "[`code`](https://a.example/) ![alt *not emphasis*](/img/a.png)",
    "&amp;amp; &lt;b&gt; &copy; AT&T \\&copy;",
    "# one\n\n## two \\#\n\n### three ###\n\n###### six",
    "> quoted\n>\n> - list\n>   1. deep\n>\n>      > deeper",
    "**重要**：請更新。*強調*文字。",
    "- [ ] one\n- [x] two",
    "***\n\n\\***\n\n___\n\n\\+ plus",
    "<script>alert(1)</script> <!-- secret --> <b>raw</b>",
    "5\\) five\n\n\\=== equals\n\n\\~~~ tildes",
]


def to_markdown(html: str, language: Language) -> str:
    """
    The Markdown of *html*.
    """
    return write_markdown(parse_fragment(html), language)


def same(html: str) -> str:
    """
    *html* without the white space that makes no difference to a reader.
    """
    html = re.sub(r"(&nbsp;|\xa0|\s)+", " ", html)
    return re.sub(r"(?<=[>\u3000-\uffff]) | (?=[<\u3000-\uffff])", "", html).strip()


@pytest.mark.parametrize("text", TRICKY)
def test_it_renders_to_the_same(text: str) -> None:
    """
    What Markdown would take for its own is escaped, and nothing else is.
    """
    html = markdown_html(text)

    assert same(html) == same(markdown_html(to_markdown(html, Language.EN)))


@pytest.mark.parametrize("path", sorted((ROOT / "advisories").rglob("*.md")), ids=lambda path: path.name)
def test_our_own_advisories_render_to_the_same(path: Path) -> None:
    """
    Every body that we publish.
    """
    parts = split_front_matter(path.read_text("utf-8"))
    assert parts is not None
    html = markdown_html(parts.body)

    assert same(html) == same(markdown_html(to_markdown(html, Language.EN)))


def test_what_needs_no_escape_gets_none() -> None:
    """
    People read it as it is.
    """
    html = "<p>CVE-2024-3400 (10.0) in log4j2_core: a - b, 2 > 1 & more.</p>"

    assert "CVE-2024-3400 (10.0) in log4j2_core: a - b, 2 > 1 & more.\n" == to_markdown(html, Language.EN)


def test_facts_are_a_list_in_either_language() -> None:
    """
    The colon stands outside the bold words, or Chinese would show the asterisks.
    """
    html = to_markdown("<dl><dt>風險級別</dt><dd>高度風險</dd></dl>", Language.ZH)

    assert "- **風險級別**：高度風險\n" == html
    assert "<li><strong>風險級別</strong>：高度風險</li>" in markdown_html(html)


def test_an_address_of_its_own_name() -> None:
    """
    Stands in angle brackets, so that every reader of Markdown makes it a link.
    """
    html = '<p><a href="https://a.example/">https://a.example/</a></p>'

    assert "<https://a.example/>\n" == to_markdown(html, Language.EN)
