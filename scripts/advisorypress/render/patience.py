"""
The last resort against a text that its reader never finishes: an alarm.

What is refused is decided by the limits of `check`, the same on every machine; this only ends what they did not foresee.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from advisorypress.errors import PressError

SECONDS = 8
"""
How long one text may take, in time of the processor: a busy machine is no reason to give up.
"""


@contextmanager
def patience() -> Iterator[None]:
    """
    Raises `PressError` when what is done inside takes too long.

    Only a process's main thread can be woken, so elsewhere (a page that `serve` shows) there is no limit.
    """
    start_waiting()
    try:
        yield
    finally:
        stop_waiting()


def start_waiting(what: str = "a text") -> None:
    """
    Sets the alarm for *what*; for those who cannot use `patience`, as the engine calls us before and after.
    """

    def give_up(number: int, frame: FrameType | None) -> None:
        raise PressError(
            f"{what} takes more than {SECONDS} seconds to be read: split it, and make its paragraphs shorter"
        )

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGVTALRM, give_up)
        signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)


def stop_waiting() -> None:
    """
    Switches the alarm off.
    """
    if threading.current_thread() is threading.main_thread():
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
