"""
`press digest preview --for -`: what one subscriber would have received.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from advisorypress.address import Address
from advisorypress.cli.mail_files import write_mail_files
from advisorypress.cli.shelf import Shelf
from advisorypress.compose.choice import digest_topics
from advisorypress.compose.message import sender_of
from advisorypress.compose.personal import last_digests, mails_for
from advisorypress.compose.reader import Edition, Format
from advisorypress.errors import UsageError
from advisorypress.store.connect import Store
from advisorypress.store.subscribers import Subscriber, find
from advisorypress.store.transactions import reading


def subscriber_at(store: Store, text: str) -> Subscriber:
    """
    The subscriber whose address *text* is; raises `UsageError`, which never repeats it, when there is none.
    """
    try:
        address = Address.parse(text.strip(), any_letters=True)
    except ValueError as error:
        raise UsageError(f"the address on standard input {error}") from None
    with reading(store) as connection:
        subscriber = find(connection, address)
    if subscriber is None:
        raise UsageError("nobody with this address is in the store")
    return subscriber


def write_for(shelf: Shelf, subscriber: Subscriber, last: int, out: Path | None) -> Iterator[Path]:
    """
    The files of the last digests as *subscriber* would get them with the choices of today; tells of those that have nothing
    for them.
    """
    if subscriber.state != "active":
        click.echo(f"This subscriber is {subscriber.state}: nothing is sent to them.", err=True)
    # The folder has the name that stands for a person everywhere outside the store, never the address.
    folder = out or shelf.settings.root / ".cache" / "digest" / f"for-{subscriber.pid.hex()}"
    digests = last_digests(shelf.library, last)
    edition, format = Edition(subscriber.language), Format(subscriber.format)
    for digest, mail in mails_for(shelf.library, digests, edition, format, digest_topics(subscriber.choices)):
        name = digest.period.name
        if mail is None:
            click.echo(f"{name}: nothing of what they chose; no mail", err=True)
            continue
        click.echo(f"{name}: {mail.subject}", err=True)
        yield from write_mail_files(folder, name, mail, sender_of(shelf.settings, mail.language))
