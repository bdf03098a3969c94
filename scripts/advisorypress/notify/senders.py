"""
The name of a sending process, by which others know whether it still lives.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path

_PROC = Path("/proc")


def own_name() -> str:
    """
    This process's name: machine, run of the machine, its world of processes, number and start; one never comes twice.
    """
    return f"{_place()} {os.getpid()} {_started(os.getpid())}"


def is_gone(name: str) -> bool:
    """
    Whether the sender *name* surely lives no more: it ran on this machine and is not there, or this machine was started
    again. Of other machines nothing is known, so their lease must end.
    """
    host, boot, world, number, start = (name.split(" ") + [""] * 5)[:5]
    here = _place().split(" ")
    if not number.isdigit() or host != here[0] or not boot:
        return False
    if boot != here[1]:
        return True
    return world == here[2] and _started(int(number)) != start


def _place() -> str:
    return f"{socket.gethostname().replace(' ', '-')} {_boot()} {_world()}"


def _boot() -> str:
    try:
        return (_PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return "-"


def _world() -> str:
    try:
        return str((_PROC / "self/ns/pid").readlink())
    except OSError:
        return "-"


def _started(number: int) -> str:
    """
    When the process *number* started, in ticks of its machine; "" when there is none.
    """
    try:
        # The name of the program, in brackets, may hold anything. A process that only waits to be buried is gone.
        fields = (_PROC / str(number) / "stat").read_bytes().rpartition(b")")[2].split()
        return "" if fields[0] in (b"Z", b"X") else fields[19].decode("ascii")
    except (OSError, IndexError):
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            return ""
        except OSError:
            pass
        return "-"
