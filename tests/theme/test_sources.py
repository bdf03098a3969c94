"""
What the theme's own files must not hold, and must.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from advisorypress.engine.edition import THEME
from advisorypress.language import Language
from advisorypress.wording import standard_wording

TEMPLATES = sorted(THEME.rglob("*.html"))
SCRIPTS = sorted(THEME.rglob("*.js"))
SHEETS = sorted(THEME.rglob("*.css"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_nothing_inline(path: Path):
    text = path.read_text(encoding="utf-8")

    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
    assert "http:" not in text
    assert "https:" not in text


@pytest.mark.parametrize("path", [*SCRIPTS, *SHEETS], ids=lambda path: path.name)
def test_scripts_and_sheets_ask_for_nothing(path: Path):
    """
    No font, no picture, no other host; and nothing that a strict policy would refuse.
    """
    text = path.read_text(encoding="utf-8")

    assert not re.search(r"@import|@font-face|url\(|//[a-z]+\.|\beval\b|innerHTML|new Function", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_words_of_the_templates_are_in_the_table(path: Path):
    keys = re.findall(r'view\.say\("([^"]+)"', path.read_text(encoding="utf-8"))
    strings = standard_wording().strings

    for key in keys:
        assert all(strings[key][language] for language in Language), key


def test_every_variable_of_the_sheets_is_defined():
    text = "".join(path.read_text(encoding="utf-8") for path in SHEETS)

    used = set(re.findall(r"var\(--(press-[a-z0-9-]+)", text))
    defined = set(re.findall(r"--(press-[a-z0-9-]+)\s*:", text))

    assert set() == used - defined


def test_blocks_of_every_sheet_are_closed():
    for path in SHEETS:
        text = path.read_text(encoding="utf-8")
        assert text.count("{") == text.count("}"), path.name
