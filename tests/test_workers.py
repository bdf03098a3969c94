"""
Work that is shared out to processes comes back whole, or its trouble does.
"""

from __future__ import annotations

import os
import signal

import pytest

from advisorypress.errors import PublishError, WorkerError
from advisorypress.workers import spread


def test_results_of_all_pieces_come_back_from_other_processes():
    done = list(spread(lambda piece: (piece * 2, os.getpid()), range(100), jobs=3))

    assert sorted(result for result, _ in done) == [2 * piece for piece in range(100)]
    assert 3 == len({pid for _, pid in done} - {os.getpid()})


def test_one_job_is_done_here():
    assert {os.getpid()} == set(spread(lambda _: os.getpid(), range(100), jobs=1))


def test_trouble_of_a_worker_is_raised_with_its_notes():
    def work(piece: int) -> int:
        if piece == 50:
            error = PublishError("the disk is full")
            error.add_note("while making a file")
            raise error
        return piece

    with pytest.raises(PublishError, match="the disk is full") as raised:
        list(spread(work, range(100), jobs=2))
    assert ["while making a file"] == raised.value.__notes__


def test_worker_that_is_killed_is_told():
    def work(piece: int) -> int:
        if piece == 50:
            os.kill(os.getpid(), signal.SIGKILL)
        return piece

    with pytest.raises(WorkerError, match="--jobs 1"):
        list(spread(work, range(100), jobs=2))


def test_no_worker_outlives_one_who_asks_for_no_more():
    results = spread(lambda _: os.getpid(), range(1000), jobs=2)
    pid = next(results)
    results.close()

    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
