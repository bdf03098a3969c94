"""
Front matter is text first: what YAML would guess, hide or crash on.
"""

from __future__ import annotations

import pytest

from advisorypress.finding import Place
from advisorypress.load.nodes import EACH, Mapping, Scalar, scalars
from advisorypress.load.yaml_events import Refused, parse_yaml


def parsed(text: str) -> Mapping:
    node = parse_yaml(text, "a.md", 2)
    assert isinstance(node, Mapping)
    return node


@pytest.mark.parametrize(
    "written", ["1.10", "no", "12:30", "0x1F", "~", "2026-11-20", "1_000", "0123", "TRUE", "1e3", "=", "<<"]
)
def test_scalars_stay_as_written(written: str) -> None:
    """
    No value is guessed: `1.10` is not 1.1, `no` is not False, `12:30` is not 750.
    """
    node = parsed(f"key: {written}\n").get("key")

    assert isinstance(node, Scalar)
    assert written == node.text


def test_places_count_characters_from_one() -> None:
    """
    A place is in characters, not bytes, so Chinese before it does not move it.
    """
    title, tag = scalars(parsed("title: 標題\ntags: [標, 籤]\n"), ("tags", EACH))

    assert Place("a.md", 3, 8, 1) == title.place
    assert Place("a.md", 3, 11, 1) == tag.place


def test_a_key_that_stands_twice_is_kept_twice() -> None:
    """
    Both are kept, so that a rule can tell; the first is the one that is read.
    """
    node = parsed("a: 1\na: 2\n")

    assert ["a", "a"] == [name.text for name, _ in node.entries]
    assert ["1"] == [scalar.text for scalar in scalars(node, ("a",))]


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ("a: &x [1]\n", 2, 4, "anchors"),
        ("a: 1\nb: *x\n", 3, 4, "aliases"),
        ("a: !!python/object/apply:os.system [ls]\n", 2, 4, "tags"),
        ("? [a, b]\n: 1\n", 2, 3, "a key must be one word"),
        ("a: [1\nb: 2\n", 3, 2, "not YAML"),
        ("a: b: c\n", 2, 5, "not YAML"),
        ("a: 1\n標題: b\x07c\n", 3, 6, r"U\+0007"),
        ("a: \x1b]0;title\n", 2, 4, r"U\+001B"),
        ("a: 1\n...\n---\nb: 2\n", 4, 1, "second YAML document"),
    ],
)
def test_refusals_have_a_place(text: str, line: int, column: int, said: str) -> None:
    """
    Anchors, aliases, tags and broken YAML are refused where they stand.
    """
    with pytest.raises(Refused, match=said) as refused:
        parse_yaml(text, "a.md", 2)

    place = refused.value.finding.place
    assert ("a.md", line, column) == (place.path, place.line, place.column)


@pytest.mark.parametrize("text", ["[" * 50_000, "{a: " * 50_000, "- " * 50_000, "? " * 50_000])
def test_deep_nesting_is_refused_and_crashes_nothing(text: str) -> None:
    """
    50,000 levels, on which `yaml.compose` crashes the process, end at the thirteenth.
    """
    with pytest.raises(Refused, match="nested deeper than 12 levels"):
        parse_yaml(text, "a.md", 2)


def test_twelve_levels_are_taken() -> None:
    """
    The limit itself is allowed.
    """
    assert parse_yaml("[" * 12 + "]" * 12, "a.md", 2) is not None


def test_an_empty_text_is_no_document() -> None:
    """
    Nothing, and comments alone, give None.
    """
    assert parse_yaml("", "a.md", 2) is None
    assert parse_yaml("# nothing\n", "a.md", 2) is None
