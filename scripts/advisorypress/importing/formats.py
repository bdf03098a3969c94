"""
Which reader takes which document.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from advisorypress.importing.account import Account, Part
from advisorypress.importing.csaf import read_csaf
from advisorypress.importing.cve import read_cve
from advisorypress.importing.imported import Format, Imported
from advisorypress.importing.osv import read_osv
from advisorypress.importing.reading import Value
from advisorypress.importing.refused import Refused

_READERS: Mapping[Format, Callable[[Part], Imported]] = {
    Format.CSAF: read_csaf,
    Format.CVE: read_cve,
    Format.OSV: read_osv,
}


def format_of(document: Mapping[str, Value]) -> Format | None:
    """
    The format that *document* looks like.
    """
    head = document.get("document")
    if isinstance(head, dict) and "csaf_version" in head:
        return Format.CSAF
    if "cveMetadata" in document:
        return Format.CVE
    if "id" in document and ("affected" in document or "modified" in document):
        return Format.OSV
    return None


def read_imported(document: dict[str, Value], wanted: Format) -> tuple[Imported, Account]:
    """
    What *document* says, and the account of it; raises `Refused` when it is of another format than *wanted*.
    """
    found = format_of(document)
    if found is not None and found is not wanted:
        raise Refused(f"it looks like {found.name}, not {wanted.name}: use press import {found.value}")
    account = Account()
    return _READERS[wanted](Part(document, account)), account
