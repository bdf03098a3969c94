"""
The one click from end to end: the real endpoint under uvicorn with TLS, and endpoints that do it wrong.
"""

from __future__ import annotations

import os
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from advisorypress.doctor.diagnosis import Verdict
from advisorypress.doctor.one_click import one_click
from advisorypress.endpoint.spool import CURRENT, Spool, requests
from advisorypress.tokens import Purpose, TokenKeys
from tests.examples import ROOT
from tests.notify.postfix import Certificate, free_port, make_certificate

TOKEN = TokenKeys({1: b"k" * 32}).issue(Purpose.UNSUBSCRIBE, bytes(8))
PATIENCE = 20.0
NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"), "localhost")


def looked(endpoint: str, spool: Path | None) -> list[tuple[Verdict, str]]:
    return [(each.verdict, each.words) for each in one_click(endpoint, TOKEN, spool, NOW)]


@pytest.fixture
def endpoint(tmp_path: Path, certificate: Certificate) -> Iterator[tuple[str, Path]]:
    """
    Our endpoint by https, and its spool.
    """
    port, spool = free_port(), tmp_path / "spool"
    spool.mkdir()
    running = subprocess.Popen(
        [
            sys.executable, "-m", "uvicorn", "advisorypress.endpoint.app:app", "--host", "127.0.0.1", "--port", str(port),
            "--ssl-certfile", str(certificate.certificate), "--ssl-keyfile", str(certificate.key), "--log-level", "error",
        ],
        env={**os.environ, "PRESS_SPOOL": str(spool), "PYTHONPATH": str(ROOT / "scripts")},
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        end = time.monotonic() + PATIENCE
        context = ssl.create_default_context(cafile=str(certificate.certificate))
        while time.monotonic() < end:
            try:
                import http.client

                connection = http.client.HTTPSConnection("localhost", port, context=context, timeout=5)
                connection.request("HEAD", f"/u/{TOKEN}")
                connection.getresponse()
                break
            except OSError:
                time.sleep(0.05)
        yield f"https://localhost:{port}", spool
    finally:
        running.kill()
        running.wait(PATIENCE)


def test_our_endpoint(
    endpoint: tuple[str, Path], certificate: Certificate, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """
    Statement 25: both kinds of POST get 200, no redirect, no cookie, and stand in the spool; GET changes nothing.
    """
    url, spool = endpoint
    ((untrusted, words),) = looked(url, spool)
    assert (Verdict.FAIL, True) == (untrusted, "its certificate is not valid" in words)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.certificate))

    assert [
        (Verdict.PASS, "GET shows a page with a button and changes nothing"),
        (Verdict.PASS, "POST as a form: 200, no redirect, no cookie"),
        (Verdict.PASS, "POST in parts: 200, no redirect, no cookie"),
        (Verdict.PASS, "the clicks stand in the spool"),
    ] == looked(url, spool)
    taken = [request for request in requests(spool / CURRENT) if request is not None]
    assert ["unsubscribe"] * 2 == [request.do for request in taken]

    (elsewhere := tmp_path / "elsewhere").mkdir()
    assert (
        Verdict.FAIL,
        "the clicks were answered and are not in the spool: people would stay on the list",
    ) == looked(url, elsewhere)[-1]
    assert (Verdict.WARN, "whether clicks arrive in the spool is not known here") == looked(url, None)[-1]


@contextmanager
def an_endpoint(get: int, post: int, cookie: bool = False, spool: Path | None = None) -> Iterator[str]:
    """
    One that answers GET and POST as it is told; with *spool* also GET unsubscribes.
    """

    class Handler(BaseHTTPRequestHandler):
        def _answer(self, status: int) -> None:
            self.send_response(status)
            if status in (301, 307):
                self.send_header("Location", f"{self.path}/")
            if cookie:
                self.send_header("Set-Cookie", "seen=1")
            body = b'<form method="post"><button>Leave</button></form>'
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            if spool is not None:
                Spool(spool).append("unsubscribe", 1, token=self.path.rpartition("/")[2])
            self._answer(get)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self._answer(post)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("get", "post", "cookie", "wrong"),
    [
        (200, 307, False, ["POST as a form is redirected (HTTP 307)", "POST in parts is redirected (HTTP 307)"]),
        (
            200,
            405,
            False,
            ["POST as a form is answered HTTP 405, not 200", "POST in parts is answered HTTP 405, not 200"],
        ),
        (200, 200, True, ["POST as a form sets a cookie", "POST in parts sets a cookie"]),
        (404, 200, False, []),
    ],
)
def test_endpoints_that_do_it_wrong(get: int, post: int, cookie: bool, wrong: list[str]) -> None:
    """
    RFC 8058 section 3: no redirect, no cookie, and 200.
    """
    with an_endpoint(get, post, cookie) as url:
        found = looked(url, None)

    assert wrong == [words for verdict, words in found if verdict is Verdict.FAIL]
    assert (get != 200) == any("gives no page" in words for _, words in found)


def test_an_endpoint_that_unsubscribes_by_looking(tmp_path: Path) -> None:
    """
    Scanners of mail follow every link, and would take everybody off the list.
    """
    with an_endpoint(200, 200, spool=tmp_path) as url:
        assert "only looking at the address (GET) unsubscribes" in looked(url, tmp_path)[0][1]


def test_nobody_there() -> None:
    """
    What does not answer may answer tomorrow.
    """
    ((verdict, words),) = looked(f"https://127.0.0.1:{free_port()}", None)

    assert (Verdict.UNKNOWN, True) == (verdict, words.endswith("nothing listens there"))
