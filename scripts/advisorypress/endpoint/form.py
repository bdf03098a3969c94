"""
What a browser or a mailbox provider sends, read within bounds: `application/x-www-form-urlencoded` or
`multipart/form-data` (RFC 8058 allows both).
"""

from __future__ import annotations

from email.parser import BytesParser
from email.policy import HTTP
from urllib.parse import parse_qsl

MAX_FIELDS = 60
_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"


def read_form(kind: str, body: bytes) -> list[tuple[str, str]] | None:
    """
    The fields of *body*, whose Content-Type is *kind*; None for what is no form.
    """
    media = kind.partition(";")[0].strip().lower()
    try:
        if media == _FORM:
            return parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
        if media == _MULTIPART and kind.isascii() and kind.isprintable():
            return _multipart(kind, body)
    except (ValueError, LookupError):
        return None
    return None


def _multipart(kind: str, body: bytes) -> list[tuple[str, str]] | None:
    message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode("ascii") + body)
    if not message.is_multipart():
        return None
    fields: list[tuple[str, str]] = []
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if not isinstance(name, str) or not isinstance(content, bytes) or len(fields) == MAX_FIELDS:
            return None
        fields.append((name, content.decode("utf-8")))
    return fields
