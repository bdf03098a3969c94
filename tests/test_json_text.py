"""
The fast way to write JSON writes what the library writes.
"""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from advisorypress.json_text import indented, indented_pieces

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(VALUES, st.booleans())
def test_text_is_that_of_the_library(value: object, sort_keys: bool):
    expected = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=sort_keys)

    assert expected == indented(value, sort_keys=sort_keys)


def test_pieces_are_the_whole():
    value: dict[str, object] = {
        "a": 1,
        "empty": {},
        "files": {"x": "é", "y": {"deep": [1, {"z": None}]}},
        "list": [],
        "last": "\n",
    }
    inner: dict[str, object] = value["files"]  # type: ignore[assignment]
    entries = ((key, iter(inner.items()) if key == "files" else each) for key, each in value.items())

    assert indented(value) == "".join(indented_pieces(entries))
    assert "{}" == "".join(indented_pieces([]))
    assert indented({"a": {}}) == "".join(indented_pieces([("a", iter(()))]))
