"""
`press serve` and `mkdocs serve` as an editor starts them.
"""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from mkdocs.livereload import LiveReloadServer

from advisorypress.engine.serving import POLICY
from tests.engine.conftest import SETTINGS, page
from tests.examples import CHINESE_PATH, ID, PATH, advisory_file, chinese_file, front_matter, write_repository

CEILING = 10.0
FILES = {
    PATH: advisory_file(languages=None),
    CHINESE_PATH: chinese_file(),
    "advisories/2026/draft-new-flaw.en.md": advisory_file(id="draft", status="draft", title="New Flaw"),
    "content/about/index.en.md": page(body="See [the guides](/guides/).\n"),
}


@dataclass
class Served:
    """
    A running server, and the folder that its temporary files are in.
    """

    root: Path
    port: int
    process: subprocess.Popen[str]
    temporary: Path
    log: Path

    def get(self, path: str, timeout: float = CEILING) -> tuple[int, str, dict[str, str]]:
        """
        The status, text and headers of what stands at *path*.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", f"/{path}")
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), dict(answer.getheaders())
        finally:
            connection.close()

    def wait(self, path: str, says: str) -> float:
        """
        Seconds until *path* says *says*.
        """
        started = time.monotonic()
        while time.monotonic() - started < CEILING:
            if says in self.get(path)[1]:
                return time.monotonic() - started
            time.sleep(0.02)
        raise AssertionError(f"{path} did not say {says!r} in {CEILING:.0f} s; the log: {self.log.read_text()}")


Start = Callable[..., Served]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """
    Starts a server by its command line.
    """
    started: list[Served] = []
    # A shell that runs the tests in the background has them ignore Ctrl-C, and a program inherits that; a person's does not.
    ours = signal.signal(signal.SIGINT, signal.default_int_handler)

    def start_it(*command: str, settings: str = SETTINGS) -> Served:
        root = write_repository(tmp_path / "repository", FILES, settings=settings)
        temporary = tmp_path / "temporary"
        temporary.mkdir()
        port = _free_port()
        log = tmp_path / "log.txt"
        words = [word.replace("PORT", str(port)) for word in command]
        environment = {**os.environ, "TMPDIR": str(temporary)}
        with log.open("w") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", *words], cwd=root, env=environment, stdout=file, stderr=file, text=True
            )
        served = Served(root, port, process, temporary, log)
        started.append(served)
        _wait_until_open(served)
        return served

    yield start_it
    signal.signal(signal.SIGINT, ours)
    for served in started:
        served.process.kill()
        served.process.wait()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_until_open(served: Served) -> None:
    for _ in range(300):
        if served.process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", served.port)).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the server did not start: {served.log.read_text()}")


PRESS = ("advisorypress", "serve", "--port", "PORT")
MKDOCS_SERVE = ("mkdocs", "serve", "--dev-addr", "127.0.0.1:PORT")


def test_editor_sees_an_edit_at_once(start: Start, record_property: Callable[[str, object], None]):
    """
    An advisory, its translation, a mistake and its mending, a draft, a new file, and a hand-written page.
    """
    served = start(*PRESS)
    page_of = f"advisories/{ID}/"
    status, text, headers = served.get(page_of)
    assert 200 == status
    assert "FortiOS Remote Code Execution Vulnerability" in text
    assert POLICY == headers["Content-Security-Policy"]
    assert "Preview. Not published." in served.get("advisories/draft-new-flaw/")[1]

    (served.root / PATH).write_text(advisory_file(title="An Edited Title", languages=None))
    seconds = served.wait(page_of, "An Edited Title")
    record_property("edit_to_page_seconds", seconds)
    assert "An Edited Title" in served.get("advisories/")[1], "the list shows it, too"

    (served.root / CHINESE_PATH).write_text(chinese_file(title="經修改的標題"))
    served.wait(f"zh-hant/{page_of}", "經修改的標題")

    (served.root / PATH).write_text(advisory_file(severity="huge", languages=None))
    served.wait(page_of, "This file has mistakes")
    assert "New Flaw" in served.get("advisories/draft-new-flaw/")[1]
    saved = served.root / "saved.md"
    saved.write_text(advisory_file(title="A Mended Title", languages=None))
    saved.replace(served.root / PATH)  # as many editors save
    served.wait(page_of, "A Mended Title")

    (served.root / "advisories/2026/SA-2026-0150.en.md").write_text(
        advisory_file(id="SA-2026-0150", title="A New File")
    )
    served.wait("advisories/SA-2026-0150/", "A New File")

    digest = served.root / "bulletins/2026/2026-11-first.en.md"
    digest.parent.mkdir(parents=True)  # a folder that was not there when the server started
    time.sleep(0.3)
    head = {"period": "2026-11-first", "published": "2026-11-16T09:00:00+08:00", "intro": "A Quiet Half-Month."}
    digest.write_text(front_matter(head))
    served.wait("digests/2026-11-first/", "A Quiet Half-Month.")

    shutil.rmtree(served.root / "bulletins")
    time.sleep(0.3)
    digest.parent.mkdir(parents=True)
    time.sleep(0.3)
    digest.write_text(front_matter({**head, "intro": "Back Again."}))
    served.wait("digests/2026-11-first/", "Back Again.")

    (served.root / "content/about/index.en.md").write_text(page("About Something Else"))
    served.wait("about/", "About Something Else")
    assert "not-in-vocabulary" in served.log.read_text(), "the terminal says what is wrong"
    assert "Traceback" not in served.log.read_text()


def test_browser_is_told_to_load_again(start: Start):
    served = start(*PRESS)
    text = served.get(f"advisories/{ID}/")[1]
    assert '<script src="/press-reload.js" data-epoch="' in text
    epoch = int(text.partition('data-epoch="')[2].partition('"')[0])
    assert "/livereload/" in served.get("press-reload.js")[1]

    (served.root / PATH).write_text(advisory_file(title="An Edited Title", languages=None))
    status, newest, _ = served.get(f"livereload/{epoch}/1")

    assert 200 == status
    assert int(newest) > epoch
    assert "An Edited Title" in served.get(f"advisories/{ID}/")[1]


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("command", [PRESS, MKDOCS_SERVE], ids=["press", "mkdocs"])
def test_stopped_server_leaves_nothing_behind(start: Start, command: tuple[str, ...], end: signal.Signals):
    served = start(*command)
    assert list(served.temporary.iterdir()), "it works in a temporary folder"

    served.process.send_signal(end)
    served.process.wait(CEILING)

    assert [] == list(served.temporary.iterdir())
    # mkdocs' own thread complains when its server is closed before the thread has begun to serve; ours must not.
    assert command is not PRESS or 0 == served.process.returncode
    assert command is not PRESS or "Traceback" not in served.log.read_text()


def test_mkdocs_serve_shows_the_records_too(start: Start):
    served = start(*MKDOCS_SERVE)

    assert "FortiOS Remote Code Execution Vulnerability" in served.get(f"advisories/{ID}/")[1]
    assert "FortiOS 遠端執行程式碼漏洞" in served.get(f"zh-hant/advisories/{ID}/")[1]
    assert "About us" in served.get("about/")[1]
    assert not list(served.root.rglob("advisories/**/*.html")), "nothing is written beside the sources"
    (served.root / PATH).write_text(advisory_file(title="An Edited Title", languages=None))
    served.wait(f"advisories/{ID}/", "An Edited Title")


@pytest.mark.full
def test_broken_settings_leave_the_server_running(start: Start):
    served = start(*PRESS)
    (served.root / "mkdocs.yml").write_text("site_name: [\n")
    time.sleep(0.5)

    assert 200 == served.get(f"advisories/{ID}/")[0]
    (served.root / "mkdocs.yml").write_text(SETTINGS.replace("ExampleCERT", "Another"))
    served.wait("about/", ">Another<")
    assert "Traceback" not in served.log.read_text()


def test_unknown_and_unfinished_addresses(start: Start):
    served = start(*PRESS)

    status, text, _ = served.get("nothing/at/all/")
    assert 404 == status
    assert "Traceback" not in text
    status, _, headers = served.get("advisories")
    assert 302 == status
    assert "/advisories/" == headers["Location"]
    assert 404 == served.get("..%2f..%2fmkdocs.yml")[0]


def test_taken_port_is_told_in_a_line(tmp_path: Path):
    root = write_repository(tmp_path, FILES, settings=SETTINGS)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "advisorypress", "serve", "--port", str(port)],
            cwd=root,
            capture_output=True,
            text=True,
            timeout=60,
        )

    assert 3 == done.returncode
    assert f"try --port {port + 1}" in done.stderr
    assert "Traceback" not in done.stderr


def test_names_of_mkdocs_server_that_we_lean_on_exist():
    """
    They are its own and may go with any release: then this says so before an editor does.
    """
    server = LiveReloadServer(lambda: None, "127.0.0.1", 0, tempfile.gettempdir())
    try:
        for name in (
            "_epoch_cond",
            "_rebuild_cond",
            "_visible_epoch",
            "_want_rebuild",
            "_wanted_epoch",
            "_watched_paths",
            "builder",
            "mount_path",
            "root",
            "serve_request",
        ):
            assert hasattr(server, name), name
    finally:
        server.server_close()
