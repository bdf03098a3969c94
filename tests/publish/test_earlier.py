"""
Getting an earlier manifest: from a file, and from servers that are slow, wrong or hostile.
"""

from __future__ import annotations

import http.server
import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from advisorypress.errors import PublishError, UsageError
from advisorypress.publish import fetch as fetching
from advisorypress.publish.earlier import open_earlier
from advisorypress.publish.fetch import fetch
from tests.examples import the_settings
from tests.publish.conftest import FIRST, with_manifest, write_site

MANIFEST = with_manifest(FIRST)["manifest.json"]
Answer = Callable[[http.server.BaseHTTPRequestHandler], None]


class Server(http.server.ThreadingHTTPServer):
    """
    A server on the loopback that answers each path as it was told to.
    """

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        super().__init__(("127.0.0.1", 0), _Handler)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Server)
        self.server.answers.get(self.path, status(404))(self)

    def log_message(self, format: str, *arguments: object) -> None:
        pass


def body(data: bytes) -> Answer:
    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(data)

    return answer


def status(code: int, location: str = "") -> Answer:
    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        if location:
            handler.send_header("Location", location)
        handler.end_headers()

    return answer


def dripping(handler: http.server.BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.02)
    except OSError:
        return  # who asked has gone


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


# -- Files ----------------------------------------------------------------------------------------


def test_file_folder_and_relative_path(tmp_path: Path):
    write_site(tmp_path / "site", FIRST)

    found = [
        open_earlier(given, the_settings(), tmp_path)
        for given in ("site", "site/manifest.json", str(tmp_path / "site"))
    ]

    assert [set(FIRST)] * 3 == [set(earlier.manifest.files) for earlier in found]


@pytest.mark.parametrize("given", ["nothing.json", "other.json", "", "a\0b"])
def test_file_that_is_none(tmp_path: Path, given: str):
    (tmp_path / "other.json").write_text('{"generator": "another"}')

    with pytest.raises(PublishError):
        open_earlier(given, the_settings(), tmp_path)


# -- The web --------------------------------------------------------------------------------------


def test_address_of_a_manifest_and_of_a_site(server: Server, tmp_path: Path):
    server.answers = {"/manifest.json": body(MANIFEST), "/www/manifest.json": body(MANIFEST)}
    settings = the_settings(site_url=server.url("/www/"))

    for given in (server.url("/manifest.json"), server.url("/www/"), "live"):
        assert set(FIRST) == set(open_earlier(given, settings, tmp_path).manifest.files)


@pytest.mark.parametrize(
    "url",
    [
        "http://www.cert.example/manifest.json",
        "http://127.0.0.1.cert.example/manifest.json",
        "http://localhost@www.cert.example/manifest.json",
        "ftp://127.0.0.1/manifest.json",
        "file:///etc/passwd",
        "data://text/plain,a",
        "https://",
        "https://editor:secret@www.cert.example/",
        "https://[::1/manifest.json",
    ],
)
def test_only_https_and_this_machine(url: str, tmp_path: Path):
    with pytest.raises(UsageError, match="https only") as caught:
        open_earlier(url, the_settings(), tmp_path)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (status(404), "404"),
        (status(500), "500"),
        (status(302, "http://www.cert.example/manifest.json"), "leads to http://www.cert.example"),
        (status(302, "file:///etc/passwd"), "not allowed"),
        (status(302, "ftp://127.0.0.1/manifest.json"), "leads to ftp"),
        (status(302, "/manifest.json"), "redirect"),
        (body(b"<!doctype html><title>Log in</title>"), "not the press's"),
        (body(json.dumps({"generator": "advisorypress", "manifest_version": 9}).encode()), "version 9"),
        (body(b'{"generator": "advisorypress", "files": ' + b"[" * 100_000), "not the press's"),
        (body(MANIFEST.replace(b"old/page/index.html", b"../../etc/passwd")), "not the press's|cannot be called"),
    ],
)
def test_answer_that_is_no_manifest(server: Server, tmp_path: Path, answer: Answer, reason: str):
    server.answers = {"/manifest.json": answer}

    with pytest.raises(PublishError, match=reason):
        open_earlier(server.url("/manifest.json"), the_settings(), tmp_path)


def test_redirect_on_this_machine_is_followed(server: Server):
    server.answers = {"/old": status(301, server.url("/new")), "/new": body(b"here")}

    assert b"here" == fetch(server.url("/old"), 100)


def test_no_more_is_taken_than_was_said(server: Server):
    server.answers = {"/": body(b"x" * 1025)}

    assert 1025 == len(fetch(server.url("/"), 1025))
    with pytest.raises(PublishError, match="longer than"):
        fetch(server.url("/"), 1024)


def test_server_that_drips_is_left(server: Server, monkeypatch: pytest.MonkeyPatch):
    server.answers = {"/": dripping}
    monkeypatch.setattr(fetching, "_LONGEST", 0.3)

    begun = time.monotonic()
    with pytest.raises(PublishError, match="too long"):
        fetch(server.url("/"), 10_000)

    assert time.monotonic() - begun < 5


def test_server_that_is_silent_is_left(server: Server, monkeypatch: pytest.MonkeyPatch):
    server.answers = {"/": lambda _: time.sleep(2)}
    monkeypatch.setattr(fetching, "_SILENCE", 0.2)

    with pytest.raises(PublishError, match="timed out"):
        fetch(server.url("/"), 100)


def test_nobody_answers(tmp_path: Path):
    """
    A door that nobody opens, and a name that does not exist.
    """
    with pytest.raises(PublishError, match="refused"):
        fetch("http://127.0.0.1:9/", 100)
    with pytest.raises(PublishError):
        open_earlier("https://nowhere.invalid/manifest.json", the_settings(), tmp_path)
