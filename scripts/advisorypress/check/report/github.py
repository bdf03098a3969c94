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
        message = "\n".join(filter(None, [finding.message, finding.hint and f"hint: {finding.hint}"]))
        yield f"::{_COMMANDS[finding.level]} {told}::{_data(message)}"
    yield str(summary)


def _data(text: str) -> str:
    # A line break would begin a new command, which a pull request of a stranger must not be able to give.
    lines = [visible(shortened(line)) for line in text.split("\n")]
    return "%0A".join(line.replace("%", "%25") for line in lines)


def _property(text: str) -> str:
    return visible(text).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
