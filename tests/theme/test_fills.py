"""
The fills of the four badges are told apart by anybody: normal sight, three colour-vision deficiencies, and grey. Point 1 of
what the visual brief promises, with tests/theme/test_contrast.py.
"""

from __future__ import annotations

from itertools import combinations
from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt

import pytest

from tests.theme.test_contrast import SCHEMES, SEVERITIES, linear_light

Vector = tuple[float, float, float]
Matrix = tuple[Vector, Vector, Vector]

# Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency" (2009),
# severity 1.0, applied to linear RGB.
SIGHT: dict[str, Matrix] = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
    "grey": ((0.2126, 0.7152, 0.0722),) * 3,
}
# Linear sRGB to XYZ, and the white of D65.
XYZ: Matrix = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
WHITE: Vector = (0.95047, 1.0, 1.08883)
# The smallest difference between two fills (CIEDE2000); below 3 it is hard to see, above 10 it is plain.
LEAST = {"light": 13.0, "dark": 15.0}


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("scheme", LEAST)
def test_no_two_badges_look_alike(scheme: str, sight: str):
    fills = {severity: seen(SCHEMES[scheme][severity], SIGHT[sight]) for severity in SEVERITIES}
    differences = {pair: ciede2000(fills[pair[0]], fills[pair[1]]) for pair in combinations(SEVERITIES, 2)}

    # The brief gives whole numbers.
    assert LEAST[scheme] <= round(min(differences.values())), differences


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (50.0, 0.0, -2.5), 4.3065),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_difference_is_that_of_the_formula(one: Vector, other: Vector, difference: float):
    """
    Pairs of Sharma, Wu and Dalal's test data (2005).
    """
    assert difference == pytest.approx(ciede2000(one, other), abs=5e-5)


def seen(colour: str, sight: Matrix) -> Vector:
    """
    *colour* (`#rrggbb`) in CIELAB, as somebody with *sight* sees it.
    """
    linear = _times(sight, linear_light(colour))
    parts = _times(XYZ, (min(max(linear[0], 0), 1), min(max(linear[1], 0), 1), min(max(linear[2], 0), 1)))
    x, y, z = (
        ratio ** (1 / 3) if ratio > 216 / 24389 else (24389 / 27 * ratio + 16) / 116
        for ratio in (part / white for part, white in zip(parts, WHITE, strict=True))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _times(matrix: Matrix, vector: Vector) -> Vector:
    x, y, z = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return x, y, z


def ciede2000(one: Vector, other: Vector) -> float:
    """
    The difference of two colours of CIELAB (ISO/CIE 11664-6), with all weights 1.
    """
    mean = (hypot(*one[1:]) + hypot(*other[1:])) / 2
    stretch = 1.5 - sqrt(mean**7 / (mean**7 + 25**7)) / 2
    chromas, hues = [], []
    for _, a, b in (one, other):
        chromas.append(hypot(a * stretch, b))
        hues.append(degrees(atan2(b, a * stretch)) % 360)
    turn = hues[1] - hues[0]
    middle = sum(hues) / 2
    if chromas[0] * chromas[1] == 0:
        turn, middle = 0.0, sum(hues)
    elif abs(turn) > 180:
        turn += -360 if turn > 0 else 360
        middle += 180 if sum(hues) < 360 else -180
    lightness, chroma = (one[0] + other[0]) / 2, sum(chromas) / 2
    tint = (
        1
        - 0.17 * cos(radians(middle - 30))
        + 0.24 * cos(radians(2 * middle))
        + 0.32 * cos(radians(3 * middle + 6))
        - 0.20 * cos(radians(4 * middle - 63))
    )
    by_lightness = (other[0] - one[0]) / (1 + 0.015 * (lightness - 50) ** 2 / sqrt(20 + (lightness - 50) ** 2))
    by_chroma = (chromas[1] - chromas[0]) / (1 + 0.045 * chroma)
    by_hue = 2 * sqrt(chromas[0] * chromas[1]) * sin(radians(turn / 2)) / (1 + 0.015 * chroma * tint)
    rotation = -2 * sqrt(chroma**7 / (chroma**7 + 25**7)) * sin(radians(60 * exp(-(((middle - 275) / 25) ** 2))))
    return sqrt(by_lightness**2 + by_chroma**2 + by_hue**2 + rotation * by_chroma * by_hue)
