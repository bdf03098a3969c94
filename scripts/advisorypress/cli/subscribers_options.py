"""
What the commands of `press subscribers` have in common: the store, an address, and what somebody is to get.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from advisorypress.address import Address, Rejected
from advisorypress.cli.repository import open_repository
from advisorypress.errors import UsageError
from advisorypress.store.connect import Store, open_store
from advisorypress.store.inbox import Inbox, Wanted
from advisorypress.store.lists.entry import consent_text
from advisorypress.store.suppression import pepper
from advisorypress.store.topics import PACES, parse_topic
from advisorypress.store.transactions import writing

Function = Callable[..., None]

STORE = click.option(
    "--store", "store_url", default="", metavar="URL", help="Another store than the one in $PRESS_STATE."
)
ADDRESS = click.argument("text", metavar="ADDRESS|-")
_MAX_ADDRESS_LINE = 1_000


def wanted_options(command: Function) -> Function:
    """
    The options that say what somebody is to get.
    """
    # The first in the help is put on last.
    command = click.option(
        "--topic",
        "topics",
        multiple=True,
        metavar="TOPIC",
        help="all (usual), press, kind:alert, severity:high, category:KEY, vendor:NAME, word:WORD; more than once.",
    )(command)
    command = click.option(
        "--pace", type=click.Choice(PACES), default=None, help="Alerts, digests, or both, which is usual."
    )(command)
    command = click.option("--format", "format_", type=click.Choice(["html", "text"]), default=None, help="Else html.")(
        command
    )
    return click.option("--language", type=click.Choice(["en", "zh-Hant", "both"]), default=None, help="Else both.")(
        command
    )


def wanted_of(language: str | None, format_: str | None, pace: str | None, topics: tuple[str, ...]) -> Wanted:
    """
    What the options say; raises `UsageError` for a topic that is none.
    """
    try:
        read = tuple(str(parse_topic(text, categories())) for text in topics)
    except Rejected as error:
        raise UsageError(f"--topic {error}") from None
    return Wanted(language or "", format_ or "", pace or "", read)


def categories() -> tuple[str, ...]:
    """
    The categories of the repository around us; () where there is none, for subscribers are kept on other machines, too.
    """
    try:
        return open_repository().vocabulary.keys("category")
    except UsageError:
        return ()


def read_address(text: str) -> Address:
    """
    The address *text*, or when that is `-` the first line of stdin: what is typed as an argument stays in the shell's history.

    Raises `UsageError` with what is wrong, without the address.
    """
    if text == "-":
        text = sys.stdin.buffer.readline(_MAX_ADDRESS_LINE).decode(errors="replace").strip()
    try:
        return Address.parse(text, any_letters=True)
    except Rejected as error:
        raise UsageError(f"the address {error}") from None


def read_consent(text: str) -> str:
    """
    How somebody gave their consent; raises `UsageError` for an empty text or one with an address, which would outlive its owner.
    """
    kept = consent_text(text)
    if not kept:
        raise UsageError("--consent says how, in words without an address: --consent 'paper form of 20 November'")
    return kept


def now() -> int:
    """
    The second at which a command works.
    """
    return int(time.time())


def open_with_key(store_url: str) -> tuple[Store, bytes]:
    """
    The store, and the key of its suppression list; the key is asked for first, so that a store is not made without one.
    """
    secret = pepper(os.environ)
    return open_store(store_url, os.environ), secret


@contextmanager
def inbox_of(store_url: str) -> Iterator[Inbox]:
    """
    The store to change, in one transaction.
    """
    store, secret = open_with_key(store_url)
    with writing(store) as connection:
        yield Inbox(connection, secret, now())
