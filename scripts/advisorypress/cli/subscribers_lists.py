"""
`press subscribers import|export|list`: many people at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import click

from advisorypress.cli.subscribers_options import (
    STORE,
    categories,
    now,
    open_with_key,
    read_consent,
    wanted_of,
    wanted_options,
)
from advisorypress.cli.telling import tell
from advisorypress.cli.terminal import print_line
from advisorypress.store import subscribers
from advisorypress.store.inbox import Wanted
from advisorypress.store.lists.entry import Bad
from advisorypress.store.lists.give_out import give_out
from advisorypress.store.lists.safe_csv import SafeCsv
from advisorypress.store.lists.take_in import ADDED, BAD, KEPT_OUT, THERE, Importer, Terms
from advisorypress.store.private_file import private_file
from advisorypress.store.subscribers import DEFAULT, STATES
from advisorypress.store.transactions import reading

_TELL_EVERY = 10_000
_STATES = click.Choice(STATES)


@click.command("import", short_help="Take in a list, as CSV of any usual shape.")
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@wanted_options
@click.option(
    "--consent", metavar="HOW", default="an imported list", show_default=True, help="How its people consented."
)
@click.option(
    "--rejects", type=click.Path(path_type=Path), help="Write the rows not taken to this new file, mode 0600."
)
@STORE
def import_(
    path: Path,
    language: str | None,
    format_: str | None,
    pace: str | None,
    topics: tuple[str, ...],
    consent: str,
    rejects: Path | None,
    store_url: str,
) -> None:
    """
    Take in the good rows of FILE and name the others by line, column and reason, never by their text.

    CSV with commas, semicolons or tabs, UTF-8 or UTF-16, from Excel, Mailman, listmonk or Mailchimp, with or without a first
    row of names in English or Chinese (email; language, format, pace, topics, status, consent_at, consent). The options say
    what somebody gets where the list does not. Who has left is not brought back, who is subscribed keeps what they chose,
    and a second run changes nothing. The exit status is 1 when a row was bad.

    \b
    Example:
      press subscribers import list.csv
      press subscribers import list.csv --rejects rejects.csv --language zh-Hant --consent 'opted in on the old list'
    """
    said = wanted_of(language, format_, pace, topics)
    default = Wanted(
        said.language or DEFAULT.language,
        said.format or DEFAULT.format,
        said.pace or DEFAULT.pace,
        said.topics or DEFAULT.topics,
    )
    terms = Terms(default, categories(), read_consent(consent), now())
    store, secret = open_with_key(store_url)
    with ExitStack() as stack:
        table = SafeCsv(stack.enter_context(private_file(rejects))) if rejects is not None else None

        def header(names: Sequence[str]) -> None:
            if table is not None:
                table.write(("line", "column", "reason", *names))

        def refused(bad: Bad) -> None:
            refusals.hear(bad)
            if table is not None:
                table.write((bad.line, bad.column, bad.reason, *bad.cells))

        refusals = _Refusals()
        try:
            counts = Importer(store, secret, terms, refused, _progress).take(path, header)
        finally:
            refusals.end()
        if table is not None:
            table.close()
    click.echo(", ".join(f"{counts[what]:,} {what}" for what in (ADDED, THERE, KEPT_OUT, BAD)))
    if counts[BAD]:
        raise click.exceptions.Exit(1)


@click.command("export", short_help="Write the list as CSV.")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--state", "states", type=_STATES, multiple=True, default=("active",), show_default=True)
@STORE
def export(path: Path, states: tuple[str, ...], store_url: str) -> None:
    """
    Write who is subscribed to the new FILE, mode 0600, as CSV that a spreadsheet opens without computing anything.

    `press subscribers import` reads it again as it is.

    \b
    Example:
      press subscribers export /srv/press-private/list.csv
      press subscribers export /srv/press-private/all.csv --state active --state pending --state suspended --state gone
    """
    store, _ = open_with_key(store_url)
    number = give_out(store, path, states)
    click.echo(f"{path}: {number:,} subscribers, addresses included; delete it when it has served")


@click.command("list", short_help="How many there are; who they are only when asked.")
@click.option("--people", is_flag=True, help="A line for each, named by what stands for them elsewhere.")
@click.option("--addresses", is_flag=True, help="A line for each, with their address.")
@click.option("--state", "states", type=_STATES, multiple=True, help="Only these; else all.")
@STORE
def list_(people: bool, addresses: bool, states: tuple[str, ...], store_url: str) -> None:
    """
    Count subscribers by state, and those who are active by language, format, pace and topic.

    \b
    Example:
      press subscribers list
      press subscribers list --people --state suspended
      press subscribers list --addresses
    """
    store, _ = open_with_key(store_url)
    if not people and not addresses:
        with reading(store) as connection:
            found = subscribers.counts(connection)
        for what, numbers in found.items():
            for name, number in numbers.items():
                print_line(f"{what:9} {name:30} {number:>9,}")
        if not found["state"]:
            click.echo("nobody is subscribed yet")
        return
    for person in subscribers.each(store, states or STATES):
        choices = " ".join(f"{choice.topic}({choice.pace})" for choice in person.choices)
        address = f"\t{person.address}" if addresses else ""
        print_line(f"{person.pid.hex()}{address}\t{person.state}\t{person.language}\t{person.format}\t{choices}")


@dataclass(slots=True)
class _Refusals:
    """
    Tells which rows are bad; neighbours with one fault, as when a whole column is not understood, in one line.
    """

    _first: Bad | None = None
    _last: int = 0

    def hear(self, bad: Bad) -> None:
        """
        One row, in the order of the file.
        """
        first = self._first
        if first is None or bad.line != self._last + 1 or (bad.column, bad.reason) != (first.column, first.reason):
            self.end()
            self._first = bad
        self._last = bad.line

    def end(self) -> None:
        """
        Tells what was heard last.
        """
        if self._first is not None:
            first, self._first = self._first, None
            lines = f"line {first.line}" if first.line == self._last else f"lines {first.line} to {self._last}"
            print_line(f"{lines}, {first.column}: {first.reason}")


def _progress(rows: int) -> None:
    if rows % _TELL_EVERY == 0:
        tell(f"{rows:,} rows")
