"""
Which relay takes the mail, and what it must prove before it gets any.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from advisorypress.errors import PressError, SettingsError, UsageError
from advisorypress.settings import Settings

USER = "PRESS_SMTP_USER"
PASSWORD = "PRESS_SMTP_PASSWORD"  # noqa: S105 - the name of the variable, not what is in it

_HOST_AND_PORT = re.compile(r"(?:\[(?P<number>[0-9A-Fa-f:.]+)\]|(?P<host>[A-Za-z0-9.-]+)):(?P<port>\d{1,5})")


class Tls(StrEnum):
    """
    How the connection is protected: `starttls` upgrades it, `implicit` begins with it, `none` never leaves the machine.
    """

    STARTTLS = "starttls"
    IMPLICIT = "implicit"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """
    One relay. Its certificate is always verified; *patience* is how many seconds it may take for one answer.
    """

    host: str
    port: int
    tls: Tls = Tls.STARTTLS
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    patience: float = 60

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def is_this_machine(self) -> bool:
        """
        Whether what is said to it stays on this machine.
        """
        return is_loopback(self.host)


def relay_of(settings: Settings, environment: Mapping[str, str], override: str = "") -> Relay:
    """
    The relay of the settings with the name and password of *environment*, or the one that *override* names.

    A relay on this machine that *override* names gets neither TLS nor password: they belong to the team's own relay.
    Raises `SettingsError` or `UsageError` for what is no relay, and for one elsewhere without TLS.
    """
    tls = _tls(settings)
    if override:
        host, port = _host_and_port(override, UsageError, "--relay")
        if is_loopback(host):
            return Relay(host=host, port=port, tls=Tls.NONE)
        tls = Tls.STARTTLS if tls is Tls.NONE else tls
    else:
        host, port = _host_and_port(settings.mail.relay, SettingsError, "mkdocs.yml: extra.press.mail.relay")
        if tls is Tls.NONE and not is_loopback(host):
            raise SettingsError(
                "mkdocs.yml: extra.press.mail.tls is `none`, which is for a relay on this machine only;"
                " take the line out, or write `implicit` for a relay that begins with TLS"
            )
    user, password = environment.get(USER, ""), environment.get(PASSWORD, "")
    if bool(user) != bool(password):
        given, missing = (USER, PASSWORD) if user else (PASSWORD, USER)
        raise SettingsError(f"{given} is set in the environment and {missing} is not; set both or neither")
    return Relay(host=host, port=port, tls=tls, user=user, password=password)


def is_loopback(host: str) -> bool:
    """
    Whether *host* is a name or number of this machine that no network can lead elsewhere.
    """
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _tls(settings: Settings) -> Tls:
    try:
        return Tls(settings.mail.tls)
    except ValueError:
        raise SettingsError(
            f"mkdocs.yml: extra.press.mail.tls is starttls, implicit or none, not `{settings.mail.tls}`"
        ) from None


def _host_and_port(text: str, trouble: type[PressError], what: str) -> tuple[str, int]:
    match = _HOST_AND_PORT.fullmatch(text)
    if match is None or not 0 < int(match["port"]) < 65536:
        raise trouble(f"{what} is written HOST:PORT, like localhost:25")
    return match["number"] or match["host"], int(match["port"])
