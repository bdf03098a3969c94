"""
A gateway on the loopback: it takes texts as Apprise's `json://` sends them, keeps them, and answers as it is told.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PASSWORD = "s3cr3t-of-the-gateway"


@dataclass(slots=True)
class Gateway:
    """
    *answers* are taken one after another, the last for ever: a status, `hang` (takes the text and never answers), `cut`
    (takes it and closes), `early` (closes before the text), `drip` (answers a byte now and then).
    """

    answers: deque[int | str] = field(default_factory=lambda: deque([200]))
    texts: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    port: int = 0
    server: ThreadingHTTPServer | None = None
    hold: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str = "texts") -> str:
        """
        Its Apprise URL, with a password.
        """
        return f"json://press:{PASSWORD}@127.0.0.1:{self.port}/{path}"

    def __enter__(self) -> Gateway:
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                answer = gateway.answers.popleft() if len(gateway.answers) > 1 else gateway.answers[0]
                if answer == "early":
                    self._cut()
                    return
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                gateway.texts.append(body["message"])
                gateway.paths.append(self.path)
                if answer == "hang":
                    gateway.hold.wait(30)
                elif answer == "cut":
                    self._cut()
                elif answer == "drip":
                    self._drip()
                else:
                    self.send_response(int(answer))
                    if answer in (301, 302, 307):
                        self.send_header("Location", f"http://127.0.0.1:{gateway.port}/elsewhere")
                    self.send_header("Content-Length", "0")
                    self.end_headers()

            do_GET = do_POST  # noqa: N815

            def _cut(self) -> None:
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True

            def _drip(self) -> None:
                try:
                    self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                    while not gateway.hold.wait(0.05):
                        self.wfile.write(b"X-More: x\r\n")
                        time.sleep(0.02)
                except OSError:
                    pass

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.hold.set()
        assert self.server is not None
        self.server.shutdown()
        self.server.server_close()


def closed_port() -> int:
    """
    A port of the loopback on which nothing listens.
    """
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
