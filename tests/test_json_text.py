"""
The fast way to write JSON writes what the library writes.
"""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from advisorypress.json_text import indented

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(VALUES, st.booleans())
def test_text_is_that_of_the_library(value: object, sort_keys: bool):
    expected = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=sort_keys)

    assert expected == indented(value, sort_keys=sort_keys)
