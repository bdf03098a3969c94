"""
Files of others that tests use.
"""

from __future__ import annotations

import hashlib

from tests.examples import ROOT

CORPORA = ROOT / "tests" / "corpora"


def test_every_file_of_others_has_its_provenance() -> None:
    """
    Each stands in PROVENANCE.md with the digest that it has.
    """
    told = (CORPORA / "PROVENANCE.md").read_text("utf-8")
    files = [path for path in CORPORA.rglob("*") if path.is_file() and path.name != "PROVENANCE.md"]

    assert files
    for path in files:
        line = next((line for line in told.splitlines() if f"`{path.relative_to(CORPORA).as_posix()}`" in line), "")
        assert hashlib.sha256(path.read_bytes()).hexdigest() in line, path
