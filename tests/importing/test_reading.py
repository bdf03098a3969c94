"""
Bytes from outside become plain values or a kind refusal.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from advisorypress.importing.reading import MAXIMUM_DEPTH, MAXIMUM_JSON, parse_document, read_bytes
from advisorypress.importing.refused import Refused


def test_scalars_stay_as_written() -> None:
    """
    `1.10` is not 1.1, and a number too large for any machine is text.
    """
    assert {"a": "1.10", "b": "9" * 5000, "c": True, "d": None} == parse_document(
        b'{"a": 1.10, "b": %s, "c": true, "d": null}' % (b"9" * 5000), "x.json"
    )


def test_yaml() -> None:
    """
    OSV records may be YAML; every scalar is text there too.
    """
    assert {"id": "X-1", "no": ["no", "1.10"]} == parse_document(b"id: X-1\nno: [no, 1.10]\n", "x.yaml")


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        pytest.param(b'{"a": 1, "a": 2}', "x.json", "the key 'a' stands twice", id="duplicate-key"),
        pytest.param(b"a: 1\na: 2\n", "x.yaml", "the key 'a' stands twice", id="duplicate-key-yaml"),
        pytest.param(b'{"a": NaN}', "x.json", "NaN is no number", id="nan"),
        pytest.param(b'{"a": -Infinity}', "x.json", "-Infinity is no number", id="infinity"),
        pytest.param(b"[" * 1_000_000, "x.json", "nested deeper", id="deep-list"),
        pytest.param(b'{"a":' * 1_000_000, "x.json", "nested deeper", id="deep-object"),
        pytest.param(
            b'{"a":' + b"[" * MAXIMUM_DEPTH + b"]" * MAXIMUM_DEPTH + b"}", "x.json", "nested deeper", id="just-too-deep"
        ),
        pytest.param(b"[" * 50_000, "x.yaml", "nested deeper", id="deep-yaml"),
        pytest.param(b"a: &x [1]\nb: *x\n", "x.yaml", "anchors", id="anchor"),
        pytest.param(b"a: !!python/object/apply:os.system [ls]\n", "x.yaml", "tags", id="tag"),
        pytest.param(b"[]", "x.json", "no object", id="list"),
        pytest.param(b"", "x.json", "not JSON", id="empty"),
        pytest.param(b"", "x.yaml", "no object", id="empty-yaml"),
        pytest.param(b'{"a": "\xff"}', "x.json", "not UTF-8 (byte 7)", id="not-utf8"),
        pytest.param(b'{"a": }', "x.json", "line 1, column 7", id="broken"),
        pytest.param(b"a: b: c\n", "x.yml", "line 1", id="broken-yaml"),
        pytest.param(b"a: " + b"x" * 1_100_000, "x.yaml", "larger than 1 MB", id="large-yaml"),
    ],
)
def test_refused(data: bytes, name: str, why: str) -> None:
    """
    What is no document is refused with a reason, never with a traceback.
    """
    with pytest.raises(Refused) as refusal:
        parse_document(data, name)

    assert why in str(refusal.value)
    assert len(str(refusal.value)) < 200


def test_byte_order_mark() -> None:
    """
    A byte order mark, which some vendors write, is passed over.
    """
    assert {"a": "1"} == parse_document(b'\xef\xbb\xbf{"a": 1}', "x.json")


def test_files_that_are_none(tmp_path: Path) -> None:
    """
    A pipe is not waited for, and a folder, a missing and a huge file are refused.
    """
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(MAXIMUM_JSON + 1)

    for name, why in (("pipe", "regular"), ("folder", "regular"), ("missing", "cannot be read"), ("huge", "larger")):
        with pytest.raises(Refused, match=why):
            read_bytes(tmp_path / name)
