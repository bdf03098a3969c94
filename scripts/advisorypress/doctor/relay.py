"""
The relay: can it be reached, is it who it says, does it let us in; and for a Postfix on this machine, how it is set.
"""

from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime

from advisorypress.doctor.diagnosis import Diagnosis, could_be_better, unknown, well, wrong
from advisorypress.errors import MailError
from advisorypress.notify.relay import Relay, Tls
from advisorypress.notify.smtp import open_connection, trust

SOON_DAYS = 21
# Daemons' programs are not on everybody's path.
_PLACES = ":/usr/sbin:/sbin:/usr/local/sbin"
_PATIENCE_SECONDS = 20


def relay_itself(relay: Relay, domain: str, now: datetime) -> Iterator[Diagnosis]:
    """
    Connects as a sender would, up to the first message, and sends none.
    """
    try:
        pipelining, certificate, version = asyncio.run(_greet(relay, domain))
    except MailError as error:
        words = str(error).removesuffix("; nothing was sent")
        remedy = "see extra.press.mail.relay and tls, PRESS_SMTP_USER and PRESS_SMTP_PASSWORD"
        is_world = "reached" in words and "certificate" not in words
        yield unknown("Relay", words) if is_world else wrong("Relay", words, remedy)
        return
    if relay.tls is Tls.NONE:
        yield well("Relay", f"{relay} is on this machine and answers; nothing crosses a network on the way to it")
    else:
        yield well(
            "Relay",
            f"{relay} answers over {version}, its certificate is valid" + (", we are let in" * bool(relay.user)),
        )
        yield from certificate_end("Relay", str(relay), certificate, now)
    if not pipelining:
        yield could_be_better(
            "Relay",
            f"{relay} offers no PIPELINING: several times slower where it is far away",
            "ask its operator for it",
        )


async def _greet(relay: Relay, domain: str) -> tuple[bool, Mapping[str, object], str]:
    opened = await open_connection(relay, domain, trust(relay))
    try:
        certificate = opened.transport.get_extra_info("peercert") or {}
        over = opened.transport.get_extra_info("ssl_object")
        version = over.version() if isinstance(over, ssl.SSLObject | ssl.SSLSocket) else None
        return opened.pipelining, certificate, version or "no TLS"
    finally:
        with suppress(Exception):
            await opened.client.quit()
        opened.client.close()


def certificate_end(subject: str, whose: str, certificate: Mapping[str, object], now: datetime) -> Iterator[Diagnosis]:
    """
    A warning when a certificate ends within three weeks.
    """
    end = certificate.get("notAfter")
    if not isinstance(end, str):
        return
    left = datetime.fromtimestamp(ssl.cert_time_to_seconds(end), UTC) - now
    if left.days < SOON_DAYS:
        yield could_be_better(
            subject, f"the certificate of {whose} ends in {left.days} days", "see why it was not renewed by itself"
        )


def postfix(environment: Mapping[str, str]) -> Iterator[Diagnosis]:
    """
    How the Postfix of this machine is set, where there is one (mail.md 2.3 and 2.6).
    """
    wanted = ("enable_long_queue_ids", "smtpd_client_port_logging", "smtpd_milters")
    program = shutil.which("postconf", path=environment.get("PATH", "") + _PLACES)
    values = _settings_of(program, wanted, environment) if program is not None else None
    if values is None:
        yield could_be_better(
            "Postfix",
            "the relay on this machine is no Postfix that can be asked",
            "make sure that it never gives two messages one queue id, or do not settle by its log",
        )
        return
    yield _switch(
        values,
        "enable_long_queue_ids",
        "queue ids come twice, so after a crash the log cannot say what arrived",
        is_vital=True,
    )
    yield _switch(
        values,
        "smtpd_client_port_logging",
        "the log does not say by which connection a message came, so settling by it waits a minute",
        is_vital=False,
    )
    yield from _milters(values.get("smtpd_milters", ""))


def _settings_of(program: str, names: Sequence[str], environment: Mapping[str, str]) -> dict[str, str] | None:
    """
    What `postconf` says of *names*; None when it cannot say.
    """
    try:
        done = subprocess.run(
            [program, *names],
            check=True,
            capture_output=True,
            text=True,
            timeout=_PATIENCE_SECONDS,
            env=dict(environment),
        )
    except (OSError, subprocess.SubprocessError):
        return None
    pairs = (line.partition("=") for line in done.stdout.splitlines())
    return {name.strip(): value.strip() for name, _, value in pairs}


def _switch(values: Mapping[str, str], name: str, why: str, *, is_vital: bool) -> Diagnosis:
    if values.get(name) == "yes":
        return well("Postfix", f"{name} is on")
    words, remedy, record = f"{name} is off: {why}", "switch it on", f"postconf -e {name}=yes && postfix reload"
    return (wrong if is_vital else could_be_better)("Postfix", words, remedy, record)


def _milters(text: str) -> Iterator[Diagnosis]:
    milters = [word for word in text.replace(",", " ").split() if ":" in word]
    for milter in milters:
        if milter.startswith("inet") and not milter.startswith("inet_"):
            yield could_be_better(
                "Milter",
                f"{milter} is asked over TCP, which makes the relay about three times slower than a unix socket",
                "let it listen on a socket in Postfix's folder",
                "postconf -e smtpd_milters=unix:/run/opendkim/opendkim.sock",
            )
        else:
            yield well("Milter", f"{milter} is asked over a unix socket")
    if not milters:
        yield well("Milter", "none stands in the way")
