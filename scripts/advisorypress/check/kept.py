"""
What the rules found in a record the last time, for as long as neither the record nor anything else that they look at changes.

It is kept only of rules that look at nothing but the record itself, the settings and the terms (`rules.OWN`); they are given
nothing else. Deleting what is kept costs time and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from advisorypress.finding import Finding, Level, Place
from advisorypress.load.record import Record
from advisorypress.program import program_digest
from advisorypress.settings import Settings
from advisorypress.vocabulary import Vocabulary

Found = Mapping[str, tuple[Finding, ...]]
"""
Findings by the key of their record.
"""

_FILE = "findings.json"


class RecordKeys:
    """
    The keys of records under one state of program, *settings* and *vocabulary*.
    """

    def __init__(self, settings: Settings, vocabulary: Vocabulary) -> None:
        # Where the repository lies is nothing that a rule looks at.
        said = repr((replace(settings, root=Path()), vocabulary))
        self._common = program_digest() + said.encode("utf-8", "surrogatepass")

    def of(self, record: Record) -> str:
        """
        The key of *record*, which stands for every byte of its files.
        """
        files = [(source.path, source.digest) for _, source in sorted(record.editions.items())]
        said = repr((record.kind.value, record.folder, record.name, files))
        return hashlib.sha256(self._common + said.encode("utf-8", "surrogatepass")).hexdigest()


def read_found(folder: Path) -> Found:
    """
    What is kept in *folder*; nothing where it cannot be read.
    """
    try:
        document = json.loads((folder / _FILE).read_bytes())
        return {key: tuple(map(_finding, found)) for key, found in document.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def write_found(folder: Path, found: Found) -> None:
    """
    Keeps *found* in *folder*, whole or not at all; that it cannot be written is no failure.
    """
    document = {key: [_row(finding) for finding in findings] for key, findings in found.items()}
    aside = folder / f"{_FILE}.{os.getpid()}"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        # `check` must not make a tree look changed, whatever its own list of ignored files says.
        (folder / ".gitignore").write_text("*\n", encoding="ascii")
        # Names of files may be no text, which JSON in ASCII can hold.
        aside.write_text(json.dumps(document, separators=(",", ":")), encoding="utf-8")
        aside.replace(folder / _FILE)


def _row(finding: Finding) -> list[str | int]:
    place = finding.place
    return [
        finding.rule,
        finding.message,
        finding.hint,
        finding.level.value,
        place.path,
        place.line,
        place.column,
        place.width,
    ]


def _finding(row: list[str]) -> Finding:
    rule, message, hint, level, path, line, column, width = row
    return Finding(rule, Place(path, int(line), int(column), int(width)), message, hint, Level(level))
