"""
Markdown of OSV records keeps what it says and loses what it could do.
"""

from __future__ import annotations

import pytest

from advisorypress.importing.markdown_text import tamed
from advisorypress.render.markdown import markdown_html


def test_what_it_says_stays() -> None:
    """
    Lists, emphasis, code, links to the web and autolinks are as they were.
    """
    text = "A **bold** `code_<x>` [link](https://example.com/a) <https://example.com>.\n\n- one\n- two\n\n```go\n<T> # x\n```"

    assert text == tamed(text)


def test_headings_stand_below_ours() -> None:
    """
    A heading of any level stands under the advisory's own; the sign in a code block is none.
    """
    assert "#### Impact\n\n```sh\n# root\n```\n\n##### Patches" == tamed("# Impact\n\n```sh\n# root\n```\n\n## Patches")
    assert "<h" not in markdown_html(tamed("Impact\n======\n\nPatches\n---"))


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "[x](javascript:alert(1))",
        "[x](<javascript:alert(1)>)",
        "[x](JaVaScRiPt:alert(1))",
        "<javascript:alert(1)>",
        "[x][1]\n\n[1]: javascript:alert(1)",
        "![x](https://example.com/pixel.gif)",
        "<!-- comment --> <b>x</b>",
        "<details><summary>x",
    ],
)
def test_what_it_could_do_does_not(text: str) -> None:
    """
    No HTML, no image that asks somebody's server, no address but of the web.
    """
    rendered = markdown_html(tamed(text)).lower()

    for harm in ("<script", "<img", "<details", "<b>", 'href="javascript', 'href="data'):
        assert harm not in rendered


@pytest.mark.parametrize("text", ["```\nopen", "~~~\nopen", "a\n\n> ```\n> open", "- ```\n  open", "`" * 50])
def test_nothing_swallows_what_follows(text: str) -> None:
    """
    Code that is never closed does not hide the rest of the page.
    """
    rendered = markdown_html(f"{tamed(text)}\n\n### Next\n\n- a")

    assert "<h3>Next</h3>" in rendered
    assert "<li>a</li>" in rendered


def test_deep_nesting_is_shown_as_written() -> None:
    """
    Forty quotations in each other are text.
    """
    assert "<blockquote" not in markdown_html(tamed("> " * 40 + "x"))
