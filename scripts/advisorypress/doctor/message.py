"""
A message as it is received: can one click leave the list, and does the signature cover what says so?
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from advisorypress.compose.letterhead import Letterhead
from advisorypress.compose.message import Mail, sender_of, write_template
from advisorypress.doctor.diagnosis import Diagnosis, could_be_better, well, wrong
from advisorypress.doctor.sender import KeyPlace
from advisorypress.doctor.tags import read_tags
from advisorypress.language import Language
from advisorypress.notify.dkim import Signer, Signers
from advisorypress.settings import Settings
from advisorypress.tokens import TokenKeys

NOBODY = bytes(8)
_FIELD = re.compile(r"([!-9;-~]+)[ \t]*:(.*?)\r?\n(?![ \t])", re.DOTALL)
_TO_BE_SIGNED = ("list-unsubscribe", "list-unsubscribe-post")
_SIGN_HEADERS = "SignHeaders *,+list-unsubscribe,+list-unsubscribe-post"


def signed_sample(settings: Settings, keys: TokenKeys, signer: Signer | Signers) -> bytes:
    """
    A small message as a subscriber would get it, signed by us; it is never sent.
    """
    letterhead = Letterhead.of(settings, keys, 0, "doctor")
    sender = sender_of(settings, Language.EN)
    mail = Mail(
        slug="doctor",
        language=Language.EN,
        published=datetime(2026, 1, 1, tzinfo=UTC),
        subject="Doctor",
        text="Doctor",
        html="",
        archive=settings.site_url,
        subscribe=settings.site_url,
        about=settings.site_url,
    )
    template = write_template(mail, sender, "digest", one_click=bool(settings.mail.endpoint))
    values = letterhead.values(NOBODY, str(sender.address))
    return signer.prepare(template).fields(values) + template.splice(values)


def places_of(message: bytes) -> tuple[KeyPlace, ...]:
    """
    Where the keys of the signatures of *message* are published.
    """
    tags = [read_tags(value) for value in _values(_fields(message), "dkim-signature")]
    return tuple(
        dict.fromkeys(KeyPlace(each["d"].lower(), each["s"]) for each in tags if each.get("d") and each.get("s"))
    )


def headers_of(message: bytes, *, is_received: bool, has_endpoint: bool) -> Iterator[Diagnosis]:
    """
    The fields of *message* by which one click works, and which of them its signatures cover (RFC 8058 section 4).
    """
    fields = _fields(message)
    yield from _leave(fields, has_endpoint)
    signatures = [read_tags(value) for value in _values(fields, "dkim-signature")]
    if not signatures:
        yield wrong(
            "Signature", "the message has no DKIM signature", "let the relay sign, or set extra.press.mail.dkim"
        )
        return
    there = {name for name, _ in fields}
    for tags in signatures:
        covered = {name.lower() for name in tags.get("h", "").split(":")}
        who = f"the signature of {tags.get('d', '?')} ({tags.get('a', '?')})"
        missing = [name for name in _TO_BE_SIGNED if name in there and name not in covered]
        if missing:
            yield wrong(
                "Signature",
                f"{who} does not cover {' and '.join(missing)}: mail services show no button",
                "for OpenDKIM, in opendkim.conf",
                _SIGN_HEADERS,
            )
        elif set(_TO_BE_SIGNED) <= covered:
            yield well("Signature", f"{who} covers List-Unsubscribe and List-Unsubscribe-Post")
        else:
            yield well("Signature", f"{who} covers what there is of List-Unsubscribe")
        if "from" not in covered:
            yield wrong("Signature", f"{who} does not cover From", "it is no valid signature (RFC 6376 section 5.4)")
    if is_received:
        yield from _results(fields)


def _leave(fields: list[tuple[str, str]], has_endpoint: bool) -> Iterator[Diagnosis]:
    values = _values(fields, "list-unsubscribe")
    if len(values) != 1:
        yield wrong(
            "Header",
            f"the message has {len(values)} List-Unsubscribe fields, not one",
            "see whether the relay changes it",
        )
        return
    value = values[0].strip()
    if "=?" in value:
        yield wrong(
            "Header",
            "List-Unsubscribe is in encoded-words, which nobody reads",
            "something on the way rewrites headers",
        )
        return
    links = re.findall(r"<\s*([a-z]+):", value, re.IGNORECASE)
    post = [text.strip() for text in _values(fields, "list-unsubscribe-post")]
    if "https" in links and post == ["List-Unsubscribe=One-Click"]:
        yield well("Header", "List-Unsubscribe and List-Unsubscribe-Post let one click leave")
    elif has_endpoint or "https" in links:
        yield wrong(
            "Header",
            "one click does not leave: it takes one https address and List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            "see whether the relay changes headers",
        )
    elif "mailto" in links:
        yield could_be_better(
            "Header",
            "List-Unsubscribe has an address of mail only; large receivers want one click from whoever mails many",
            "run the endpoint and set extra.press.mail.endpoint",
        )
    else:
        yield wrong("Header", "List-Unsubscribe names no way to leave", "see whether the relay changes headers")


def _results(fields: list[tuple[str, str]]) -> Iterator[Diagnosis]:
    """
    What the server that received it wrote down (RFC 8601); the uppermost field is its own.
    """
    values = _values(fields, "authentication-results")
    if not values:
        return
    found: Mapping[str, str] = {
        method.lower(): result.lower()
        for method, result in re.findall(r"\b(spf|dkim|dmarc)\s*=\s*([a-z]+)", values[0], re.IGNORECASE)[::-1]
    }
    for method, result in sorted(found.items()):
        words = f"the server that received it says {method}={result}"
        yield (
            well("Received", words)
            if result == "pass"
            else wrong("Received", words, f"see what is said of {method.upper()} above")
        )


def _fields(message: bytes) -> list[tuple[str, str]]:
    head = re.split(rb"\r?\n\r?\n", message, maxsplit=1)[0].decode("utf-8", "replace") + "\r\n"
    return [(match[1].lower(), re.sub(r"\r?\n", "", match[2])) for match in _FIELD.finditer(head + "\n.")]


def _values(fields: list[tuple[str, str]], name: str) -> list[str]:
    return [value for each, value in fields if each == name]
