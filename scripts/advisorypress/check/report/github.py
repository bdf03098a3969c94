"""
Findings as workflow commands, which GitHub shows beside the lines of a pull request.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisorypress.check.report.summary import Summary
from advisorypress.check.report.visible import shortened, visible
from advisorypress.finding import Finding, Level

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.HINT: "notice"}


def report_github(findings: Iterable[Finding], summary: Summary) -> Iterator[str]:
    """
    One command a finding, and the summary as a line of the log.
    """
    for finding in findings:
        place = finding.place
        properties = {
            "file": place.path,
            "line": place.line,
            "col": place.column,
            "endColumn": place.column + place.width,
            "title": finding.rule,
        }
        told = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
        yield f"::{_COMMANDS[finding.level]} {told}::{_data(_lines(finding))}"
    yield str(summary)


def _lines(finding: Finding) -> Iterator[str]:
    for line in finding.message.split("\n"):
        yield shortened(line)
    hint, *to_paste = finding.hint.split("\n")
    if hint:
        yield shortened(f"hint: {hint}")
    yield from to_paste  # of use as a whole only


def _data(lines: Iterable[str]) -> str:
    # A line break would begin a new command, which a pull request of a stranger must not be able to give.
    return "%0A".join(visible(line).replace("%", "%25") for line in lines)


def _property(text: str) -> str:
    return visible(text).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
