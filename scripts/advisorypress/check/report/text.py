"""
Findings for a person at a terminal: the place, the line with a mark under it, and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from advisorypress.check.report.lines import SourceLines
from advisorypress.check.report.summary import Summary
from advisorypress.check.report.visible import shortened, visible, width
from advisorypress.finding import Finding, Level, Place

LONGEST_LINE = 140
BEFORE = AFTER = 60
_COLOURS = {Level.ERROR: "1;31", Level.WARNING: "1;33", Level.HINT: "1;36"}


@dataclass(frozen=True, slots=True)
class Text:
    """
    The reporter for people. *colour* is for terminals only.
    """

    lines: SourceLines
    colour: bool = False

    def report(self, findings: Iterable[Finding], summary: Summary) -> Iterator[str]:
        """
        The lines to print.
        """
        for finding in findings:
            yield from self.finding(finding)
        yield str(summary)

    def finding(self, finding: Finding) -> Iterator[str]:
        """
        The lines for one finding.
        """
        level = self._painted(finding.level.value, _COLOURS[finding.level])
        message = visible(shortened(finding.message))
        yield f"{visible(str(finding.place))}: {level}: {message} [{finding.rule}]"
        yield from self._excerpt(finding)
        head, *more = finding.hint.split("\n")
        if head:
            yield f"    {self._painted('hint:', '1')} {visible(shortened(head))}"
            # These are lines to paste: of use as a whole only.
            yield from (f"    {visible(line)}" for line in more)

    def _excerpt(self, finding: Finding) -> Iterator[str]:
        line = self.lines.at(finding.place)
        if line is None or not line.strip():
            return
        shown, start, end = excerpt(line, finding.place)
        mark = "^" + "~" * (max(1, end - start) - 1)
        yield f"    {shown}"
        yield f"    {' ' * start}{self._painted(mark, _COLOURS[finding.level])}"

    def _painted(self, text: str, colour: str) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if self.colour else text


def excerpt(line: str, place: Place) -> tuple[str, int, int]:
    """
    What to show of *line* around *place*, and the columns of the terminal between which the place is.
    """
    first = min(place.column - 1, len(line))
    last = min(first + place.width, len(line))
    left, right = 0, len(line)
    if len(line) > LONGEST_LINE:
        last = min(last, first + LONGEST_LINE)
        left, right = max(0, first - BEFORE), min(len(line), last + AFTER)
    before = ("…" if left else "") + visible(line[left:first])
    marked = visible(line[first:last])
    after = visible(line[last:right]) + ("…" if right < len(line) else "")
    start = width(before)
    return before + marked + after, start, start + width(marked)
