"""
The endpoint as it is shipped: uvicorn, our nginx block in front of it, and a client on the loopback.
"""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from advisorypress.endpoint.spool import CURRENT, requests
from advisorypress.tokens import Purpose, TokenKeys
from tests.examples import ROOT
from tests.nginx import running_nginx
from tests.notify.postfix import free_port

TOKEN = TokenKeys({1: b"k" * 32}).issue(Purpose.UNSUBSCRIBE, b"12345678")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Served:
    """
    A running endpoint: its *port* behind nginx, the spool, the process of uvicorn.
    """

    port: int
    spool: Path
    folder: Path
    uvicorn: subprocess.Popen[bytes]

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(method, path, body.encode(), {**FORM, **headers})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer

    def taken_down(self) -> list[str]:
        path = self.spool / CURRENT
        return [request.do for request in requests(path) if request is not None] if path.exists() else []


def start_uvicorn(spool: Path, port: int) -> subprocess.Popen[bytes]:
    service = (ROOT / "docs/deploy/press-endpoint.service").read_text("utf-8").replace("\\\n", " ")
    [words] = re.findall(r"^ExecStart=\S+/uvicorn (.*)$", service, re.MULTILINE)
    return subprocess.Popen(
        [sys.executable, "-m", "uvicorn", *words.replace("8025", str(port)).split()],
        env={**os.environ, "PRESS_SPOOL": str(spool), "PYTHONPATH": str(ROOT / "scripts")},
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """
    uvicorn as the systemd unit starts it, nginx with the block as it is shipped; only the ports are ours.
    """
    behind = free_port()
    block = (ROOT / "docs/deploy/press-endpoint.nginx.conf").read_text("utf-8")
    [zone] = re.findall(r"^#\s+(limit_req_zone .*;)$", block, re.MULTILINE)
    spool = tmp_path / "spool"
    spool.mkdir()
    uvicorn = start_uvicorn(spool, behind)
    try:
        with running_nginx(tmp_path, block.replace(":8025", f":{behind}"), zone) as port:
            one = Served(port, spool, tmp_path, uvicorn)
            end = time.monotonic() + PATIENCE
            while one.ask("GET", f"/u/{TOKEN}").status != 200 and time.monotonic() < end:
                time.sleep(0.05)
            yield one
    finally:
        uvicorn.kill()
        uvicorn.communicate()


@pytest.mark.needs("nginx")
def test_one_click_through_nginx(served: Served) -> None:
    """
    GET changes nothing; POST is taken down, answered without a redirect, and survives the end of uvicorn by SIGKILL; no
    token stands in nginx's log.
    """
    assert (200, 200) == (served.ask("GET", f"/u/{TOKEN}").status, served.ask("HEAD", f"/u/{TOKEN}").status)
    assert [] == served.taken_down()
    answer = served.ask("POST", f"/u/{TOKEN}", "List-Unsubscribe=One-Click")
    os.kill(served.uvicorn.pid, signal.SIGKILL)

    assert (200, None, None) == (answer.status, answer.getheader("Location"), answer.getheader("Set-Cookie"))
    assert ["unsubscribe"] == served.taken_down()
    assert TOKEN not in (served.folder / "access.log").read_text("utf-8")


@pytest.mark.needs("nginx")
def test_forms_are_limited_by_the_real_client(served: Served) -> None:
    """
    What a client writes into X-Forwarded-For does not make it another one.
    """
    body = urlencode({"address": "reader@example.com"})
    answers = [
        served.ask("POST", "/subscribe", body, **{"X-Forwarded-For": f"192.0.2.{number}"}).status for number in range(7)
    ]

    assert [200] * 5 + [429] * 2 == answers
    assert ["subscribe"] * 5 == served.taken_down()


@pytest.mark.needs("nginx")
def test_too_much_ends_at_nginx(served: Served) -> None:
    """
    A large body is refused and not taken down.
    """
    assert 413 == served.ask("POST", f"/u/{TOKEN}", "x" * 20_000).status
    assert [] == served.taken_down()


def test_without_a_spool_it_says_so() -> None:
    """
    One line, no traceback.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PRESS_SPOOL"}
    done = subprocess.run(
        [sys.executable, "-c", "import advisorypress.endpoint.app"],
        env={**environment, "PYTHONPATH": str(ROOT / "scripts")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (1, "PRESS_SPOOL is not set: name the folder that requests are written to\n") == (
        done.returncode,
        done.stderr,
    )


def test_it_needs_starlette_and_uvicorn_only(tmp_path: Path) -> None:
    """
    Of what is installed it loads Starlette and what that loads; no store, no command line, no keys.
    """
    code = (
        "import sys, advisorypress.endpoint.app; "
        "print(*sorted({name.split('.')[0] for name in sys.modules} - set(sys.stdlib_module_names)))"
    )
    said = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT / "scripts"), "PRESS_SPOOL": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    assert {"advisorypress", "starlette"} <= set(said)
    assert not {"sqlalchemy", "click", "jinja2", "yaml", "mkdocs", "aiosmtplib", "cryptography"} & set(said)
