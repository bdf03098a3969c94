"""
The shared documents, and what becomes of each.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from advisorypress.importing.account import Account
from advisorypress.importing.formats import read_imported
from advisorypress.importing.imported import Format, Imported
from advisorypress.importing.pair import Pair, make_pair
from advisorypress.importing.reading import parse_document, read_bytes
from tests.examples import NOW, ROOT, the_vocabulary

CORPORA = ROOT / "tests" / "corpora"
"""
Real documents; see PROVENANCE.md there.
"""

ADVISORIES = {
    Format.CSAF: sorted([*(CORPORA / "csaf/cisa").rglob("*.json"), *(CORPORA / "csaf/oasis/csaf").rglob("*.json")]),
    Format.CVE: sorted((CORPORA / "cve5").glob("*.json")),
    Format.OSV: sorted([*(CORPORA / "osv").rglob("*.json"), *(CORPORA / "osv").rglob("*.yaml")]),
}
OTHER_DOCUMENTS = sorted(set((CORPORA / "csaf/oasis").rglob("*.json")) - set(ADVISORIES[Format.CSAF]))


@dataclass(frozen=True, slots=True)
class Made:
    """
    One document on its way: what it holds, what was read, the account of that, and the drafts.
    """

    document: dict[str, Any]
    imported: Imported
    account: Account
    pair: Pair


@cache
def made_of(path: Path, format: Format) -> Made:
    """
    What becomes of the document in *path*.
    """
    document: dict[str, Any] = parse_document(read_bytes(path), path.name)  # type: ignore[assignment]
    imported, account = read_imported(document, format)
    return Made(document, imported, account, make_pair(imported, the_vocabulary(), NOW))


def documents(*formats: Format) -> list[Any]:
    """
    The shared documents of *formats* as parameters of a test.
    """
    return [
        pytest.param(path, format, id=f"{format.value}-{path.stem}")
        for format in formats or tuple(Format)
        for path in ADVISORIES[format]
    ]
