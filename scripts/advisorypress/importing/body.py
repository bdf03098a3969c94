"""
The bodies of both editions: the document's prose in English, and its data under headings of both languages.

Where there is prose, the Chinese edition has a prompt that keeps it from being published before somebody translated it.
What the facts cannot hold (remedies for some products, scores that differ by product, products that are not affected) is
told in lists, which need no translation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from advisorypress.importing.blocks import Blocks, Bodies, Both, both, say
from advisorypress.importing.imported import Imported, Passage, Product, Remedy, Scope, Weakness
from advisorypress.importing.plain_text import as_markdown, escaped, shortened
from advisorypress.importing.scopes import labels, rectangles
from advisorypress.language import Language
from advisorypress.vocabulary import Vocabulary

_LONGEST_HEADING = 120
_FIXES = ("vendor_fix", "none_available", "no_fix_planned", "fix_planned", "optional_patch")
_TOLD_KINDS = ("mitigation", *_FIXES[1:])


def write_bodies(imported: Imported, summary: str, title: str, vocabulary: Vocabulary) -> Bodies:
    """
    Both bodies of *imported*; *summary* and *title* are what the front matter holds, and are not said twice.
    """
    blocks = Blocks()
    blocks.prompt("draft.import.decide")
    if imported.is_withdrawn:
        blocks.prompt("draft.import.withdrawn")
    if not imported.is_english:
        blocks.prompt("draft.import.language")
    if imported.changed is None and imported.released is None:
        blocks.prompt("draft.import.date")
    _writer(imported, vocabulary, blocks).write(summary, title)
    return blocks.joined()


def _writer(imported: Imported, vocabulary: Vocabulary, blocks: Blocks) -> _Writer:
    return _Writer(
        imported,
        vocabulary,
        blocks,
        names={language: labels(imported.products, language) for language in Language},
        places={product.key: number for number, product in enumerate(imported.products)},
        ids={weakness.id: number for number, weakness in enumerate(imported.vulnerabilities)},
        affected=frozenset(product.key for product in imported.affected),
    )


@dataclass(frozen=True, slots=True)
class _Writer:
    imported: Imported
    vocabulary: Vocabulary
    blocks: Blocks
    names: Mapping[Language, Mapping[str, str]]
    places: Mapping[str, int]
    ids: Mapping[str, int]
    affected: frozenset[str]

    def write(self, summary: str, title: str) -> None:
        remedies = self.imported.remedies
        self._remedies("solution", [remedy for remedy in remedies if remedy.kind in _FIXES])
        self._remedies("workaround", [remedy for remedy in remedies if remedy.kind not in _FIXES])
        self.blocks.heading(2, self._section("details"))
        if self.imported.title and self.imported.title != title:
            self.blocks.prose(escaped(self.imported.title))
        passages = self.imported.passages
        self._passages([p for p in passages if p.is_lead and p.text != as_markdown(summary)])
        for weakness in self.imported.vulnerabilities:
            self._weakness(weakness, summary)
        self.blocks.section(both("import.status"), self._statuses())
        self.blocks.section(both("import.scores"), self._scores())
        self.blocks.section(both("import.ids"), self._ids())
        self._passages([passage for passage in passages if not passage.is_lead])
        self.blocks.section(both("import.products"), self._products())
        self.blocks.section(both("import.history"), self._history())
        self.blocks.section(both("import.thanks"), self._thanks())

    def _section(self, key: str) -> Both:
        return self.vocabulary.word("page-section", key, Language.EN), self.vocabulary.word(
            "page-section", key, Language.ZH
        )

    def _remedies(self, key: str, remedies: list[Remedy]) -> None:
        if not remedies:
            return
        self.blocks.heading(2, self._section(key))
        for remedy in remedies:
            self.blocks.prose(remedy.text)
            lines: list[Both] = []
            if remedy.kind in _TOLD_KINDS:
                lines.append(both(f"import.remedy.{remedy.kind}"))
            if remedy.date:
                lines.append(both("import.remedy.date", date=remedy.date))
            if remedy.url:
                lines.append(both("import.remedy.url", url=f"<{remedy.url}>"))
            self.blocks.listed([*lines, *self._scope(remedy.scope)])

    def _passages(self, passages: list[Passage], under: str = "") -> None:
        heading = ""
        for passage in passages:
            if passage.heading and passage.heading != heading:
                words = escaped(shortened(passage.heading, _LONGEST_HEADING))
                self.blocks.heading(3, (words, words))
            heading = passage.heading
            self.blocks.prose(passage.text)
            self.blocks.listed(self._scope(passage.scope, under))

    def _weakness(self, weakness: Weakness, summary: str) -> None:
        passages = [passage for passage in weakness.passages if passage.text != as_markdown(summary)]
        if not passages and not weakness.title:
            return
        id = escaped(weakness.id)
        title = escaped(shortened(weakness.title, _LONGEST_HEADING)) if weakness.title != self.imported.title else ""
        self.blocks.heading(3, (f"{id}: {title}" if title and weakness.id not in title else title or id, id))
        if len(weakness.title) > _LONGEST_HEADING:
            self.blocks.prose(escaped(weakness.title))
        self._passages(passages, weakness.id)

    def _scope(self, scope: Scope, under: str = "") -> Iterator[Both]:
        """
        A line for each group of products for which the same vulnerabilities count; *under* is the one whose heading this
        stands under, and is not named again.
        """
        for ids, keys in rectangles(scope, self.ids, self.places):
            products = self._listed(keys)
            named = len(ids) < len(self.ids) and ids != (under,)
            if products[0] and named:
                yield _pair("import.scope.of", vulnerabilities=_ids(ids), products=products)
            elif products[0]:
                yield _pair("import.scope", products=products)
            elif named:
                yield _ids(ids)

    def _listed(self, keys: Iterable[str]) -> Both:
        told = {key for key in keys if key}
        if len(told) > 1 and told == self.affected:
            return both("import.scope.all-products")
        keys = sorted(told, key=self.places.__getitem__)
        english, chinese = (
            say("import.separator", language).join(escaped(self.names[language][key]) for key in keys)
            for language in (Language.EN, Language.ZH)
        )
        return english, chinese

    def _statuses(self) -> Iterator[Both]:
        for status in self.imported.statuses:
            kind = both(f"import.status.{status.kind}")
            for ids, keys in rectangles(status.scope, self.ids, self.places):
                products = self._listed(keys)
                if len(ids) == len(self.ids):
                    yield _pair("import.status.all", status=kind, products=products)
                else:
                    yield _pair("import.status.of", status=kind, vulnerabilities=_ids(ids), products=products)

    def _scores(self) -> Iterator[Both]:
        for weakness in self.imported.vulnerabilities:
            id = escaped(weakness.id)
            whole = all(score.products in (frozenset(), weakness.affects) for score in weakness.scores)
            for score in () if whole and weakness.is_cve else weakness.scores:
                products = self._listed(score.products)
                of_products = _pair("import.scores.line", score=_same(f"`{score.vector}`"), products=products)
                told = of_products if products[0] else _same(f"`{score.vector}`")
                yield _pair("import.scope.of", vulnerabilities=_same(id), products=told)
            for text in weakness.loose_scores:
                yield _pair("import.scope.of", vulnerabilities=_same(id), products=_same(escaped(text)))

    def _ids(self) -> Iterator[Both]:
        for weakness in self.imported.vulnerabilities:
            id = _same(escaped(weakness.id))
            if not weakness.is_cve:
                products = self._listed(weakness.affects)
                yield _pair("import.scope.of", vulnerabilities=id, products=products) if products[0] else id
            if weakness.other_ids:
                also = both("import.ids.also", ids=escaped(", ".join(weakness.other_ids)))
                yield _pair("import.scope.of", vulnerabilities=id, products=also)
            if len(weakness.cwes) > weakness.is_cve:
                cwes = both("import.ids.cwe", ids=", ".join(weakness.cwes))
                yield _pair("import.scope.of", vulnerabilities=id, products=cwes)
        if self.imported.related:
            yield both("import.ids.related", ids=escaped(", ".join(self.imported.related)))

    def _products(self) -> Iterator[Both]:
        for product in self.imported.products:
            for kind, text in _more_about(product):
                name = _pair(
                    "import.products.of", product=self._listed([product.key]), kind=both(f"import.products.{kind}")
                )
                yield _pair("import.products.line", product=name, text=_same(escaped(text)))

    def _history(self) -> Iterator[Both]:
        for change in self.imported.history:
            when = ", ".join(text for text in (change.number, change.date) if text)
            text = f"{when}: {change.text}" if when and change.text else when or change.text
            if text:
                yield escaped(text), escaped(when or text)

    def _thanks(self) -> Iterator[Both]:
        for thanks in self.imported.thanks:
            text = f"{thanks.names}: {thanks.text}" if thanks.names and thanks.text else thanks.names or thanks.text
            if text:
                yield escaped(text), escaped(thanks.names or text)


def _more_about(product: Product) -> Iterator[tuple[str, str]]:
    if product.models:
        yield "models", ", ".join(product.models)
    if len(product.cpes) > 1:
        yield "cpes", ", ".join(product.cpes)
    if len(product.purls) > 1:
        yield "purls", ", ".join(product.purls)
    yield from product.details


def _ids(ids: Iterable[str]) -> Both:
    return _same(", ".join(map(escaped, ids)))


def _same(text: str) -> Both:
    return text, text


def _pair(key: str, **values: Both) -> Both:
    english, chinese = ({name: words[side] for name, words in values.items()} for side in (0, 1))
    return say(key, Language.EN, **english), say(key, Language.ZH, **chinese)
