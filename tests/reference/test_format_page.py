"""
docs/format.md tells what the code does.
"""

from __future__ import annotations

import re

import pytest

from advisorypress.check.pages import READING, RulePage, rule_pages
from advisorypress.load.schema import SCHEMAS
from advisorypress.reference.format_page import format_page
from tests.examples import ROOT, the_vocabulary
from tests.golden_plugin import Golden

PAGE = ROOT / "docs" / "format.md"
RULES = ROOT / "tests" / "rules"


def printed() -> dict[str, str]:
    """
    What is printed for the bad examples of each rule.
    """
    return {path.parent.name: path.read_text("utf-8") for path in sorted(RULES.glob("*/expected.txt"))}


def sections(text: str) -> dict[str, str]:
    """
    The text under each heading of the third level.
    """
    parts = re.split(r"^### (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_the_page_is_current(golden: Golden) -> None:
    """
    `pytest --update-golden tests/reference` writes it anew.
    """
    golden(PAGE, format_page(the_vocabulary(), printed()))


@pytest.mark.parametrize("page", rule_pages(), ids=lambda page: page.id)
def test_every_rule_has_a_section(page: RulePage) -> None:
    """
    With its level, what it claims, and what is printed.
    """
    section = sections(PAGE.read_text("utf-8"))[page.id]

    assert re.match(r"\n\n\*\*(Error|Warning|Hint)( or (warning|hint))*\.\*\* \S", section)
    assert f"[{page.id}]" in section or page.id in READING


def test_every_key_has_a_row() -> None:
    """
    In the table of each kind of record that has it.
    """
    found = sections(PAGE.read_text("utf-8"))
    for kind, keys in SCHEMAS.items():
        for key in (*keys, *(inner for each in keys for inner in each.keys)):
            assert f"| `{key.name}` |" in found[kind.value], (kind, key.name)


def test_links_within_the_page_lead_somewhere() -> None:
    """
    Anchors are made of the headings.
    """
    text = PAGE.read_text("utf-8")
    anchors = {heading.lower().replace(" ", "-") for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
    links = set(re.findall(r"\]\(#([^)]+)\)", text))

    assert links
    assert links <= anchors


def test_links_to_other_pages_lead_somewhere() -> None:
    """
    They stand beside this one.
    """
    for link in re.findall(r"\]\(([a-z][^)#]*)\)", PAGE.read_text("utf-8").partition("## Rules")[0]):
        assert (PAGE.parent / link).is_file(), link
