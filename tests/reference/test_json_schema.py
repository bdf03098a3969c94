"""
The JSON Schemas for editors: current, right, and strict where `press check` is.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from advisorypress.load.nodes import Mapping, Node, Scalar, Sequence
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind
from advisorypress.load.source import Source
from advisorypress.load.tree import load_tree
from advisorypress.reference.json_schema import FOLDER, front_matter_schemas
from tests.examples import ROOT, a_source, advisory_file, the_vocabulary
from tests.golden_plugin import Golden

SHIPPED = ROOT / "scripts/advisorypress" / FOLDER
TREE = load_tree(ROOT)


def schema(kind: Kind, role: str) -> dict[str, Any]:
    """
    The shipped schema.
    """
    read: dict[str, Any] = json.loads((SHIPPED / f"{kind.value}.{role}.json").read_text("utf-8"))
    return read


def as_text(node: Node) -> Any:
    """
    Front matter as the press reads it.
    """
    match node:
        case Scalar(text=text):
            return text
        case Sequence(items=items):
            return [as_text(item) for item in items]
        case Mapping(entries=entries):
            return {name.text: as_text(value) for name, value in entries}


def as_an_editor_reads_it(node: Node) -> Any:
    """
    Front matter with what YAML 1.2 guesses: numbers, truth values and nothing.
    """
    match node:
        case Scalar(text=text):
            if text in ("", "~", "null"):
                return None
            if text in ("true", "false"):
                return text == "true"
            if re.fullmatch(r"[-+]?[0-9]+", text):
                return int(text)
            if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", text):
                return float(text)
            return text
        case Sequence(items=items):
            return [as_an_editor_reads_it(item) for item in items]
        case Mapping(entries=entries):
            return {name.text: as_an_editor_reads_it(value) for name, value in entries}


def role_of(record: Record, source: Source) -> str:
    return "source" if source is record.source else "translation"


def test_the_shipped_schemas_are_current(golden: Golden) -> None:
    """
    They say what `load/schema.py` and the vocabulary say, and there is no other file.
    """
    made = dict(front_matter_schemas(the_vocabulary()))
    for name, text in made.items():
        golden(SHIPPED / name, text)

    assert set(made) == {path.name for path in SHIPPED.iterdir()}


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.json")), ids=lambda path: path.stem)
def test_each_is_a_schema(path: Path) -> None:
    """
    Of the draft that it names, and self-explaining.
    """
    read = json.loads(path.read_text("utf-8"))
    Draft7Validator.check_schema(read)

    assert all(value["description"] for value in read["properties"].values())


@pytest.mark.parametrize("record", TREE.records, ids=lambda record: f"{record.folder}/{record.name}")
@pytest.mark.parametrize("reading", [as_text, as_an_editor_reads_it])
def test_our_own_front_matter_is_valid(record: Record, reading: Any) -> None:
    """
    However its values are read.
    """
    for source in record.editions.values():
        validator = Draft7Validator(schema(record.kind, role_of(record, source)))

        assert [] == [error.message for error in validator.iter_errors(reading(source.head))], source.path


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"severty": "high"}, ""),
        ({"severity": "hihg"}, "severity"),
        ({"published": "2026-11-20"}, "published"),
        ({"title": None}, ""),
        ({"title": "[a, b]"}, "title"),
        ({"title": "x" * 91}, "title"),
        ({"impacts": "[remote-code-execution, tea]"}, "impacts"),
        ({"exploited": "yesterday"}, "exploited"),
        ({"languages": "fr"}, "languages"),
        ({"vulnerabilities": "\n  - {id: 1.2}"}, "vulnerabilities/0/id"),
        ({"vulnerabilities": "\n  - {id: CVE-2026-12345, cvss: 9.8}"}, "vulnerabilities/0/cvss"),
        ({"vulnerabilities": "\n  - {id: CVE-2026-12345, score: 9.8}"}, "vulnerabilities/0"),
        ({"references": "\n  - {title: A, url: ftp://example.com}"}, "references/0/url"),
        ({"affected": "\n  - {vendor: A, product: B, versions: all, cpe: 'cpe:/a:b:c'}"}, "affected/0/cpe"),
        ({"revisions": "\n  - {date: 2026-11-20T09:30:00+08:00, type: new}"}, "revisions/0"),
        ({"id": "draft-x"}, "id"),
        ({"source_digest": "3f2a9c1d"}, ""),
    ],
)
def test_a_mistake_is_seen_while_one_types(changes: dict[str, str | None], where: str) -> None:
    """
    At its place, and only there.
    """
    validator = Draft7Validator(schema(Kind.ADVISORY, "source"))
    errors = list(validator.iter_errors(as_an_editor_reads_it(a_source(advisory_file(**changes)).head)))

    assert [where] == ["/".join(map(str, error.path)) for error in errors]


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "2024", "exploited": "false", "tlp": "", "impacts": "remote-code-execution"},
        {"affected": "\n  - {key: '7', vendor: 3, product: true, versions: 7.4, fixed: 7.5}"},
        {"id": "draft", "status": "draft"},
        {
            "vulnerabilities": "\n  - {id: CVE-2026-12345, cvss: [AV:N/AC:L/Au:N/C:C/I:C/A:C, 'CVSS:4.0/AV:N'], affects: 7}"
        },
    ],
)
def test_what_only_looks_like_a_number_passes(changes: dict[str, str]) -> None:
    """
    The press reads it as text.
    """
    head = a_source(advisory_file(**changes)).head
    validator = Draft7Validator(schema(Kind.ADVISORY, "source"))

    for reading in (as_text, as_an_editor_reads_it):
        assert [] == [error.message for error in validator.iter_errors(reading(head)) if reading(head).get("tlp") != ""]


def test_facts_have_no_place_in_a_translation() -> None:
    """
    As in `press check`.
    """
    validator = Draft7Validator(schema(Kind.ADVISORY, "translation"))
    wrong = {"title": "a", "summary": "b", "severity": "low"}

    assert ["severity"] == re.findall(r"'(severity)'", next(validator.iter_errors(wrong)).message)
