"""
Every pair of colours that the visual brief measured, measured again from the sheets: point 1 of what it promises, with
tests/theme/test_fills.py.
"""

from __future__ import annotations

import re

import pytest

from advisorypress.engine.edition import THEME
from advisorypress.engine.sheets import DARK, DARK_WITHOUT_SCRIPT, LIGHT, blocks_of, joined_sheets

SHEET = joined_sheets(THEME / "sheets")
MORE = "(prefers-contrast: more)"
SEVERITIES = ("critical", "high", "medium", "low")


def colours(selector: str, media: str = "") -> dict[str, str]:
    """
    The colours that the blocks of *selector* give, in the order of the sheet.
    """
    found: dict[str, str] = {}
    for block in blocks_of(SHEET):
        if block.selector == selector and block.media == media:
            found.update(re.findall(r"--press-([a-z-]+):\s*(#[0-9a-f]{3,6})\s*;", block.body))
    return found


SCHEMES = {
    "light": colours(LIGHT),
    "dark": colours(DARK),
    "light-more": {**colours(LIGHT), **colours(LIGHT, MORE)},
    "dark-more": {**colours(DARK), **colours(DARK, MORE)},
}

TEXT = 4.5
SHAPE = 3.0
PAIRS = [
    *((ink, ground, TEXT) for ink in ("text", "muted", "link", "link-hover") for ground in ("page", "surface")),
    ("visited", "page", TEXT),
    ("good", "page", TEXT),
    ("good", "good-tint", TEXT),
    ("on-brand", "brand", TEXT),
    ("on-brand", "brand-deep", TEXT),
    ("on-brand-muted", "brand", TEXT),
    ("on-brand-muted", "brand-deep", TEXT),
    ("page", "link", TEXT),
    ("on-inverse", "inverse", TEXT),
    ("inverse-mark", "inverse", TEXT),
    ("control", "page", SHAPE),
    ("control", "surface", SHAPE),
    ("focus", "page", SHAPE),
    ("focus", "surface", SHAPE),
    *((f"on-{severity}", severity, TEXT) for severity in SEVERITIES),
    *((f"{severity}-edge", ground, SHAPE) for severity in SEVERITIES for ground in ("page", "surface")),
    *((f"{severity}-ink", ground, TEXT) for severity in SEVERITIES for ground in ("page", f"{severity}-tint")),
    *((ink, f"{severity}-tint", TEXT) for severity in SEVERITIES for ink in ("text", "muted", "link")),
    *((ink, "note-tint", TEXT) for ink in ("text", "link")),
]
FIXED = [("#ffd43b", "brand", SHAPE), ("#ffd43b", "brand-deep", SHAPE)]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_pairs_have_enough_contrast(scheme: str):
    tokens = SCHEMES[scheme]
    low = [
        f"{ink} on {ground}: {ratio:.2f}, needs {needed}"
        for ink, ground, needed in [*PAIRS, *FIXED]
        if (ratio := contrast(tokens.get(ink, ink), tokens[ground])) < needed
    ]

    assert [] == low


def test_both_schemes_have_the_same_tokens():
    assert set(SCHEMES["light"]) == set(SCHEMES["dark"])
    assert set(colours(LIGHT, MORE)) == set(colours(DARK, MORE))
    assert len(SCHEMES["light"]) > 40


def test_device_without_script_gets_the_dark_colours():
    assert colours(DARK) == colours(DARK_WITHOUT_SCRIPT, "(prefers-color-scheme: dark)")
    assert colours(DARK, MORE) == colours(DARK_WITHOUT_SCRIPT, f"{MORE} and (prefers-color-scheme: dark)")


def test_ratios_are_those_of_the_formula():
    assert 21.0 == pytest.approx(contrast("#000", "#fff"))
    assert 16.29 == pytest.approx(contrast("#17212b", "#ffffff"), abs=0.005)


def contrast(one: str, other: str) -> float:
    """
    The ratio of WCAG 2.2 between two colours.
    """
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    red, green, blue = linear_light(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear_light(colour: str) -> tuple[float, float, float]:
    """
    Red, green and blue of *colour* (`#rrggbb` or `#rgb`), each from 0 to 1, in proportion to light.
    """
    digits = colour.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return red, green, blue
