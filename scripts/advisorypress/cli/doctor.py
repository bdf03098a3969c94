"""
`press doctor`: what is set up, whether mail arrives, and which secrets there are.
"""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click

from advisorypress.cli.repository import open_repository
from advisorypress.cli.terminal import print_line, wants_colour
from advisorypress.doctor.diagnosis import Diagnosis, Verdict, status_of
from advisorypress.doctor.dns import SERVER, Dns
from advisorypress.doctor.keys import secrets_of
from advisorypress.doctor.mail import Questions, examine_mail
from advisorypress.doctor.overview import overview
from advisorypress.errors import UsageError

_COLOURS = {Verdict.PASS: "green", Verdict.WARN: "yellow", Verdict.FAIL: "red", Verdict.UNKNOWN: "magenta"}
_MOST_OCTETS = 2_000_000
_WIDTH = 100


@click.group("doctor", invoke_without_command=True)
@click.option("--store", "store_url", default="", metavar="URL", help="Another store than the one in $PRESS_STATE.")
@click.pass_context
def command(context: click.Context, store_url: str) -> int | None:
    """
    Show what is set up, what is not, and what is overdue, each with what to do. Nothing is changed.

    The exit status is 0 when nothing is wrong, 1 when something is, 3 when somebody out there did not answer.

    \b
    Example:
      press doctor
      press doctor mail --ip 203.0.113.25
      press doctor keys
    """
    if context.invoked_subcommand is not None:
        return None
    now = datetime.now(UTC)
    status = _print(overview(open_repository().settings, os.environ, store_url, now))
    click.echo(
        "\npress doctor mail: does mail arrive?   press doctor keys: which secrets?   press status: what waits for editors?"
    )
    return status


@command.command("mail", short_help="Does mail arrive? SPF, DKIM, DMARC, PTR, TLS, one click.")
@click.option("--ip", "addresses", multiple=True, metavar="ADDRESS", help="An IP address that your mail leaves from.")
@click.option(
    "--eml",
    "eml",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A message of yours as it was received.",
)
@click.option(
    "--dns", "server", default="", metavar="HOST:PORT", help="Ask this name server ($PRESS_DNS) and no other."
)
def mail(addresses: tuple[str, ...], eml: Path | None, server: str) -> int:
    """
    Look at everything that decides whether mail arrives: what the DNS says of you, the relay and its certificate, the
    header of a message, and the one click from end to end. No mail is sent, and nobody's subscription changes.

    \b
    Example:
      press doctor mail
      press doctor mail --ip 203.0.113.25 --eml received.eml
    """
    settings = open_repository().settings
    received = None
    if eml is not None:
        received = eml.read_bytes()
        if len(received) > _MOST_OCTETS:
            raise UsageError(f"{eml} is larger than any mail of ours")
    questions = Questions(addresses=addresses, received=received)
    dns = Dns(server or os.environ.get(SERVER, ""))
    return _print(examine_mail(settings, os.environ, dns, questions, datetime.now(UTC)))


@command.command("keys", short_help="Each secret: purpose, place, end, rotation, whether it is set.")
def keys() -> int:
    """
    Show for each secret its purpose, place, end and rotation, and whether it is set here; never what it is.

    \b
    Example:
      press doctor keys
    """
    wrong = 0
    for secret in secrets_of(open_repository().settings, os.environ):
        if secret.trouble:
            wrong, state, colour = 1, "set, and wrong", "red"
        elif secret.is_set:
            state, colour = "set", "green"
        else:
            state, colour = ("not set", "yellow") if secret.is_wanted else ("not set, and not needed", "")
        print_line(f"{secret.variable}: {_coloured(state, colour)}")
        for name, words in (
            ("wrong", secret.trouble),
            ("purpose", secret.purpose),
            ("place", secret.place),
            ("end", secret.end),
            ("rotation", secret.rotation),
        ):
            if words:
                _indented(f"  {name:<9}", words)
        click.echo()
    return wrong


def _print(diagnoses: Iterable[Diagnosis]) -> int:
    """
    Each as it comes in, then how many there were of which kind; the exit status.
    """
    seen = []
    for diagnosis in diagnoses:
        seen.append(diagnosis)
        head = f"{_coloured(f'{diagnosis.verdict:<8}', _COLOURS[diagnosis.verdict])}{diagnosis.subject:<13}"
        print_line(f"{head}{diagnosis.words}")
        if diagnosis.verdict is not Verdict.PASS:
            _indented(" " * 21 + "→ ", diagnosis.remedy)
        if diagnosis.record:
            print_line(f"{' ' * 23}{diagnosis.record}")
    counts = [(verdict, sum(each.verdict is verdict for each in seen)) for verdict in Verdict]
    click.echo("\n" + ", ".join(f"{number} {verdict}" for verdict, number in counts if number))
    return status_of(seen)


def _coloured(text: str, colour: str) -> str:
    return click.style(text, fg=colour) if colour and wants_colour() else text


def _indented(head: str, words: str) -> None:
    # A record or command is copied by hand and must not be broken; words may be.
    lines = textwrap.wrap(words, max(40, _WIDTH - len(head)), break_long_words=False, break_on_hyphens=False) or [""]
    for number, line in enumerate(lines):
        print_line(f"{head if not number else ' ' * len(head)}{line}")
