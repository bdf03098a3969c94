from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlsplit

from advisorypress.check.body import place_in_body, read_prose
from advisorypress.check.context import Context
from advisorypress.check.fields import values
from advisorypress.check.quote import quote
from advisorypress.finding import Finding
from advisorypress.load.record import Record
from advisorypress.load.schema import Form

RULE_ID = "unsafe-reference"

LONGEST = 2048
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_LINK_SCHEMES = ("http", "https", "mailto", "tel")


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    References are full http or https addresses of a host, without a user name; links in a body may be mail and telephone
    too.

    A `javascript:` address would run in the reader's browser, and a user name before the host makes one site look like
    another. Spaces and control characters change where an address ends.
    """
    for _, scalar in values(record, Form.URL):
        wrong = _wrong_reference(scalar.text)
        if wrong:
            yield Finding(RULE_ID, scalar.place, f"{quote(scalar.text)} {wrong[0]}", wrong[1])
    for source in record.editions.values():
        for link in read_prose(source.body).links:
            wrong = _wrong_link(link.text)
            if wrong:
                place = place_in_body(source, link.start, link.end)
                yield Finding(RULE_ID, place, f"{quote(link.text)} {wrong[0]}", wrong[1])


def _wrong_link(url: str) -> tuple[str, str] | None:
    # A browser reads entities, and passes over control characters and spaces, before it looks at the scheme.
    plain = "".join(character for character in unescape(url) if character > " ").replace("\\", "/")
    if plain.startswith("//"):
        return "names a host without saying how to reach it", f"write https:{plain}"
    scheme = _SCHEME.match(plain)
    if scheme is None:
        return None
    name = scheme[0][:-1].lower()
    if name not in _LINK_SCHEMES:
        return f"is a {name}: link", "link to http, https, mailto or tel addresses"
    return _wrong_reference(url) if name in ("http", "https") else None


def _wrong_reference(url: str) -> tuple[str, str] | None:
    if any(unicodedata.category(character)[0] in "CZ" for character in url):
        return "has a space or a control character in it", "write %20 for a space, and leave the others out"
    if any(character in '<>"\\^`{|}' for character in url):
        return "has a character that no address has", 'percent-encode <, >, ", \\, ^, `, {, | and }'
    if len(url) > LONGEST:
        return f"is longer than {LONGEST} characters", "link to a shorter address"
    try:
        parts = urlsplit(url)
        has_port_in_range = parts.port is None or parts.port > 0
    except ValueError:
        return "is not an address", "write it like https://www.example.com/advisory"
    if parts.scheme not in ("http", "https"):
        return "is not an http or https address", "write it like https://www.example.com/advisory"
    if not parts.hostname or not has_port_in_range:
        return "names no host", "write it like https://www.example.com/advisory"
    if "@" in parts.netloc:
        return "has a user name before its host", "leave out what stands before the @"
    return None
