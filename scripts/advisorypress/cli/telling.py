"""
What commands tell on stderr while they work: a bar where a person watches, plain lines where nobody does.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence

import click

from advisorypress.output import Output
from advisorypress.wanted import Progress


def progress() -> Progress:
    """
    The progress of a build, told on stderr.
    """
    return Progress(tell, _through)


def tell(line: str) -> None:
    """
    One line for whoever watches.
    """
    click.echo(f"{line} …", err=True)


def _through(outputs: Sequence[Output]) -> Iterable[Output]:
    if not sys.stderr.isatty():
        tell(f"making {len(outputs):,} files")
        return outputs
    return _with_bar(outputs)


def _with_bar(outputs: Sequence[Output]) -> Iterator[Output]:
    with click.progressbar(outputs, label=f"making {len(outputs):,} files", file=sys.stderr) as bar:
        yield from bar
