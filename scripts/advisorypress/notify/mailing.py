"""
Who gets a mailing, and what is said of its sending: true copies for colleagues, or one message a language for a list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from advisorypress.address import Address
from advisorypress.compose.message import Mail, Sender, copy_message_id, list_message_id, write_message
from advisorypress.compose.slots import Template
from advisorypress.errors import MailError, UsageError
from advisorypress.notify.openpgp import OpenPgp
from advisorypress.notify.smtp import Letter, Outcome, State

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")

_STATES = {
    State.ACCEPTED: "accepted",
    State.REFUSED: "refused",
    State.IN_DOUBT: "in doubt",
    State.NOT_SENT: "not sent",
}


def read_addresses(texts: Iterable[str]) -> tuple[Address, ...]:
    """
    The addresses in *texts*, each once; none is accepted unless all are right.

    Raises `UsageError` that says which one is wrong by its place, never by itself: it may be a person's.
    """
    found: dict[str, Address] = {}
    for number, text in enumerate(texts):
        try:
            address = Address.parse(text)
        except ValueError as error:
            raise UsageError(f"the {ordinal(number)} address {error}; nothing was sent") from None
        found.setdefault(str(address), address)
    return tuple(found.values())


def copies(
    mails: Sequence[tuple[Mail, Sender]], addresses: Sequence[Address], key: OpenPgp | None = None
) -> tuple[Letter, ...]:
    """
    A copy of each mail for each address, signed by *key*.
    """
    return tuple(
        Letter(
            f"the {ordinal(number)} address, {mail.language.value}",
            sender.address,
            to,
            write_message(mail, sender, to, copy_message_id(mail, sender, to), _signed(key)),
        )
        for number, to in enumerate(addresses)
        for mail, sender in mails
    )


def for_list(mails: Sequence[tuple[Mail, Sender]], to: Address, key: OpenPgp | None = None) -> tuple[Letter, ...]:
    """
    One message a language for the list at *to*, signed by *key*.
    """
    return tuple(
        Letter(
            f"the list, {mail.language.value}",
            sender.address,
            to,
            write_message(mail, sender, to, list_message_id(mail, sender, to), _signed(key)),
        )
        for mail, sender in mails
    )


def _signed(key: OpenPgp | None) -> Callable[[Template], Template]:
    return (lambda template: template) if key is None else key.sign_template


def told(outcome: Outcome) -> str:
    """
    One line about *outcome*.
    """
    reason = f": {outcome.reason}" if outcome.reason else ""
    return f"{outcome.letter.label}: {_STATES[outcome.state]}{reason}"


def demand_all(outcomes: Sequence[Outcome]) -> None:
    """
    Raises `MailError` with a line for each letter that the relay did not accept.
    """
    failed = [outcome for outcome in outcomes if outcome.state is not State.ACCEPTED]
    if failed:
        number = f"{len(failed)} of {len(outcomes)} messages {'was' if len(failed) == 1 else 'were'} not accepted"
        raise MailError("\n  ".join([number, *(told(outcome) for outcome in failed)]))


def ordinal(number: int) -> str:
    """
    `first` for 0; from the eleventh on `address 11` reads better than a word, so a figure with `th`, `st`, `nd`, `rd`.
    """
    if number < len(_ORDINALS):
        return _ORDINALS[number]
    n = number + 1
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"
