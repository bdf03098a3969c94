"""
What a statement holds for, said in as few lines as possible and without loss.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from advisorypress.importing.imported import Pair, Product, Scope
from advisorypress.importing.refused import Refused
from advisorypress.language import Language
from advisorypress.model.versions import Span, parse_versions
from advisorypress.render.version_words import version_words
from advisorypress.wording import standard_wording

MAXIMUM_PAIRS = 300_000

Rectangle = tuple[tuple[str, ...], tuple[str, ...]]
"""
Vulnerabilities and products: every one of the former with every one of the latter.
"""


def make_scope(pairs: Iterable[Pair]) -> Scope:
    """
    The scope of *pairs*; raises `Refused` when there are more than an advisory can tell.
    """
    found: set[Pair] = set()
    for pair in pairs:
        found.add(pair)
        if len(found) > MAXIMUM_PAIRS:
            raise Refused(f"one statement in it names more than {MAXIMUM_PAIRS:,} pairs of product and vulnerability")
    return frozenset(found)


def rectangles(scope: Scope, vulnerabilities: Mapping[str, int], products: Mapping[str, int]) -> tuple[Rectangle, ...]:
    """
    *scope* as rectangles that do not overlap; *vulnerabilities* and *products* say in which order all are named.
    """
    hit: dict[str, set[str]] = {}
    for vulnerability, product in scope:
        hit.setdefault(product, set()).add(vulnerability)
    found: dict[frozenset[str], list[str]] = {}
    for product in sorted(hit, key=lambda key: products.get(key, -1)):
        found.setdefault(frozenset(hit[product]), []).append(product)
    return tuple((tuple(sorted(ids, key=vulnerabilities.__getitem__)), tuple(keys)) for ids, keys in found.items())


def labels(products: Iterable[Product], language: Language) -> Mapping[str, str]:
    """
    What each product is called in the text, by its key: its name, and as much more as tells it from the others.
    """
    products = tuple(products)
    names = Counter(product.name for product in products)
    versioned = Counter((product.name, product.versions) for product in products)
    found: dict[str, str] = {}
    for product in products:
        label = product.name
        if names[product.name] > 1:
            label = f"{product.name} ({_versions(product, language)})"
        if versioned[product.name, product.versions] > 1:
            label = f"{product.vendor} {label}"
        found[product.key] = label
    taken = Counter(found.values())
    return {key: _quoted(label if taken[label] == 1 else f"{label} [{key}]") for key, label in found.items()}


def _versions(product: Product, language: Language) -> str:
    versions = parse_versions(product.versions)
    words = version_words(versions, language, standard_wording())
    if versions.parts and versions.parts[0].span in (Span.ALL, Span.BEFORE):
        words = words[:1].lower() + words[1:]
    # A semicolon stands between products here, so none may stand between versions.
    return words.replace("; ", ", ").replace("；", "、")


def _quoted(label: str) -> str:
    return f"“{label}”" if ";" in label else label
