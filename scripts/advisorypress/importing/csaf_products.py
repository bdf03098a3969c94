"""
The product tree of a CSAF document: products by their ids, with vendor, name and versions from the branches above.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from advisorypress.importing.account import Part
from advisorypress.importing.cpe import cpe_name
from advisorypress.importing.imported import Product, unique
from advisorypress.importing.plain_text import one_line
from advisorypress.importing.purl import read_purls
from advisorypress.importing.refused import Refused
from advisorypress.importing.version_ranges import from_csaf

MAXIMUM_PRODUCTS = 10_000
_VERSIONS = ("product_version", "product_version_range", "service_pack", "patch_level")


@dataclass(frozen=True, slots=True)
class TreeProduct:
    """
    A product of the tree under its own id. *versions* are in our words, "all" where the tree names none.
    """

    id: str
    vendor: str
    name: str
    versions: str
    cpes: tuple[str, ...] = ()
    purls: tuple[str, ...] = ()
    models: tuple[str, ...] = ()

    @property
    def own(self) -> tuple[str, ...]:
        """
        What it cannot share with other versions of the same product, beside its marks.
        """
        if self.cpes or self.purls:
            return (self.id,)
        return (self.versions,) if self.models or "," in self.versions or self.versions == "all" else ()


@dataclass(frozen=True, slots=True)
class Keys:
    """
    The keys of our rows by the ids of the tree; several versions of one product may share a row.
    """

    of_id: Mapping[str, str]
    groups: Mapping[str, tuple[str, ...]]

    def of(self, ids: Iterable[str]) -> tuple[str, ...]:
        """
        The keys of the products with *ids*, each once.
        """
        return unique(self.of_id[id] for id in ids)


@dataclass(frozen=True, slots=True)
class _Way:
    """
    What the branches above a product say.
    """

    vendor: str = ""
    names: tuple[str, ...] = ()
    versions: str = ""

    def under(self, category: str, name: str) -> _Way:
        if category == "vendor":
            return _Way(name, self.names, self.versions)
        if category in _VERSIONS:
            # Under a version, `12.2(55)SE` is the narrower version, but `SP 1` means nothing by itself.
            versions = from_csaf(name)
            is_part = self.versions and not re.match(r"[a-z]?\d|all$|before ", versions, re.IGNORECASE)
            return _Way(self.vendor, self.names, f"{self.versions} {versions}" if is_part else versions)
        return _Way(self.vendor, (*self.names, name), self.versions)


def read_tree(tree: Part) -> Mapping[str, TreeProduct]:
    """
    All products of *tree*, in its order, by their ids; raises `Refused` for an id that two products have.
    """
    found: dict[str, TreeProduct] = {}
    for product in (*_branches(tree, _Way()), *_listed(tree)):
        _add(found, product)
    # A component may be named before the product that it is a component of.
    waiting = tree.parts("relationships")
    while waiting:
        left = tuple(relation for relation in waiting if not _relate(relation, found))
        if len(left) == len(waiting):
            break
        waiting = left
    return found


def read_groups(tree: Part) -> Mapping[str, tuple[str, ...]]:
    """
    The ids of products in each group of *tree*.
    """
    return {group.line("group_id"): group.lines("product_ids") for group in tree.parts("product_groups")}


def make_rows(
    tree: Mapping[str, TreeProduct], marks: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[Product, ...], Mapping[str, str]]:
    """
    Our rows for the products of *tree*, and the key of its row by the id of each.

    Versions of one product of which the document says the same (*marks*) become one row, or else a list of 259 releases
    would be 259 rows.
    """
    rows: dict[tuple[object, ...], list[TreeProduct]] = {}
    for id, product in tree.items():
        rows.setdefault((product.vendor, product.name, marks.get(id, ()), product.own), []).append(product)
    products: list[Product] = []
    keys: dict[str, str] = {}
    for number, members in enumerate(rows.values(), start=1):
        first = members[0]
        products.append(
            Product(
                key=f"p{number}",
                vendor=first.vendor,
                name=first.name,
                versions=", ".join(unique(member.versions for member in members)),
                cpes=first.cpes,
                purls=first.purls,
                models=unique(model for member in members for model in member.models),
            )
        )
        keys.update((member.id, f"p{number}") for member in members)
    return tuple(products), keys


def _add(found: dict[str, TreeProduct], product: TreeProduct) -> None:
    if not product.id:
        return
    if product.id in found:
        raise Refused(f"two of its products have the id {product.id[:60]!a}")
    if len(found) >= MAXIMUM_PRODUCTS:
        raise Refused(f"it names more than {MAXIMUM_PRODUCTS:,} products")
    found[product.id] = product


def _branches(node: Part, way: _Way) -> Iterator[TreeProduct]:
    for branch in node.parts("branches"):
        branch.note("category")
        below = way.under(branch.peek("category"), branch.line("name"))
        if branch.has("product"):
            yield _product(branch.part("product"), below)
        yield from _branches(branch, below)


def _listed(tree: Part) -> Iterator[TreeProduct]:
    for product in tree.parts("full_product_names"):
        yield _product(product, _Way())


def _product(product: Part, way: _Way) -> TreeProduct:
    # The full name repeats the branches; where there are none it is the name.
    full = product.line("name")
    helper = product.part("product_identification_helper")
    cpe = cpe_name(one_line(helper.peek("cpe")))
    if cpe:
        helper.note("cpe")
    text = helper.as_text
    return TreeProduct(
        id=product.line("product_id"),
        vendor=way.vendor,
        name=one_line(" ".join(way.names)) or full or one_line(product.peek("product_id")),
        versions=way.versions or "all",
        cpes=unique((cpe,)),
        purls=read_purls(helper),
        models=unique((*text.lines("model_numbers"), *text.lines("skus"), *text.lines("serial_numbers"))),
    )


def _relate(relation: Part, found: dict[str, TreeProduct]) -> bool:
    """
    Adds the product that *relation* makes of two others; False while one of them is not known yet.
    """
    component = found.get(one_line(relation.peek("product_reference")))
    whole = found.get(one_line(relation.peek("relates_to_product_reference")))
    if component is None or whole is None:
        return False
    relation.note("product_reference", "relates_to_product_reference", "category")
    product = relation.part("full_product_name")
    _add(
        found,
        TreeProduct(
            id=product.line("product_id"),
            vendor=component.vendor,
            name=product.line("name") or f"{component.name} ({whole.name})",
            versions=component.versions,
            cpes=component.cpes or whole.cpes,
            purls=component.purls,
            models=component.models,
        ),
    )
    return True
