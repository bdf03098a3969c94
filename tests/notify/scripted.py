"""
A mail server on the loopback that does what a test tells it to, right or wrong.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

CUT = b""
"""
An answer that is none: the connection is closed instead.
"""
SILENCE = b"\0silence"
"""
An answer that never comes.
"""

RIGHT = {
    "greeting": b"220 mx.cert.example ESMTP\r\n",
    "EHLO": b"250-mx.cert.example\r\n250 8BITMIME\r\n",
    "HELO": b"250 mx.cert.example\r\n",
    "STARTTLS": b"220 go ahead\r\n",
    "AUTH": b"235 2.7.0 welcome\r\n",
    "MAIL": b"250 2.1.0 ok\r\n",
    "RCPT": b"250 2.1.5 ok\r\n",
    "DATA": b"354 go on\r\n",
    "text": b"250 2.0.0 queued\r\n",
    "RSET": b"250 2.0.0 ok\r\n",
    "QUIT": b"221 2.0.0 bye\r\n",
}


@dataclass(slots=True)
class Scripted:
    """
    Answers every connection by *answers*, which change the right ones: `"RCPT": b"550 no\\r\\n"`, a list for one after
    another. Everything that was said to it is in *heard*, every text that it accepted in *texts*; it listens on *port*.
    """

    answers: Mapping[str, bytes | list[bytes]]
    context: ssl.SSLContext | None = None
    implicit: bool = False
    heard: list[str] = field(default_factory=list)
    texts: list[bytes] = field(default_factory=list)
    # When each of them was accepted, in seconds of the monotonic clock.
    times: list[float] = field(default_factory=list)
    # Whether replies go out one octet at a time.
    by_octets: bool = False
    port: int = 0
    _listener: socket.socket = field(init=False)
    _stopped: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread = field(init=False)
    _used: dict[str, int] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        # A connection of our own wakes the listener, which closing does not.
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            pass
        self._thread.join(10)
        self._listener.close()
        assert not self._thread.is_alive()

    @property
    def verbs(self) -> list[str]:
        """
        The commands it heard, without what followed them.
        """
        return [line.split(" ", 1)[0].upper() for line in self.heard]

    def _serve(self) -> None:
        while not self._stopped.is_set():
            connection, _ = self._listener.accept()
            if self._stopped.is_set():
                connection.close()
                return
            connection.settimeout(10)
            threading.Thread(target=self._attend, args=(connection,), daemon=True).start()

    def _attend(self, connection: socket.socket) -> None:
        with suppress(OSError, EOFError), _closing(connection):
            self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        if self.implicit and self.context:
            connection = self.context.wrap_socket(connection, server_side=True)
        lines = _lines(connection)
        self._say(connection, "greeting")
        while True:
            line = next(lines).decode("utf-8", "replace")
            self.heard.append(line)
            verb = line.split(" ", 1)[0].upper()
            self._say(connection, verb)
            if verb == "STARTTLS" and self.context and self._last(verb).startswith(b"220"):
                connection = self.context.wrap_socket(connection, server_side=True)
                lines = _lines(connection)
            if verb == "DATA" and self._last(verb).startswith(b"354"):
                text = []
                while (part := next(lines)) != b".":
                    text.append(part)
                self._say(connection, "text")
                if self._last("text").startswith(b"2"):
                    self.texts.append(b"\r\n".join([*text, b""]))
                    self.times.append(time.monotonic())
            if verb == "QUIT":
                return

    def _say(self, connection: socket.socket, step: str) -> None:
        self._used[step] = self._used.get(step, 0) + 1
        answer = self._last(step)
        if answer == SILENCE:
            self._stopped.wait(10)
        if answer in (CUT, SILENCE):
            raise EOFError
        if not self.by_octets:
            connection.sendall(answer)
            return
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for octet in answer:
            connection.sendall(bytes([octet]))

    def _last(self, step: str) -> bytes:
        answer = self.answers.get(step, RIGHT.get(step, b"500 5.5.1 what\r\n"))
        if isinstance(answer, bytes):
            return answer
        return answer[min(self._used[step], len(answer)) - 1]


def _lines(connection: socket.socket) -> Iterator[bytes]:
    """
    The lines that come in, read octet by octet so that nothing of a handshake is taken away.
    """
    while True:
        line = b""
        while not line.endswith(b"\r\n"):
            octet = connection.recv(1)
            if not octet:
                raise EOFError
            line += octet
        yield line[:-2]


@contextmanager
def _closing(connection: socket.socket) -> Iterator[None]:
    try:
        yield
    finally:
        connection.close()
