"""
How many subscribe forms are taken: from one client, and in all.
"""

from __future__ import annotations

import ipaddress
from collections import OrderedDict
from dataclasses import dataclass, field


@dataclass(slots=True)
class Bucket:
    """
    A token bucket: *burst* at once, and after that *per_hour*.
    """

    burst: float
    per_hour: float
    tokens: float
    at: float

    def take(self, now: float) -> bool:
        """
        Whether one more is allowed at *now* (seconds of any clock that only goes forward); it then counts.
        """
        self.tokens = min(self.burst, self.tokens + max(0.0, now - self.at) * self.per_hour / 3600)
        self.at = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


@dataclass(slots=True)
class Limits:
    """
    A bucket for each of the last *clients* clients, and one for all. The numbers fit an office behind one address, and no
    script that feeds the form with other people's addresses.
    """

    client_burst: float = 5
    client_per_hour: float = 10
    burst: float = 100
    per_hour: float = 600
    clients: int = 10_000
    _each: OrderedDict[str, Bucket] = field(default_factory=OrderedDict)
    _all: Bucket | None = None

    def allow(self, client: str, now: float) -> bool:
        """
        Whether *client* (an IP number as text) may send a form at *now*; IPv6 clients count by their /64.
        """
        name = _network(client)
        bucket = self._each.pop(name, None) or Bucket(self.client_burst, self.client_per_hour, self.client_burst, now)
        self._each[name] = bucket
        while len(self._each) > self.clients:
            self._each.popitem(last=False)
        if self._all is None:
            self._all = Bucket(self.burst, self.per_hour, self.burst, now)
        return bucket.take(now) and self._all.take(now)


def _network(client: str) -> str:
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
