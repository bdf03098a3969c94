"""
One run over many documents: each becomes a pair of drafts or is refused, and none disturbs another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from advisorypress.importing.formats import read_imported
from advisorypress.importing.imported import Format
from advisorypress.importing.left_out import Table
from advisorypress.importing.pair import make_pair, write_pair
from advisorypress.importing.reading import parse_document, read_bytes
from advisorypress.importing.refused import Refused
from advisorypress.load.nodes import EACH, Mapping, scalars
from advisorypress.load.record import Record
from advisorypress.load.tree import Tree
from advisorypress.settings import Settings
from advisorypress.vocabulary import Vocabulary

_OPEN_LABELS = ("", "WHITE", "CLEAR")
_LABELS = (*_OPEN_LABELS, "GREEN", "AMBER", "AMBER+STRICT", "RED")


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    What became of one file: the paths of its drafts, or why there are none. *left_out* counts blocks that did not fit.
    """

    file: Path
    paths: tuple[str, ...] = ()
    refused: str = ""
    left_out: int = 0


@dataclass(slots=True)
class Run:
    """
    Where a run writes, and what it has met so far. *folder* is "" for `advisories/<year of the document>`.
    """

    settings: Settings
    vocabulary: Vocabulary
    now: datetime
    folder: str = ""
    table: Table = field(default_factory=Table)
    met: dict[tuple[str, str], str] = field(default_factory=dict)

    def import_files(self, files: Iterable[Path], wanted: Format) -> Iterator[Outcome]:
        """
        Imports one file after the other.
        """
        for file in files:
            try:
                yield self._import(file, wanted)
            except Refused as refusal:
                yield Outcome(file, refused=str(refusal))

    def remember(self, tree: Tree) -> None:
        """
        Notes which documents the repository holds already.
        """
        for record in tree.records:
            for origin in origins(record):
                self.met.setdefault(origin, record.source.path)

    def _import(self, file: Path, wanted: Format) -> Outcome:
        document = parse_document(read_bytes(file), file.name)
        imported, account = read_imported(document, wanted)
        self._check_label(imported.tlp)
        pair = make_pair(imported, self.vocabulary, self.now)
        origin = _origin(imported.publisher, imported.id)
        if origin in self.met:
            raise Refused(f"it was imported already: {self.met[origin]}")
        paths = write_pair(self.settings.root, self.folder or f"advisories/{pair.year}", pair)
        self.met[origin] = paths[0]
        self.table.add(account.without_place(document))
        return Outcome(file, paths, left_out=pair.left_out)

    def _check_label(self, label: str) -> None:
        if label not in _LABELS:
            raise Refused(f"its TLP label {label[:30]!a} is none that we know")
        if label not in _OPEN_LABELS and self.settings.repository == "public":
            raise Refused(f"it is TLP:{label}, and what stands in this repository is public")


def origins(record: Record) -> Iterator[tuple[str, str]]:
    """
    The documents that *record* says it was imported from: publisher and id, without case.
    """
    for row in record.nodes("imported", EACH):
        if isinstance(row, Mapping):
            publisher, id = (
                next((scalar.text for scalar in scalars(row, (name,))), "") for name in ("publisher", "id")
            )
            yield _origin(publisher, id)


def _origin(publisher: str, id: str) -> tuple[str, str]:
    return publisher.casefold(), id.casefold()
