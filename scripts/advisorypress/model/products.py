"""
The products that advisories name, and what the advisories say of one that a person has.

`theme/assets/press/matching.js` does the same in a browser; one table of examples is put to both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from advisorypress.model.advisory import Advisory, Affected
from advisorypress.model.library import Library
from advisorypress.model.product_names import folded, is_same_vendor, names_in_cpe, package_key, words_of
from advisorypress.model.purl import parse_purl
from advisorypress.model.verdict import Outcome, Range, Verdict, Why, judge

MOST_LIKE = 5


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """
    A product as it is called; *vendor* is "" when nobody said whose it is.
    """

    vendor: str
    product: str

    def __str__(self) -> str:
        return f"{self.vendor} {self.product}".strip()


@dataclass(frozen=True, slots=True)
class Reading:
    """
    One way to understand what a person has: any of *names*, or the *package* (the key of a package URL), in *version*.

    *is_rebuilt* says that the version is a distributor's own numbering.
    """

    names: tuple[Name, ...] = ()
    version: str = ""
    package: str = ""
    is_rebuilt: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """
    One thing a person has, as it was *written*, with its possible readings: the first that is known counts, else the last.
    """

    written: str
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class ProductRow:
    """
    One row of an advisory, with what it is compared by.
    """

    advisory: Advisory
    row: Affected
    range: Range
    vendors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """
    What one advisory says of one product: *rows* are those of its rows on which the outcome rests.
    """

    advisory: Advisory
    name: Name
    outcome: Outcome
    rows: tuple[ProductRow, ...]
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What the advisories say of one thing: *hits* worst first; *like* are names to ask for instead where nothing is listed.
    """

    asked: Asked
    reading: Reading
    hits: tuple[Hit, ...] = ()
    like: tuple[Name, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """
        The worst of its hits.
        """
        return self.hits[0].outcome if self.hits else Outcome.NOT_LISTED


@dataclass(frozen=True, slots=True)
class Products:
    """
    The rows of advisories that readers are to act on, by every token that they can be asked for; *names* is each product
    once, *by_word* has the positions of those that have a word, and *by_whole* of those that vendor and product make up.
    """

    rows: Mapping[str, Sequence[ProductRow]]
    names: tuple[Name, ...]
    by_word: Mapping[str, Sequence[int]]
    by_whole: Mapping[str, Sequence[int]]

    def answer(self, asked: Asked) -> Answer:
        """
        What is said of *asked*.
        """
        for reading in asked.readings:
            hits = tuple(sorted(self._hits(reading), key=_worst_first))
            if hits:
                is_listed = hits[0].outcome is not Outcome.NOT_LISTED
                like = () if is_listed else self._like(asked.readings, {hit.name for hit in hits})
                return Answer(asked, reading, hits, like)
        return Answer(asked, asked.readings[-1], like=self._like(asked.readings, set()))

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        named = self.rows.get(reading.package, ()) if reading.package else ()
        exact = {id(row.row) for row in named}
        found = {id(row.row): row for row in named}
        for name in self._with_whole(reading.names):
            vendor = folded(name.vendor)
            for row in self.rows.get(folded(name.product), ()):
                if not vendor or any(is_same_vendor(vendor, each) for each in row.vendors):
                    found.setdefault(id(row.row), row)
        groups: dict[tuple[str, str, str], list[ProductRow]] = {}
        for row in found.values():
            groups.setdefault((row.advisory.id, *_key(row.row)), []).append(row)
        for rows in groups.values():
            if reading.is_rebuilt and not all(id(row.row) in exact for row in rows):
                verdict = Verdict(Outcome.UNCOMPARED, tuple(range(len(rows))), Why.REBUILT)
            else:
                verdict = judge([row.range for row in rows], reading.version)
            first = rows[0]
            yield Hit(
                first.advisory,
                Name(first.row.vendor, first.row.product),
                verdict.outcome,
                tuple(rows[number] for number in verdict.rows),
                verdict.why,
            )

    def _with_whole(self, asked: Iterable[Name]) -> Iterator[Name]:
        """
        The names *asked*, and the products that they call with their vendors in front: `Palo Alto Networks PAN-OS`.
        """
        for name in asked:
            yield name
            if not name.vendor:
                yield from (self.names[number] for number in self.by_whole.get(folded(name.product), ()))

    def _like(self, readings: Iterable[Reading], known: Collection[Name]) -> tuple[Name, ...]:
        for reading in readings:
            if reading.package:
                continue  # packages have names like anything
            for name in reading.names:
                found = self._like_name(frozenset(words_of(str(name))))
                if like := tuple(each for each in found if each not in known)[:MOST_LIKE]:
                    return like
        return ()

    def _like_name(self, words: frozenset[str]) -> tuple[Name, ...]:
        """
        The products that have all of *words* in their names, or whose own words are all among them; the nearest first.
        """
        found = []
        for number in sorted({number for word in words for number in self.by_word.get(word, ())}):
            name = self.names[number]
            whole, own = set(words_of(str(name))), set(words_of(name.product))
            if words <= whole or own <= words:
                found.append((len(whole ^ words), name))
        return tuple(name for _, name in sorted(found))


def products_of(library: Library) -> Products:
    """
    The products of *library*, in its order; what is withdrawn or replaced asks nobody to act.
    """
    rows: dict[str, list[ProductRow]] = {}
    names: dict[tuple[str, str], Name] = {}
    for advisory in library.advisories:
        if not library.is_to_follow(advisory):
            continue
        for row in advisory.affected:
            names.setdefault(_key(row), Name(row.vendor, row.product))
            made = ProductRow(advisory, row, Range.of(row), _vendors(row))
            for token in tokens_of(row):
                rows.setdefault(token, []).append(made)
    ordered = tuple(sorted(names.values(), key=lambda name: (folded(name.vendor), folded(name.product), name)))
    by_word: dict[str, list[int]] = {}
    by_whole: dict[str, list[int]] = {}
    for number, name in enumerate(ordered):
        words = words_of(str(name))
        by_whole.setdefault("".join(words), []).append(number)
        for word in dict.fromkeys(words):
            by_word.setdefault(word, []).append(number)
    return Products(rows, ordered, by_word, by_whole)


def tokens_of(row: Affected) -> tuple[str, ...]:
    """
    What the product of *row* can be asked for by: its name, that of its CPE, its package.
    """
    tokens = [folded(row.product)]
    if row.cpe:
        tokens.append(folded(names_in_cpe(row.cpe)[1]))
    if row.purl:
        tokens.append(package_key(parse_purl(row.purl)))
    return tuple(token for token in dict.fromkeys(tokens) if token)


def _vendors(row: Affected) -> tuple[str, ...]:
    vendors = [folded(row.vendor)]
    if row.cpe:
        vendors.append(folded(names_in_cpe(row.cpe)[0]))
    return tuple(vendor for vendor in dict.fromkeys(vendors) if vendor)


def _key(row: Affected) -> tuple[str, str]:
    return folded(row.vendor), folded(row.product)


_ORDER = list(Outcome)


def _worst_first(hit: Hit) -> tuple[int, bool, int, float, str]:
    advisory = hit.advisory
    return (
        _ORDER.index(hit.outcome),
        not advisory.is_exploited,
        -advisory.severity.level,
        -advisory.published.timestamp(),
        advisory.id,
    )
