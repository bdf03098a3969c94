"""
How commands tell findings: the same text everywhere, on stdout, with colours where a person reads.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from advisorypress.check.report.lines import SourceLines
from advisorypress.check.report.summary import Summary
from advisorypress.check.report.text import Text
from advisorypress.finding import Finding


def print_findings(findings: Iterable[Finding], files: int, root: Path) -> None:
    """
    Prints *findings* about the repository at *root*, in which *files* files were looked at.
    """
    findings = tuple(findings)
    # NO_COLOR (no-color.org) counts when it is set to anything but nothing.
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    print_lines(Text(SourceLines(root), colour).report(findings, Summary.of(findings, files)))


def print_lines(lines: Iterable[str]) -> None:
    """
    Prints *lines*; a terminal that cannot show Chinese still shows where the mistake is.
    """
    encoding = sys.stdout.encoding or "utf-8"
    for line in lines:
        click.echo(line.encode(encoding, "backslashreplace").decode(encoding))
