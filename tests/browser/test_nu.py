"""
Every page through the Nu HTML checker.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.mark.needs("java", "vnu")
def test_no_page_has_an_error(site: Path, tool: Callable[[str], Path]):
    words = [
        "-Xss4m",
        "-jar",
        tool("vnu"),
        "--skip-non-html",
        "--format",
        "json",
        "--stdout",
        "--exit-zero-always",
        site,
    ]
    done = subprocess.run([tool("java"), *words], capture_output=True, text=True, timeout=300)

    messages = json.loads(done.stdout)["messages"]
    errors = [
        f"{message['url'].partition('/site/')[2]}:{message.get('lastLine')}: {message['message']}"
        for message in messages
        if message["type"] != "info"
    ]
    assert [] == errors, done.stderr
