"""
Blocks: the pieces of a record that are translated one by one, each with the mark by which a translation knows it again.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from advisorypress.finding import Place


class BlockKind(StrEnum):
    """
    What a block is, as editors call it.
    """

    TITLE = "title"
    SUMMARY = "summary"
    SHORT = "short text"
    ACTION = "action"
    WITHDRAWN_REASON = "withdrawn reason"
    PLACE = "place"
    INTRO = "intro"
    HEADLINE = "headline"
    NOTE = "revision note"
    REFERENCE = "reference title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "list item"
    ROW = "table row"
    CODE = "code block"
    HTML = "HTML block"

    @property
    def is_of_body(self) -> bool:
        """
        Whether such blocks stand in the body, not in front matter.
        """
        return self in _OF_BODY

    @property
    def is_listed(self) -> bool:
        """
        Whether there can be several under one key.
        """
        return self in _LISTED


_OF_BODY = frozenset(list(BlockKind)[list(BlockKind).index(BlockKind.HEADING) :])
_LISTED = frozenset({BlockKind.ACTION, BlockKind.HEADLINE, BlockKind.NOTE, BlockKind.REFERENCE})

# A mark begins with its kind, so that a translation can be laid beside words that are long gone. The digits are in every
# repository's files: a new kind shares the digit of one with which it never stands in one record.
_DIGITS = dict(zip(BlockKind, "0123456789abcdef", strict=True))
_KINDS = {digit: kind for kind, digit in _DIGITS.items()}


@dataclass(frozen=True, slots=True)
class Block:
    """
    A value of front matter, or a heading, paragraph, list item, table row, code or HTML of a body.

    *text* has its words without marks of structure and line ends; *number* counts the values of a list from 1 and *level*
    is that of a heading, both else 0.
    """

    kind: BlockKind
    text: str
    place: Place
    number: int = 0
    level: int = 0

    @property
    def name(self) -> str:
        """
        What to call it in a message.
        """
        return f"{self.kind.value} {self.number}" if self.kind.is_listed else self.kind.value

    @property
    def mark(self) -> str:
        """
        Six hex digits: one for its kind, five over its words.
        """
        words = json.dumps([self.level, self.text], ensure_ascii=False)
        return _DIGITS[self.kind] + hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:5]


def kind_of_mark(mark: str) -> BlockKind:
    """
    The kind of the block that has *mark*.
    """
    return _KINDS[mark[0]]


def one_run(text: str) -> str:
    """
    *text* as a block has it: one line, composed characters, one space between words.
    """
    return " ".join(unicodedata.normalize("NFC", text).split())
