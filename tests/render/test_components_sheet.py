"""
The style sheet of the components: its colours are tokens, so that dark, high contrast and a team's own brand hold.
"""

from __future__ import annotations

import re
from importlib.resources import files

SHEETS = "".join(
    sheet.read_text("utf-8")
    for sheet in sorted(files("advisorypress").joinpath("theme/sheets").iterdir(), key=lambda each: each.name)
)
SHEET = files("advisorypress").joinpath("theme/sheets/50-components.css").read_text("utf-8")
TOKENS = files("advisorypress").joinpath("theme/sheets/10-tokens.css").read_text("utf-8")
SCREEN = SHEET.partition("@media print")[0]


def test_no_colour_of_its_own():
    """
    On paper ink is black.
    """
    assert [] == re.findall(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(", SCREEN)
    assert {"#000"} == set(re.findall(r"#[0-9a-fA-F]{3,8}\b", SHEET))


def test_every_token_exists():
    """
    A missing one would be silently nothing.
    """
    defined = set(re.findall(r"(--press-[a-z0-9-]+):", TOKENS))

    assert set() == set(re.findall(r"var\((--press-[a-z0-9-]+)", SHEET)) - defined


def test_logical_sides_only():
    """
    A language that is written the other way needs no second sheet.
    """
    assert [] == re.findall(
        r"(?:margin|padding|border)-(?:left|right)|[^-]\b(?:left|right):|text-align: (?:left|right)", SHEET
    )


def test_every_class_of_the_templates_is_styled():
    """
    A class that nothing names is a slip of the pen.
    """
    unstyled = {  # they name a part, for people and scripts, and look like any other
        "press-check__list",
        "press-check__lists",
        "press-check__many",
        "press-check__one",
        "press-check__results",
        "press-checklist__clear",
        "press-checklist__done",
        "press-checklist__print",
        "press-copied",
        "press-home__latest",
        "press-original",
        "press-search__filters",
        "press-search__lists",
        "press-search__more",
    }
    used = set()
    for template in files("advisorypress").joinpath("templates/render").iterdir():
        for value in re.findall(r'class="([^"]*)"', re.sub(r"\{[{%].*?[%}]\}", " ", template.read_text("utf-8"))):
            used |= {name for name in value.split() if name.startswith("press-") and not name.endswith("--")}

    assert set() == {name for name in used if f".{name}" not in SHEETS} - unstyled
