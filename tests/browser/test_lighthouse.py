"""
What Lighthouse finds on a phone of its own, of the site as nginx serves it: compressed, with the headers that are shipped.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import tools
from tests.lighthouse.look import PAGES, WHOLE, look

pytestmark = [pytest.mark.needs("chromium", "nginx", "node", "lighthouse"), pytest.mark.full]


@pytest.mark.parametrize("prefix", ["", "zh-hant/"])
@pytest.mark.parametrize("page", PAGES)
def test_scores(published: str, tool: Callable[[str], Path], tmp_path: Path, page: str, prefix: str):
    """
    Accessibility, best practices and search engines: all of it. How fast it finds a page says as much of the machine, so speed
    is for `scripts/bench pages`.
    """
    programs = {name: tool(name) for name in ("node", "lighthouse", "chromium")}
    with _alone():
        found = look(f"{published}{prefix}{PAGES[page]}", WHOLE, programs, tmp_path / "report.json")
    assert dict.fromkeys(WHOLE, 1) == found


@contextmanager
def _alone() -> Iterator[None]:
    """
    One run at a time, also where the tests have several workers: two would slow each other down.
    """
    with (tools.TOOLS / "lighthouse.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
