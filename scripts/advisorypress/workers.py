"""
Work shared out to processes of this program.

A worker is a fork: it has everything that was made before it, without a copy on its way, and gives back small results through
a pipe. It asks for nothing, so when the one that it works for is killed, its next result finds nobody and it ends, too.
"""

from __future__ import annotations

import gc
import os
import pickle
import select
import signal
import struct
import sys
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn, TypeVar

from advisorypress.errors import WorkerError

T = TypeVar("T")
R = TypeVar("R")

_HEADER = struct.Struct(">Q")
# A second worker is not worth its start for less than this many pieces.
_FEWEST = 8


def cores() -> int:
    """
    How many processors this process may use.
    """
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def kept_to_the_end() -> Iterator[None]:
    """
    What is made here is not searched for garbage, neither now nor later: all records live until the program ends, and to look
    through them again and again takes a quarter of the time of reading them.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def will_spread(pieces: Sequence[object], jobs: int) -> bool:
    """
    Whether `spread` gives *pieces* to other processes: what those would each have to load is then loaded before.
    """
    return (
        min(jobs, len(pieces)) > 1 and len(pieces) >= _FEWEST and threading.active_count() == 1 and hasattr(os, "fork")
    )


def spread(work: Callable[[T], R], pieces: Sequence[T], jobs: int) -> Generator[R, None, None]:
    """
    The results of *work* on each of *pieces*, in no fixed order, made by up to *jobs* processes.

    What *work* raises is raised here, and ends all workers. With one job, few pieces, or other threads about (a fork of a
    process with threads may wait for ever), it is done in this process.
    """
    if not will_spread(pieces, jobs):
        yield from map(work, pieces)
        return
    jobs = min(jobs, len(pieces))
    # Neither must the collector touch what the workers share with us, for what is touched is copied.
    is_kept = gc.get_freeze_count() > 0
    if not is_kept:
        gc.collect()
    gc.freeze()
    try:
        yield from _spread(work, pieces, jobs)
    finally:
        if not is_kept:
            gc.unfreeze()


def _spread(work: Callable[[T], R], pieces: Sequence[T], jobs: int) -> Generator[R, None, None]:
    pids: dict[int, int] = {}
    try:
        for number in range(jobs):
            reading, writing = os.pipe()
            sys.stdout.flush()
            sys.stderr.flush()
            pid = os.fork()
            if pid == 0:
                os.close(reading)
                for other in pids:
                    os.close(other)
                _work(work, pieces[number::jobs], writing)
            os.close(writing)
            pids[reading] = pid
        yield from _results(pids)
    finally:
        for reading, pid in pids.items():
            os.close(reading)
            os.kill(pid, signal.SIGTERM)
            os.waitpid(pid, 0)


def _results(pids: dict[int, int]) -> Generator[R, None, None]:
    waiting = dict.fromkeys(pids, b"")
    while waiting:
        for reading in select.select(list(waiting), [], [])[0]:
            data = os.read(reading, 1 << 20)
            if not data:
                if waiting.pop(reading):
                    raise WorkerError("a process of the build was stopped in the middle of its work; build again")
                os.close(reading)
                _, status = os.waitpid(pids.pop(reading), 0)
                if status:
                    # Most likely the system took it for want of memory.
                    raise WorkerError("a process of the build was stopped, maybe for want of memory; try --jobs 1")
                continue
            rest = waiting[reading] + data
            while len(rest) >= _HEADER.size:
                (length,) = _HEADER.unpack_from(rest)
                if len(rest) < _HEADER.size + length:
                    break
                error, result = pickle.loads(rest[_HEADER.size : _HEADER.size + length])  # noqa: S301  # of our own fork
                if error is not None:
                    raise error
                yield result
                rest = rest[_HEADER.size + length :]
            waiting[reading] = rest


def _work(work: Callable[[T], R], pieces: Sequence[T], writing: int) -> NoReturn:
    """
    A worker's whole life.
    """
    status = 1
    try:
        # Ctrl+C reaches the whole group; the one that we work for decides.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        with os.fdopen(writing, "wb") as pipe:
            for piece in pieces:
                try:
                    message = pickle.dumps((None, work(piece)))
                except Exception as error:
                    message = _told(error)
                pipe.write(_HEADER.pack(len(message)) + message)
                pipe.flush()
        status = 0
    except BrokenPipeError:
        pass
    finally:
        # Nothing of what the one that we work for would do at its end is ours to do.
        os._exit(status)


def _told(error: Exception) -> bytes:
    try:
        message = pickle.dumps((error, None))
        pickle.loads(message)  # noqa: S301  # of our own making
        return message
    except Exception:
        # Some exceptions cannot be made again from what they say of themselves.
        told = RuntimeError(f"{type(error).__name__}: {error}")
        for note in getattr(error, "__notes__", ()):
            told.add_note(note)
        return pickle.dumps((told, None))
