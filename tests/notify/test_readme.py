"""
The README's way to one's first subscriber, run as it is written.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.examples import ROOT
from tests.notify.scripted import Scripted
from tests.notify.test_store_command import PIPELINING
from tests.repositories import copy_repository


@pytest.mark.full
def test_mail_subscribers_as_the_readme_says(tmp_path: Path, quick: Path) -> None:
    """
    Only the relay's port is another one, and nobody waits five minutes; the settings are the demonstration's.
    """
    section = (
        (ROOT / "README.md").read_text(encoding="utf-8").partition("## Mail subscribers\n")[2].partition("\n## ")[0]
    )
    commands = "\n".join(re.findall(r"^    (.*)$", section, re.MULTILINE))
    assert 1 == commands.count("--relay localhost:25")
    root = copy_repository(tmp_path / "repository")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PRESS_")}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    with Scripted({"EHLO": PIPELINING}) as server:
        script = commands.replace("--relay localhost:25", f"--relay localhost:{server.port} --hold 0s --yes 1")
        done = subprocess.run(
            ["bash", "-euc", script],
            cwd=root, env={**clean, "HOME": str(quick), "USER": "reader", "PATH": path, "NO_COLOR": "1"},
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

        assert 0 == done.returncode, done.stdout + done.stderr
        assert [b"To: reader@localhost"] == [
            match[0] for text in server.texts if (match := re.search(rb"^To: \S+", text, re.MULTILINE))
        ]
    assert "1 added, 0 there already, 0 kept out, 0 bad\n" in done.stdout
    assert "digest-2024-07-first: 1 sent\n" in done.stdout
    assert "reader@localhost" not in done.stdout + done.stderr
