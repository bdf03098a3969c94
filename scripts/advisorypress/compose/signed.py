"""
Mail signed with OpenPGP (RFC 3156): the signature is over the body, which is the same for everybody, so one is enough for a
whole variant (mail.md 7). What is one recipient's own stands in the header, outside of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

from advisorypress.compose.slots import Template
from advisorypress.compose.wire import field

MICALG = "pgp-sha512"
"""
The digest that *sign* uses, as the mail's header names it (RFC 3156 section 5).
"""
_END_OF_FIELDS = b"MIME-Version: 1.0\r\n"
_BEGIN = b"Content-Type: multipart/signed; micalg=" + MICALG.encode("ascii")


def sign_template(template: Template, sign: Callable[[bytes], bytes]) -> Template:
    """
    *template* with its content signed; *sign* gives the armoured detached signature of the octets that it is given, and is
    asked once.
    """
    fields, content = _halves(template)
    armour = b"".join(line.rstrip() + b"\r\n" for line in sign(content).splitlines())
    # Neither an encoded body nor base64 holds `=_`; the digest makes it another one than the content's own.
    boundary = f"=_signed_{hashlib.sha256(content).hexdigest()[:32]}"
    mark = f"--{boundary}".encode("ascii")
    signature = field("Content-Type", 'application/pgp-signature; name="signature.asc"')
    signature += field("Content-Description", "OpenPGP digital signature") + b"\r\n" + armour
    head = _BEGIN + f'; protocol="application/pgp-signature";\r\n boundary="{boundary}"\r\n\r\n'.encode("ascii")
    # The line's end before a boundary is the boundary's (RFC 1847 section 2.1).
    body = b"".join((head, mark, b"\r\n", content, b"\r\n", mark, b"\r\n", signature, b"\r\n", mark, b"--\r\n"))
    return replace(template, parts=(*template.parts[:-1], fields + body))


def unsigned(template: Template) -> Template:
    """
    What `sign_template` was given; *template* itself when it is not signed.
    """
    fields, content = _halves(template)
    if not content.startswith(_BEGIN):
        return template
    head, _, body = content.partition(b"\r\n\r\n")
    mark = b"--" + head.rpartition(b'boundary="')[2].rstrip(b'"') + b"\r\n"
    inner = body.removeprefix(mark).partition(b"\r\n" + mark)[0]
    return replace(template, parts=(*template.parts[:-1], fields + inner))


def _halves(template: Template) -> tuple[bytes, bytes]:
    """
    The last fields of the head, and the content with those that say what it is. Raises `ValueError` when there is no border.
    """
    fields, border, content = template.parts[-1].partition(_END_OF_FIELDS)
    if not border:
        raise ValueError("the template has no MIME-Version before its content")
    return fields + border, content
