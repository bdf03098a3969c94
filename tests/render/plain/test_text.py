"""
Clean HTML as plain text.
"""

from __future__ import annotations

import pytest

from advisorypress.language import Language
from advisorypress.render.plain.text import to_text
from advisorypress.render.plain.tree import MAXIMUM_DEPTH, parse_fragment


def text(html: str, language: Language = Language.EN) -> str:
    """
    The text of *html* without its last line feed.
    """
    return to_text(parse_fragment(html), language).removesuffix("\n")


def test_headings_have_rules() -> None:
    """
    As wide as the heading, a Han character counting two.
    """
    assert "Title\n=====\n\n詳情\n----\n\nMore" == text("<h1>Title</h1><h2>詳情</h2><h3>More</h3>")


def test_lists_hang() -> None:
    """
    Marks, numbers from where they start, and lists within lists.
    """
    html = "<ul><li>one<ul><li>two</li></ul></li><li>three</li></ul><ol start='3'><li>c</li><li>d</li></ol>"

    assert "- one\n  - two\n- three\n\n3. c\n4. d" == text(html)


def test_a_loose_list_has_space_between_its_items() -> None:
    """
    Where items have paragraphs, they stand apart.
    """
    assert "- one\n\n  more\n\n- two" == text("<ul><li><p>one</p><p>more</p></li><li><p>two</p></li></ul>")


def test_boxes_to_tick() -> None:
    """
    An item of a checklist keeps its box.
    """
    assert "- [ ] Update." == text('<ul><li class="press-task">Update.</li></ul>')


def test_links_show_their_addresses() -> None:
    """
    After the words; an address that is its own words, or mail, stands once.
    """
    assert "See the notice <https://a.example/>." == text('<p>See <a href="https://a.example/">the notice</a>.</p>')
    assert "https://a.example/" == text('<p><a href="https://a.example/">https://a.example/</a></p>')
    assert "a@b.example" == text('<p><a href="mailto:a@b.example">a@b.example</a></p>')


def test_pictures_are_described() -> None:
    """
    By their alternative text and address.
    """
    assert "[A map] <https://a.example/m.png>" == text('<p><img src="https://a.example/m.png" alt="A map"></p>')


def test_commands_stay_on_one_line() -> None:
    """
    A command that is broken over two lines is another command.
    """
    command = "zip -q -d log4j-core-*.jar org/apache/logging/log4j/core/lookup/JndiLookup.class"

    assert f"Run\n`{command}`\nnow." == text(f"<p>Run <code>{command}</code> now.</p>")


def test_code_blocks_and_quotations() -> None:
    """
    Code keeps its lines, four columns in; a quotation is marked.
    """
    assert "    a  = 1\n      b\n\n> said" == text(
        "<pre><code>a  = 1\n  b\n</code></pre><blockquote><p>said</p></blockquote>"
    )


def test_a_table_that_fits_has_columns() -> None:
    """
    Aligned by what they look like, not by their characters.
    """
    html = "<table><tr><th>產品</th><th>已修補版本</th></tr><tr><td>FortiOS</td><td>7.4.7</td></tr></table>"

    assert "產品     已修補版本\n-------  ----------\nFortiOS  7.4.7" == text(html, Language.ZH)


def test_a_table_that_is_too_wide_becomes_records() -> None:
    """
    Every value with its name, joined as the language does it.
    """
    html = f"<table><tr><th>Name</th><th>Value</th></tr><tr><td>a</td><td>{'long ' * 20}</td></tr></table>"

    assert text(html).startswith("- Name: a\n  Value: long long")
    assert text(html, Language.ZH).startswith("- Name：a\n  Value：long")
    assert all(len(line) <= 72 for line in text(html).split("\n"))


def test_names_and_values() -> None:
    """
    A list of facts has one line a fact.
    """
    assert "風險級別：高度風險" == text("<dl><dt>風險級別</dt><dd>高度風險</dd></dl>", Language.ZH)


def test_there_is_no_box_drawing() -> None:
    """
    Rules are hyphens.
    """
    assert "a\n\n----\n\nb" == text("<p>a</p><hr><p>b</p>")


@pytest.mark.parametrize("depth", [10, MAXIMUM_DEPTH, 5_000])
def test_deep_nesting_loses_no_words(depth: int) -> None:
    """
    What is nested more deeply than Markdown allows is flattened, not refused.
    """
    assert "deep" in text("<blockquote>" * depth + "deep" + "</blockquote>" * depth)


def test_wrong_ends_are_passed_over() -> None:
    """
    An end tag without a beginning changes nothing.
    """
    assert "ab" == parse_fragment("</p>a<p>b</div>").text
