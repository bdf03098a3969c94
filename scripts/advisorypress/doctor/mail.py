"""
Everything that decides whether mail arrives, one after another.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from advisorypress.compose.leaving import demand_a_way_to_leave
from advisorypress.compose.message import sender_of
from advisorypress.doctor import message, relay, sender
from advisorypress.doctor.diagnosis import Diagnosis, could_be_better, unknown, well, wrong
from advisorypress.doctor.dns import Dns
from advisorypress.doctor.one_click import one_click
from advisorypress.doctor.sender import KeyPlace, Sending, look
from advisorypress.errors import DnsError, MailError, SettingsError, UsageError
from advisorypress.language import Language
from advisorypress.notify.dkim import Signers, signers_of
from advisorypress.notify.openpgp import openpgp_of
from advisorypress.notify.relay import Relay, relay_of
from advisorypress.settings import Settings
from advisorypress.tokens import Purpose, TokenKeys, token_keys

_SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """
    What a person adds to the settings: *addresses* that mail leaves from, and a *received* message.
    """

    addresses: tuple[str, ...] = ()
    received: bytes | None = None


def examine_mail(
    settings: Settings, environment: Mapping[str, str], dns: Dns, questions: Questions, now: datetime
) -> Iterator[Diagnosis]:
    """
    How the mail of *settings* stands, as each answer comes in. Raises `SettingsError` when no mail is set up at all,
    `UsageError` for an address that is none.
    """
    domain = sender_of(settings, Language.EN).address.domain
    through = relay_of(settings, environment)
    try:
        signers = signers_of(settings.mail, environment)
    except SettingsError as error:
        yield wrong("DKIM", str(error), "press doctor keys says what the key is")
        signers = None
    try:
        demand_a_way_to_leave(settings)
    except SettingsError as error:
        yield could_be_better("Leaving", str(error), "until then only lists and colleagues can be mailed")
    yield from _dns(settings, dns, domain, through, signers, questions)
    yield from relay.relay_itself(through, domain, now)
    if through.is_this_machine:
        yield from relay.postfix(environment)
    yield from _headers(settings, environment, signers, questions.received)
    yield from _openpgp(settings, now)
    if settings.mail.endpoint:
        token = _keys(environment).issue(Purpose.UNSUBSCRIBE, os.urandom(len(message.NOBODY)))
        spool = Path(settings.mail.spool) if settings.mail.spool else None
        yield from one_click(settings.mail.endpoint, token, spool, now)
    else:
        yield could_be_better(
            "One click",
            "there is no endpoint: subscribers leave by mail only, and large receivers want one click from whoever mails many",
            "run the endpoint and set extra.press.mail.endpoint",
        )


def _dns(
    settings: Settings, dns: Dns, domain: str, through: Relay, signers: Signers | None, questions: Questions
) -> Iterator[Diagnosis]:
    mailbox = settings.mail.mailbox_domain
    try:
        sending = _sending(dns, domain, mailbox or domain, through, questions.addresses)
    except DnsError as error:
        yield unknown("Relay", str(error))
        sending = Sending(domain=domain, envelope=mailbox or domain)
    places = _places(settings, signers, questions.received)
    yield from look("SPF", lambda: sender.spf(dns, sending))
    for place in places:
        yield from _key(dns, place, signers)
    if not places:
        yield could_be_better(
            "DKIM",
            "the relay signs, and under which name is not known here",
            "mail yourself a copy (press digest send PERIOD --to YOU), save it as received, and name it: --eml FILE",
        )
    aligned = next((place for place in places if _speaks_for(place, domain)), places[0] if places else None)
    yield from look("DMARC", lambda: sender.dmarc(dns, sending, aligned))
    yield from look("PTR", lambda: sender.names(dns, sending))
    if mailbox:
        yield from look("Mailbox", lambda: sender.answers(dns, mailbox))
        yield from _origin(settings)


def _origin(settings: Settings) -> Iterator[Diagnosis]:
    """
    Whether it can be told who wrote to the mailbox (RFC 8601).
    """
    if settings.mail.authserv_id:
        yield well("Origin", f"what {settings.mail.authserv_id} writes into Authentication-Results is believed")
        return
    yield could_be_better(
        "Origin",
        "extra.press.mail.authserv_id is not set, so nobody can tell who really wrote: whoever signs up somebody else by mail"
        " has them asked to confirm, once a day",
        "set it to the name that your mail server writes into Authentication-Results (for Postfix with OpenDKIM or OpenDMARC"
        " their AuthservID), and let it take away fields of that name that come from outside",
    )


def _openpgp(settings: Settings, now: datetime) -> Iterator[Diagnosis]:
    """
    Whether the key that is to sign the body can, and until when.
    """
    try:
        key = openpgp_of(settings.mail.openpgp)
        if key is None:
            return
        key.sign(b"")
        end = max(key.ends(), default=None)
    except (SettingsError, MailError) as error:
        yield wrong("OpenPGP", str(error), "see gpg --list-secret-keys as the user who sends")
        return
    if end is not None and end - now < _SOON:
        yield could_be_better(
            "OpenPGP",
            f"the key ends on {end:%Y-%m-%d}",
            "give it more time (gpg --quick-set-expire) and publish it again",
        )
    else:
        yield well("OpenPGP", "the key of extra.press.mail.openpgp can sign")


def _key(dns: Dns, place: KeyPlace, signers: Signers | None) -> Iterator[Diagnosis]:
    each = signers.each if signers is not None else ()
    ours = next((signer for signer in each if place == KeyPlace(signer.domain, signer.selector)), None)
    is_second = ours is not None and ours is not each[0]
    yield from look("DKIM", lambda: sender.dkim(dns, place, ours, is_second=is_second))


def _places(settings: Settings, signers: Signers | None, received: bytes | None) -> tuple[KeyPlace, ...]:
    found = [KeyPlace(signer.domain, signer.selector) for signer in signers.each] if signers is not None else []
    if signers is None and settings.mail.dkim_selector and settings.mail.dkim_domain:
        found.append(KeyPlace(settings.mail.dkim_domain, settings.mail.dkim_selector))
    found += message.places_of(received) if received is not None else ()
    return tuple(dict.fromkeys(found))


def _speaks_for(place: KeyPlace, domain: str) -> bool:
    return domain == place.domain or domain.endswith(f".{place.domain}") or place.domain.endswith(f".{domain}")


def _sending(dns: Dns, domain: str, envelope: str, through: Relay, named: Sequence[str]) -> Sending:
    addresses = tuple(_address(text) for text in named)
    if addresses:
        return Sending(domain=domain, envelope=envelope, addresses=addresses)
    if through.is_this_machine:
        return Sending(domain=domain, envelope=envelope)
    try:
        addresses = (_address(through.host),)
    except UsageError:
        addresses = dns.addresses(through.host)
    return Sending(domain=domain, envelope=envelope, addresses=addresses, is_guess=True)


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise UsageError(f"--ip takes an IP address, not `{text}`") from None


def _headers(
    settings: Settings, environment: Mapping[str, str], signers: Signers | None, received: bytes | None
) -> Iterator[Diagnosis]:
    has_endpoint = bool(settings.mail.endpoint)
    if received is not None:
        yield from message.headers_of(received, is_received=True, has_endpoint=has_endpoint)
    elif signers is not None:
        try:
            sample = message.signed_sample(settings, _keys(environment), signers)
        except SettingsError:
            # That nobody could leave was said already.
            return
        yield from message.headers_of(sample, is_received=False, has_endpoint=has_endpoint)


def _keys(environment: Mapping[str, str]) -> TokenKeys:
    """
    The team's keys; where there are none some that nobody has, for the endpoint knows none.
    """
    try:
        return token_keys(environment)
    except SettingsError:
        return TokenKeys({1: os.urandom(32)})
