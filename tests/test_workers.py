"""
Work that is shared out to processes comes back whole, or its trouble does.

A process with threads does its work alone, and a test runner may have some: so each test asks in a process of its own.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

import pytest

from advisorypress.errors import PublishError, WorkerError
from advisorypress.workers import spread

T = TypeVar("T")
Alone = Callable[[Callable[[], T]], T]


@pytest.fixture
def alone() -> Iterator[Alone[object]]:
    """
    Calls a function of this module in a new process.
    """
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield lambda ask: pool.submit(ask).result(timeout=60)


def _doubled() -> tuple[list[int], int]:
    done = list(spread(lambda piece: (piece * 2, os.getpid()), range(100), jobs=3))
    return sorted(result for result, _ in done), len({pid for _, pid in done} - {os.getpid()})


def test_results_of_all_pieces_come_back_from_other_processes(alone: Alone[object]):
    assert ([2 * piece for piece in range(100)], 3) == alone(_doubled)


def _with_one_job() -> bool:
    return {os.getpid()} == set(spread(lambda _: os.getpid(), range(100), jobs=1))


def test_one_job_is_done_here(alone: Alone[object]):
    assert alone(_with_one_job)


def _with_trouble() -> None:
    def work(piece: int) -> int:
        if piece == 50:
            error = PublishError("the disk is full")
            error.add_note("while making a file")
            raise error
        return piece

    list(spread(work, range(100), jobs=2))


def test_trouble_of_a_worker_is_raised_with_its_notes(alone: Alone[object]):
    with pytest.raises(PublishError, match="the disk is full") as raised:
        alone(_with_trouble)
    assert ["while making a file"] == raised.value.__notes__


def _with_a_kill() -> None:
    def work(piece: int) -> int:
        if piece == 50:
            os.kill(os.getpid(), signal.SIGKILL)
        return piece

    list(spread(work, range(100), jobs=2))


def test_worker_that_is_killed_is_told(alone: Alone[object]):
    with pytest.raises(WorkerError, match="--jobs 1"):
        alone(_with_a_kill)


def _asked_for_no_more() -> int:
    results = spread(lambda _: os.getpid(), range(1000), jobs=2)
    pid = next(results)
    results.close()
    return pid


def test_no_worker_outlives_one_who_asks_for_no_more(alone: Alone[object]):
    pid = alone(_asked_for_no_more)

    with pytest.raises(ProcessLookupError):
        os.kill(int(str(pid)), 0)
