"""
A run of an author's text, a value of front matter or a body, in which every character knows its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from advisorypress.check.body import place_in_body
from advisorypress.finding import Place
from advisorypress.load.nodes import EACH, Route, Scalar, every_scalar, every_text, scalars
from advisorypress.load.record import Record
from advisorypress.load.source import Source
from advisorypress.load.words import LISTED


@dataclass(frozen=True, slots=True)
class Passage:
    """
    A value of the front matter of *source*; its body when *scalar* is None.
    """

    source: Source
    scalar: Scalar | None = None

    @property
    def text(self) -> str:
        """
        The text itself, without quotes.
        """
        return self.source.body if self.scalar is None else self.scalar.text

    def place(self, start: int, end: int) -> Place:
        """
        Where the characters from *start* to *end* stand: the whole value where quotes or lines hide the column.
        """
        if self.scalar is None:
            return place_in_body(self.source, start, end)
        place = self.scalar.place
        quotes = place.width - len(self.scalar.text)
        if quotes not in (0, 2):
            return place
        return Place(place.path, place.line, place.column + quotes // 2 + start, max(1, end - start))


def words_of(record: Record, source: Source) -> Iterator[Passage]:
    """
    The words of the edition *source*: what a reader of its language reads, the body last.
    """
    routes: list[Route] = [(key.name, EACH) for key in record.keys if key.words and not key.translation]
    routes += [route for _, route in LISTED] if source is record.source else [(name, EACH) for name, _ in LISTED]
    for route in routes:
        yield from (Passage(source, scalar) for scalar in scalars(source.head, route))
    yield Passage(source)


def everything_of(source: Source) -> Iterator[Passage]:
    """
    Every value of front matter, whatever its key, and the body.
    """
    yield from (Passage(source, scalar) for scalar in every_scalar(source.head))
    yield Passage(source)


def whole_texts(record: Record) -> tuple[tuple[Source, str], ...]:
    """
    Each edition of *record* with all its values and its body in one run, to ask whether there is anything to look for.
    """
    global _last  # noqa: PLW0603  # the rules look at one record after another, and nearly all of them are clean
    asked, found = _last
    if asked is not record:
        found = tuple(
            (source, "\n".join([*every_text(source.head), source.body])) for source in record.editions.values()
        )
        _last = (record, found)
    return found


_last: tuple[Record | None, tuple[tuple[Source, str], ...]] = (None, ())
