"""
Documents with something wrong in them, and what a draft of one must not do.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

from advisorypress.importing.pair import Pair
from advisorypress.load.source import MAXIMUM_FILE
from advisorypress.render.markdown import markdown_html

VALUES: list[Any] = [
    None, True, "", "x", [], {}, [[[]]], [None, {}], {"a": {"b": [{}]}}, ["x"],
    "\u202eevil\u2066\U000e0041", "\x00\x01", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>",
    "javascript:alert(1)", "](javascript:alert(1))", "https://user@example.com/", "https://example.com:99999/",
    "../../../etc/passwd", "a" * 70_000, "[" * 20_000, "`" * 50, "---\n---\n# x\n", "| a |\n|---|\n| b |", "```\nopen",
    "<!-- ", '<!--#exec cmd="ls" -->', "{{ 7*7 }}{% raw %}", "!!! note\n    x", "- " * 40 + "x", "> " * 40 + "x",
    ": #{}[]&*!|>'\"%@`,?-", "2024-13-45T99:99:99Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00",
    "CVE-2024-1000", "vers:all/<", "cpe:/a:~~~~~", "=cmd|' /C calc'!A0", "no", "1.10", "*", "\u2028\x85", "\ud800", "e" + "\u0315\u0300" * 20_000,
]  # fmt: skip


def ways(value: object, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """
    The way to every value within *value*.
    """
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield (*way, key)
        yield from ways(one, (*way, key))


def changed(document: dict[str, Any], way: tuple[str | int, ...], value: object) -> dict[str, Any]:
    """
    A copy of *document* with *value* at *way*.
    """
    whole = copy.deepcopy(document)
    place: Any = whole
    for key in way[:-1]:
        place = place[key]
    place[way[-1]] = copy.deepcopy(value)
    return whole


def assert_harmless(pair: Pair) -> None:
    """
    Nothing in the pages of *pair* runs, loads, leads astray or breaks out of its place.
    """
    for text in pair.texts.values():
        assert len(text.encode()) <= MAXIMUM_FILE
        assert not re.search("[\x00-\x08\x0b-\x1f\u200b-\u200f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]", text)
        body = text.partition("\n---\n\n")[2]
        rendered = markdown_html(body).lower()
        for harm in ("<script", "<img", "<h1", 'href="javascript', "<table", "<blockquote"):
            assert harm not in rendered
