"""
`press subscribers add|confirm|remove|forget|show`: one person at a time.
"""

from __future__ import annotations

from datetime import UTC, datetime

import click

from advisorypress.cli.subscribers_options import (
    ADDRESS,
    STORE,
    inbox_of,
    now,
    open_with_key,
    read_address,
    read_consent,
    wanted_of,
    wanted_options,
)
from advisorypress.cli.terminal import print_line
from advisorypress.errors import UsageError
from advisorypress.store import subscribers
from advisorypress.store.account import Account, account_of
from advisorypress.store.inbox import Inbox
from advisorypress.store.transactions import reading

_COMPLAINT = (
    "that address complained about our mail; when its owner asks for mail now, say so:"
    " press subscribers confirm - --consent '...' --despite-complaint"
)
_ASKED = {
    "asked": "will be asked to confirm; press subscribers process sends the question",
    "asked-already": "was asked in the last 24 hours; nobody is asked twice a day",
    "form-sent": "is subscribed; press subscribers process sends them the form to change what they get",
}


@click.command("add", short_help="Ask somebody to confirm, or add who has consented.")
@ADDRESS
@wanted_options
@click.option("--consent", metavar="HOW", help="They have consented already, and how: mail begins at once.")
@STORE
def add(
    text: str,
    language: str | None,
    format_: str | None,
    pace: str | None,
    topics: tuple[str, ...],
    consent: str | None,
    store_url: str,
) -> None:
    """
    Ask ADDRESS by mail to confirm that it wants ours; with --consent it is added at once.

    With - the address is read from stdin: what is typed as an argument stays in the shell's history.

    \b
    Example:
      press subscribers add -                                     then type the address
      press subscribers add - --consent 'paper form of 20 November' --language zh-Hant --topic severity:high
    """
    address = read_address(text)
    wanted = wanted_of(language, format_, pace, topics)
    how = read_consent(consent) if consent is not None else ""
    with inbox_of(store_url) as inbox:
        outcome = subscribers.confirm(inbox, address, wanted, how) if how else subscribers.ask(inbox, address, wanted)
        if outcome in ("complaint", "suppressed"):
            raise UsageError(_COMPLAINT)
        person = subscribers.find(inbox.connection, address)
    assert person is not None  # noqa: S101 - it was just added
    click.echo(f"subscriber {person.pid.hex()} {_ASKED.get(outcome, 'is active: mail begins')}")


@click.command("confirm", short_help="Somebody's consent is with you: mail begins.")
@ADDRESS
@click.option("--consent", metavar="HOW", required=True, help="How they gave it; kept as long as they are subscribed.")
@click.option("--despite-complaint", is_flag=True, help="They complained about our mail once, and ask for it now.")
@wanted_options
@STORE
def confirm(
    text: str,
    consent: str,
    despite_complaint: bool,
    language: str | None,
    format_: str | None,
    pace: str | None,
    topics: tuple[str, ...],
    store_url: str,
) -> None:
    """
    Begin mail to ADDRESS, whose consent you have: somebody who has not answered yet, has left, or whose mail came back.

    \b
    Example:
      press subscribers confirm - --consent 'asked for it by telephone'
    """
    address = read_address(text)
    wanted = wanted_of(language, format_, pace, topics)
    how = read_consent(consent)
    with inbox_of(store_url) as inbox:
        if subscribers.confirm(inbox, address, wanted, how, despite_complaint=despite_complaint) == "complaint":
            raise UsageError(_COMPLAINT)
        person = subscribers.find(inbox.connection, address)
    assert person is not None  # noqa: S101 - it was just confirmed
    click.echo(f"subscriber {person.pid.hex()} is active: mail begins")


@click.command("remove", short_help="No more mail to somebody.")
@ADDRESS
@STORE
def remove(text: str, store_url: str) -> None:
    """
    End mail to ADDRESS, as if its owner had unsubscribed; no import brings it back, only they themselves.

    \b
    Example:
      press subscribers remove -
    """
    address = read_address(text)
    with inbox_of(store_url) as inbox:
        person = _known(inbox, subscribers.find(inbox.connection, address))
        inbox.unsubscribe(person.pid, "an operator")
    click.echo(f"subscriber {person.pid.hex()} gets no more mail")


@click.command("forget", short_help="Erase somebody.")
@ADDRESS
@STORE
def forget(text: str, store_url: str) -> None:
    """
    Erase ADDRESS and all that leads to it; a keyed hash stays, so that no import brings it back.

    Backups made before still hold it, until you delete them.

    \b
    Example:
      press subscribers forget -
    """
    address = read_address(text)
    store, secret = open_with_key(store_url)
    there = subscribers.forget_for_good(store, secret, address, now())
    click.echo(
        "forgotten; only a keyed hash is left, which keeps the address out of imports"
        if there
        else "that address is not in the store; a keyed hash keeps it out of imports from now on"
    )


@click.command("show", short_help="All that is stored about somebody.")
@ADDRESS
@STORE
def show(text: str, store_url: str) -> None:
    """
    Print all that is stored about ADDRESS: the answer to a request for access.

    \b
    Example:
      press subscribers show -
    """
    address = read_address(text)
    store, secret = open_with_key(store_url)
    with reading(store) as connection:
        account = account_of(connection, secret, address)
    if account.subscriber is None and account.suppressed is None:
        raise UsageError("nothing is stored about that address")
    for line in _lines(account):
        print_line(line)


def _known(inbox: Inbox, person: subscribers.Subscriber | None) -> subscribers.Subscriber:
    if person is None:
        raise UsageError("that address is not in the store")
    return person


def _lines(account: Account) -> list[str]:
    lines = []
    person = account.subscriber
    if person is not None:
        consent = f"{_time(person.consent_at)}: {person.consent}" if person.consent_at is not None else "none"
        lines += [
            f"Address      {person.address}",
            f"Subscriber   {person.pid.hex()}",
            f"State        {person.state}",
            f"Language     {person.language}",
            f"Format       {person.format}",
            *(f"Gets         {choice.topic} ({choice.pace})" for choice in person.choices),
            f"Consent      {consent}",
        ]
    if account.asked_at is not None:
        lines.append(f"Asked        {_time(account.asked_at)}, not answered yet")
    if account.suppressed is not None:
        # The list holds a hash and no address; it answers only who knows the address already.
        lines.append(f"No mail      since {_time(account.suppressed.at)}: {account.suppressed.reason} (a keyed hash)")
    lines += [
        f"{_time(each.at)}  {' '.join(word for word in (each.what, each.mailing, each.detail) if word)}"
        for each in account.happened
    ]
    lines += [f"Mailing      {slug}: {state} {reply}".rstrip() for slug, state, reply in account.deliveries]
    return lines


def _time(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
