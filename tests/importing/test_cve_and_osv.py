"""
CVE and OSV records: statuses of versions, events of ranges, aliases.
"""

from __future__ import annotations

from typing import Any

import pytest

from advisorypress.importing.imported import Format
from advisorypress.importing.refused import Refused
from advisorypress.language import Language
from tests.importing.an_example import VECTOR, a_csaf, a_cve, an_osv, drafted, imported


def rows_of(document: dict[str, Any], format: Format) -> list[tuple[str, str]]:
    return [(row.versions, row.fixed) for row in imported(document, format).affected]


@pytest.mark.parametrize(
    ("entry", "rows"),
    [
        (
            {
                "defaultStatus": "unaffected",
                "versions": [
                    {"version": "0", "lessThan": "1.5", "status": "affected"},
                    {"version": "2.0", "lessThan": "2.3", "status": "affected"},
                    {"version": "3.0", "status": "affected"},
                    {"version": "3.1", "status": "affected"},
                ],
            },
            [("before 1.5", "1.5"), ("2.0 to before 2.3", "2.3"), ("3.0, 3.1", "")],
        ),
        # Where other versions are unknown, the end of a range is not known to be mended.
        ({"versions": [{"version": "0", "lessThan": "1.5", "status": "affected"}]}, [("before 1.5", "")]),
        ({"versions": [{"version": "1", "lessThanOrEqual": "1.5", "status": "affected"}]}, [("1 to 1.5", "")]),
        ({"versions": [{"version": "1", "lessThan": "*", "status": "affected"}]}, [("1 and later", "")]),
        ({"versions": [{"version": "*", "status": "affected"}]}, [("all", "")]),
        ({"defaultStatus": "affected"}, [("all", "")]),
        (
            {
                "defaultStatus": "affected",
                "versions": [{"version": "6.1.5", "lessThanOrEqual": "6.1.*", "status": "unaffected"}],
            },
            [("all except 6.1.5 to 6.1.*", "")],
        ),
        (
            {
                "defaultStatus": "unaffected",
                "versions": [
                    {
                        "version": "10.1.0",
                        "lessThan": "10.2",
                        "status": "affected",
                        "changes": [{"at": "10.1.9", "status": "unaffected"}],
                    }
                ],
            },
            [("10.1.0 to before 10.2 (unaffected from 10.1.9)", "10.2")],
        ),
    ],
)
def test_versions_of_a_cve_record(entry: dict[str, Any], rows: list[tuple[str, str]]) -> None:
    """
    Each range that ends has a row of its own with what mends it.
    """
    assert rows == rows_of(a_cve([{"vendor": "Maker", "product": "Router", **entry}]), Format.CVE)


def test_what_a_cve_record_does_not_say() -> None:
    """
    Vendor, product and versions that are "n/a" become prompts, so that nobody publishes them.
    """
    entry = {"vendor": "n/a", "product": "n/a", "versions": [{"version": "n/a", "status": "affected"}]}
    text = drafted(a_cve([entry]), Format.CVE).texts[Language.EN]

    assert "vendor: Name of the vendor, product: Name of the product, versions: The affected versions" in text


def test_other_containers() -> None:
    """
    What CISA adds to a record (a score, a weakness type, the day of its catalogue) is taken too, and marked.
    """
    document = a_cve([{"vendor": "Maker", "product": "Router", "defaultStatus": "affected"}])
    document["containers"]["adp"] = [
        {
            "affected": [{"vendor": "Maker", "product": "Router", "defaultStatus": "affected"}],
            "metrics": [
                {"cvssV3_1": {"vectorString": VECTOR, "baseScore": 9.8}},
                {"other": {"type": "kev", "content": {"dateAdded": "2024-02-03"}}},
            ],
            "problemTypes": [{"descriptions": [{"lang": "en", "description": "CWE-79 XSS", "type": "CWE"}]}],
        }
    ]
    text = drafted(document, Format.CVE).texts[Language.EN]

    assert f"{{id: CVE-2024-1000, cvss: {VECTOR}, cwe: CWE-79, affects: [p1]}}" in text
    assert "exploited: 2024-02-03" in text
    assert "impacts: [cross-site-scripting]" in text


def test_a_rejected_record() -> None:
    """
    A record that was rejected asks whether it is to be published at all.
    """
    document = a_cve(descriptions=[], rejectedReasons=[{"lang": "en", "value": "Not a vulnerability."}])
    document["cveMetadata"]["state"] = "REJECTED"
    text = drafted(document, Format.CVE).texts[Language.EN]

    assert "The source has withdrawn this" in text
    assert "Not a vulnerability." in text


def test_no_date() -> None:
    """
    A record without dates gets this moment, and a prompt that keeps it from being published so.
    """
    document = a_cve()
    del document["cveMetadata"]["datePublished"]
    text = drafted(document, Format.CVE).texts[Language.EN]

    assert "published: 2026-12-01T09:00:00+08:00 # the document gives no date" in text
    assert "The source gives no date" in text


@pytest.mark.parametrize(
    ("events", "rows"),
    [
        ([{"introduced": "0"}, {"fixed": "1.5"}], [("before 1.5", "1.5")]),
        ([{"introduced": "0"}], [("all", "")]),
        ([{"introduced": "1.0"}], [("1.0 and later", "")]),
        ([{"introduced": "1.0"}, {"last_affected": "1.4"}], [("1.0 to 1.4", "")]),
        ([{"introduced": "0"}, {"last_affected": "1.4"}], [("1.4 and earlier", "")]),
        (
            [{"introduced": "0"}, {"fixed": "1.5"}, {"introduced": "2.0"}, {"fixed": "2.3"}],
            [("before 1.5", "1.5"), ("2.0 to before 2.3", "2.3")],
        ),
        ([{"introduced": "1.0"}, {"introduced": "2.0"}], [("1.0 and later", ""), ("2.0 and later", "")]),
        ([{"fixed": "1.5"}], [("before 1.5", "1.5")]),
    ],
)
def test_events_of_a_range(events: list[dict[str, str]], rows: list[tuple[str, str]]) -> None:
    """
    Each interval of an OSV range is a row.
    """
    entry = {"package": {"ecosystem": "PyPI", "name": "router"}, "ranges": [{"type": "ECOSYSTEM", "events": events}]}

    assert rows == rows_of(an_osv(affected=[entry]), Format.OSV)


def test_commits_of_several_repositories() -> None:
    """
    Without a package, each range is of its own repository, and no range is told of another's product.
    """
    ranges = [
        {"type": "GIT", "repo": f"https://github.com/{name}/{name}", "events": [{"introduced": "0"}, {"fixed": "0a1"}]}
        for name in ("one", "two")
    ]
    one = imported(an_osv(affected=[{"ranges": ranges}]), Format.OSV)

    assert [("one", "one", "before 0a1"), ("two", "two", "before 0a1")] == [
        (row.vendor, row.name, row.versions) for row in one.affected
    ]


def test_one_update_for_several_vulnerabilities() -> None:
    """
    The score of a distribution's update is not claimed for each CVE that the update mends.
    """
    severity = [{"type": "CVSS_V3", "score": VECTOR}]
    one = imported(
        an_osv(aliases=[], upstream=["CVE-2024-1000", "CVE-2024-1001"], severity=severity, id="DSA-1"), Format.OSV
    )

    assert [("CVE-2024-1000", ()), ("CVE-2024-1001", ())] == [(w.id, w.scores) for w in one.vulnerabilities]
    assert (VECTOR,) == one.vulnerabilities[0].loose_scores


@pytest.mark.parametrize(
    ("document", "format", "why"),
    [
        (a_csaf(), Format.CVE, "use press import csaf"),
        (a_cve(), Format.OSV, "use press import cve"),
        (an_osv(), Format.CSAF, "use press import osv"),
        ({"dataType": "CVE_RECORD", "cveMetadata": {"cveId": "CVE-24-1"}}, Format.CVE, "no CVE identifier"),
        ({"a": "b"}, Format.CVE, "no CVE record"),
        ({"a": "b"}, Format.OSV, "no OSV record"),
    ],
)
def test_refused(document: dict[str, Any], format: Format, why: str) -> None:
    """
    A document of another format is refused, and the right command named.
    """
    with pytest.raises(Refused, match=why):
        imported(document, format)
