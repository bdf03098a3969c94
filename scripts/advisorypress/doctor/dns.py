"""
The door to dnspython: what the name servers say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TypeVar

import dns.exception
import dns.name
import dns.resolver
import dns.reversename
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.PTR import PTR
from dns.rdtypes.ANY.TXT import TXT
from dns.rdtypes.IN.A import A
from dns.rdtypes.IN.AAAA import AAAA

from advisorypress.errors import DnsError, SettingsError

SERVER = "PRESS_DNS"
_PATIENCE_SECONDS = 6.0
_SERVER = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([0-9.]+)):(\d{1,5})")
Record = TypeVar("Record", A, AAAA, MX, PTR, TXT)
_NOTHING = (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.resolver.YXDOMAIN)


@dataclass(frozen=True, slots=True)
class Dns:
    """
    Asks the machine's own name servers, or the one at *server* (`HOST:PORT`). Every question that got no answer raises
    `DnsError`; that there is nothing under a name is an empty answer.
    """

    server: str = ""
    _resolver: dns.resolver.Resolver = field(init=False, repr=False)

    def __post_init__(self) -> None:
        try:
            resolver = dns.resolver.Resolver(configure=not self.server)
        except dns.exception.DNSException as error:
            raise DnsError(f"this machine names no name server: {type(error).__name__}") from None
        resolver.lifetime = _PATIENCE_SECONDS
        resolver.cache = dns.resolver.LRUCache()
        if self.server:
            match = _SERVER.fullmatch(self.server)
            if match is None or not 0 < int(match[3]) < 65536:
                raise SettingsError(f"--dns and {SERVER} are written HOST:PORT with a number, like 127.0.0.1:53")
            resolver.nameservers = [match[1] or match[2]]
            resolver.port = int(match[3])
        object.__setattr__(self, "_resolver", resolver)

    def texts(self, name: str) -> tuple[str, ...]:
        """
        The TXT records at *name*, the strings of each put together (RFC 7208 section 3.3).
        """
        return tuple(b"".join(found.strings).decode("utf-8", "replace") for found in self._ask(name, TXT))

    def addresses(self, host: str) -> tuple[str, ...]:
        """
        The IPv4 and IPv6 addresses of *host*.
        """
        four, six = self._ask(host, A), self._ask(host, AAAA)
        return (*(str(found.address) for found in four), *(str(found.address) for found in six))

    def mail_servers(self, domain: str) -> tuple[str, ...]:
        """
        The hosts that take mail for *domain*, the preferred first.
        """
        found = sorted((found.preference, _plain(found.exchange)) for found in self._ask(domain, MX))
        return tuple(host for _, host in found)

    def names(self, address: str) -> tuple[str, ...]:
        """
        The names that an IP *address* says it has (PTR).
        """
        reverse = dns.reversename.from_address(address).to_text()
        return tuple(_plain(found.target) for found in self._ask(reverse, PTR))

    def _ask(self, name: str, kind: type[Record]) -> list[Record]:
        try:
            answer = self._resolver.resolve(f"{name.rstrip('.')}.", kind.__name__, search=False)
        except _NOTHING:
            return []
        except (dns.name.LabelTooLong, dns.name.NameTooLong, dns.name.EmptyLabel, dns.name.BadEscape):
            return []
        except dns.exception.DNSException as error:
            told = "no answer in time" if isinstance(error, dns.exception.Timeout) else "no server could answer"
            raise DnsError(f"asking for {kind.__name__} of {name}: {told}") from None
        return [found for found in answer if isinstance(found, kind)]


def _plain(name: dns.name.Name) -> str:
    return name.to_text(omit_final_dot=True).lower()
