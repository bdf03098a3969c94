"""
Which version of a product mends it, as far as a CSAF document says so beyond doubt.

A document names fixed products, or says "Update to V2.9.7 or later" about versions before V2.9.7. Anything vaguer stays in
the words of the remedy, where a person reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from advisorypress.importing.csaf_products import Keys, TreeProduct
from advisorypress.importing.csaf_vulnerabilities import FIXED, Raw
from advisorypress.importing.imported import NO_FIX, Product, Remedy, Weakness

_BEFORE = re.compile(r"(?:\S.* to )?before (?P<version>[^,]+)")
_READ = 1000  # the version stands in the first sentence of such a remedy
_NONE = ("none_available", "no_fix_planned", "fix_planned")


def with_fixes(
    products: Iterable[Product],
    weaknesses: tuple[Weakness, ...],
    remedies: tuple[Remedy, ...],
    named: Mapping[str, tuple[str, ...]],
) -> tuple[Product, ...]:
    """
    *products* with the version that mends each; *named* is from `named_fixes`.
    """
    hit_by: dict[str, set[str]] = {}
    for weakness in weaknesses:
        for key in weakness.affects:
            hit_by.setdefault(key, set()).add(weakness.id)
    told: dict[str, dict[Remedy, set[str]]] = {}
    for remedy in remedies:
        for id, key in remedy.scope:
            if id in hit_by.get(key, ()):
                told.setdefault(key, {}).setdefault(remedy, set()).add(id)
    return tuple(
        replace(
            product, fixed=_fixed(product, hit_by[product.key], told.get(product.key, {}), named.get(product.key, ()))
        )
        if product.key in hit_by
        else product
        for product in products
    )


def named_fixes(
    raws: Iterable[Raw], tree: Mapping[str, TreeProduct], keys: Keys, weaknesses: Iterable[Weakness]
) -> Mapping[str, tuple[str, ...]]:
    """
    The versions that the document calls fixed, by the keys of the rows of the same product.
    """
    of_name: dict[tuple[str, str], set[str]] = {}
    for id, product in tree.items():
        of_name.setdefault((product.vendor, product.name), set()).add(keys.of_id[id])
    found: dict[str, dict[str, None]] = {}
    for raw, weakness in zip(raws, weaknesses, strict=True):
        status = raw.part.part("product_status")
        fixed = next((ids for kind in FIXED if (ids := status.lines(kind))), ())
        versions: dict[tuple[str, str], dict[str, None]] = {}
        for product in (tree[id] for id in fixed):
            versions.setdefault((product.vendor, product.name), {})[product.versions] = None
        for name, named in versions.items():
            for key in of_name[name] & weakness.affects:
                found.setdefault(key, {}).update(named)
    return {key: tuple(named) for key, named in found.items()}


def _fixed(product: Product, hit_by: set[str], told: Mapping[Remedy, set[str]], named: tuple[str, ...]) -> str:
    if len(named) == 1 and named[0] != "all":
        return named[0]
    fixes = [remedy for remedy in told if remedy.kind == "vendor_fix"]
    match = _BEFORE.fullmatch(product.versions)
    if match and any(_names(remedy, match["version"]) for remedy in fixes):
        return match["version"]
    without = {id for remedy, ids in told.items() if remedy.kind in _NONE for id in ids}
    return NO_FIX if not fixes and without == hit_by else ""


def _names(remedy: Remedy, version: str) -> bool:
    text = _plain(remedy.text[:_READ].replace("\\", ""))
    return re.search(rf"(?<![\w.]){re.escape(_plain(version))}(?![\w.]*\w)", text) is not None


def _plain(text: str) -> str:
    return re.sub(r"[\s_]+", " ", text).lower()
