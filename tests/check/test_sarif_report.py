"""
Findings as SARIF, held against the schema of the standard.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from jsonschema import Draft4Validator

from advisorypress.check.pages import READING, rule_pages
from advisorypress.check.report.sarif import report_sarif
from advisorypress.check.rules import RULES, TREE_RULES
from advisorypress.finding import Finding, Level, Place
from tests.examples import ROOT, advisory_file, write_repository
from tests.repositories import press

SCHEMA = json.loads((ROOT / "tests/corpora/schemas/sarif-2.1.0-rtm.5.json").read_text("utf-8"))
FINDING = Finding("malformed-cve", Place("advisories/2026/SA-2026-0142.en.md", 21, 13, 3), "`1.2` is none", "write it")


def sarif_of(*findings: Finding) -> dict[str, Any]:
    """
    The log of *findings*, which follows the schema.
    """
    log: dict[str, Any] = json.loads(report_sarif(findings))
    Draft4Validator(SCHEMA).validate(log)
    return log


def test_a_finding_becomes_a_result() -> None:
    """
    With its rule, level, place in characters, and what to do.
    """
    log = sarif_of(FINDING)
    (run,) = log["runs"]
    (result,) = run["results"]
    region = {"startLine": 21, "startColumn": 13, "endLine": 21, "endColumn": 16}
    place = {"artifactLocation": {"uri": FINDING.place.path, "uriBaseId": "%SRCROOT%"}, "region": region}

    assert ("2.1.0", "unicodeCodePoints") == (log["version"], run["columnKind"])
    assert ("malformed-cve", "error") == (result["ruleId"], result["level"])
    assert "`1.2` is none\nhint: write it" == result["message"]["text"]
    assert [{"physicalLocation": place}] == result["locations"]
    assert "malformed-cve" == run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"]


def test_levels() -> None:
    """
    A hint is a note.
    """
    results = sarif_of(*(Finding("a", Place("a.md"), "b", "", level) for level in Level))["runs"][0]["results"]

    assert ["error", "warning", "note"] == [result["level"] for result in results]


def test_every_rule_brings_its_page() -> None:
    """
    Also those that are found while a file is read.
    """
    rules = {rule["id"]: rule for rule in sarif_of()["runs"][0]["tool"]["driver"]["rules"]}

    assert {*(rule.RULE_ID for rule in RULES), *(rule.RULE_ID for rule in TREE_RULES), *READING} == set(rules)
    assert "Readers search for it" in rules["malformed-cve"]["help"]["text"]
    assert all(rule["shortDescription"]["text"][-1] in ".:`" for rule in rules.values())


def test_every_finding_of_the_readers_has_a_page() -> None:
    """
    What `load` finds by itself is named there, and nothing else.
    """
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "scripts/advisorypress/load").glob("*.py"))
    found = set(re.findall(r'(?:Finding\(|_unreadable\(\s*path,)\s*"([a-z0-9-]+)"', code))
    pages = {page.id for page in rule_pages()}

    assert set(READING) <= found <= pages


def test_a_finding_that_moved_is_known_again() -> None:
    """
    The line is no part of its fingerprint; rule, file and message are.
    """

    def print_of(finding: Finding) -> str:
        result = sarif_of(finding)["runs"][0]["results"][0]
        return str(result["partialFingerprints"]["finding/v1"])

    moved = Finding(FINDING.rule, Place(FINDING.place.path, 99), FINDING.message)
    other = Finding(FINDING.rule, FINDING.place, "`1.3` is none")

    assert print_of(FINDING) == print_of(moved) != print_of(other)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("[click](javascript:alert)", "\\[click\\](javascript:alert)"),
        ("{0} {key: value}", "{{0}} {{key: value}}"),
        ("a\\b", "a\\\\b"),
        ("a\x1b[31m\u202eb", "a<U+001B>\\[31m<U+202E>b"),
    ],
)
def test_no_author_writes_a_link_or_a_placeholder(written: str, told: str) -> None:
    """
    What SARIF would read as its own marks is escaped, and what cannot be seen is written out.
    """
    (result,) = sarif_of(Finding("a", Place("a.md"), written))["runs"][0]["results"]

    assert told == result["message"]["text"]


def test_a_path_is_an_address() -> None:
    """
    Percent-encoded, whatever its bytes.
    """
    (result,) = sarif_of(Finding("a", Place("a b/漏\udcff?.md"), "b"))["runs"][0]["results"]

    assert "a%20b/%E6%BC%8F%FF%3F.md" == result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]


def test_the_command_prints_it(tmp_path: Any) -> None:
    """
    On stdout, with the same exit status as ever.
    """
    root = write_repository(tmp_path, {"advisories/2026/SA-2026-0142.en.md": advisory_file(severity="hihg")})
    done = press(root, "check", "--format", "sarif")
    log = json.loads(done.stdout)
    Draft4Validator(SCHEMA).validate(log)

    assert 1 == done.returncode
    assert ["not-in-vocabulary"] == [result["ruleId"] for result in log["runs"][0]["results"]]
