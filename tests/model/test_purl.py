"""
Package URLs, held against the specification's own test suite.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from advisorypress.model.purl import PackageUrl, parse_purl
from tests.examples import ROOT

SUITE: list[dict[str, Any]] = json.loads((ROOT / "tests/corpora/purl/test-suite-data.json").read_text("utf-8"))
VALID = [case for case in SUITE if not case["is_invalid"]]
INVALID = [case for case in SUITE if case["is_invalid"]]


@pytest.mark.parametrize("case", VALID, ids=lambda case: case["purl"])
def test_the_canonical_form_is_read(case: dict[str, Any]) -> None:
    """
    With all its parts, decoded.
    """
    read = parse_purl(case["canonical_purl"])

    assert case["type"] == read.type
    assert (case["namespace"] or "").strip("/").split("/") == list(read.namespace or [""])
    assert case["name"] == read.name
    assert (case["version"] or "") == read.version
    assert (case["qualifiers"] or {}) == read.qualifiers
    assert (case["subpath"] or "").strip("/").split("/") == list(read.subpath or [""])


@pytest.mark.parametrize("case", INVALID, ids=lambda case: case["description"])
def test_what_is_invalid_is_refused(case: dict[str, Any]) -> None:
    """
    By us, too.
    """
    with pytest.raises(ValueError, match=r"begin|type|names no|qualifier"):
        parse_purl(case["purl"])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("pkg:npm/@angular/core@12.3.1", "an @ that is not the one before the version"),
        ("pkg:npm/@angular/core", "an @ that is not the one before the version"),
        ("pkg:npm/a@b@c", "an @ that is not"),
        ("pkg:NPM/core", "no type in lower case"),
        ("pkg:///maven/a/b", "slashes after pkg:"),
        ("pkg:maven/a//b", "an empty or dotted part in its namespace"),
        ("pkg:maven/a%2Fb/c", "an empty or dotted part in its namespace"),
        ("pkg:generic/a#../../etc/passwd", "an empty or dotted part in its subpath"),
        ("pkg:generic/a?b=1&b=2", "the qualifier `b` twice"),
        ("pkg:generic/a?b", "no value for its qualifier `b`"),
        ("pkg:generic/a%zz", "a `%` that is not percent-encoded"),
        ("pkg:generic/a%ff", "a name that is not percent-encoded UTF-8"),
        ("pkg:generic/漏洞", "a `漏` that is not percent-encoded"),
        ("pkg:generic/a@", "no version after its @"),
        ("pkg:generic/", "names no package"),
        ("javascript:alert(1)", "does not begin with pkg:"),
    ],
)
def test_what_readers_understand_in_different_ways_is_refused(text: str, reason: str) -> None:
    """
    Each with what is wrong.
    """
    with pytest.raises(ValueError, match=reason):
        parse_purl(text)


def test_parts_are_decoded() -> None:
    """
    As the product's name has them.
    """
    expected = PackageUrl("npm", ("@angular",), "core", "1.0+x", {"arch": "x 64"}, ("dist", "a#b"))

    assert expected == parse_purl("pkg:npm/%40angular/core@1.0%2Bx?arch=x%2064#dist/a%23b")
