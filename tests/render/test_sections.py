"""
Sections, levels and anchors of a body.
"""

from __future__ import annotations

import pytest

from advisorypress.render.markdown import markdown_html
from advisorypress.render.sections import Body, known_headings, split_body
from tests.examples import the_vocabulary
from tests.render.pages import parse

KNOWN = known_headings(the_vocabulary())


def body_of(text: str) -> Body:
    return split_body(markdown_html(text), KNOWN)


def test_standard_headings_are_known_in_both_languages():
    """
    Their anchors are the same whatever they are called, also by an older name.
    """
    english = body_of("## Solutions\n\nx\n\n## workaround\n\ny\n")
    chinese = body_of("## 解決方案\n\nx\n\n## 臨時解決方法\n\ny\n")

    assert ["solution", "workaround"] == [section.id for section in english.sections]
    assert ["solution", "workaround"] == [section.id for section in chinese.sections]
    assert "<p>x</p>" == english.known("solution") == chinese.known("solution")


def test_other_headings_are_numbered():
    """
    An anchor made of the words would be another one in the other language.
    """
    body = body_of("## Timeline\n\n### Monday\n\n## Details\n\n### What\n\n## Thanks\n")

    assert ["section-1", "details", "section-2"] == [section.id for section in body.sections]
    assert ["section-1-1"] == [h.attributes["id"] for h in parse(body.sections[0].html).all("h3")]
    assert ["details-1"] == [h.attributes["id"] for h in parse(body.sections[1].html).all("h3")]


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("# A\n\n## Details\n\n### C\n", ["h3"]),
        ("### A\n\n#### B\n", ["h3"]),
        ("## A\n\n#### B\n\n###### C\n\n### D\n", ["h3", "h4", "h3"]),
        ("## A\n\n> ## quoted\n\n- ## listed\n", ["h3", "h3"]),
    ],
)
def test_levels_follow_the_one_h1_of_the_page(text: str, levels: list[str]):
    """
    The highest that is written is h2, and none is left out on the way down.
    """
    html = "".join(section.html for section in body_of(text).sections)
    headings = [element.name for element in parse(html).all() if element.name[0] == "h" and element.name != "hr"]

    assert levels == headings


def test_what_stands_before_the_first_heading():
    """
    It belongs to no section.
    """
    body = body_of("Before.\n\n> ## In a quotation\n\n## Details\n\nAfter.\n")

    assert "Before." in body.lead and '<h3 id="lead-1">' in body.lead
    assert "<p>After.</p>" == body.known("details")


def test_two_sections_of_one_name_are_one():
    """
    Nothing is lost, and no anchor stands twice.
    """
    body = body_of("## Solution\n\n### a\n\nx\n\n## Details\n\nz\n\n## Solution\n\n### b\n\ny\n")
    ids = [element.attributes["id"] for element in parse(body.known("solution")).all("h3")]

    assert ["solution-1", "solution-2"] == ids


def test_empty_heading_is_none():
    """
    A heading without words helps nobody.
    """
    assert () == body_of("## \n\ntext\n").sections
    assert "text" in body_of("## \n\ntext\n").lead
