"""
A record: the editions that belong together, still as written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from advisorypress.finding import Finding, Level, Place
from advisorypress.language import Language
from advisorypress.load.nodes import Node, Route, Scalar, follow, scalars
from advisorypress.load.schema import SCHEMAS, Key, Kind
from advisorypress.load.source import Source


@dataclass(frozen=True, slots=True)
class Record:
    """
    One record as its authors wrote it: at least one edition, and which of them holds the facts.

    *name* is the file name without language and ending (`SA-2026-0142`, `2026-11-first`, `ransomware`); *folder* is the
    folder it stands in, relative to the repository.
    """

    kind: Kind
    folder: str
    name: str
    editions: Mapping[Language, Source]

    source: Source = field(init=False, repr=False, compare=False)
    """
    The edition that holds the facts: English, unless the Chinese one says `source: zh-Hant`.
    """

    def __post_init__(self) -> None:
        # Found once, for every rule asks for it many times.
        object.__setattr__(self, "source", self._source())

    def _source(self) -> Source:
        chinese = self.editions.get(Language.ZH)
        if chinese is not None:
            if Language.EN not in self.editions:
                return chinese
            said = next(scalars(chinese.head, ("source",)), None) if chinese.has("source") else None
            if said is not None and said.text == Language.ZH.value:
                return chinese
        return self.editions[Language.EN]

    @property
    def translation(self) -> Source | None:
        """
        The other edition, if there is one.
        """
        return self.editions.get(self.source.language.other)

    @property
    def command_name(self) -> str:
        """
        What to call it in a command: an advisory by its number; other names may be there twice, so those by the file.
        """
        return self.name if self.kind is Kind.ADVISORY else self.source.path

    @property
    def keys(self) -> tuple[Key, ...]:
        """
        The keys that this kind of record has.
        """
        return SCHEMAS[self.kind]

    @property
    def is_draft(self) -> bool:
        """
        Whether this is a draft, which no channel ever shows.
        """
        return self.name.startswith("draft-") or self.text("status") == "draft"

    def scalars(self, *route: str | int | None) -> Iterator[Scalar]:
        """
        The values of the source edition that *route* leads to; see `nodes.follow`.
        """
        return scalars(self.source.head, route)

    def nodes(self, *route: str | int | None) -> Iterator[Node]:
        """
        The nodes of the source edition that *route* leads to.
        """
        return follow(self.source.head, route)

    def text(self, *route: str | int | None) -> str:
        """
        The first value that *route* leads to, or "".
        """
        return next((scalar.text for scalar in self.scalars(*route)), "")

    def finding(self, rule: str, route: Route, message: str, hint: str = "", level: Level = Level.ERROR) -> Finding:
        """
        A finding at what *route* leads to in the source edition, or at the nearest part of it that exists.
        """
        return Finding(rule, self.place(route), message, hint, level)

    def place(self, route: Route) -> Place:
        """
        Where *route* leads to in the source edition, or the nearest part of it that exists.
        """
        for length in range(len(route), 0, -1):
            for node in follow(self.source.head, route[:length]):
                return node.place
        return Place(self.source.path, self.source.head.place.line)
