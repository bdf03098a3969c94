"""
Measures the press on made-up repositories and prints a table: nothing here passes or fails.

    scripts/bench [--records N ...]
    scripts/bench build     builds against Hugo and plain mkdocs-material: tests/bench/build.py
    scripts/bench mail      sending mail against smtp-source, smtp-sink and Postfix: tests/bench/mail.py
    scripts/bench pages     how fast a phone has a page, by Lighthouse: tests/bench/pages.py
    scripts/bench kills     a hundred senders killed at random moments: tests/bench/kills.py

For each size: `press check`, a cold build, a build of nothing new, a build after one edit, and in `press serve` the time from
saving an advisory to the first page that shows it, and the processor time that the server takes while nothing happens.
"""

from __future__ import annotations

import argparse
import importlib
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from tests.bench.corpus import write_corpus

IDLE = 5.0


def main() -> None:
    """
    Prints one row a size; the words `build`, `mail`, `kills` and `pages` name other measurements.
    """
    if sys.argv[1:2] in (["build"], ["mail"], ["kills"], ["pages"]):
        importlib.import_module(f"tests.bench.{sys.argv.pop(1)}").main()
        return
    parser = argparse.ArgumentParser(description="Measure check, build and serve on made-up repositories.")
    parser.add_argument("--records", type=int, nargs="+", default=[200, 1000], help="advisories, each in two languages")
    sizes = parser.parse_args().records
    columns = [
        "records x 2",
        "check s",
        "cold s",
        "no change s",
        "one edit s",
        "edit to page s",
        "idle % of a core",
        "peak MB",
    ]
    print("| " + " | ".join(columns) + " |\n|" + "---|" * len(columns))
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "repository"
            write_corpus(root, size)
            print("| " + " | ".join([f"{size:,}", *_row(root)]) + " |", flush=True)


def _row(root: Path) -> list[str]:
    edited = sorted(root.glob("advisories/*/*.en.md"))[len(list(root.glob("advisories/*/*.en.md"))) // 2]
    check = _timed(root, "check")
    cold = _timed(root, "build")
    same = _timed(root, "build")
    _retitle(edited, "Edited for the build")
    one = _timed(root, "build")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    shown, idle = _served(root, edited)
    return [f"{check:.2f}", f"{cold:.2f}", f"{same:.2f}", f"{one:.2f}", f"{shown:.2f}", f"{idle:.1f}", f"{peak:.0f}"]


def _timed(root: Path, *arguments: str) -> float:
    start = time.monotonic()
    subprocess.run([sys.executable, "-m", "advisorypress", *arguments], cwd=root, check=True, capture_output=True)
    return time.monotonic() - start


def _retitle(file: Path, title: str) -> None:
    lines = file.read_text(encoding="utf-8").split("\n")
    lines[2] = f"title: {title}"
    file.write_text("\n".join(lines), encoding="utf-8")


def _served(root: Path, edited: Path) -> tuple[float, float]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "advisorypress", "serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}/advisories/{edited.name.removesuffix('.en.md')}/"
    try:
        _wait_for(address, "<html", 300)
        before = _processor_time(server.pid)
        time.sleep(IDLE)
        idle = (_processor_time(server.pid) - before) / IDLE * 100
        start = time.monotonic()
        _retitle(edited, "Edited for the server")
        _wait_for(address, "Edited for the server", 60)
        return time.monotonic() - start, idle
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def _wait_for(address: str, text: str, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=seconds) as answer:
                if text in answer.read().decode():
                    return
        except OSError:
            pass
        time.sleep(0.02)
    raise TimeoutError(f"{address} did not show {text!r} in {seconds} s")


def _processor_time(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


if __name__ == "__main__":
    main()
