"""
A package index on the loopback, for the tests of the bootstrap: it serves the files given to it, and remembers what was asked.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

JSON = "application/vnd.pypi.simple.v1+json"


@dataclass(slots=True)
class PackageIndex:
    """
    What is served, and how; a test changes it while the server runs.
    """

    files: dict[str, bytes]
    as_json: bool = False
    login: str | None = None
    stall: str | None = None
    stalled: threading.Event = field(default_factory=threading.Event)
    asked: list[str] = field(default_factory=list)
    address: str = ""

    @property
    def url(self) -> str:
        """
        The address for PIP_INDEX_URL.
        """
        return f"http://{self.address}/simple"

    def page(self, project: str) -> tuple[str, bytes]:
        """
        The page of *project*: the files whose names begin with it.
        """
        names = [name for name in self.files if name.split("-")[0].replace("_", "-").lower() == project]
        if self.as_json:
            listed = [{"filename": name, "url": f"../../files/{name}", "hashes": {}} for name in names]
            document = {"meta": {"api-version": "1.0"}, "name": project, "files": listed}
            return JSON, json.dumps(document).encode()
        anchors = "".join(f'<a href="../../files/{name}">{name}</a>\n' for name in names)
        return "text/html", f"<!DOCTYPE html><html><body>{anchors}</body></html>".encode()


@contextmanager
def serving(files: Mapping[str, bytes]) -> Iterator[PackageIndex]:
    """
    Serve *files* until the block ends.
    """
    index = PackageIndex(dict(files))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            index.asked.append(self.path)
            if index.login and self.headers.get("Authorization") != _basic(index.login):
                self._answer(401, "text/plain", b"who are you?")
                return
            match unquote(self.path).strip("/").split("/"):
                case ["simple", project]:
                    self._answer(200, *index.page(project))
                case ["files", name] if name in index.files:
                    if index.stall and index.stall in name:
                        index.stalled.set()
                        threading.Event().wait(60)
                    self._answer(200, "application/octet-stream", index.files[name])
                case _:
                    self._answer(404, "text/plain", b"not here")

        def _answer(self, code: int, kind: str, content: bytes) -> None:
            self.send_response(code)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            # The one who asked may have been killed meanwhile: that is what a test is about.
            with suppress(ConnectionError):
                self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """
            Nothing: the test reads `asked`.
            """

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    index.address = f"127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield index
    finally:
        server.shutdown()
        server.server_close()


def _basic(login: str) -> str:
    return "Basic " + base64.b64encode(login.encode()).decode("ascii")


def read_files(folder: Path) -> dict[str, bytes]:
    """
    Every file of *folder*, to be served.
    """
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}
