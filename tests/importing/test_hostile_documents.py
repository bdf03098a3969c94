"""
Documents that mean harm: refused kindly, or harmless as drafts, and neither slow nor large.
"""

from __future__ import annotations

import json
import random
import re
import time
from pathlib import Path
from typing import Any

import pytest

from advisorypress.build_time import BuildTime
from advisorypress.check.examine import examine
from advisorypress.finding import Level
from advisorypress.importing.formats import read_imported
from advisorypress.importing.imported import Format
from advisorypress.importing.pair import Pair, draft_name, make_pair
from advisorypress.importing.reading import parse_document
from advisorypress.importing.refused import Refused
from advisorypress.load.tree import load_tree
from advisorypress.settings import read_settings
from tests.examples import NOW, the_vocabulary, write_repository
from tests.importing.an_example import a_csaf, a_cve, a_tree, an_osv, imported
from tests.importing.shared_documents import ADVISORIES, made_of
from tests.importing.wrong_documents import VALUES, assert_harmless, changed, ways

pytestmark = pytest.mark.sample(4)

SECONDS = 100.0


@pytest.mark.parametrize("format", list(Format))
def test_wrong_values_anywhere(tmp_path: Path, format: Format) -> None:
    """
    Any value of a shared document may be anything: it is refused, or a draft whose mistakes `check` can name.
    """
    chance = random.Random(f"2024 {format.value}")
    files = [path for path in ADVISORIES[format] if path.stat().st_size < 40_000]
    pairs: dict[str, Pair] = {}
    for _ in range(150):
        document = made_of(chance.choice(files), format).document
        for _ in range(chance.choice((1, 1, 2, 4))):
            document = changed(document, chance.choice(list(ways(document))), chance.choice(VALUES))
        try:
            one, account = read_imported(document, format)
            pair = make_pair(one, the_vocabulary(), NOW)
        except Refused:
            continue
        account.without_place(document)
        assert_harmless(pair)
        pairs[pair.name] = pair
    drafts = {
        f"advisories/2024/{pair.name}.{language.value}.md": text
        for pair in pairs.values()
        for language, text in pair.texts.items()
    }
    root = write_repository(tmp_path, drafts)

    checked = examine(load_tree(root), read_settings(root), the_vocabulary(), BuildTime(NOW, "as-of"))
    errors = [finding for finding in checked.findings if finding.level is Level.ERROR]

    assert len(pairs) > 10
    assert [] == [f"{finding.place} {finding.message}" for finding in errors if finding.rule != "not-in-vocabulary"]


@pytest.mark.parametrize(
    "id", ["../../../etc/passwd", "..", "/", "A/../B", "con", "x" * 5000, "漏洞", "a\u202eb", ".git"]
)
def test_ids_are_no_paths(id: str) -> None:
    """
    A file name is made of our own letters, whatever a document calls itself.
    """
    name = draft_name(imported(an_osv(id=id), Format.OSV))

    assert re.fullmatch(r"draft-[a-z0-9]+(-[a-z0-9]+)*", name)
    assert len(name) < 80


BIG = {
    "brackets": "[" * 7_000_000,
    "links": "[a](" * 1_500_000,
    "images": "![" * 3_000_000,
    "entities": "&amp;" * 1_400_000,
    "marks": "e" + "\u0315\u0300" * 1_000_000,
    "lines": "a\n" * 3_000_000,
    "quotations": "> " * 3_000_000,
    "lists": "- a\n" * 1_500_000,
    "brackets that fit": "[" * 48_000,
    "links that fit": "[a](" * 12_000,
    "images that fit": "![" * 24_000,
    "nested lists": "\n".join(" " * depth + "- a" for depth in range(300)),
    "definitions": "[a]: x\n" * 6_000,
}


@pytest.mark.parametrize("name", BIG)
def test_large_texts(name: str) -> None:
    """
    A text of megabytes takes seconds, and what does not fit is told.
    """
    text = BIG[name]
    started = time.monotonic()
    documents = (
        (an_osv(details=text, summary=text), Format.OSV),
        (a_csaf(notes=[{"category": "summary", "title": text[:1_000_000], "text": text}]), Format.CSAF),
        (a_cve(descriptions=[{"lang": "en", "value": text}]), Format.CVE),
    )
    for document, format in documents:
        one, _ = read_imported(document, format)
        pair = make_pair(one, the_vocabulary(), NOW)
        assert_harmless(pair)
        assert len(text) < 100_000 or pair.left_out or name == "marks"

    assert time.monotonic() - started < SECONDS


def many_products(number: int) -> dict[str, Any]:
    return a_tree(*((f"P{n}", "1.0") for n in range(number)))


LARGE = {
    "many products": (
        a_csaf(
            {"cve": "CVE-2024-1000", "product_status": {"known_affected": [f"i{n}" for n in range(1, 9001)]}},
            tree=many_products(9000),
        ),
        Format.CSAF,
    ),
    "too many products": (a_csaf(tree=many_products(11_000)), Format.CSAF),
    "groups in every remedy": (
        a_csaf(
            *(
                {
                    "cve": f"CVE-2024-{1000 + n}",
                    "remediations": [{"category": "mitigation", "details": "x", "group_ids": ["g"]}] * 30,
                }
                for n in range(1000)
            ),
            tree={
                **many_products(5000),
                "product_groups": [{"group_id": "g", "product_ids": [f"i{n}" for n in range(1, 5001)]}],
            },
        ),
        Format.CSAF,
    ),
    "many vulnerabilities": (
        a_csaf(*({"cve": f"CVE-2024-{10_000 + n}"} for n in range(20_000))),
        Format.CSAF,
    ),
    "many versions": (
        an_osv(affected=[{"package": {"ecosystem": "Go", "name": "x"}, "versions": [str(n) for n in range(100_000)]}]),
        Format.OSV,
    ),
    "many events": (
        an_osv(
            affected=[
                {
                    "package": {"ecosystem": "Go", "name": "x"},
                    "ranges": [{"type": "SEMVER", "events": [{"introduced": str(n)} for n in range(1, 50_000)]}],
                }
            ]
        ),
        Format.OSV,
    ),
    "many references": (
        an_osv(references=[{"type": "WEB", "url": f"https://example.com/{n}"} for n in range(50_000)]),
        Format.OSV,
    ),
}


@pytest.mark.parametrize("name", LARGE)
def test_large_structures(name: str) -> None:
    """
    So does a document of many products, statements or versions: a draft within limits, or a refusal.
    """
    document, format = LARGE[name]
    started = time.monotonic()
    try:
        one, _ = read_imported(parse_document(json.dumps(document).encode(), "x.json"), format)
        assert_harmless(make_pair(one, the_vocabulary(), NOW))
    except Refused as refusal:
        assert len(str(refusal)) < 200

    assert time.monotonic() - started < SECONDS
