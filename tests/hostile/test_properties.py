"""
Repositories that nobody wrote: good records with something wrong in them, as many kinds of wrong as there are.

What `judged` holds is the property: no exception, every finding in a sentence and at a place that exists, no harm in
anything that is made, and the same again the second time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisorypress.finding import Level
from advisorypress.load.takedowns import TAKEDOWNS
from tests.examples import HEAD, PATH, front_matter
from tests.fuzz.inputs import RECORDS, REVISED, TAKEN_DOWN, TRANSLATED, Good
from tests.fuzz.judge import judged
from tests.hostile.markup import ADDRESSES, FORMULAS, HIDDEN, HTML, LINKS, TEMPLATES

# -- Words ----------------------------------------------------------------------------------------

ATTACKS = [*HTML.values(), *TEMPLATES.values(), *FORMULAS.values(), *HIDDEN.values()]

PIECES = [
    "text", "漏洞", " ", "\n", "\n\n", "\n\n\n", "    ", "\t", "\\", "*", "**", "_", "`", "``", "```\n", "~~~html\n", "[", "]", "(", ")",
    "![", "](", "](/)", "<", ">", "</", "/>", "<!--", "-->", "&", "&#x3c;", "&lt;", "&nbsp;", "# ", "## Solution\n\n", "## ", "\n===\n", "\n---\n",
    "- ", "1. ", "- [ ] ", "> ", "| a | b |\n|---|:-:|\n", "|", "\n|-|\n", ": ", "[^1]", "[^1]: ", "*[a]: ", "[a]: /x\n", "{: #a .b c=d}", "---\n", "...\n",
    "[TOC]", "!!! note\n    ", "=== \"a\"\n", "??? a\n", "\r\n", "\r", "\x0b", "\x85", "\u2028", "\ufeff", "\u202e", "\U000e0041", "e\u0301", "\ufffd", "𠮷",
    "CVE-2026-12345", "SA-2026-0142", "https://www.example.org/", "/advisories/SA-2026-0142/", "\x02", "\x03", "klzzwxh:0001", "\x00",
]  # fmt: skip

links = st.builds(str.format, st.sampled_from(list(LINKS.values())), st.sampled_from(list(ADDRESSES.values())))
pieces = st.one_of(st.sampled_from(PIECES), st.sampled_from(ATTACKS), links, st.text(max_size=6))
words = st.lists(pieces, max_size=8).map("".join)
# Without what YAML takes nowhere, which would end the reading there and then.
printable = words.map(lambda text: re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff]", "", text))
bodies = st.lists(pieces, max_size=24).map("".join)

# -- Front matter ---------------------------------------------------------------------------------

AS_WRITTEN = [
    "", "~", "null", "true", "no", "0", "-1", "1.10", "1e999", "0x1F", ".nan", "2026-11-20", "2026-13-45T99:99:99+99:99", "2026-11-20T09:30:00",
    "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "[]", "{}", "[[]]", "[{}]", "{a: b}", "[a, a]", "[{a: b}, c]", "\n  - a\n  - b", "\n  a: b",
    "&a x", "*a", "!!python/name:os.system x", "!!binary aGk=", "|\n  a\n  b", ">\n  a\n\n  b", "'", '"', "[", "{", "]", ": ", "- a", "? a", "%", "@", "`",
    "draft", "published", "withdrawn", "zh-Hant", "en", "[en, zh-Hant]", "critical", "low", "RED", "urgent", "all", "../../x", "/x", "SA-2026-0142",
    "SA-2026-0001", "CVE-2026-12345", "CWE-79", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "CVSS:4.0/AV:N", "cpe:2.3:a:b:c:1:*:*:*:*:*:*:*",
    "pkg:npm/a@1", "1.0 to 0.9", "all", "none", "https://www.example.org/", "javascript:alert(1)", "2026-11-first", "2026-11", "[/a, /a/b]", "00000000",
]  # fmt: skip

values = st.one_of(
    st.sampled_from(AS_WRITTEN),
    printable.map(lambda text: json.dumps(text, ensure_ascii=False)),
    st.lists(printable, max_size=3).map(lambda texts: json.dumps(texts, ensure_ascii=False)),
    st.sampled_from(ATTACKS),
)
KEYS = sorted(
    {key for good in RECORDS for places in (good.head, good.values, good.chinese) for key in places}
    | {
        "source",
        "source_digest",
        "supersedes",
        "aliases",
        "tlp",
        "exploited",
        "disclosed",
        "revised",
        "minutes",
        "leave_out",
    }
)
keys = st.one_of(st.sampled_from(KEYS), st.sampled_from(["x", "", "<<", "? a", "__proto__", "titel", "Title"]))

T = TypeVar("T")
Change = Callable[[dict[str, str]], dict[str, str]]


def _without(key: str) -> Change:
    return lambda head: {name: value for name, value in head.items() if name != key}


def _with(key: str, value: str) -> Change:
    return lambda head: {**head, key: value}


def _twice(key: str, value: str) -> Change:
    # A mapping of Python has no key twice, but a value can bring in another line.
    return lambda head: {name: f"{old}\n{name}: {value}" if name == key else old for name, old in head.items()}


changes = st.one_of(
    st.just([]),
    st.lists(
        st.one_of(st.builds(_without, keys), st.builds(_with, keys, values), st.builds(_twice, keys, values)),
        min_size=1,
        max_size=3,
    ),
)


def _changed(head: Mapping[str, str], made: list[Change]) -> dict[str, str]:
    changed = dict(head)
    for change in made:
        changed = change(changed)
    return changed


# -- Files ----------------------------------------------------------------------------------------


def _cut(position: int, piece: bytes, length: int) -> Callable[[bytes], bytes]:
    def cut(data: bytes) -> bytes:
        start = position % (len(data) + 1)
        return data[:start] + piece + data[start + length :]

    return cut


def _seldom(some: st.SearchStrategy[T], mostly: st.SearchStrategy[T]) -> st.SearchStrategy[T]:
    return st.integers(0, 5).flatmap(lambda number: some if number == 1 else mostly)


BYTES = [
    b"",
    b"\0",
    b"\xff",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"\r",
    b"\r\n",
    b"\n---\n",
    b"\t",
    b"\x1b[2J",
    b"\xf4\x90\x80\x80",
    b"\xc3",
]
cuts = st.builds(_cut, st.integers(0, 2000), st.sampled_from(BYTES), st.integers(0, 40))
# Mostly nothing, so that there is something to look at.
spoiling: st.SearchStrategy[Callable[[bytes], bytes]] = _seldom(
    st.one_of(st.just(lambda data: data.replace(b"\n", b"\r\n")), cuts), st.just(lambda data: data)
)


@st.composite
def editions(draw: st.DrawFn, good: Good) -> dict[str, bytes]:
    """
    A record in one language or in both.
    """
    head = dict(good.head)
    text = draw(st.one_of(st.none(), printable))
    if text is not None:
        head = {**head, **good.filled(text)}
    is_translated = draw(st.booleans())
    if is_translated:
        head.pop("languages", None)
    files = {good.path: front_matter(_changed(head, draw(changes)), draw(bodies))}
    if is_translated:
        translated = good.translation(draw(printable)) if draw(st.booleans()) else TRANSLATED
        files[good.chinese_path] = front_matter(_changed(translated, draw(changes)), draw(bodies))
    if good.path == PATH and draw(st.booleans()):
        name = draw(_seldom(st.sampled_from(["v2", "v0", "x"]), st.just("v1")))
        archived = front_matter(_changed(HEAD, draw(changes)), draw(bodies))
        files[good.path] = front_matter(_changed({**head, "revisions": REVISED}, draw(changes)), draw(bodies))
        files[f"advisories/2026/archive/{HEAD['id']}/{name}.en.md"] = archived
    return {path: draw(spoiling)(data.encode("utf-8", "replace")) for path, data in files.items()}


@st.composite
def repositories(draw: st.DrawFn) -> dict[str, bytes]:
    """
    A few records of different kinds, and sometimes takedowns.
    """
    files: dict[str, bytes] = {}
    for good in draw(st.lists(st.sampled_from(RECORDS), min_size=1, max_size=3, unique_by=lambda good: good.path)):
        files |= draw(editions(good))
    if draw(st.integers(0, 5)) == 0:
        taken = draw(_seldom(st.one_of(values, words), st.sampled_from(TAKEN_DOWN)))
        files[TAKEDOWNS] = draw(spoiling)(taken.encode("utf-8", "replace"))
    return files


# -- The property ---------------------------------------------------------------------------------

_SETTINGS = settings(
    derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck), print_blob=False
)


def _hold(files: Mapping[str, bytes]) -> None:
    pressed = judged(files, twice=True)

    has_error = any(finding.level is Level.ERROR for finding in pressed.findings)
    assert has_error or pressed.site, "neither refused nor made"


@settings(_SETTINGS, max_examples=60)
@given(repositories())
def test_any_repository_is_refused_or_harmless(files: dict[str, bytes]) -> None:
    _hold(files)


@pytest.mark.full
@settings(_SETTINGS, max_examples=5000)
@given(repositories())
def test_any_of_many_repositories_is_refused_or_harmless(files: dict[str, bytes]) -> None:
    _hold(files)
