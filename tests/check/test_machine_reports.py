"""
Findings for programs and for GitHub: a stable shape, and no command of a stranger.
"""

from __future__ import annotations

import json

from advisorypress.check.report.github import report_github
from advisorypress.check.report.json import report_json
from advisorypress.check.report.summary import Summary
from advisorypress.finding import Finding, Level, Place

FINDING = Finding("malformed-cve", Place("advisories/2026/SA-2026-0142.en.md", 21, 13, 3), "`1.2` is none", "write it")


def test_json_has_the_documented_shape() -> None:
    """
    The shape of the module's docstring, key by key.
    """
    expected = {
        "version": 1,
        "summary": {"errors": 1, "warnings": 0, "hints": 0, "files": 24},
        "findings": [
            {
                "rule": "malformed-cve",
                "level": "error",
                "path": "advisories/2026/SA-2026-0142.en.md",
                "line": 21,
                "column": 13,
                "width": 3,
                "message": "`1.2` is none",
                "hint": "write it",
            }
        ],
    }

    assert expected == json.loads(report_json([FINDING], Summary.of([FINDING], 24)))


def test_json_is_ascii_whatever_an_author_wrote() -> None:
    """
    Half a surrogate pair, escapes and Chinese survive the way through a terminal or a log.
    """
    finding = Finding("some-rule", Place("a\udc80.md"), "漏洞 \x1b[31m \u202e")
    text = report_json([finding], Summary.of([finding], 1))

    assert text.isascii()
    assert finding.message == json.loads(text)["findings"][0]["message"]


def test_github_gets_one_command_a_finding() -> None:
    """
    With file, line, columns and the rule as its title; the log ends with the summary.
    """
    command = "::error file=advisories/2026/SA-2026-0142.en.md,line=21,col=13,endColumn=16,title=malformed-cve"
    expected = [f"{command}::`1.2` is none%0Ahint: write it", "1 error in 24 files"]

    assert expected == list(report_github([FINDING], Summary.of([FINDING], 24)))


def test_github_levels() -> None:
    """
    A warning is one there too, a hint is a notice.
    """
    findings = [Finding("a", Place("a.md"), "b", "", level) for level in Level]
    commands = [line.split(" ")[0] for line in report_github(findings, Summary.of(findings, 1))]

    assert ["::error", "::warning", "::notice"] == commands[:3]


def test_no_author_gives_github_a_command() -> None:
    """
    Line breaks, percent signs, colons and commas in a name or a message stay where they are.
    """
    finding = Finding(
        "a", Place("a,line=9::\n::set-output name=x::.md"), "100%\r\n::stop-commands::x", "y\n::warning::z"
    )
    first, *rest = report_github([finding], Summary.of([finding], 1))

    assert ["1 error in 1 file"] == rest
    assert "\n" not in first
    assert "\r" not in first
    assert first.startswith("::error file=a%2Cline=9%3A%3A<U+000A>%3A%3Aset-output name=x%3A%3A.md,line=1,")
    assert first.endswith("::100%25<U+000D>%0A::stop-commands::x%0Ahint: y%0A::warning::z")
