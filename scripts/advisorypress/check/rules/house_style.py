from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from advisorypress.check.body import read_prose
from advisorypress.check.context import Context
from advisorypress.check.passage import Passage, words_of
from advisorypress.check.quote import quote
from advisorypress.finding import Finding, Level
from advisorypress.language import Language
from advisorypress.load.nodes import EACH, scalars
from advisorypress.load.record import Record
from advisorypress.vocabulary import Term, Vocabulary

RULE_ID = "house-style"

MOST = 50
_EXEMPT = re.compile(
    r"(?:https?|ftp)://[^\s<>「」『』（）]*|「[^「」\n]*」|『[^『』\n]*』|《[^《》\n]*》|〈[^〈〉\n]*〉|“[^“”\n]*”"
)
_CODE = re.compile(r"`[^`\n]*`")
_TARGET = re.compile(r"(?<=\]\()[^()\s]*|^ {0,3}\[[^\]\n]+\]:[^\n]*|<[^<>\n]*>", re.MULTILINE)


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    Chinese words are those of `data/vocabulary.csv`: what a row has under `avoid` is written as its `zh-Hant`.

    The row's `level` says how much it weighs: error, hint, or a warning where it says nothing; the phrases under `allow` may
    stand. Code, addresses, the record's vendors and products, and what stands in quotation marks (「」『』《》) are as others
    wrote them and are not looked at; nor is a run of characters that belongs to two right words (互聯網 and 路由器 are side
    by side in 互聯網路由器).
    """
    source = record.editions.get(Language.ZH)
    if source is None:
        return
    style = _style(context.vocabulary)
    names: tuple[str, ...] | None = None
    for passage in words_of(record, source):
        if style.avoided.search(passage.text) is None:
            continue
        if names is None:
            names = _names(record)
        for match in islice(style.found_in(_shown(passage, names)), MOST):
            term = style.terms[match[0]]
            right = term.words[Language.ZH]
            place = passage.place(*match.span())
            message = f"{quote(match[0])} is not how we write it"
            yield Finding(RULE_ID, place, message, f"write {right} ({term.words[Language.EN]})", _level(term))


def _level(term: Term) -> Level:
    return Level(term.level) if term.level else Level.WARNING


def _names(record: Record) -> tuple[str, ...]:
    routes = (("affected", EACH, "vendor"), ("affected", EACH, "product"), ("publisher",))
    found = {scalar.text for route in routes for scalar in scalars(record.source.head, route) if scalar.text}
    return tuple(sorted(found, key=len, reverse=True))


def _shown(passage: Passage, names: tuple[str, ...]) -> str:
    """
    The text of *passage* with what is exempt blanked out, character for character.
    """
    if passage.scalar is None:
        text = _TARGET.sub(_blank, read_prose(passage.text).text)
    else:
        text = _CODE.sub(_blank, passage.text)
    text = _EXEMPT.sub(_blank, text)
    for name in names:
        text = text.replace(name, " " * len(name))
    return text


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


class _Style:
    """
    The avoided words of a vocabulary, each with the term that is written instead.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        terms = vocabulary.terms()
        self.terms = {word: term for term in reversed(terms) for word in term.avoid}
        self.avoided = _any_of(self.terms)
        self._allowed = _Words({phrase for term in terms for phrase in term.allow})
        right = {word for term in terms for word in (term.words[Language.ZH], *term.variants)}
        self._right = _Words({word for word in right if len(word) > 1})  # a single character parts nothing

    def found_in(self, text: str) -> Iterator[re.Match[str]]:
        """
        The avoided words of *text* that are meant as such.
        """
        for match in self.avoided.finditer(text):
            start, end = match.span()
            is_phrase = any(first <= start and end <= last for first, last in self._allowed.around(text, start, end))
            is_parted = any(first < start or end < last for first, last in self._right.around(text, start, end))
            if not is_phrase and not is_parted:
                yield match


class _Words:
    """
    Words that are looked for around a place.
    """

    def __init__(self, words: Collection[str]) -> None:
        # Looked for from every character on, for they may overlap.
        self._pattern = re.compile(f"(?=({_any_of(words).pattern}))")
        self._longest = max(map(len, words), default=0)

    def around(self, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """
        Where there are such words that have a character between *start* and *end*.
        """
        first = max(0, start - self._longest + 1)
        for match in self._pattern.finditer(text, first, end + self._longest):
            if match.start() < end and start < match.end(1):
                yield match.span(1)


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    # The longest first, so that 勒索軟體 is one mistake and not 軟體 with something before it. None matches nothing.
    return re.compile("|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))) or "(?!)")


_last: tuple[Vocabulary | None, _Style | None] = (None, None)


def _style(vocabulary: Vocabulary) -> _Style:
    global _last  # noqa: PLW0603  # one vocabulary for all records of a run
    asked, style = _last
    if asked is not vocabulary or style is None:
        style = _Style(vocabulary)
        _last = (vocabulary, style)
    return style
