"""
Documents that nobody published: real ones with something wrong in them, as bytes or as values.

Each is refused in a sentence, or becomes a pair of drafts. Once a person has given it a number, the pair is a record like
any other: what is wrong with it is a finding at a place, and nothing that is made of it does harm.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisorypress.importing.formats import read_imported
from advisorypress.importing.imported import Format
from advisorypress.importing.pair import Pair, make_pair
from advisorypress.importing.reading import parse_document
from advisorypress.importing.refused import Refused
from tests.examples import NOW, the_vocabulary
from tests.fuzz.judge import judged
from tests.hostile.markup import ADDRESSES, FORMULAS, HIDDEN, HTML, TEMPLATES
from tests.importing.shared_documents import ADVISORIES, made_of
from tests.importing.wrong_documents import VALUES, assert_harmless, changed, ways

SAMPLE = {
    format: [path for path in paths if path.suffix == ".json" and path.stat().st_size < 15_000][:12]
    for format, paths in ADVISORIES.items()
}
ID = "SA-2024-0001"

# -- Values ---------------------------------------------------------------------------------------

ATTACKS = [*HTML.values(), *TEMPLATES.values(), *FORMULAS.values(), *HIDDEN.values(), *ADDRESSES.values()]
values = st.one_of(st.sampled_from(ATTACKS), st.sampled_from(VALUES), st.text(max_size=8))

Change = Callable[[dict[str, Any]], dict[str, Any]]


def _placed(document: dict[str, Any], number: int) -> tuple[str | int, ...]:
    every = list(ways(document))
    return every[number % len(every)]


def _value_at(document: dict[str, Any], way: tuple[str | int, ...]) -> Any:
    value: Any = document
    for key in way:
        value = value[key]
    return value


def _with(number: int, value: object) -> Change:
    return lambda document: changed(document, _placed(document, number), value)


def _swapped(number: int, other: int) -> Change:
    """
    A value of the document itself in the place of another, so that kinds and references go wrong.
    """
    return lambda document: changed(document, _placed(document, number), _value_at(document, _placed(document, other)))


def _without(number: int) -> Change:
    def change(document: dict[str, Any]) -> dict[str, Any]:
        *way, last = _placed(document, number)
        around = _value_at(document, tuple(way))
        if isinstance(around, dict):
            left: object = {key: value for key, value in around.items() if key != last}
        else:
            left = [value for position, value in enumerate(around) if position != last]
        return changed(document, tuple(way), left) if way else dict(left)  # type: ignore[call-overload]

    return change


def _twice(number: int, times: int) -> Change:
    def change(document: dict[str, Any]) -> dict[str, Any]:
        way = _placed(document, number)
        value = _value_at(document, way)
        return changed(document, way, value * times if isinstance(value, list | str) else [value] * times)

    return change


numbers = st.integers(0, 5000)
changes = st.lists(
    st.one_of(
        st.builds(_with, numbers, values),
        st.builds(_swapped, numbers, numbers),
        st.builds(_without, numbers),
        st.builds(_twice, numbers, st.integers(2, 5)),
    ),
    min_size=1,
    max_size=4,
)


# -- Bytes ----------------------------------------------------------------------------------------

BYTES = [
    b"",
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b'"',
    b"\\",
    b"{",
    b"}",
    b"[" * 99_000,
    b",",
    b"\\ud800",
    b"1e999",
    b"NaN",
    b'"id":1,',
    b"\x1b",
]


@st.composite
def documents(draw: st.DrawFn, format: Format) -> bytes:
    """
    The bytes of a real document of *format* in which values, and now and then bytes, are others.
    """
    document = made_of(draw(st.sampled_from(SAMPLE[format])), format).document
    for change in draw(changes):
        if document:
            document = change(document)
    data = json.dumps(document).encode()
    if draw(st.integers(0, 7)) == 1:
        start = draw(st.integers(0, len(data)))
        data = data[:start] + draw(st.sampled_from(BYTES)) + data[start + draw(st.integers(0, 40)) :]
    return data


# -- The property ---------------------------------------------------------------------------------


def numbered(pair: Pair) -> dict[str, bytes]:
    """
    The drafts of *pair* as a person would publish them without a look.
    """
    files = {}
    for language, text in pair.texts.items():
        text = text.replace("id: draft ", f"id: {ID} ", 1).replace("status: draft ", "status: published ", 1)
        text = "\n".join(line for line in text.split("\n") if not line.startswith("Imported: decide"))
        files[f"advisories/2024/{ID}.{language.value}.md"] = text.encode()
    return files


def _hold(data: bytes, format: Format) -> None:
    try:
        one, account = read_imported(document := parse_document(data, "x.json"), format)
        pair = make_pair(one, the_vocabulary(), NOW)
    except Refused as refusal:
        assert 0 < len(str(refusal)) < 300
        assert str(refusal).isprintable()
        return
    account.without_place(document)
    assert_harmless(pair)
    as_drafts = judged(
        {f"advisories/2024/{pair.name}.{each.value}.md": text.encode() for each, text in pair.texts.items()}
    )
    # A draft can be read, whatever is to be decided in it.
    assert not {finding.rule for finding in as_drafts.findings} & {"broken-yaml", "not-utf8", "no-front-matter"}
    judged(numbered(pair))


_SETTINGS = settings(
    derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck), print_blob=False
)


@pytest.mark.sample(3)
@pytest.mark.parametrize("format", list(Format))
def test_any_document_is_refused_or_a_draft(format: Format) -> None:
    @settings(_SETTINGS, max_examples=20)
    @given(documents(format))
    def hold(data: bytes) -> None:
        _hold(data, format)

    hold()


@pytest.mark.full
@pytest.mark.parametrize("format", list(Format))
def test_any_of_many_documents_is_refused_or_a_draft(format: Format) -> None:
    @settings(_SETTINGS, max_examples=1500)
    @given(documents(format))
    def hold(data: bytes) -> None:
        _hold(data, format)

    hold()
