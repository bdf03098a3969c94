"""
CSAF documents: product trees, statements about products, fixes, and contradictions.
"""

from __future__ import annotations

from typing import Any

import pytest

from advisorypress.importing.imported import NO_FIX, Format
from advisorypress.importing.refused import Refused
from advisorypress.language import Language
from tests.importing.an_example import OTHER_VECTOR, VECTOR, a_csaf, a_tree, drafted, imported


def a_weakness(**members: object) -> dict[str, Any]:
    return {"cve": "CVE-2024-1000", "product_status": {"known_affected": ["i1"]}, **members}


def test_versions_of_which_the_same_is_said_share_a_row() -> None:
    """
    Three releases with the same status are one row; one with another status has its own.
    """
    tree = a_tree(("Router", "1.0"), ("Router", "1.1"), ("Router", "1.2"), ("Router", "2.0"))
    weakness = a_weakness(product_status={"known_affected": ["i1", "i2", "i3"], "fixed": ["i4"]})

    one = imported(a_csaf(weakness, tree=tree), Format.CSAF)

    assert ["1.0, 1.1, 1.2", "2.0"] == [product.versions for product in one.products]
    assert [("1.0, 1.1, 1.2", "2.0")] == [(row.versions, row.fixed) for row in one.affected]


def test_several_fixed_versions_are_nobody_s_guess() -> None:
    """
    With two fixed versions of a product, no row claims one of them; the text has both.
    """
    tree = a_tree(("Router", "1.0"), ("Router", "1.1"), ("Router", "2.1"))
    weakness = a_weakness(product_status={"known_affected": ["i1"], "fixed": ["i2", "i3"]})

    document = a_csaf(weakness, tree=tree)

    assert [""] == [row.fixed for row in imported(document, Format.CSAF).affected]
    assert "- Fixed: Router (1.1, 2.1)" in drafted(document, Format.CSAF).texts[Language.EN]


@pytest.mark.parametrize(
    ("kind", "details", "fixed"),
    [
        ("vendor_fix", "Update to V2.0 or later.", ""),
        ("vendor_fix", "Update to 2.0 or later.", "2.0"),
        ("vendor_fix", "Update to 12.0 or later.", ""),
        ("vendor_fix", "Update to 2.0.1 or later.", ""),
        ("mitigation", "Update to 2.0 or later.", ""),
        ("none_available", "Wait.", NO_FIX),
        ("no_fix_planned", "Buy another.", NO_FIX),
    ],
)
def test_fixed_follows_from_the_remedy(kind: str, details: str, fixed: str) -> None:
    """
    Of versions before 2.0, the version that mends is 2.0 when a vendor's fix names just that.
    """
    remedy = {"category": kind, "details": details, "product_ids": ["i1"]}

    assert [fixed] == [row.fixed for row in imported(a_csaf(a_weakness(remediations=[remedy])), Format.CSAF).affected]


def test_a_product_without_fix_for_one_vulnerability_only() -> None:
    """
    `fixed: none` is said only when no vulnerability of the product has a fix.
    """
    remedy = {"category": "none_available", "details": "Wait.", "product_ids": ["i1"]}
    document = a_csaf(a_weakness(remediations=[remedy]), a_weakness(cve="CVE-2024-1001"))

    assert [""] == [row.fixed for row in imported(document, Format.CSAF).affected]


def test_scores_that_differ_by_product() -> None:
    """
    The facts have both vectors, and the text says which product each is for.
    """
    scores = [
        {"products": ["i1"], "cvss_v3": {"vectorString": VECTOR, "baseScore": 9.8}},
        {"products": ["i2"], "cvss_v3": {"vectorString": OTHER_VECTOR, "baseScore": 9.9}},
    ]
    text = drafted(
        a_csaf(a_weakness(product_status={"known_affected": ["i1", "i2"]}, scores=scores)), Format.CSAF
    ).texts[Language.EN]

    assert f"cvss: [{VECTOR}, {OTHER_VECTOR}]" in text
    assert f"- CVE-2024-1000: `{VECTOR}`: Router\n" in text
    assert f"- CVE-2024-1000: `{OTHER_VECTOR}`: Switch\n" in text
    # And the number that does not follow from its vector is told.
    assert f"9.9 ({OTHER_VECTOR})" in text


def test_remedies_of_some_products_against_some_vulnerabilities() -> None:
    """
    The text says exactly for what each remedy is, in both languages.
    """
    document = a_csaf(
        a_weakness(
            product_status={"known_affected": ["i1", "i2"]},
            remediations=[{"category": "workaround", "details": "Unplug it.", "group_ids": ["g"]}],
        ),
        a_weakness(
            cve="CVE-2024-1001",
            remediations=[{"category": "workaround", "details": "Unplug it.", "product_ids": ["i1"]}],
        ),
        tree={
            **a_tree(("Router", "<2.0"), ("Switch", "1.0")),
            "product_groups": [{"group_id": "g", "product_ids": ["i1", "i2"]}],
        },
    )

    pair = drafted(document, Format.CSAF)

    assert "Unplug it.\n\n- For: Router\n- CVE-2024-1000: Switch\n" in pair.texts[Language.EN]
    assert "- 適用於：Router\n- CVE-2024-1000：Switch\n" in pair.texts[Language.ZH]


def test_components() -> None:
    """
    A product that is a component of another has its own name, and may be named before the other is known.
    """
    tree = {
        **a_tree(("Library", "1.0"), ("System", "9")),
        "relationships": [
            {
                "category": "installed_on",
                "product_reference": "both",
                "relates_to_product_reference": "i2",
                "full_product_name": {"name": "Library in System on System", "product_id": "all"},
            },
            {
                "category": "default_component_of",
                "product_reference": "i1",
                "relates_to_product_reference": "i2",
                "full_product_name": {"name": "Library in System", "product_id": "both"},
            },
        ],
    }
    one = imported(a_csaf(a_weakness(product_status={"known_affected": ["both", "all"]}), tree=tree), Format.CSAF)

    assert {("Library in System", "1.0"), ("Library in System on System", "1.0")} == {
        (row.name, row.versions) for row in one.affected
    }


def test_a_vulnerability_without_a_cve() -> None:
    """
    It has no row among the facts, so its name, products, score and weakness types are told in the text.
    """
    weakness = {
        "title": "Hard-coded password",
        "ids": [{"system_name": "Maker", "text": "BUG-7"}],
        "cwe": {"id": "CWE-798", "name": "Use of Hard-coded Credentials"},
        "product_status": {"known_affected": ["i1"]},
        "scores": [{"products": ["i1"], "cvss_v3": {"vectorString": VECTOR}}],
    }
    text = drafted(a_csaf(weakness), Format.CSAF).texts[Language.EN]

    assert "vulnerabilities:" not in text
    assert "{key: p1, vendor: Maker, product: Router, versions: before 2.0}" in text
    for told in ("BUG-7: Router", "BUG-7: Weaknesses CWE-798", f"BUG-7: `{VECTOR}`", "Hard-coded password"):
        assert told in text


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (a_csaf(a_weakness(product_status={"known_affected": ["i9"]})), "which its product tree does not have"),
        (a_csaf(a_weakness(), a_weakness()), "two of its vulnerabilities are called 'CVE-2024-1000'"),
        (a_csaf(tree={"full_product_names": [{"name": "a", "product_id": "x"}] * 2}), "two of its products"),
        (a_csaf(csaf_version="1.2"), "no CSAF 2.0 document"),
        (a_csaf(tracking={}), "it has no id"),
        ({"feed": {}}, "no CSAF 2.0 document"),
    ],
)
def test_contradictions(document: dict[str, Any], why: str) -> None:
    """
    A document that is none, or contradicts itself, is refused.
    """
    with pytest.raises(Refused, match=why):
        imported(document, Format.CSAF)


def test_notes_in_another_language() -> None:
    """
    A document that is not in English asks for a translation into both languages.
    """
    text = drafted(a_csaf(a_weakness(), lang="de", title="Maker Weiche"), Format.CSAF).texts[Language.EN]

    assert "The source is not in English" in text
