"""
Small documents of each format, each with just the change that a test is about.
"""

from __future__ import annotations

import json
from typing import Any

from advisorypress.importing.formats import read_imported
from advisorypress.importing.imported import Format, Imported
from advisorypress.importing.pair import Pair, make_pair
from advisorypress.importing.reading import parse_document
from tests.examples import NOW, the_vocabulary

VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
OTHER_VECTOR = "CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N"


def a_tree(*names: tuple[str, str]) -> dict[str, Any]:
    """
    A product tree of one vendor: names of products with their versions; ids are `i1`, `i2` …
    """
    branches = [
        {
            "category": "product_name",
            "name": name,
            "branches": [
                {
                    "category": "product_version_range",
                    "name": versions,
                    "product": {"name": f"{name} {versions}", "product_id": f"i{number}"},
                }
            ],
        }
        for number, (name, versions) in enumerate(names, start=1)
    ]
    return {"branches": [{"category": "vendor", "name": "Maker", "branches": branches}]}


def a_csaf(*vulnerabilities: dict[str, Any], tree: dict[str, Any] | None = None, **document: object) -> dict[str, Any]:
    """
    A CSAF document; *document* are members of its `document`.
    """
    return {
        "document": {
            "csaf_version": "2.0",
            "category": "csaf_security_advisory",
            "title": "Maker Router",
            "publisher": {"name": "Maker", "category": "vendor", "namespace": "https://maker.example"},
            "tracking": {
                "id": "MK-1",
                "version": "1",
                "initial_release_date": "2024-01-02T00:00:00Z",
                "current_release_date": "2024-03-04T00:00:00Z",
            },
            **document,
        },
        "product_tree": tree if tree is not None else a_tree(("Router", "<2.0"), ("Switch", "vers:all/*")),
        "vulnerabilities": list(vulnerabilities),
    }


def a_cve(affected: list[dict[str, Any]] | None = None, **cna: object) -> dict[str, Any]:
    """
    A CVE record; *cna* are members of its first container.
    """
    return {
        "dataType": "CVE_RECORD",
        "dataVersion": "5.1",
        "cveMetadata": {"cveId": "CVE-2024-1000", "state": "PUBLISHED", "datePublished": "2024-01-02T00:00:00Z"},
        "containers": {
            "cna": {
                "descriptions": [{"lang": "en", "value": "A flaw in Router lets an attacker in."}],
                "affected": affected if affected is not None else [],
                **cna,
            }
        },
    }


def an_osv(**record: object) -> dict[str, Any]:
    """
    An OSV record; *record* are members of it.
    """
    return {
        "id": "GHSA-1",
        "modified": "2024-03-04T00:00:00Z",
        "published": "2024-01-02T00:00:00Z",
        "aliases": ["CVE-2024-1000"],
        "details": "A flaw.",
        **record,
    }


def imported(document: dict[str, Any], format: Format) -> Imported:
    """
    What *document* says, read from bytes as any document is.
    """
    return read_imported(parse_document(json.dumps(document).encode(), "x.json"), format)[0]


def drafted(document: dict[str, Any], format: Format) -> Pair:
    """
    The drafts that *document* becomes.
    """
    return make_pair(imported(document, format), the_vocabulary(), NOW)
