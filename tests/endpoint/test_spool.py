"""
The spool loses nothing (mail.md 25).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from advisorypress.endpoint.spool import CURRENT, Spool, requests
from tests.examples import ROOT

WRITER = """
import sys
from pathlib import Path
from advisorypress.endpoint.spool import Spool
spool = Spool(Path(sys.argv[1]))
for number in range(int(sys.argv[3])):
    spool.append("unsubscribe", number, token=f"{sys.argv[2]}-{number}")
    print(f"{sys.argv[2]}-{number}", flush=True)
"""


def a_writer(folder: Path, name: str, count: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), name, str(count)],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "scripts")},
    )


def read_all(spool: Spool) -> list[str]:
    found = []
    for path in spool.take():
        found += [request.text("token") for request in requests(path) if request is not None]
        path.unlink()
    return found


def test_what_was_answered_survives_a_kill(tmp_path: Path) -> None:
    """
    A writer killed with SIGKILL at any moment has every line on disk that it had told of.
    """
    writer = a_writer(tmp_path, "a", 100_000)
    assert writer.stdout is not None
    told = [writer.stdout.readline().decode().strip() for _ in range(30)]
    writer.send_signal(signal.SIGKILL)
    told += [line.decode().strip() for line in writer.stdout.read().splitlines(keepends=True) if line.endswith(b"\n")]
    writer.wait()

    assert told == read_all(Spool(tmp_path))[: len(told)]


def test_no_line_is_lost_between_writers_and_reader(tmp_path: Path) -> None:
    """
    Three writers and a reader that takes the file away all the time: every line is read once, each writer's in order.
    """
    spool = Spool(tmp_path)
    writers = [a_writer(tmp_path, name, 150) for name in "abc"]
    drains = [threading.Thread(target=writer.communicate) for writer in writers]
    for drain in drains:
        drain.start()
    found: list[str] = []
    while any(drain.is_alive() for drain in drains):
        found += read_all(spool)
    found += read_all(spool)

    assert [f"{name}-{number}" for name in "abc" for number in range(150)] == sorted(
        found, key=lambda token: (token[0], int(token[2:]))
    )


def test_a_torn_line_takes_no_other_with_it(tmp_path: Path) -> None:
    """
    What a full disk cut short is skipped, and the next line stands.
    """
    spool = Spool(tmp_path)
    spool.append("unsubscribe", 1, token="first")
    with (tmp_path / CURRENT).open("ab") as file:
        file.write(b'\n{"at":2,"do":"unsub')
    spool.append("unsubscribe", 3, token="third")

    [path] = spool.take()
    assert ["first", None, "third"] == [request and request.text("token") for request in requests(path)]


def test_lines_that_are_not_ours_are_skipped(tmp_path: Path) -> None:
    """
    Whatever else stands in the file is no request and no trouble.
    """
    (tmp_path / CURRENT).write_bytes(
        b'\n[]\n{"do":1,"at":1}\n{"do":"x","at":"1"}\n{"do":"x","at":true}\n' + b"[" * 9_000 + b"\n\xff\xfe\n\n{}\n"
    )

    [path] = Spool(tmp_path).take()
    assert {None} == set(requests(path))


def test_what_was_taken_and_not_finished_comes_again(tmp_path: Path) -> None:
    """
    A reader that is killed after the rename leaves a file that the next reader gets first.
    """
    spool = Spool(tmp_path)
    spool.append("unsubscribe", 1, token="first")
    spool.take()
    spool.append("unsubscribe", 2, token="second")

    assert ["first", "second"] == read_all(spool)
    assert ([], ()) == (list(tmp_path.iterdir()), spool.take())


def test_no_stranger_reads_addresses(tmp_path: Path) -> None:
    """
    The file is for its user and group only.
    """
    Spool(tmp_path).append("subscribe", 1, address="reader@example.com")

    assert 0 == (tmp_path / CURRENT).stat().st_mode & 0o007
