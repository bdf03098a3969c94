"""
CPE names: the older URI form as the formatted string of CPE 2.3, which is what our format takes.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from advisorypress.model.cpe import PARTS, PREFIX, parse_cpe

_URI = r"cpe:/[aho](?::[!-9;-~]*){0,6}"


def cpe_name(text: str) -> str:
    """
    *text* as a CPE 2.3 name; "" when it is no CPE. `cpe:/o:redhat:rhel_aus:7.6::server` is read as CPE 2.2.
    """
    name = _from_uri(text) if re.fullmatch(_URI, text, re.IGNORECASE | re.ASCII) else text
    try:
        parse_cpe(name)
    except ValueError:
        return ""
    return name


def _from_uri(text: str) -> str:
    parts = text[len("cpe:/") :].split(":")
    if len(parts) > 5 and parts[5].startswith("~"):
        # CPE 2.3 packs five parts into the edition of a URI.
        packed = (parts[5].split("~") + [""] * 6)[1:6]
        parts = [*parts[:5], packed[0], *(parts[6:7] or [""]), *packed[1:]]
    bound = [_bound(part) for part in (parts + [""] * len(PARTS))[: len(PARTS)]]
    return PREFIX + ":".join(bound)


def _bound(part: str) -> str:
    if part in ("", "-"):
        return part or "*"
    plain = unquote(part.replace("%01", "?").replace("%02", "*"))
    return "".join(c if c.isalnum() or c in "._-?*" else f"\\{c}" for c in plain.lower())
