"""
What a command costs: seconds by the clock, seconds of processor, and memory of the largest process and of all together.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_EVERY_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Cost:
    """
    *largest* and *together* are peaks in MB: resident memory of one process, and of all with what they share counted once.
    """

    seconds: float
    processor: float
    largest: float
    together: float


def cost_of(command: Sequence[str | Path], folder: Path, environment: Mapping[str, str] | None = None) -> Cost:
    """
    Runs *command* in *folder* to its end; what it says is shown only when it fails.
    """
    with tempfile.TemporaryFile() as said:
        start = time.monotonic()
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        watch = _Watch(process.pid)
        watch.start()
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        watch.stop()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            told = said.read().decode(errors="replace")[-4000:]
            raise RuntimeError(f"{' '.join(map(str, command))} ended with {process.returncode}:\n{told}")
    # The system knows the largest of a process and of its children that it waited for, between our looks too.
    largest = max(watch.largest, used.ru_maxrss / 1024)
    return Cost(seconds, used.ru_utime + used.ru_stime, largest, max(watch.together, largest))


class _Watch(threading.Thread):
    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._ended = threading.Event()
        self.largest = self.together = 0.0

    def run(self) -> None:
        while not self._ended.wait(_EVERY_SECONDS):
            sizes = [size for pid in _tree(self._pid) if (size := _sizes(pid))]
            if sizes:
                self.largest = max(self.largest, *(resident for resident, _ in sizes))
                self.together = max(self.together, sum(share for _, share in sizes))

    def stop(self) -> None:
        self._ended.set()
        self.join()


def _tree(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return
    for child in children:
        yield from _tree(int(child))


def _sizes(pid: int) -> tuple[float, float] | None:
    """
    Resident memory in MB, and the part of it that is this process's share.
    """
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    found = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines[1:] if line.split()[2:] == ["kB"]}
    return (found["Rss"], found["Pss"]) if "Rss" in found else None
