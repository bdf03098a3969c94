"""
Web addresses from outside.
"""

from __future__ import annotations

import re

_LONGEST = 2000
_ADDRESS = re.compile(r"https?://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?(?:[/?#][!-~]*)?", re.ASCII)
_MAIL = re.compile(r"mailto:[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+){1,8}", re.ASCII)
_ENCODED = {character: f"%{ord(character):02X}" for character in ' <>"\\^`{|}'}


def web_address(text: str) -> str:
    """
    *text* as an http or https address that is safe to link to; "" when it is none.

    An address with a user name before its host, or with a host that is not ASCII, is none: it may look like another.
    """
    text = "".join(_ENCODED.get(character, character) for character in text.strip())
    if len(text) > _LONGEST or not _ADDRESS.fullmatch(text):
        return ""
    port = re.match(r"https?://[^/?#:]+:(\d+)", text)
    return "" if port and not 0 < int(port[1]) < 65536 else text


def host_of(address: str) -> str:
    """
    The host that *address* leads to, without `www.`.
    """
    return re.split(r"[/?#:]", address.partition("://")[2], maxsplit=1)[0].removeprefix("www.").lower()


def address_to_click(text: str) -> str:
    """
    *text* as an address that a text may link to: of the web, or of a mailbox; "" when it is neither.
    """
    mail = text.strip()
    return mail if _MAIL.fullmatch(mail) else web_address(text)
