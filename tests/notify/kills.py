"""
Killing senders at random moments, and counting what a real Postfix took in (mail.md 19).
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from advisorypress.store.campaigns import State, counts, find_campaign
from advisorypress.store.connect import open_store
from tests.examples import ROOT
from tests.notify.postfix import Postfix

PATIENCE = 300.0
_MESSAGE_ID = re.compile(r"cleanup\[\d+\]: (\S+): message-id=(<[^>]+>)")
_ACTIVE = re.compile(r"qmgr\[\d+\]: (\S+): from=<")


@dataclass(slots=True)
class Storm:
    """
    What came of it: how often a sender was killed, how many messages Postfix took in, and how many of them twice.
    """

    kills: int = 0
    doubts: list[int] = field(default_factory=list)
    taken: Counter[str] = field(default_factory=Counter)

    @property
    def twice(self) -> int:
        """
        How many recipients were served more than once.
        """
        return sum(number > 1 for number in self.taken.values())


def rage(
    url: str, slug: str, postfix: Postfix, kills: int, senders: int = 1, seed: int = 1, connections: int = 10
) -> Storm:
    """
    Sends the mailing *slug* of the store at *url* with *senders* at once, kills one at a random moment and starts it again,
    *kills* times, then lets them finish.
    """
    dice = random.Random(seed)
    store = open_store(url, {})
    campaign = find_campaign(store, slug)
    assert campaign is not None
    storm = Storm()
    step = campaign.expected / (kills + 1)
    with _running(senders, url, slug, postfix, connections) as running:
        goal, queued = 0.0, _Queued(postfix.folder / "log")
        while storm.kills < kills:
            goal += dice.uniform(0.1, 0.95) * step
            _wait_for(queued, goal, running)
            time.sleep(dice.uniform(0, 0.02))
            victim = dice.randrange(senders)
            running[victim].kill()
            running[victim].wait()
            storm.kills += 1
            there = counts(store, campaign.number)
            storm.doubts.append(there.get(State.HANDING, 0) + there.get(State.IN_DOUBT, 0))
            running[victim] = _start(url, slug, postfix, connections)
        end = time.monotonic() + PATIENCE
        for process in running:
            output, _ = process.communicate(timeout=max(1, end - time.monotonic()))
            assert 0 == process.returncode, output
    storm.taken = _all_taken_in(postfix, campaign.expected)
    return storm


def taken_in(postfix: Postfix) -> Counter[str]:
    """
    How often each Message-ID reached the queue, by the log.
    """
    log = postfix.log
    names = dict(_MESSAGE_ID.findall(log))
    return Counter(names[number] for number in {*_ACTIVE.findall(log)} if number in names)


def _all_taken_in(postfix: Postfix, expected: int) -> Counter[str]:
    """
    What was taken in at the end: the queue manager of a busy machine tells of a message later than the sender hears "250".
    """
    end = time.monotonic() + PATIENCE
    before = ""
    while (log := postfix.log) != before or (len(taken_in(postfix)) < expected and time.monotonic() < end):
        before = log
        time.sleep(1)
    return taken_in(postfix)


@dataclass(slots=True)
class _Queued:
    """
    How many messages the log says to be in the queue; of a log that grows it reads only what is new.
    """

    log: Path
    number: int = 0
    _read: int = 0

    def look(self) -> int:
        """
        How many by now.
        """
        with self.log.open("rb") as file:
            file.seek(self._read)
            lines, end, _ = file.read().rpartition(b"\n")
        self._read += len(lines) + len(end)
        self.number += lines.count(b"(queue active)")
        return self.number


def _wait_for(queued: _Queued, goal: float, running: list[subprocess.Popen[str]]) -> None:
    end = time.monotonic() + PATIENCE
    while queued.look() < goal:
        assert time.monotonic() < end, f"{queued.number} messages of {goal:.0f} in the queue"
        assert any(process.poll() is None for process in running), [process.stdout for process in running]
        time.sleep(0.01)


@contextmanager
def _running(
    senders: int, url: str, slug: str, postfix: Postfix, connections: int
) -> Iterator[list[subprocess.Popen[str]]]:
    running = [_start(url, slug, postfix, connections) for _ in range(senders)]
    try:
        yield running
    finally:
        for process in running:
            process.kill()
            process.wait()


def _start(url: str, slug: str, postfix: Postfix, connections: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.notify.sender", url, slug, str(postfix.port), str(postfix.folder / "log")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "scripts")))}
    return subprocess.Popen(
        [*command, str(connections)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def store_url(folder: Path) -> str:
    """
    The URL of a SQLite store in *folder*.
    """
    return f"sqlite:///{folder / 'state' / 'store.sqlite'}"
