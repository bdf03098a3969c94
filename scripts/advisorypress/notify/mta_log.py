"""
What Postfix's log says about a message: whether it was taken in, surely was not, or cannot be said yet.

    smtpd    connect from localhost[127.0.0.1]:44612
    smtpd    4cZ1X2abcz: client=localhost[127.0.0.1]:44612
    cleanup  4cZ1X2abcz: message-id=<m1….digest-2026-11-first@mail.cert.example>      (its header has been read)
    qmgr     4cZ1X2abcz: from=<…>, size=…, nrcpt=1 (queue active)                     (it is in the queue: taken in)
    smtpd    lost connection after DATA (8192 bytes) from localhost[127.0.0.1]:44612  (cut in the text: not taken in)
    smtpd    disconnect from localhost[127.0.0.1]:44612 …

Queue ids must be long (`enable_long_queue_ids = yes`): short ones are used again within minutes, as postsuper(1) says, and
one message would be taken for another. `smtpd_client_port_logging = yes` tells our connections apart (mail.md 4.4).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from enum import StrEnum
from pathlib import Path

from advisorypress.errors import SourceUnavailable

_LINE = re.compile(
    r"(?P<daemon>smtpd|cleanup|qmgr)\[\d+\]: (?:(?P<id>[0-9A-Za-z]{6,32}): )?"
    r"(?:client=\S*\](?::(?P<client>\d+))?"
    r"|message-id=(?P<message><[^>]*>)"
    r"|(?P<from>from=<)"
    r"|(?P<taken>removed)"
    r"|(?:lost connection|timeout) after DATA \((?P<octets>\d+) bytes\) from \S*\](?::(?P<cut>\d+))?"
    r"|connect from \S*\](?::(?P<opened>\d+))?"
    r"|disconnect from \S*\](?::(?P<closed>\d+))?)"
)
_LONG_ID = re.compile(r"[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]{10,}z[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-y]+")


class Verdict(StrEnum):
    """
    What became of one message.
    """

    TAKEN = "taken"
    NOT_TAKEN = "not taken"
    OPEN = "open"


class MtaLog:
    """
    The lines about the messages with *wanted* Message-IDs in the file at *path*; `read` takes in what is new in it.
    """

    def __init__(self, path: Path, wanted: Collection[str]) -> None:
        self._path = path
        self._wanted = frozenset(wanted)
        self._at = 0
        self._rest = b""
        self._ids: defaultdict[str, set[str]] = defaultdict(set)
        self._known: set[str] = set()
        self._taken: set[str] = set()
        self._cut: set[str] = set()
        # By port of ours: the queue id that its connection works at, and whether the connection is open.
        self._current: dict[int, str] = {}
        self._is_open: dict[int, bool] = {}
        self.has_short_ids = False
        self.has_ports = False

    def read(self) -> None:
        """
        Takes in what was written since the last time. Raises `SourceUnavailable` when the file cannot be read.
        """
        try:
            with self._path.open("rb") as file:
                if self._at > file.seek(0, 2):
                    # It was cut or begun anew by whatever rotates logs.
                    self._at, self._rest = 0, b""
                file.seek(self._at)
                while block := file.read(1 << 20):
                    self._at += len(block)
                    *lines, self._rest = (self._rest + block).split(b"\n")
                    self.take(line.decode("utf-8", "replace") for line in lines)
        except OSError as error:
            raise SourceUnavailable(f"the mail server's log {self._path} cannot be read: {error.strerror}") from None

    def take(self, lines: Iterable[str]) -> None:
        """
        Takes in *lines*, in the order in which they were logged.
        """
        for line in lines:
            match = _LINE.search(line)
            if match is not None:
                self._take(match)

    def _take(self, match: re.Match[str]) -> None:
        number = match["id"]
        if match["message"] is not None and number:
            if match["message"] in self._wanted:
                self._ids[match["message"]].add(number)
                self._known.add(number)
                self.has_short_ids |= _LONG_ID.fullmatch(number) is None
        elif match["from"] is not None or match["taken"] is not None:
            if number in self._known:
                self._taken.add(number)
        elif match["client"] is not None and number:
            self.has_ports = True
            self._current[int(match["client"])] = number
        elif match["cut"] is not None:
            port = int(match["cut"])
            if int(match["octets"]) and port in self._current:
                self._cut.add(self._current[port])
        elif match["opened"] is not None:
            self._is_open[int(match["opened"])] = True
            self._current.pop(int(match["opened"]), None)
        elif match["closed"] is not None:
            self._is_open[int(match["closed"])] = False

    def verdict(self, message_id: str, port: int, *, is_late: bool) -> Verdict:
        """
        What became of the message that was to leave by our *port* (0 when unknown).

        *is_late* says that the server has had its time: then a message of which there is no trace was not taken, even when
        the end of its connection was not seen.
        """
        numbers = self._ids.get(message_id, set())
        if numbers & self._taken:
            return Verdict.TAKEN
        if numbers - self._cut:
            # Its header was read and nothing says that it was cut: the queue manager may not have come to it yet.
            return Verdict.OPEN
        is_over = port in self._is_open and not self._is_open[port]
        return Verdict.NOT_TAKEN if is_over or is_late else Verdict.OPEN
