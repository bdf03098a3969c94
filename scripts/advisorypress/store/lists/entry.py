"""
One row of a list → one subscriber to be, or the reason why not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from advisorypress.address import Address, Rejected
from advisorypress.spreadsheet import is_formula
from advisorypress.store.inbox import Wanted
from advisorypress.store.lists.columns import Column, Layout
from advisorypress.store.lists.records import Record
from advisorypress.store.topics import PACES, Choice, Topic, parse_topic

MAX_TOPICS = 40
# Before mail lists there was no consent to them.
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_NAMED = re.compile(r"[^<>@]*<([^<>]*)>")
_WITH_PACE = re.compile(rf"(?P<topic>.*?)\s*[(（](?P<pace>{'|'.join(PACES)})[)）]")
_PARTED = re.compile(r"[,，、;；|\n]")
_SPACES = " \t\r\n\u00a0\u3000"

_LANGUAGES = {
    "en": ("en", "eng", "english", "enus", "engb", "enhk", "英文", "英語", "英语"),
    "zh-Hant": (
        "zhhant", "zh", "zhhk", "zhhanthk", "zhtw", "zhmo", "zhcn", "zhhans", "zho", "chi", "tc", "sc", "chinese",
        "traditionalchinese", "chinesetraditional", "simplifiedchinese", "chinesesimplified", "中文", "繁體中文", "繁體",
        "繁中", "中文繁體", "简体中文", "簡體中文", "中文简体",
    ),
    "both": ("both", "enzh", "zhen", "enzhhant", "bilingual", "englishandchinese", "雙語", "中英", "中英文", "中英對照", "双语"),
}  # fmt: skip
_FORMATS = {
    "html": ("html", "regular", "mimedigests", "summarydigests", "mime", "rich", "網頁"),
    "text": ("text", "plain", "plaintext", "txt", "plaintextdigests", "textplain", "純文字", "文字", "纯文本"),
}
_PACES = {
    "urgent": ("urgent", "immediate", "instant", "alerts", "緊急", "即時"),
    "digest": ("digest", "regular", "fortnightly", "twicemonthly", "biweekly", "定期", "摘要"),
    "both": ("both", "all", "everything", "兩者", "全部", "兩者皆要"),
}
_STATUSES = {
    "": ("active", "enabled", "subscribed", "confirmed", "yes", "true", "1", "ok", "有效", "已訂閱", "訂閱中", "已確認"),
    "has left": ("unsubscribed", "gone", "left", "optedout", "inactive", "no", "false", "0", "已退訂", "退訂", "取消訂閱"),
    "is blocked": (
        "blocklisted", "blacklisted", "blocked", "disabled", "suspended", "complained", "spam", "disabledbyuser",
        "disabledbyadmin", "archived", "停用", "封鎖",
    ),
    "had mail come back": ("bounced", "cleaned", "hardbounced", "softbounced", "disabledbybounce", "退信"),
    "has not confirmed": ("pending", "unconfirmed", "nonsubscribed", "transactional", "invited", "未確認", "待確認"),
}  # fmt: skip
_NO = ("", "0", "no", "false", "n", "null", "none", "-", "否")


@dataclass(frozen=True, slots=True)
class Entry:
    """
    A good row: who it is, and what they are to get. *consent_at* is None where the list does not say.
    """

    line: int
    address: Address = field(repr=False)
    cells: tuple[str, ...] = field(repr=False)
    language: str
    format: str
    choices: tuple[Choice, ...]
    consent_at: int | None
    consent: str


@dataclass(frozen=True, slots=True)
class Bad:
    """
    A row that is not taken: its first line, its column, and why; *cells* are its own text, which is never printed.
    """

    line: int
    column: str
    reason: str
    cells: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """
    How rows are read: their *layout*, what somebody gets where the list says nothing (*default*), and the *categories* of
    advisories, () where they are not known. *guessed* letters beyond ASCII are not trusted with an address.
    """

    layout: Layout
    default: Wanted
    categories: Collection[str] = ()
    guessed: bool = False

    def read(self, record: Record, now: int) -> Entry | Bad:
        """
        What *record* says.
        """
        if record.trouble:
            return Bad(record.line, "row", record.trouble, record.cells)
        if any(cell.strip() for cell in record.cells[self.layout.width :]):
            reason = f"has more cells than the first row, which has {self.layout.width}"
            return Bad(record.line, "row", reason, record.cells)
        column = Column.EMAIL
        try:
            address = self._address(self._cell(record, Column.EMAIL))
            column = Column.STATUS
            if trouble := _known(_STATUSES, self._cell(record, column) or "active", "a status that is unknown"):
                raise Rejected(f"{trouble}, as the list says")
            column = Column.LEFT
            if _plain(self._cell(record, column)) not in _NO:
                raise Rejected("has left, as the list says")
            column = Column.LANGUAGE
            language = _known(_LANGUAGES, self._cell(record, column) or self.default.language, _LANGUAGE_UNKNOWN)
            column = Column.FORMAT
            format_ = _known(_FORMATS, self._cell(record, column) or self.default.format, _FORMAT_UNKNOWN)
            column = Column.PACE
            pace = _known(_PACES, self._cell(record, column) or self.default.pace, _PACE_UNKNOWN)
            column = Column.TOPICS
            choices = self._choices(self._cell(record, column) or ";".join(self.default.topics), pace)
        except Rejected as error:
            return Bad(record.line, self.layout.name(column), str(error), record.cells)
        consent_at = _moment(self._cell(record, Column.CONSENT_AT), now)
        consent = consent_text(self._cell(record, Column.CONSENT))
        return Entry(record.line, address, record.cells, language, format_, choices, consent_at, consent)

    def _cell(self, record: Record, column: Column) -> str:
        place = self.layout.places.get(column)
        return record.cells[place].strip(_SPACES) if place is not None and place < len(record.cells) else ""

    def _address(self, cell: str) -> Address:
        # Our own exports put an apostrophe before what a spreadsheet would compute.
        text = cell[1:] if cell.startswith("'") and is_formula(cell[1:]) else cell
        if named := _NAMED.fullmatch(text):
            text = named[1].strip(_SPACES)
        address = Address.parse(text, any_letters=True)
        if self.guessed and not text.isascii():
            raise Rejected("has letters that are not ASCII in a file that is not UTF-8; save it as CSV UTF-8")
        return address

    def _choices(self, cell: str, pace: str) -> tuple[Choice, ...]:
        found: dict[Topic, Choice] = {}
        for text in filter(None, (part.strip(_SPACES) for part in _PARTED.split(cell))):
            own = _WITH_PACE.fullmatch(text)
            topic = parse_topic(own["topic"] if own else text, self.categories)
            found.setdefault(topic, Choice(topic, own["pace"] if own else pace))
            if len(found) > MAX_TOPICS:
                raise Rejected(f"has more than {MAX_TOPICS} topics")
        if not found:
            raise Rejected("has no topic")
        return tuple(sorted(found.values()))


_LANGUAGE_UNKNOWN = "a language that is none of en, zh-Hant, both"
_FORMAT_UNKNOWN = "a format that is none of html, text"
_PACE_UNKNOWN = "a pace that is none of urgent, digest, both"


def consent_text(text: str) -> str:
    """
    How consent was given, in at most 200 characters; "" for what cannot be kept: an address in it would outlive its owner.
    """
    words = " ".join(text.split())[:200]
    return "" if "@" in words or not words.isprintable() else words


def _known(table: Mapping[str, tuple[str, ...]], cell: str, unknown: str) -> str:
    plain = _plain(cell)
    for value, words in table.items():
        if plain in words:
            return value
    raise Rejected(f"has {unknown}")


def _plain(cell: str) -> str:
    return re.sub(r"[\s_./+&-]+", "", unicodedata.normalize("NFKC", cell).casefold())


def _moment(cell: str, now: int) -> int | None:
    """
    The second that *cell* names in ISO 8601; None for another manner, of which day and month could be mistaken.
    """
    try:
        found = datetime.fromisoformat(cell.replace(" UTC", "+00:00"))
    except ValueError:
        return None
    moment = found if found.tzinfo is not None else found.replace(tzinfo=UTC)
    return int(moment.timestamp()) if moment >= _EARLIEST and moment.timestamp() <= now else None
