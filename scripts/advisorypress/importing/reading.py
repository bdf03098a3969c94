"""
The bytes of a document as plain values, within limits: every scalar is text, as it was written.

JSON alone lets a key stand twice, knows numbers that no format has, and may be nested without end.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

from advisorypress.importing.refused import Refused
from advisorypress.load.nodes import Mapping, Node, Scalar
from advisorypress.load.yaml_events import Refused as NotYaml
from advisorypress.load.yaml_events import parse_yaml

MAXIMUM_JSON = 8 * 1024 * 1024
MAXIMUM_YAML = 1024 * 1024
MAXIMUM_DEPTH = 60

# A scalar is text, a truth value or nothing; containers hold values.
Value = object


def read_bytes(path: Path, limit: int = MAXIMUM_JSON) -> bytes:
    """
    The bytes of a regular file; raises `Refused` for anything else, and for more than *limit* bytes.
    """
    try:
        # O_NONBLOCK: opening a pipe must not wait for a writer.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError as error:
        raise Refused(f"it cannot be read: {error.strerror}") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Refused("it is not a regular file")
    with os.fdopen(descriptor, "rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise Refused(f"it is larger than {limit // 1024 // 1024} MB")
    return data


def parse_document(data: bytes, name: str) -> dict[str, Value]:
    """
    The object in *data*: YAML when *name* ends so, else JSON.

    Raises `Refused` for what is neither, for a key that stands twice, and for what is nested too deep.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(f"it is not UTF-8 (byte {error.start})") from None
    value = _yaml(text, name) if name.lower().endswith((".yaml", ".yml")) else _json(text)
    if not isinstance(value, dict):
        raise Refused("it holds no object with keys")
    if _is_deeper_than(value, MAXIMUM_DEPTH):
        raise Refused(f"it is nested deeper than {MAXIMUM_DEPTH} levels")
    return value


def _json(text: str) -> Value:
    try:
        value: Value = json.loads(
            text,
            object_pairs_hook=_unique,
            # Numbers stay as they were written, as all values of front matter do.
            parse_float=str,
            parse_int=str,
            parse_constant=_refuse_constant,
        )
    except json.JSONDecodeError as error:
        raise Refused(f"it is not JSON: {error.msg} (line {error.lineno}, column {error.colno})") from None
    except RecursionError:
        raise Refused(f"it is nested deeper than {MAXIMUM_DEPTH} levels") from None
    return value


def _unique(pairs: Iterable[tuple[str, Value]]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for key, value in pairs:
        if key in found:
            _refuse_twice(key)
        found[key] = value
    return found


def _refuse_twice(key: str) -> NoReturn:
    raise Refused(f"the key {key[:60]!a} stands twice in one object, so nobody can say which is meant")


def _refuse_constant(name: str) -> NoReturn:
    raise Refused(f"{name} is no number of JSON")


def _yaml(text: str, name: str) -> Value:
    if len(text) > MAXIMUM_YAML:
        raise Refused(f"it is larger than {MAXIMUM_YAML // 1024 // 1024} MB, which is the limit for YAML")
    try:
        node = parse_yaml(text, name, 1)
    except NotYaml as refusal:
        place = refusal.finding.place
        raise Refused(f"{refusal.finding.message} (line {place.line}, column {place.column})") from None
    return None if node is None else _plain(node)


def _plain(node: Node) -> Value:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Mapping):
        return _unique((key.text, _plain(value)) for key, value in node.entries)
    return [_plain(item) for item in node.items]


def _is_deeper_than(value: Value, limit: int) -> bool:
    level: list[Value] = [value]
    for _ in range(limit):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return True
