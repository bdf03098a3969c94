"""
A name server of our own on the loopback, with the zone that a test gives it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from dnslib import QTYPE, RCODE, RR
from dnslib.server import BaseResolver, DNSHandler, DNSServer

from advisorypress.doctor.dns import Dns
from tests.notify.postfix import free_port

SILENT = "SILENT"
BROKEN = "BROKEN"


@dataclass(frozen=True, slots=True)
class NameServer:
    """
    A running server; `at` is what `--dns` takes.
    """

    at: str

    @property
    def dns(self) -> Dns:
        """
        The door, asking this server.
        """
        return Dns(self.at)


class _Quiet:
    def __getattr__(self, name: str) -> object:
        return lambda *_: None


class _Zone(BaseResolver):
    def __init__(self, zone: Mapping[str, str]) -> None:
        self.zone = {name.lower().rstrip("."): text for name, text in zone.items()}

    def resolve(self, request: object, handler: DNSHandler) -> object:
        name = str(request.q.qname).lower().rstrip(".")  # type: ignore[attr-defined]
        reply = request.reply()  # type: ignore[attr-defined]
        text = self.zone.get(name)
        if text == SILENT:
            time.sleep(8)
        if text == BROKEN:
            reply.header.rcode = RCODE.SERVFAIL
            return reply
        if text is None:
            reply.header.rcode = RCODE.NXDOMAIN
            return reply
        wanted = QTYPE[request.q.qtype]  # type: ignore[attr-defined]
        for line in filter(None, (line.strip() for line in text.splitlines())):
            if line.split(" ", 1)[0] == wanted:
                reply.add_answer(*RR.fromZone(f"{name}. 60 IN {line}"))
        return reply


@contextmanager
def a_name_server(zone: Mapping[str, str]) -> Iterator[NameServer]:
    """
    A server of *zone*: under each name lines like `TXT "v=spf1 -all"`, or `SILENT`, or `BROKEN`.
    """
    port = free_port()
    servers = [
        DNSServer(_Zone(zone), address="127.0.0.1", port=port, tcp=tcp, logger=_Quiet()) for tcp in (False, True)
    ]
    for server in servers:
        # dnslib's own thread would look half a second long whether it is to end.
        threading.Thread(target=server.server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield NameServer(f"127.0.0.1:{port}")
    finally:
        for server in servers:
            server.server.shutdown()
            server.server.server_close()
