"""
What a remedy is for is said in lists, and nothing is gained or lost by that.
"""

from __future__ import annotations

import random

import pytest

from advisorypress.importing.imported import Product
from advisorypress.importing.refused import Refused
from advisorypress.importing.scopes import labels, make_scope, rectangles
from advisorypress.language import Language


def test_rectangles_are_the_scope() -> None:
    """
    The pairs of all rectangles are the scope, each pair once.
    """
    chance = random.Random(7)
    ids = {f"CVE-{n}": n for n in range(6)}
    keys = {f"p{n}": n for n in range(8)}
    for _ in range(300):
        scope = make_scope((id, key) for id in ids for key in ("", *keys) if chance.random() < 0.4)
        pairs = [(id, key) for hit, products in rectangles(scope, ids, keys) for id in hit for key in products]

        assert scope == set(pairs)
        assert len(scope) == len(pairs)


def test_too_many_pairs() -> None:
    """
    A statement about everything is refused before it fills the memory.
    """
    with pytest.raises(Refused, match="pairs"):
        make_scope((f"CVE-{n}", f"p{m}") for n in range(10_000) for m in range(10_000))


def test_labels_tell_products_apart() -> None:
    """
    A name alone where it is enough; else with the versions in each language; a key where nothing else differs.
    """
    products = (
        Product("p1", "A", "Router", "before 2.0"),
        Product("p2", "A", "Router", "1.0, 1.1"),
        Product("p3", "A", "Switch; 8 ports", "all"),
        Product("p4", "B", "Twin", "all"),
        Product("p5", "B", "Twin", "all"),
    )

    english, chinese = labels(products, Language.EN), labels(products, Language.ZH)

    assert {
        "p1": "Router (before 2.0)",
        "p2": "Router (1.0, 1.1)",
        "p3": "“Switch; 8 ports”",
    }.items() <= english.items()
    assert {"p4": "B Twin (all versions) [p4]", "p5": "B Twin (all versions) [p5]"}.items() <= english.items()
    assert "Router (before 2.0)" != chinese["p1"]
    assert len(products) == len(set(english.values())) == len(set(chinese.values()))
