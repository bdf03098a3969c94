"""
The tables of the statistics: what each chart shows, for the page, for a spreadsheet and for programs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from advisorypress.language import Language
from advisorypress.model.advisory import Severity
from advisorypress.model.library import Library
from advisorypress.model.statistics import DAYS, Statistics, in_groups, statistics
from advisorypress.output import Output
from advisorypress.render import dates
from advisorypress.render.characters import one_line
from advisorypress.render.voice import Voice
from advisorypress.spreadsheet import csv_bytes

STATISTICS = "statistics/"
TABLES = ("months", "vendors", "waits")
_VENDORS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Table:
    """
    A table: its name, the keys of its columns for programs, their headings, and rows of words and numbers.

    *shown* are the rows of the page, and *first* the heading of its first column; *rows* are all of them, in the files.
    """

    name: str
    keys: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[str | int | None, ...], ...]
    shown: tuple[tuple[str | int, ...], ...]
    first: str

    @property
    def csv(self) -> bytes:
        """
        For a spreadsheet.
        """
        return csv_bytes([self.headings, *(["" if cell is None else cell for cell in row] for row in self.rows)])

    @property
    def json(self) -> bytes:
        """
        For programs: a list of objects.
        """
        rows = [dict(zip(self.keys, row, strict=True)) for row in self.rows]
        return (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode()


def tables_of(voice: Voice, counted: Statistics) -> tuple[Table, ...]:
    """
    The tables in the order of `TABLES`.
    """
    return (_months(voice, counted), _vendors(voice, counted), _waits(voice, counted))


def plan_statistics(library: Library) -> Iterator[Output]:
    """
    The files of all tables, in both editions.
    """
    for language in Language:
        for number, name in enumerate(TABLES):
            path = f"{language.prefix}{STATISTICS}{name}"
            yield Output(f"{path}.csv", partial(_file, library, language, number, "csv"))
            yield Output(f"{path}.json", partial(_file, library, language, number, "json"))


def _file(library: Library, language: Language, number: int, ending: str) -> bytes:
    table = tables_of(Voice(library, language), statistics(library))[number]
    return table.csv if ending == "csv" else table.json


def _months(voice: Voice, counted: Statistics) -> Table:
    numbers = [(*(month.counts[severity] for severity in Severity), month.total) for month in counted.months]
    return Table(
        "months",
        ("month", *(severity.value for severity in Severity), "all"),
        (
            voice.say("stats.month"),
            *(voice.word("severity", severity.value) for severity in Severity),
            voice.say("stats.all"),
        ),
        tuple((f"{month.first:%Y-%m}", *row) for month, row in zip(counted.months, numbers, strict=True)),
        tuple(
            (dates.short_month(month.first, voice.language), *row)
            for month, row in zip(counted.months, numbers, strict=True)
        ),
        voice.say("stats.month"),
    )


def _vendors(voice: Voice, counted: Statistics) -> Table:
    rows: Sequence[tuple[str, int]] = [(one_line(vendor.name), vendor.advisories) for vendor in counted.vendors]
    return Table(
        "vendors",
        ("vendor", "advisories"),
        (voice.say("list.filter.vendor"), voice.say("list.title")),
        tuple(rows),
        tuple(rows[:_VENDORS_SHOWN]),
        voice.say("list.filter.vendor"),
    )


def _waits(voice: Voice, counted: Statistics) -> Table:
    """
    The page groups the days, the files have those of each advisory.
    """
    groups = zip(DAYS, in_groups(counted.advisory_days), in_groups(counted.chinese_days), strict=True)
    to = (voice.say("stats.to.advisory"), voice.say("stats.to.chinese"))
    return Table(
        "waits",
        ("advisory", "days_to_advisory", "days_to_chinese"),
        (voice.say("advisory.number"), *to),
        tuple((wait.id, wait.advisory, wait.chinese) for wait in counted.waits),
        tuple((_capital(group_label(voice, *group)), *numbers) for group, *numbers in groups),
        voice.say("stats.days.heading"),
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def group_label(voice: Voice, first: int, last: int | None) -> str:
    """
    `the same day`, `2 to 3 days`, `15 days or more`.
    """
    if last is None:
        return voice.say("stats.days.more", n=first)
    if first == last:
        return voice.say("stats.days.same") if first == 0 else voice.count("stats.days", first)
    return voice.say("stats.days.range", **{"from": first, "to": last})
