"""
A real disk that is full, and one that cannot be written to (mail.md 21): the sender stops and says what to do, and when it is
mended the same mailing goes on.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.examples import ROOT

COUNT = 200


def mended(trouble: str, folder: Path) -> dict[str, Any]:
    """
    What came of *trouble*; the small disk is in a mount namespace of its own, so the machine has nothing of it.
    """
    unshare = ["unshare", "--mount", "--propagation", "private"]
    can_mount = os.geteuid() == 0 and shutil.which("unshare") and shutil.which("mount")
    if not can_mount or subprocess.run([*unshare, "mount", "-t", "tmpfs", "tmpfs", folder], check=False).returncode:
        pytest.skip("SKIPPED TOOL: mount (a small disk of our own needs root and mount namespaces)")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "scripts")))}
    done = subprocess.run(
        [*unshare, sys.executable, "-m", "tests.notify.small_disk", trouble, str(folder)],
        cwd=ROOT, env=environment, check=False, capture_output=True, text=True, timeout=200,
    )  # fmt: skip
    assert 0 == done.returncode, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.mark.full
def test_a_full_disk(tmp_path: Path) -> None:
    """
    Statement 21: the server has accepted nothing without an intent row; afterwards nobody is served twice or forgotten.
    """
    told = mended("full", tmp_path)

    assert told["said"].startswith(
        "the ledger cannot be written: database or disk is full; make room on its disk and run"
    )
    assert 0 < len(told["accepted"]) < COUNT
    assert ([], []) == (told["unaccounted"], told["twice"])
    assert "finished" == told["ended"]
    assert {"sent": COUNT - told["doubtful"]} == {name: n for name, n in told["states"].items() if name != "in_doubt"}
    assert told["doubtful"] == told["states"].get("in_doubt", 0) <= 4


@pytest.mark.full
def test_a_disk_that_cannot_be_written_to(tmp_path: Path) -> None:
    """
    Statement 21: nothing is sent at all, and afterwards everybody gets theirs.
    """
    told = mended("read-only", tmp_path)

    assert "run the same command again" in told["said"]
    assert [] == told["accepted"]
    assert ("finished", [], {"sent": COUNT}) == (told["ended"], told["twice"], told["states"])
