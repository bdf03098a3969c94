"""
That every subscriber can leave: a mailing without a way out is not made.
"""

from __future__ import annotations

import re

from advisorypress.address import Address
from advisorypress.errors import SettingsError
from advisorypress.settings import Settings

_ENDPOINT = re.compile(r"https://[A-Za-z0-9.-]+(:\d{1,5})?(/[A-Za-z0-9._~/-]*)?")


def demand_a_way_to_leave(settings: Settings) -> None:
    """
    Raises `SettingsError` when neither an endpoint nor a mailbox takes what a subscriber asks for, or one is malformed.
    """
    mail = settings.mail
    if not mail.endpoint and not mail.mailbox_domain:
        raise SettingsError(
            "mkdocs.yml: a mailing to subscribers needs a way to leave it: set extra.press.mail.mailbox_domain"
            " (the domain that takes u-TOKEN@ and b-TOKEN@), extra.press.mail.endpoint, or both"
        )
    if mail.endpoint and not _ENDPOINT.fullmatch(mail.endpoint):
        raise SettingsError("mkdocs.yml: extra.press.mail.endpoint is an https address like https://mail.cert.example")
    if mail.mailbox_domain:
        try:
            Address.parse(f"u@{mail.mailbox_domain}")
        except ValueError as error:
            raise SettingsError(f"mkdocs.yml: extra.press.mail.mailbox_domain {error}") from None
