"""
Which of two versions is the newer one.
"""

from __future__ import annotations

import random
from itertools import pairwise, product

import pytest

from advisorypress.model.version_order import are_comparable, compare_versions, holds, version_key
from advisorypress.model.versions import parse_versions

ASCENDING = [
    # PEP 440
    ["1.0.dev1", "1.0a1", "1.0a2", "1.0b1", "1.0rc1", "1.0rc2", "1.0", "1.0.post1", "1.0.1.dev1", "1.0.1"],
    # Semantic Versioning
    ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0"],
    # Vendors
    ["7.4.6", "7.4.7", "7.4.10", "7.10.0"],
    ["1.0.1", "1.0.1a", "1.0.1f", "1.0.1g", "1.0.2-beta1", "1.0.2-beta2", "1.0.2", "1.1.0"],
    ["4.4p1", "8.5p1", "9.7p1", "9.8p1", "9.9"],
    ["10.2.9", "10.2.9-h1", "10.2.9-h2", "10.2.10"],
    ["2.0-beta9", "2.0", "2.3.1", "2.3.2", "2.12.1", "2.14.1", "2.17.1"],
    ["15.1R7", "15.1R7-S1", "15.1R7-S10", "15.1R8"],
    ["R81", "R81.10", "R81.20", "R82"],
    ["8u292", "8u301"],
    ["1.8.0_292", "1.8.0_301"],
    ["10.0.19045.4046", "10.0.19045.4651", "10.0.22000.1"],
    ["2023.05.4", "2023.11.3", "2023.11.4", "2024.1"],
    ["21H2", "22H2", "23H2"],
    ["1.0-SNAPSHOT", "1.0-M1", "1.0-rc1", "1.0.Final", "1.0-SP1"],
    # Debian
    ["1.2~rc1", "1.2", "1.2-1", "1.2-2", "1:0.9"],
]  # fmt: skip

SAME = [
    ("8.0", "8.0.0"),
    ("1", "1.0.0.0"),
    ("1.0-beta1", "1.0.0-beta1"),
    ("v1.2.3", "1.2.3"),
    ("V2.9.7", "2.9.7"),
    ("1.0-RC1", "1.0rc1"),
    ("1.0.Final", "1.0"),
    ("01.002", "1.2"),
    ("0:1.0", "1.0"),
]


@pytest.mark.parametrize("versions", ASCENDING, ids=lambda versions: versions[0])
def test_versions_in_order(versions: list[str]) -> None:
    """
    Each is lower than all that follow it, and higher than all before.
    """
    for first, second in ((a, b) for i, a in enumerate(versions) for b in versions[i + 1 :]):
        assert compare_versions(first, second) < 0 < compare_versions(second, first), (first, second)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_versions_that_are_the_same(one: str, other: str) -> None:
    """
    Zeros at the end, a leading v, capitals and marks make no other version.
    """
    assert 0 == compare_versions(one, other) == compare_versions(other, one)


def test_the_order_is_total() -> None:
    """
    Of any three texts, also such as nobody would call a version, the order never runs in a circle.
    """
    known = [version for versions in ASCENDING for version in versions] + ["", "~", "a", "1a", "1a1", "漏洞", "v", "-"]
    maker = random.Random(0)
    made = ["".join(maker.choices("0129.-+~:_abcMprvhx", k=maker.randrange(1, 7))) for _ in range(150)]
    texts = known + made
    ordered = sorted(texts, key=version_key)

    for lower, higher in pairwise(ordered):
        assert compare_versions(lower, higher) <= 0
    for one, other in product(texts, texts):
        assert compare_versions(one, other) == -compare_versions(other, one)
        assert compare_versions(one, other) == (version_key(one) > version_key(other)) - (
            version_key(one) < version_key(other)
        )


def test_numbers_beyond_any_version() -> None:
    """
    A number of 60,000 digits is read in no time, and still has its place.
    """
    long = "9" * 60_000

    assert compare_versions(f"1.{long}", "1.8") > 0
    assert compare_versions(f"{long}:1", "1") > 0
    assert compare_versions(f"1.{long}", f"1.{long}1") < 0


@pytest.mark.parametrize(
    ("versions", "inside", "outside"),
    [
        ("all", ["0", "99"], []),
        ("7.4.6", ["7.4.6", "v7.4.6", "7.4.6.0"], ["7.4.5", "7.4.6-h1", "7.4.60"]),
        ("7.4.0 to 7.4.6", ["7.4", "7.4.0", "7.4.3", "7.4.6"], ["7.4.7", "7.3.9", "7.4.10", "7.4.0-beta1"]),
        ("before 9.8p1", ["9.8", "9.7p1", "1"], ["9.8p1", "9.8p2", "9.9"]),
        ("1.0.1f and earlier", ["1.0.1f", "1.0.1", "0.9"], ["1.0.1g", "1.0.2-beta1"]),
        ("2.0-beta9 and later", ["2.0-beta9", "2.0", "10"], ["2.0-beta8", "1.9"]),
    ],
)
def test_what_a_part_holds(versions: str, inside: list[str], outside: list[str]) -> None:
    """
    «Am I affected?» for one version and one part.
    """
    (part,) = parse_versions(versions).parts

    assert inside == [version for version in inside + outside if holds(part, version)]


def test_what_is_numbered_in_other_ways_is_not_comparable() -> None:
    """
    An update's name is no version, but a v before a number is nothing.
    """
    assert are_comparable("v7.4", "7.5")
    assert are_comparable("R81.10", "r81.20")
    assert not are_comparable("KB5034441", "10.0.22631")


@pytest.mark.parametrize("versions", ["7.4.x", "7.x", "7.X.1", "7.0.x to 7.4.6", "before 7.x", "v7.x-beta"])
def test_a_placeholder_is_no_version(versions: str) -> None:
    """
    7.4.2 is one of 7.4.x, which a comparison with `7.4.x` would not find.
    """
    assert () == parse_versions(versions).parts


@pytest.mark.parametrize("versions", ["5.6.1-x86", "2.0.x1", "1.0.xenial2", "3.x_4", "10.0.19041"])
def test_an_x_in_a_word_is_no_placeholder(versions: str) -> None:
    """
    Processors and releases have names with it.
    """
    assert 1 == len(parse_versions(versions).parts)
