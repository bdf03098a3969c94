"""
Counts in Chinese sentences.
"""

from __future__ import annotations

import re

import pytest
from markupsafe import Markup

from advisorypress.render.measure_words import with_counts_whole


@pytest.mark.parametrize(
    ("sentence", "whole"),
    [
        ("共發佈14則公告，較之前多1,013則。", ["14則", "1,013則"]),
        ("你正閱讀第1版", ["第1版"]),
        ("第2頁，共9頁", ["第2頁", "9頁"]),
        ("約需6分鐘", ["6分鐘"]),
        ("2024年7月22日上午9時30分", []),
        ("About 6 minutes", []),
    ],
)
def test_no_line_breaks_between_a_number_and_what_it_counts(sentence: str, whole: list[str]):
    html = with_counts_whole(sentence)

    assert whole == re.findall('<span class="press-whole">([^<]*)</span>', html)
    assert sentence == html.striptags()


def test_text_is_escaped_and_html_is_not():
    assert "&lt;b&gt;" == with_counts_whole("<b>")
    assert '<a href="/2024/"><span class="press-whole">3項</span></a>' == with_counts_whole(
        Markup('<a href="/2024/">3項</a>')
    )
