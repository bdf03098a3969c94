"""
A body becomes the HTML that the library makes of it, and nothing of it stays behind.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from cmarkgfm import cmark

from advisorypress.render.clean import clean_html
from advisorypress.render.markdown import markdown_html

MEMORY = Path("/proc/self/statm")
PAGE_KB = 4
BODY = (
    "## 詳情\n\n"
    + "A word, 一個詞 and ~~another~~. " * 60
    + "\n\n- a\n- b\n\n| a | b |\n|---|--:|\n| 1 | `2` |\n\n[l](/guides/)\n"
)


@pytest.mark.parametrize("text", ["", BODY, "> " * 300 + "deep", "\\", "[a](<b c>)", "<script>x</script>", "&#0;"])
def test_html_is_the_library_s_own(text: str):
    options = cmark.Options.CMARK_OPT_VALIDATE_UTF8

    assert clean_html(cmark.markdown_to_html_with_extensions(text, options, ["table"])) == markdown_html(text)


@pytest.mark.skipif(not MEMORY.exists(), reason="this system does not tell how much memory a process has")
def test_nothing_of_a_body_stays_in_memory():
    """
    Twenty thousand advisories have forty thousand bodies, and `serve` reads them for weeks.
    """

    def grown() -> int:
        before = int(MEMORY.read_text().split()[1])
        for _ in range(1000):
            markdown_html(BODY)
        return (int(MEMORY.read_text().split()[1]) - before) * PAGE_KB

    grown()

    assert grown() < 2048
