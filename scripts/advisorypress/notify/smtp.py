"""
The door to aiosmtplib: composed bytes go to a relay over one connection, and every message gets an account.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPResponseException,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)

from advisorypress.address import Address
from advisorypress.errors import MailError
from advisorypress.notify.relay import Relay, Tls

_LONGEST_REPLY = 200
_MASK = "(an address)"


class State(StrEnum):
    """
    What became of a message. `in-doubt` is the gap that nobody can close from this side: the relay had the text, and its
    answer never came.
    """

    ACCEPTED = "accepted"
    REFUSED = "refused"
    IN_DOUBT = "in-doubt"
    NOT_SENT = "not-sent"


@dataclass(frozen=True, slots=True)
class Letter:
    """
    A message with its envelope. *label* names it in what a person reads, for an address may stand in no log.
    """

    label: str
    sender: Address
    to: Address
    content: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    What became of one letter, and why; *reason* holds no address.
    """

    letter: Letter
    state: State
    reason: str = ""


def hand_over(
    relay: Relay, letters: Sequence[Letter], tell: Callable[[Outcome], None] = lambda _: None
) -> tuple[Outcome, ...]:
    """
    Gives *letters* to *relay* one after another and says what became of each; *tell* hears it at once.

    Raises `MailError` when no letter could be given: no connection, no TLS that can be trusted, no login.
    """
    return asyncio.run(_hand_over(relay, letters, tell))


@dataclass(frozen=True, slots=True)
class Opened:
    """
    A connection past EHLO, STARTTLS and AUTH, for a protocol of our own to take over; *client* keeps it alive.
    """

    client: SMTP
    transport: asyncio.Transport
    pipelining: bool
    utf8: bool


def trust(relay: Relay) -> ssl.SSLContext | None:
    """
    The authorities of this machine, for a relay with TLS. Reading them takes longer than a hundred messages do, so they are
    read once for all connections.
    """
    return None if relay.tls is Tls.NONE else ssl.create_default_context()


async def open_connection(relay: Relay, domain: str, trusted: ssl.SSLContext | None) -> Opened:
    """
    Connects to *relay*, greeting as *domain*; its certificate is verified by *trusted*, which `trust` gives.

    Raises `MailError` for no connection, no TLS that can be trusted, no login.
    """
    client = _client(relay, domain, trusted)
    try:
        await _open(client, relay)
    except BaseException:
        client.close()
        raise
    if not isinstance(client.transport, asyncio.Transport):
        raise MailError(f"the relay {relay} closed the connection; nothing was sent")
    return Opened(
        client, client.transport, client.supports_extension("pipelining"), client.supports_extension("smtputf8")
    )


def _client(relay: Relay, domain: str, trusted: ssl.SSLContext | None) -> SMTP:
    return SMTP(
        hostname=relay.host,
        port=relay.port,
        # The sender's domain, not this machine's name, which is nobody's business and often no domain name at all.
        local_hostname=domain,
        timeout=relay.patience,
        use_tls=relay.tls is Tls.IMPLICIT,
        start_tls=False,
        tls_context=trusted,
    )


async def _hand_over(relay: Relay, letters: Sequence[Letter], tell: Callable[[Outcome], None]) -> tuple[Outcome, ...]:
    client = _client(relay, letters[0].sender.domain, trust(relay))
    try:
        await _open(client, relay)
        outcomes = []
        for letter in letters:
            outcome = await _give(client, letter)
            tell(outcome)
            outcomes.append(outcome)
        return tuple(outcomes)
    finally:
        with suppress(SMTPException, OSError):
            if client.is_connected:
                await client.quit()
        client.close()


async def _open(client: SMTP, relay: Relay) -> None:
    with _in_words(f"the relay {relay} cannot be reached"):
        await client.connect()
    with _in_words(f"the relay {relay} does not greet us"):
        await client.ehlo()
    if relay.tls is Tls.STARTTLS:
        if not client.supports_extension("starttls"):
            raise MailError(
                f"the relay {relay} offers no STARTTLS; nothing was sent"
                " (extra.press.mail.tls can be `none` for a relay on this machine)"
            )
        with _in_words(f"the relay {relay} cannot be trusted"):
            await client.starttls()
            await client.ehlo()
    if relay.user:
        if not client.supported_auth_methods:
            raise MailError(
                f"the relay {relay} offers no AUTH that we know, and PRESS_SMTP_USER is set; nothing was sent"
            )
        with _in_words(f"the relay {relay} does not let us in"):
            await client.login(relay.user, relay.password)


@contextmanager
def _in_words(what: str) -> Iterator[None]:
    """
    Turns whatever aiosmtplib and the sockets raise into a `MailError` that begins with *what*.
    """
    try:
        yield
    except SMTPAuthenticationError as error:
        raise MailError(f"{what}: it refused the name or the password ({error.code}); nothing was sent") from error
    except SMTPResponseException as error:
        raise MailError(f"{what}: {_reply(error)}; nothing was sent") from error
    except (SMTPException, OSError, ValueError) as error:
        raise MailError(f"{what}: {_cause(error)}; nothing was sent") from error


def _cause(error: Exception) -> str:
    cause = error.__cause__ if isinstance(error, SMTPConnectError) and error.__cause__ else error
    match cause:
        case ssl.SSLCertVerificationError():
            return f"its certificate is not valid: {cause.verify_message}"
        case ssl.SSLError():
            return f"the TLS handshake failed ({cause.reason or 'no reason given'})"
        case SMTPTimeoutError() | TimeoutError():
            return "it did not answer in time"
        case SMTPServerDisconnected() | ConnectionResetError() | ConnectionAbortedError():
            return "it closed the connection"
        case ConnectionRefusedError():
            return "nothing listens there"
        case socket.gaierror():
            return "there is no machine of this name"
        case OSError() if cause.strerror:
            return cause.strerror
        case _:
            return "it answered something that is not SMTP"


async def _give(client: SMTP, letter: Letter) -> Outcome:
    if not client.is_connected:
        return Outcome(letter, State.NOT_SENT, "the connection was lost before its turn")
    text_may_be_out = False
    try:
        await client.mail(str(letter.sender))
        await client.rcpt(str(letter.to))
        text_may_be_out = True
        await client.data(letter.content)
    except SMTPResponseException as error:
        if 400 <= error.code < 600:
            await _start_again(client)
            return Outcome(letter, State.REFUSED, _reply(error, letter.to))
        # An answer that fits no question: what comes next cannot be paired with what we ask.
        client.close()
        lost = "the relay answered something that is not SMTP"
    except (SMTPException, OSError) as error:
        client.close()
        lost = f"the relay is lost: {_cause(error)}"
    else:
        return Outcome(letter, State.ACCEPTED)
    if text_may_be_out:
        return Outcome(letter, State.IN_DOUBT, f"{lost}; it may have the message all the same")
    return Outcome(letter, State.NOT_SENT, lost)


async def _start_again(client: SMTP) -> None:
    try:
        if client.is_connected:
            await client.rset()
    except (SMTPException, OSError):
        client.close()


def _reply(error: SMTPResponseException, to: Address | None = None) -> str:
    return harmless(error.code, error.message, to.local if to is not None else "")


def harmless(code: int, message: str, local: str = "") -> str:
    """
    The relay's answer as a person may read it: one line of plain ASCII without addresses, of a decent length. *local* is
    what stood before the @ of the address it was asked about.
    """
    words = "".join(character if " " <= character <= "~" else " " for character in message)
    words = re.sub(r"\S*@\S*", _MASK, words)
    if local:
        words = re.sub(rf"(?i)(?<![A-Za-z0-9]){re.escape(local)}(?![A-Za-z0-9])", _MASK, words)
    shown = str(code) if code >= 0 else "no SMTP reply"
    return f"{shown} {' '.join(words.split())[:_LONGEST_REPLY]}".strip()
