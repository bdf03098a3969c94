"""
Files of others that tests use.
"""

from __future__ import annotations

import hashlib

from tests.examples import ROOT

CORPORA = ROOT / "tests" / "corpora"


def test_every_file_of_others_has_its_provenance() -> None:
    """
    Each stands in PROVENANCE.md, or in the PROVENANCE.csv of its folder, with the digest that it has.
    """
    told = (CORPORA / "PROVENANCE.md").read_text("utf-8")
    tables = [path.read_text("utf-8") for path in CORPORA.rglob("PROVENANCE.csv")]
    files = [path for path in CORPORA.rglob("*") if path.is_file() and path.stem != "PROVENANCE"]

    assert files
    for path in files:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        assert digest in told or any(digest in table for table in tables), path
