"""
What stdout can show: colours where a person watches, and no character that its encoding lacks.
"""

from __future__ import annotations

import os
import sys

import click


def wants_colour() -> bool:
    """
    Whether what is printed may have colours.
    """
    # NO_COLOR (no-color.org): present and not empty, whatever its value.
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def print_line(line: str) -> None:
    """
    Prints *line*; a terminal that cannot show Chinese still shows the rest.
    """
    encoding = sys.stdout.encoding or "utf-8"
    click.echo(line.encode(encoding, "backslashreplace").decode(encoding))
