"""
What is different in two versions of an advisory: facts as values, words sentence by sentence.

Nothing here speaks a language or writes HTML; `version_page` does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from advisorypress.language import Language
from advisorypress.load.common import common
from advisorypress.model.advisory import Advisory, AdvisoryWords, Affected
from advisorypress.model.scores import Score
from advisorypress.model.text import Text, WordsState
from advisorypress.render.characters import one_line
from advisorypress.render.plain.tree import Node, parse_fragment
from advisorypress.render.sections import Body
from advisorypress.render.titles import sentences

# Comparing takes the product of two lengths. When this much was compared, what is left counts as wholly different: nobody
# reads such a difference word by word, and no text may hold a build up.
_MOST_COMPARED = 3_000_000
_MOST_PAIRED = 400
# Two sentences with less in common are two sentences, and not one that was changed.
_ALIKE = 0.5

_ORDER = (
    "title", "summary", "actions", "short", "withdrawn", "affected", "solution", "workaround", "impact", "details",
    "detection", "", "identifiers", "source", "related-links", "revisions",
)  # fmt: skip
_TOKEN = re.compile(r"[A-Za-z0-9]+(?:[-._/:@+][A-Za-z0-9]+)*|\s+|.", re.DOTALL)
_BLOCKS = frozenset(
    {"p", "li", "tr", "pre", "blockquote", "ul", "ol", "table", "thead", "tbody", "div", "dl", "dt", "dd"}
)


@dataclass(frozen=True, slots=True)
class Flaw:
    """
    A vulnerability as its row of the page shows it; *products* are what it is said to hit, without their fixes.
    """

    id: str
    scores: tuple[Score, ...]
    cwe: str | None
    products: tuple[Affected, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """
    A reference with its title.
    """

    url: str
    title: Text


@dataclass(frozen=True, slots=True)
class FactChange:
    """
    The values of one fact that only the older version has, and those that only the newer one has.
    """

    part: str
    removed: tuple[object, ...]
    added: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """
    A part of a sentence, and whether it is what the other version does not have.
    """

    text: str
    is_changed: bool = True


Sentence = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class WordChange:
    """
    One place where the words are different: the sentences that went and those that came, either of which may be none.
    """

    removed: tuple[Sentence, ...] = ()
    added: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class WordsChange:
    """
    What is different in one part of the words: *part* is a key, *title* the heading of a section of the author's own.
    """

    part: str
    title: str
    changes: tuple[WordChange, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """
    All that is different. *language* is that of the words that were compared, None when the versions have none in common.
    """

    language: Language | None
    facts: tuple[FactChange, ...]
    words: tuple[WordsChange, ...]

    @property
    def is_empty(self) -> bool:
        """
        Whether nothing is different that readers see.
        """
        return not self.facts and not self.words


Sections = Callable[[AdvisoryWords], Body]


def compare(old: Advisory, new: Advisory, language: Language, sections: Sections) -> Changes:
    """
    What is different in *new*, for a reader of *language*; *sections* reads a body.
    """
    compared = _common_language(old, new, language)
    words = () if compared is None else tuple(_words(old.words[compared], new.words[compared], sections))
    return Changes(compared, tuple(_facts(old, new, language)), words)


def _common_language(old: Advisory, new: Advisory, language: Language) -> Language | None:
    """
    The reader's language when both versions have up-to-date words in it, else the other one when both have those.
    """
    order = [language, language.other]
    if WordsState.STALE in (old.state_for(language), new.state_for(language)):
        # What the facts are now, its words do not say yet, so they would seem unchanged.
        order.reverse()
    return next((each for each in order if each in old.words and each in new.words), None)


# Facts


def _facts(old: Advisory, new: Advisory, language: Language) -> Iterator[FactChange]:
    readings: tuple[tuple[str, Callable[[Advisory], tuple[object, ...]]], ...] = (
        ("status", lambda advisory: (advisory.status,)),
        ("severity", lambda advisory: (advisory.severity,)),
        ("category", lambda advisory: (advisory.category,)),
        ("impacts", lambda advisory: advisory.impacts),
        ("exploited", lambda advisory: () if advisory.exploited is None else (advisory.exploited,)),
        ("published", lambda advisory: (advisory.published,)),
        ("affected", lambda advisory: tuple(replace(row, key=None) for row in advisory.affected)),
        ("vulnerabilities", lambda advisory: tuple(_flaws(advisory))),
        ("references", lambda advisory: tuple(_links(advisory, language))),
        ("supersedes", lambda advisory: advisory.supersedes),
    )
    for part, read in readings:
        before, after = read(old), read(new)
        removed, added = _without(before, after), _without(after, before)
        if removed or added:
            yield FactChange(part, removed, added)


def _without(values: tuple[object, ...], others: tuple[object, ...]) -> tuple[object, ...]:
    there = set(others)
    return tuple(value for value in values if value not in there)


def _flaws(advisory: Advisory) -> Iterator[Flaw]:
    rows = {row.key: Affected(row.vendor, row.product, row.versions) for row in advisory.affected if row.key}
    order = {key: number for number, key in enumerate(rows)}
    for each in advisory.vulnerabilities:
        hit = sorted(order.keys() & set(each.affects), key=order.__getitem__)
        yield Flaw(each.id, each.scores, each.cwe, tuple(rows[key] for key in hit))


def _links(advisory: Advisory, language: Language) -> Iterator[Link]:
    for number, reference in enumerate(advisory.references):
        yield Link(reference.url, advisory.reference_title_for(number, language))


# Words


@dataclass(frozen=True, slots=True)
class _Unit:
    """
    A sentence: *text* is what is read, *full* has the addresses of its links, too.
    """

    text: str
    full: str


@dataclass(slots=True)
class _Budget:
    """
    How much may still be compared.
    """

    left: int = _MOST_COMPARED

    def common(self, old: Sequence[str], new: Sequence[str]) -> tuple[tuple[int, int], ...]:
        """
        What *old* and *new* have in common; no more than the same beginning and end when that would be too much.
        """
        start, end = 0, min(len(old), len(new))
        while start < end and old[start] == new[start]:
            start += 1
        tail = 0
        while tail < end - start and old[-1 - tail] == new[-1 - tail]:
            tail += 1
        cost = (len(old) - start - tail) * (len(new) - start - tail)
        if cost <= self.left:
            self.left -= cost
            return common(old, new)
        head = ((position, position) for position in range(start))
        foot = ((len(old) - position, len(new) - position) for position in range(tail, 0, -1))
        return (*head, *foot)


def _words(old: AdvisoryWords, new: AdvisoryWords, sections: Sections) -> Iterator[WordsChange]:
    budget = _Budget()
    before, after = _parts(old, sections(old)), _parts(new, sections(new))
    for name in sorted({**after, **before}, key=_turn):
        changes = tuple(_changes(before.get(name, ()), after.get(name, ()), budget))
        if changes:
            part, title = name
            yield WordsChange(part, title, changes)


def _turn(name: tuple[str, str]) -> int:
    """
    When a part is told: in the order of the page, the author's own sections after those that the vocabulary knows first.
    """
    part, _ = name
    return _ORDER.index(part) if part in _ORDER else _ORDER.index("")


def _parts(words: AdvisoryWords, body: Body) -> dict[tuple[str, str], tuple[_Unit, ...]]:
    """
    The sentences of *words* by part: a key, and the heading of a section that the vocabulary does not know.
    """
    found: dict[tuple[str, str], tuple[_Unit, ...]] = {
        ("title", ""): tuple(_units_of(one_line(words.title), whole=True)),
        ("summary", ""): tuple(_units_of(one_line(words.summary))),
        ("actions", ""): tuple(unit for text in words.actions for unit in _units_of(one_line(text), whole=True)),
        ("short", ""): tuple(_units_of(one_line(words.short))),
        ("withdrawn", ""): tuple(_units_of(one_line(words.withdrawn_reason))),
    }
    # What stands before the first heading introduces the details.
    for key, title, html in (("details", "", body.lead), *((s.key, s.title, s.html) for s in body.sections)):
        name = (key, "") if key else ("", one_line(parse_fragment(title).text))
        found[name] = (*found.get(name, ()), *_units_in(html))
    return found


def _units_of(text: str, *, whole: bool = False) -> Iterator[_Unit]:
    for sentence in (text,) if whole else sentences(text):
        if sentence:
            yield _Unit(sentence, sentence)


def _units_in(html: str) -> Iterator[_Unit]:
    """
    The sentences of clean *html*: those of its paragraphs and items, rows of tables and lines of code as they are.
    """
    for line in _lines(parse_fragment(html)):
        texts, fulls = tuple(sentences(line.text)), tuple(sentences(line.full))
        # An address at the end of a sentence can hide where it ends.
        yield from map(_Unit, texts, fulls) if len(texts) == len(fulls) else (line,)


@dataclass(slots=True)
class _Line:
    text: list[str] = field(default_factory=list)
    full: list[str] = field(default_factory=list)

    def taken(self) -> Iterator[_Unit]:
        text, full = one_line("".join(self.text)), one_line("".join(self.full))
        self.text.clear()
        self.full.clear()
        if full:
            yield _Unit(text, full)


def _lines(node: Node) -> Iterator[_Unit]:
    line = _Line()
    yield from _walk(node, line)
    yield from line.taken()


def _walk(node: Node, line: _Line) -> Iterator[_Unit]:
    for child in node.children:
        if isinstance(child, str):
            line.text.append(child)
            line.full.append(child)
        elif child.tag == "pre":
            yield from line.taken()
            yield from (_Unit(code, code) for code in child.text.split("\n") if code.strip())
        elif child.tag == "tr":
            yield from line.taken()
            yield from _row(child)
        elif child.tag in _BLOCKS or child.tag in ("h1", "h2", "h3", "h4", "h5", "h6", "hr", "br"):
            yield from line.taken()
            yield from _walk(child, line)
            yield from line.taken()
        else:
            yield from _inline(child, line)


def _row(row: Node) -> Iterator[_Unit]:
    cells = [" ".join(unit.full for unit in _lines(cell)) for cell in row.elements("th", "td")]
    text = " | ".join(cells)
    if text.strip(" |"):
        yield _Unit(text, text)


def _inline(child: Node, line: _Line) -> Iterator[_Unit]:
    if child.tag == "img":
        alt = child.attributes.get("alt", "")
        line.text.append(alt)
        line.full.append(f"{alt} <{child.attributes.get('src', '')}>")
        return
    yield from _walk(child, line)
    address = child.attributes.get("href", "") if child.tag == "a" else ""
    if address and address not in (child.text, f"mailto:{child.text}"):
        line.full.append(f" <{address}>")


def _changes(old: Sequence[_Unit], new: Sequence[_Unit], budget: _Budget) -> Iterator[WordChange]:
    pairs = budget.common([unit.full for unit in old], [unit.full for unit in new])
    start_old = start_new = 0
    for end_old, end_new in (*pairs, (len(old), len(new))):
        yield from _between(old[start_old:end_old], new[start_new:end_new], budget)
        start_old, start_new = end_old + 1, end_new + 1


def _between(old: Sequence[_Unit], new: Sequence[_Unit], budget: _Budget) -> Iterator[WordChange]:
    """
    The changes where the sentences *old* stand in one version and *new* in the other: which became which, in their order.
    """
    weights = [_weights(unit) for unit in new] if len(old) * len(new) <= _MOST_PAIRED else []
    gone: list[_Unit] = []
    done = 0
    for removed in old:
        found = _most_alike(_weights(removed), weights, done)
        if found is None:
            gone.append(removed)
            continue
        yield from _whole(gone, new[done:found])
        yield _changed(removed, new[found], budget)
        gone, done = [], found + 1
    yield from _whole(gone, new[done:])


def _whole(old: Sequence[_Unit], new: Sequence[_Unit]) -> Iterator[WordChange]:
    if old or new:
        yield WordChange(*(tuple((Run(unit.text or unit.full),) for unit in units) for units in (old, new)))


def _most_alike(before: Counter[str], weights: Sequence[Counter[str]], start: int) -> int | None:
    best, found = _ALIKE, None
    for position in range(start, len(weights)):
        after = weights[position]
        alike = 2 * (before & after).total() / max(1, before.total() + after.total())
        if alike > best:
            best, found = alike, position
    return found


def _weights(unit: _Unit) -> Counter[str]:
    return Counter(token for token in _TOKEN.findall(unit.text) if not token.isspace())


def _changed(old: _Unit, new: _Unit, budget: _Budget) -> WordChange:
    # When only an address is another one, the addresses are what is to be seen.
    texts = (old.full, new.full) if old.text == new.text else (old.text, new.text)
    before, after = (_TOKEN.findall(text) for text in texts)
    pairs = budget.common(before, after)
    same_old, same_new = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    # What only grew lost nothing: a line that says «Removed» without a mark in it would only be confusing.
    return WordChange(
        *(
            (runs,) if any(run.is_changed for run in runs) else ()
            for runs in (_runs(before, same_old), _runs(after, same_new))
        )
    )


def _runs(tokens: Sequence[str], same: set[int]) -> Sentence:
    """
    The tokens as runs; a single space between two changed words is part of the change.
    """
    changed = [position not in same for position in range(len(tokens))]
    for position in range(1, len(tokens) - 1):
        if tokens[position].isspace() and changed[position - 1] and changed[position + 1]:
            changed[position] = True
    runs: list[Run] = []
    for token, is_changed in zip(tokens, changed, strict=True):
        if runs and runs[-1].is_changed == is_changed:
            runs[-1] = Run(runs[-1].text + token, is_changed)
        else:
            runs.append(Run(token, is_changed))
    return tuple(runs)
