"""
A list into the store: good rows in, bad rows named by line, column and reason, and nobody back who has left (mail.md 9 to 11, 29).

Rows come a thousand a transaction and are never all held; a run that was stopped is run again and does the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from sqlalchemy import Connection, Insert, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from advisorypress.errors import UsageError
from advisorypress.store.connect import Store
from advisorypress.store.inbox import Wanted
from advisorypress.store.lists.columns import Column, Layout, layout_of
from advisorypress.store.lists.entry import Bad, Entry, Reading
from advisorypress.store.lists.records import SAMPLE, records
from advisorypress.store.lists.text_file import encoding_of, lines
from advisorypress.store.subscriber_tables import EVENT, SUBSCRIBER, SUBSCRIPTION, SUPPRESSION
from advisorypress.store.subscribers import new_row
from advisorypress.store.suppression import suppression_key
from advisorypress.store.transactions import writing

BATCH = 1_000
ADDED = "added"
THERE = "there already"
KEPT_OUT = "kept out"
BAD = "bad"
_LISTED = {
    "unsubscribe": "has left and is not brought back by an import",
    "forget": "was to be forgotten and is not brought back by an import",
    "bounce": "was given up because mail to it came back",
    "complaint": "complained about our mail",
}
_STATES = {"gone": _LISTED["unsubscribe"], "suspended": _LISTED["bounce"]}


@dataclass(frozen=True, slots=True)
class Terms:
    """
    How a list is taken in: what somebody gets where it says nothing, the categories that are known, how its people gave their
    consent where it does not say, and the second at which it is done.
    """

    default: Wanted
    categories: Sequence[str]
    consent: str
    now: int


@dataclass(frozen=True, slots=True)
class Importer:
    """
    What takes lists into *store*. *secret* is the key of the suppression list. *refused* is told of each row that is bad or
    kept out, in the order of their transactions, *progress* after each transaction how many rows are done.
    """

    store: Store
    secret: bytes
    terms: Terms
    refused: Callable[[Bad], None]
    progress: Callable[[int], None] = lambda rows: None

    def take(self, path: Path, header: Callable[[Sequence[str]], None] = lambda names: None) -> Counter[str]:
        """
        Takes in *path* and counts what became of its rows: `ADDED`, `THERE`, `KEPT_OUT` and `BAD`.

        *header* is told the first row where that is a row of names. Raises `UsageError` when no column holds addresses,
        `SourceUnavailable` when the file cannot be read, `StoreError` for whatever the database says.
        """
        encoding = encoding_of(path)
        with lines(path, encoding) as text:
            rows = records(text)
            sample = list(islice(rows, SAMPLE))
            layout = layout_of(sample)
            if layout is None:
                raise UsageError(f"{path} has no column of addresses; name it `email` in the first row")
            first = next(record for record in sample if not record.is_blank and not record.trouble)
            if layout.has_header:
                header(first.cells)
            reading = Reading(layout, self.terms.default, self.terms.categories, encoding.guessed)
            body = (record for record in chain(sample, rows) if not layout.has_header or record is not first)
            return self._take(layout, (reading.read(each, self.terms.now) for each in body if not each.is_blank))

    def _take(self, layout: Layout, read: Iterator[Entry | Bad]) -> Counter[str]:
        counts: Counter[str] = Counter()
        while batch := list(islice(read, BATCH)):
            with writing(self.store) as connection:
                refused, outcome = _Batch(connection, self.secret, self.terms, layout).take(batch)
            # Only now: what a transaction that failed had refused would be told twice.
            for bad in refused:
                self.refused(bad)
            counts += outcome
            self.progress(sum(counts.values()))
        return counts


@dataclass(frozen=True, slots=True)
class _Batch:
    """
    One transaction.
    """

    connection: Connection
    secret: bytes
    terms: Terms
    layout: Layout

    def take(self, batch: Sequence[Entry | Bad]) -> tuple[list[Bad], Counter[str]]:
        refused = [each for each in batch if isinstance(each, Bad)]
        counts = Counter({BAD: len(refused)})
        good = [each for each in batch if isinstance(each, Entry)]
        first: dict[str, Entry] = {}
        for entry in good:
            first.setdefault(entry.address.key, entry)
        counts[THERE] += len(good) - len(first)
        listed = self._listed(first)
        known = self._known(first)
        fresh: list[Entry] = []
        waiting: list[tuple[int, Entry]] = []
        for key, entry in first.items():
            number, state = known.get(key, (0, ""))
            reason = _LISTED[listed[key]] if key in listed else _STATES.get(state, "")
            if reason:
                refused.append(Bad(entry.line, self.layout.name(Column.EMAIL), reason, entry.cells))
                counts[KEPT_OUT] += 1
            elif not state:
                fresh.append(entry)
            elif state == "pending":
                waiting.append((number, entry))
            else:
                # What people chose by themselves is not undone by a list.
                counts[THERE] += 1
        added = self._add(fresh)
        counts[THERE] += len(fresh) - added
        self._begin(waiting)
        counts[ADDED] += added + len(waiting)
        return sorted(refused, key=lambda bad: bad.line), +counts

    def _listed(self, keys: Iterable[str]) -> dict[str, str]:
        hashes = {suppression_key(self.secret, key): key for key in keys}
        wanted = select(SUPPRESSION.c.key, SUPPRESSION.c.reason).where(SUPPRESSION.c.key.in_(list(hashes)))
        return {hashes[bytes(row.key)]: row.reason for row in self.connection.execute(wanted)}

    def _known(self, keys: Iterable[str]) -> dict[str, tuple[int, str]]:
        columns = select(SUBSCRIBER.c.id, SUBSCRIBER.c.addr_key, SUBSCRIBER.c.state)
        found = self.connection.execute(columns.where(SUBSCRIBER.c.addr_key.in_(list(keys)))).all()
        return {key: (number, state) for number, key, state in found}

    def _consent(self, entry: Entry) -> dict[str, str | bytes | int | None]:
        how = entry.consent or self.terms.consent
        return {"state": "active", "consent_at": entry.consent_at or self.terms.now, "consent_how": how}

    def _add(self, entries: Sequence[Entry]) -> int:
        if not entries:
            return 0
        rows = [new_row(each.address, each.language, each.format) | self._consent(each) for each in entries]
        made = self.connection.execute(
            _new_only(self.connection).returning(SUBSCRIBER.c.id, SUBSCRIBER.c.addr_key), rows
        ).all()
        numbers = {key: number for number, key in made}
        self._choose([(numbers[each.address.key], each) for each in entries if each.address.key in numbers])
        return len(numbers)

    def _begin(self, entries: Sequence[tuple[int, Entry]]) -> None:
        """
        Those who were asked and have not answered: the list has their consent.
        """
        for number, entry in entries:
            given = self._consent(entry) | {"lang": entry.language, "format": entry.format}
            self.connection.execute(
                update(SUBSCRIBER).where(SUBSCRIBER.c.id == number).values(given).values(asked_at=None)
            )
            self.connection.execute(delete(SUBSCRIPTION).where(SUBSCRIPTION.c.subscriber == number))
        self._choose(entries)

    def _choose(self, entries: Sequence[tuple[int, Entry]]) -> None:
        if not entries:
            return
        choices = [
            {"subscriber": number, "topic": str(choice.topic), "pace": choice.pace}
            for number, entry in entries
            for choice in entry.choices
        ]
        self.connection.execute(insert(SUBSCRIPTION), choices)
        events = [
            {
                "at": self.terms.now,
                "kind": "consent",
                "subscriber": number,
                "detail": entry.consent or self.terms.consent,
            }
            for number, entry in entries
        ]
        self.connection.execute(insert(EVENT), events)


def _new_only(connection: Connection) -> Insert:
    """
    Inserts who is not there yet: somebody may sign up at this very moment, or a second import run.
    """
    if connection.dialect.name == "sqlite":
        return sqlite.insert(SUBSCRIBER).on_conflict_do_nothing()
    return postgresql.insert(SUBSCRIBER).on_conflict_do_nothing()
