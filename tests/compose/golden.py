"""
Files that a test's result must equal; the diff of a new one is the review.
"""

from __future__ import annotations

import os
from pathlib import Path

GOLDEN = Path(__file__).parents[1] / "golden"


def expected(name: str, actual: bytes) -> bytes:
    """
    What stands in `tests/golden/<name>`; with `pytest --update-golden` *actual* is written there first.
    """
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(actual)
    return path.read_bytes()
