"""
Files that a test's result must equal; `pytest --update-golden` writes them anew, and the diff is the review.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

Golden = Callable[[Path, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the expected files anew from what comes out")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--update-golden"):
        os.environ["UPDATE_GOLDEN"] = "1"  # so that helpers that know no pytest, and workers of xdist, hear of it


@pytest.fixture
def golden() -> Golden:
    """
    A function that holds a text against the file that says what it must be.
    """
    return _hold_against


def _hold_against(path: Path, actual: str) -> None:
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(actual.encode())
    expected = path.read_bytes().decode() if path.exists() else ""

    assert expected == actual, f"{path} is otherwise; pytest --update-golden writes it anew"
