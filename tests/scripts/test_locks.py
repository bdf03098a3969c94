"""
The locks pin everything by hash, agree with each other and with pyproject.toml, and name no place.
"""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.tools import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-build.lock")
PIN = re.compile(r"^([\w.-]+)==([^ ;\\]+)(?: ;[^\\]*)? \\\n((?: +--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE)


def pinned(lock: str) -> dict[str, str]:
    text = (ROOT / lock).read_text(encoding="utf-8")
    return {canonicalize_name(name): version for name, version, _ in PIN.findall(text)}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_is_a_pin_with_hashes_or_a_comment(lock: str) -> None:
    """
    No index, no path, no unpinned name: pip's own configuration says where from.
    """
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert pinned(lock)
    assert [] == [line for line in PIN.sub("", text).splitlines() if line.strip() and not line.lstrip().startswith("#")]


def test_the_locks_agree() -> None:
    """
    The tests run on the very versions that publish, and the build tools do not pull any of them elsewhere.
    """
    runtime, dev, build = map(pinned, LOCKS)

    assert runtime == {name: dev.get(name) for name in runtime}
    assert {} == {name: (build[name], dev[name]) for name in build.keys() & dev.keys() if build[name] != dev[name]}
    assert {"pip", "setuptools", "hatchling"} <= build.keys()


def test_what_pyproject_asks_for_is_locked() -> None:
    """
    A dependency added without scripts/lock would be missing on every fresh machine.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {
        "requirements.lock": project["dependencies"],
        "requirements-dev.lock": project["optional-dependencies"]["dev"],
    }

    wrong = []
    for lock, lines in asked.items():
        versions = pinned(lock)
        for line in lines:
            requirement = Requirement(line)
            version = versions.get(canonicalize_name(requirement.name))
            if version is None or version not in requirement.specifier:
                wrong.append(f"{lock}: {line} is locked as {version}; run scripts/lock")
    assert [] == wrong
