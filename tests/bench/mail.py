"""
How fast mail is sent, as ratios to Postfix's `smtp-source -d -s 10` in the same round (mail.md 6).

    scripts/bench mail [--rounds N] [--messages N] [--recipients N] [--only sink|delay|postfix|dkim|memory|urgent|inbound ...]

Every message is 20 KB and personal; ours keeps its full ledger at `synchronous=FULL`. A round runs the senders one after
another against the same server, so what else the machine does meets them alike; the medians of the rounds are printed, with
the goal where there is one. All of it takes some five minutes; `--rounds 1 --messages 1000 --recipients 5000` half a minute.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import resource
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import dkim
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from sqlalchemy import func, select

from advisorypress.compose.slots import Slot
from advisorypress.notify.dkim import Signer
from advisorypress.store.campaigns import State, counts
from advisorypress.store.connect import Store, open_store
from advisorypress.store.subscriber_tables import SUBSCRIBER
from advisorypress.store.transactions import reading
from tests import tools
from tests.bench import inbound, urgent
from tests.notify import postfix
from tests.notify.sending import a_template
from tests.store.mailings import a_campaign, add_subscribers

SIZE = 20_000
PARTS = ("sink", "delay", "postfix", "dkim", "memory", "urgent", "inbound")


@dataclass(frozen=True, slots=True)
class Run:
    """
    How many messages in how many seconds, of which how many of our own processor; *peak* in MB, and *imported* how many of
    them were there before anything was sent.
    """

    messages: int
    seconds: float
    processor: float
    peak: float = 0.0
    imported: float = 0.0

    @property
    def rate(self) -> float:
        """
        Messages a second.
        """
        return self.messages / self.seconds

    @property
    def rate_a_core(self) -> float:
        """
        Messages a second of client processor.
        """
        return self.messages / self.processor


def main() -> None:
    """
    Prints a table a part.
    """
    parser = argparse.ArgumentParser(description="Measure sending against smtp-source.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--messages", type=int, default=5_000, help="of a run into smtp-sink; the others take fewer")
    parser.add_argument(
        "--recipients", type=int, default=100_000, help="of the mailings whose memory or delay is measured"
    )
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    wanted = parser.parse_args()
    os.environ["PATH"] = tools.PATH
    parts: dict[str, Callable[[], None]] = {
        "sink": lambda: _sink(wanted.rounds, wanted.messages),
        "delay": lambda: _delay(wanted.rounds, wanted.messages),
        "postfix": lambda: _postfix(wanted.rounds, wanted.messages),
        "dkim": lambda: _dkim(wanted.rounds),
        "memory": lambda: _memory(wanted.recipients),
        "urgent": lambda: urgent.main([str(wanted.recipients)]),
        "inbound": lambda: inbound.main([str(max(10, wanted.recipients // 10))]),
    }
    print(
        f"{os.cpu_count()} cores, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version},"
        f" load {os.getloadavg()[0]:.1f} before it began"
    )
    for name in PARTS:
        if name in wanted.only:
            parts[name]()


def _sink(rounds: int, messages: int) -> None:
    with _smtp_sink() as port, _store() as folder:
        senders = {
            "smtp-source -d -s 10": lambda: _smtp_source(port, messages),
            "naive loop (reconnect, build each)": lambda: _naive(port, min(messages, 200)),
            "press, 10 connections, ledger FULL": lambda: _ours(folder, port, messages, 10),
            "press, 50 connections, ledger FULL": lambda: _ours(folder, port, messages, 50),
            "press, 50, FULL, RSA-2048 on the fly": lambda: _ours(folder, port, messages // 3, 50, sign=True),
        }
        runs = _table("into smtp-sink", senders, rounds)
        source, naive, ten, fifty, signed = runs.values()
        _goal("full ledger, wall, the better of 10 and 50", max(_wall(ten, source), _wall(fifty, source)), 1.0)
        _goal("the same, per client core", max(_core(ten, source), _core(fifty, source)), 0.75)
        _goal("RSA-2048 on the fly, wall", _wall(signed, source), 0.35)
        _goal("against the naive loop, wall", max(_wall(ten, naive), _wall(fifty, naive)), 25)


def _delay(rounds: int, messages: int) -> None:
    with _smtp_sink() as behind, _slow_wire(behind, 0.010) as port, _store() as folder:
        senders = {
            "smtp-source -d -s 10": lambda: _smtp_source(port, messages // 10),
            "press, 10 connections, ledger FULL": lambda: _ours(folder, port, messages // 4, 10),
        }
        source, ours = _table("round trip of 10 ms", senders, rounds).values()
        _goal("10 ms round trip, wall", _wall(ours, source), 3.0)


def _postfix(rounds: int, messages: int) -> None:
    place = Path(tempfile.mkdtemp(prefix="press-postfix-"))
    place.chmod(0o755)
    try:
        relay = postfix.start(place)
        try:
            postfix.discard(relay)
            with _store() as folder:
                senders = {
                    "smtp-source -d -s 10": lambda: _smtp_source(relay.port, messages // 3),
                    "press, 10 connections, ledger FULL": lambda: _ours(folder, relay.port, messages // 3, 10),
                    "press, 50 connections, ledger FULL": lambda: _ours(folder, relay.port, messages // 3, 50),
                }
                runs = _table("into a Postfix on this machine that discards", senders, rounds)
                source, ten, fifty = runs.values()
                _goal("into Postfix, wall", max(_wall(ten, source), _wall(fifty, source)), 0.9)
        finally:
            postfix.control(relay, "abort")
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _table(title: str, senders: dict[str, Callable[[], Run]], rounds: int) -> dict[str, list[Run]]:
    runs: dict[str, list[Run]] = {name: [] for name in senders}
    for _ in range(rounds):
        for name, send in senders.items():
            runs[name].append(send())
    first = next(iter(runs.values()))
    print(f"\n{title} ({rounds} rounds, medians)\n")
    print("| sender | msg/s | us CPU / msg | x wall | x core | peak MB |\n|---|---|---|---|---|---|")
    for name, its in runs.items():
        rate = statistics.median(run.rate for run in its)
        each = statistics.median(run.processor / run.messages for run in its) * 1e6
        peak = max(run.peak for run in its)
        shown = f"{peak:.0f}" if peak else ""
        print(f"| {name} | {rate:,.0f} | {each:,.0f} | {_wall(its, first):.2f} | {_core(its, first):.2f} | {shown} |")
    print(flush=True)
    return runs


def _wall(runs: list[Run], base: list[Run]) -> float:
    return statistics.median(run.rate / other.rate for run, other in zip(runs, base, strict=True))


def _core(runs: list[Run], base: list[Run]) -> float:
    return statistics.median(run.rate_a_core / other.rate_a_core for run, other in zip(runs, base, strict=True))


def _goal(what: str, ratio: float, goal: float) -> None:
    print(f"{what}: {ratio:.2f}x, goal {goal:g}x: {'held' if ratio >= goal else 'missed'}", flush=True)


def _dkim(rounds: int) -> None:
    key = generate_private_key(65537, 2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    template, values = a_template(SIZE), dict.fromkeys(Slot, b"<x@cert.example>")
    signing = Signer("cert.example", "press", key).prepare(template)
    message = template.splice(values)
    ratios = []
    for _ in range(rounds):
        ours = _each(lambda: signing.fields(values), 200)
        theirs = _each(
            lambda: dkim.sign(message, b"press", b"cert.example", pem, canonicalize=(b"relaxed", b"relaxed")), 20
        )
        ratios.append((theirs / ours, ours, theirs))
    ratio, ours, theirs = sorted(ratios)[rounds // 2]
    print(f"\nDKIM, RSA-2048: ours {ours * 1e6:,.0f} us, dkimpy {theirs * 1e6:,.0f} us a message")
    _goal("DKIM against dkimpy", ratio, 20)


def _each(work: Callable[[], object], times: int) -> float:
    work()
    start = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - start) / times


def _memory(recipients: int) -> None:
    with _smtp_sink() as port, _store() as folder:
        few = _ours(folder, port, 100, 50)
        many = _ours(folder, port, recipients, 50)
        print(
            f"\n{recipients:,} recipients: {many.seconds:.1f} s, {many.rate:,.0f} msg/s, at most {many.peak:.0f} MB;"
            f" {many.imported:.0f} MB of it is code before anything is sent, a mailing to 100 takes {few.peak:.0f} MB",
            flush=True,
        )


def _ours(folder: Path, port: int, messages: int, connections: int, sign: bool = False) -> Run:
    """
    A sender of ours in a process of its own; only the sending is timed, as only that of smtp-source is.
    """
    url = f"sqlite:///{folder / 'state' / 'store.sqlite'}"
    store = open_store(url, {})
    slug = f"bench-{time.monotonic_ns()}"
    _add(store, messages)
    campaign = a_campaign(store, messages, slug, a_template(SIZE).pack())
    store.dispose()
    told = {"url": url, "slug": slug, "port": port, "connections": connections, "sign": sign}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.sender", json.dumps(told)],
        check=True,
        capture_output=True,
        text=True,
    )
    measured = json.loads(done.stdout.splitlines()[-1])
    check = open_store(url, {})
    assert {State.SENT: messages} == counts(check, campaign.number)
    check.dispose()
    return Run(messages, *measured)


def _add(store: Store, messages: int) -> None:
    with reading(store) as connection:
        there = connection.execute(select(func.count()).select_from(SUBSCRIBER)).scalar_one()
    if there < messages:
        add_subscribers(store, messages - there, first=there)


def _smtp_source(port: int, messages: int) -> Run:
    start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    words = ["-d", "-s", "10", "-l", str(SIZE), "-m", str(messages), "-f", "a@cert.example", "-t", "b@cert.example"]
    subprocess.run(["smtp-source", *words, f"inet:127.0.0.1:{port}"], check=True)
    seconds, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Run(messages, seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def _naive(port: int, messages: int) -> Run:
    """
    What everybody writes first: a message built and a connection opened for each recipient.
    """
    start, before = time.monotonic(), time.process_time()
    asyncio.run(_send_one_by_one(port, messages))
    return Run(messages, time.monotonic() - start, time.process_time() - before)


async def _send_one_by_one(port: int, messages: int) -> None:
    english, chinese = "A line of English words in a digest.\n" * 120, "一行用繁體中文寫成的保安摘要內容。\n" * 90
    for number in range(messages):
        message = EmailMessage()
        message["From"], message["To"] = "digest@cert.example", f"r{number}@cert.example"
        message["Subject"] = f"Digest {number}"
        message.set_content(english + chinese)
        message.add_alternative(f"<p>{english}</p><p>{chinese}</p>", subtype="html")
        await aiosmtplib.send(message, hostname="127.0.0.1", port=port, start_tls=False)


@contextmanager
def _store() -> Iterator[Path]:
    """
    A folder on the disk, not in memory: the ledger's commits are part of what is measured.
    """
    folder = Path(tempfile.mkdtemp(prefix="press-bench-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _smtp_sink() -> Iterator[int]:
    port = postfix.free_port()
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    process = subprocess.Popen(["smtp-sink", *user, f"inet:127.0.0.1:{port}", "1000"])
    try:
        _await_port(port)
        yield port
    finally:
        process.kill()
        process.wait()


@contextmanager
def _slow_wire(port: int, round_trip: float) -> Iterator[int]:
    here = postfix.free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.slow_wire", str(here), str(port), str(round_trip)])
    try:
        _await_port(here)
        yield here
    finally:
        process.kill()
        process.wait()


def _await_port(port: int) -> None:
    end = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return


if __name__ == "__main__":
    main()
