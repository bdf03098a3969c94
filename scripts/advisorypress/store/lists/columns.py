"""
Which column of a list holds what: by its name, in English or Chinese, as list programs and people write it; else by its cells.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from advisorypress.store.lists.records import Record


class Column(StrEnum):
    """
    What a column can hold that we use; all others are passed over, names of people among them.
    """

    EMAIL = "email"
    LANGUAGE = "language"
    FORMAT = "format"
    PACE = "pace"
    TOPICS = "topics"
    STATUS = "status"
    LEFT = "unsubscribed"
    CONSENT_AT = "consent_at"
    CONSENT = "consent"


# Spaces, hyphens, underscores and brackets make no difference; of several the first in the list counts.
_NAMES = {
    Column.EMAIL: (
        "email", "emailaddress", "subscriberemail", "memberemail", "emailid", "mail", "mailaddress", "member", "address",
        "電郵地址", "電郵", "電子郵件地址", "電子郵件", "電子郵箱", "電郵住址", "email地址", "邮箱", "电子邮件", "电邮",
    ),
    Column.LANGUAGE: ("language", "lang", "preferredlanguage", "locale", "語言", "語文", "语言", "首選語言"),
    Column.FORMAT: ("format", "mailformat", "emailformat", "emailtype", "deliverymode", "格式", "電郵格式"),
    Column.PACE: ("pace", "frequency", "頻率", "頻次", "频率"),
    Column.TOPICS: ("topics", "topic", "interests", "categories", "主題", "訂閱主題", "主题"),
    Column.STATUS: (
        "status", "state", "subscriptionstatus", "subscriberstatus", "deliverystatus", "狀態", "訂閱狀態", "状态",
    ),
    Column.LEFT: ("unsubtime", "unsubscribedat", "unsubscribed", "cleantime", "退訂時間", "取消訂閱時間"),
    Column.CONSENT_AT: (
        "consentat", "confirmtime", "confirmedat", "optintime", "subscribedat", "subscribedate", "subscriptiondate",
        "createdat", "datecreated", "同意時間", "訂閱時間", "訂閱日期",
    ),
    Column.CONSENT: ("consent", "consenthow", "consentsource", "optinsource", "同意方式"),
}  # fmt: skip
_IGNORED = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Layout:
    """
    Where each column is, counted from 0; how many cells a row has; and whether the first row is a row of names.
    """

    places: dict[Column, int]
    width: int
    has_header: bool

    def name(self, column: Column) -> str:
        """
        What to call *column* when speaking of it: by its place, and never in the file's own words.
        """
        return f"column {self.places[column] + 1} ({column})"


def layout_of(sample: Sequence[Record]) -> Layout | None:
    """
    The layout of a file that begins with *sample*; None when no column of it holds addresses.
    """
    rows = [record.cells for record in sample if not record.is_blank and not record.trouble]
    if not rows:
        return None
    first, rest = rows[0], rows[1:]
    names = [_plain(cell) for cell in first]
    places = {
        column: names.index(name)
        for column, known in _NAMES.items()
        if (name := next((name for name in known if name in names), None)) is not None
    }
    # A first row with an address in it is somebody, whatever else it says.
    has_header = not any("@" in cell or "＠" in cell for cell in first)
    if not has_header:
        places = {}
    by_name = places.get(Column.EMAIL)
    if by_name is None or (names[by_name] in ("address", "member") and not _holds_addresses(rest, by_name)):
        found = _by_cells(rest if has_header else rows)
        if found is None and (by_name is None or rest):
            return None
        places[Column.EMAIL] = by_name if found is None and by_name is not None else found or 0
    return Layout(places, len(first), has_header)


def _by_cells(rows: Sequence[tuple[str, ...]]) -> int | None:
    counts: dict[int, int] = {}
    for cells in rows:
        for place, cell in enumerate(cells):
            if "@" in cell:
                counts[place] = counts.get(place, 0) + 1
    # Of two columns with as many, the one on the left.
    return max(counts, key=lambda place: (counts[place], -place), default=None)


def _holds_addresses(rows: Sequence[tuple[str, ...]], place: int) -> bool:
    return any(place < len(cells) and "@" in cells[place] for cells in rows)


def _plain(cell: str) -> str:
    return _IGNORED.sub("", unicodedata.normalize("NFKC", cell).casefold())
