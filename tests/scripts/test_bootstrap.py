"""
`.venv` is made from the locks on a machine with only Python: with and without ensurepip, interrupted, moved and renewed.

A small project stands in for ours, with our scripts and the locked build tools themselves; the packages come from an index
on the loopback, so that nothing but the configuration under test can have brought them.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests import tools
from tests.scripts.package_index import PackageIndex, read_files, serving
from tests.tools_plugin import SKIPPED_TOOL

SCRIPTS = tools.ROOT / "scripts"
# The small project has nothing to build but itself, so it spares setuptools; iniconfig stands for what only tests need.
BUILD = ("hatchling", "packaging", "pathspec", "pip", "pluggy", "tomlkit", "trove-classifiers")
TESTS_ONLY = "iniconfig"

PYPROJECT = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "advisorypress"
version = "1"

[project.scripts]
press = "advisorypress:main"

[tool.hatch.build.targets.wheel]
packages = ["scripts/advisorypress"]

[tool.hatch.build]
dev-mode-dirs = ["scripts"]
"""


def pins(*names: str) -> str:
    """
    What our own locks say of *names*.
    """
    text = "".join((tools.ROOT / f"requirements-{lock}.lock").read_text(encoding="utf-8") for lock in ("build", "dev"))
    blocks = re.findall(r"^([\w-]+)(==.*\n(?: +--hash=.*\n)+)", text, re.MULTILINE)
    known = {name: name + rest for name, rest in reversed(blocks)}
    return "".join(known[name] for name in names)


@pytest.fixture(scope="session")
def wheels() -> dict[str, bytes]:
    """
    The real files that the locks name, brought once by pip with its own configuration.
    """
    wanted = pins(*BUILD, TESTS_ONLY)
    folder = tools.ROOT / ".cache" / "tests" / f"wheels-{hashlib.sha256(wanted.encode()).hexdigest()[:16]}"
    if not folder.is_dir():
        partial = folder.with_name(f"{folder.name}.{os.getpid()}")
        partial.mkdir(parents=True)
        lock = partial / "wanted.lock"
        lock.write_text(wanted, encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--require-hashes",
            "--no-deps",
            "--dest",
            partial,
        ]
        done = subprocess.run([*command, "-r", lock], capture_output=True, text=True)
        lock.unlink()
        if done.returncode:
            shutil.rmtree(partial)
            pytest.skip(f"{SKIPPED_TOOL} packages (the scripts that install them; pip could bring none)")
        partial.rename(folder)
    return read_files(folder)


@pytest.fixture
def index(wheels: dict[str, bytes]) -> Iterator[PackageIndex]:
    with serving(wheels) as served:
        yield served


@pytest.fixture(scope="session")
def bare_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    A Python as Debian gives it: venv is there, ensurepip and pip are not.
    """
    folder = tmp_path_factory.mktemp("bare")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    hide = folder / f"lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages/sitecustomize.py"
    hide.write_text(
        "import sys\n"
        "from importlib.machinery import PathFinder\n"
        "class Debian(PathFinder):\n"
        "    @classmethod\n"
        "    def find_spec(cls, name, path=None, target=None):\n"
        "        hidden = name.partition('.')[0] in {'ensurepip', 'pip'}\n"
        "        return None if hidden else PathFinder.find_spec(name, path, target)\n"
        "sys.meta_path[:] = [Debian if finder is PathFinder else finder for finder in sys.meta_path]\n",
        encoding="utf-8",
    )
    python = folder / "bin" / "python"
    assert 1 == subprocess.run([python, "-c", "import ensurepip"], capture_output=True).returncode
    return python


@dataclass
class Clone:
    """
    A clone of the small project, and the environment that its scripts are called in.
    """

    root: Path
    environ: dict[str, str] = field(default_factory=dict)

    def start(self, *words: str | Path, python: Path | str = sys.executable) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [python, "-B", "-E", "-s", self.root / "scripts" / "bootstrap.py", *words],
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def bootstrap(self, *words: str, python: Path | str = sys.executable) -> tuple[int, str, str]:
        running = self.start(*words, python=python)
        out, err = running.communicate(timeout=120)
        return running.returncode, out, err

    def press(self) -> str:
        return subprocess.run([self.root / ".venv/bin/press"], capture_output=True, text=True, check=True).stdout

    def has(self, module: str) -> bool:
        return not subprocess.run(
            [self.root / ".venv/bin/python", "-I", "-c", f"import {module}"], capture_output=True
        ).returncode


@pytest.fixture
def clone(tmp_path: Path, index: PackageIndex) -> Clone:
    root = tmp_path / "our clone"
    package = root / "scripts" / "advisorypress"
    package.mkdir(parents=True)
    for name in ("bootstrap.py", "fetch_pip.py", "pip_settings.py", "debian_pip.py", "env.sh"):
        shutil.copy(SCRIPTS / name, root / "scripts" / name)
    (package / "__init__.py").write_text("def main():\n    print(__file__)\n", encoding="utf-8")
    (root / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    (root / "requirements-build.lock").write_text(pins(*BUILD), encoding="utf-8")
    (root / "requirements.lock").write_text(pins("pluggy"), encoding="utf-8")
    (root / "requirements-dev.lock").write_text(pins("pluggy", TESTS_ONLY), encoding="utf-8")
    home = tmp_path / "home"
    home.mkdir()
    environ = {
        "HOME": str(home),
        # No apt-get on it: only what the configuration names can bring pip.
        "PATH": str(home),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": index.url,
        "PIP_NO_COMPILE": "1",
        "PIP_RETRIES": "0",
    }
    return Clone(root, environ)


@pytest.mark.full
def test_a_python_without_ensurepip(clone: Clone, index: PackageIndex, bare_python: Path) -> None:
    """
    pip comes from the index that pip's configuration names, then everything else by it; a second call does nothing.
    """
    code, out, err = clone.bootstrap("runtime", python=bare_python)

    assert (0, "") == (code, out), err
    assert "This Python has no ensurepip" in err
    assert str(clone.root / "scripts/advisorypress/__init__.py") == clone.press().strip()
    assert clone.has("pip") and clone.has("pluggy") and not clone.has(TESTS_ONLY)
    asked = len(index.asked)
    assert (0, "", "") == clone.bootstrap("runtime", python=bare_python)
    assert asked == len(index.asked)


@pytest.mark.full
def test_wheels_in_a_folder_of_a_configuration_file(clone: Clone, wheels: dict[str, bytes], bare_python: Path) -> None:
    """
    A machine with no index at all, only a folder of files named in the user's pip.conf.
    """
    folder = clone.root.parent / "wheels"
    folder.mkdir()
    for name, content in wheels.items():
        (folder / name).write_bytes(content)
    own = clone.root.parent / "home" / ".config" / "pip" / "pip.conf"
    own.parent.mkdir(parents=True)
    own.write_text(f"[global]\nno-index = true\n[install]\nfind-links = {folder}\n", encoding="utf-8")
    del clone.environ["PIP_INDEX_URL"], clone.environ["PIP_CONFIG_FILE"]

    code, _, err = clone.bootstrap("dev", python=bare_python)

    assert 0 == code, err
    assert clone.has(TESTS_ONLY)


def test_a_wrong_pip_is_refused(clone: Clone, index: PackageIndex, bare_python: Path) -> None:
    """
    Other bytes under the right name stop everything, with what to do and without a traceback.
    """
    for name in [name for name in index.files if name.startswith("pip-")]:
        index.files[name] += b"!"

    code, _, err = clone.bootstrap("runtime", python=bare_python)

    assert 3 == code
    assert "SHA-256" in err and "apt-get install python3-venv" in err and "Traceback" not in err
    assert not clone.has("pip")


@pytest.mark.full
def test_a_wrong_package_is_refused(clone: Clone, index: PackageIndex) -> None:
    """
    What the lock does not know is not installed, and the unfinished folder is not taken for a finished one.
    """
    for name in [name for name in index.files if name.startswith("pluggy-")]:
        index.files[name] += b"!"

    code, _, err = clone.bootstrap("runtime")

    assert 3 == code
    assert "DO NOT MATCH THE HASHES" in err.upper() and "Traceback" not in err
    assert 3 == clone.bootstrap("runtime")[0]


@pytest.mark.full
def test_renewed_moved_and_interrupted(clone: Clone, index: PackageIndex) -> None:
    """
    A changed lock is installed; a moved clone runs its own code; a killed installation is begun again from nothing.
    """
    assert 0 == clone.bootstrap("runtime")[0]
    assert 0 == clone.bootstrap("dev")[0]
    assert clone.has(TESTS_ONLY)
    (clone.root / "requirements.lock").write_text(pins("pluggy", "pathspec"), encoding="utf-8")
    code, _, err = clone.bootstrap("runtime")
    assert 0 == code and "Preparing .venv" in err

    clone.root = clone.root.rename(clone.root.with_name("moved"))
    index.stall = "pluggy"
    running = clone.start("runtime")
    assert index.stalled.wait(60), running.communicate(timeout=5)
    os.killpg(running.pid, signal.SIGKILL)
    running.communicate()
    leftover = clone.root / ".venv" / "leftover"
    leftover.touch()

    index.stall = None
    code, _, err = clone.bootstrap("runtime")

    assert 0 == code, err
    assert not leftover.exists()
    assert str(clone.root / "scripts/advisorypress/__init__.py") == clone.press().strip()


@pytest.mark.full
def test_two_at_a_time_make_one(clone: Clone) -> None:
    """
    The second waits for the first and then finds everything done.
    """
    running = [clone.start("runtime"), clone.start("runtime")]
    said = [process.communicate(timeout=120)[1] for process in running]

    assert [0, 0] == [process.returncode for process in running]
    assert 1 == sum("Preparing .venv" in text for text in said)


def test_no_python_is_said_in_one_line(clone: Clone) -> None:
    """
    Without a Python that is new enough the scripts say which one is needed.
    """
    (clone.root / "scripts" / "try").write_text(
        'set -eu\n. "$(dirname "$0")/env.sh"\nbootstrap runtime\n', encoding="utf-8"
    )
    old = clone.root.parent / "home" / "python3"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    old.chmod(0o755)
    (old.parent / "dirname").symlink_to("/usr/bin/dirname")

    done = subprocess.run(["/bin/sh", clone.root / "scripts/try"], env=clone.environ, capture_output=True, text=True)

    assert 3 == done.returncode
    assert "Python 3.11" in done.stderr


@pytest.mark.full
def test_a_python_without_ensurepip_and_no_index_configured(clone: Clone, bare_python: Path) -> None:
    """
    On Debian its own packaged pip, verified by apt, brings the locked one from wherever pip looks by default.
    """
    if not shutil.which("apt-get"):
        pytest.skip(f"{SKIPPED_TOOL} apt-get (pip from the distribution)")
    clone.environ = {key: value for key, value in os.environ.items() if key not in {"PIP_FIND_LINKS", "PIP_INDEX_URL"}}

    code, _, err = clone.bootstrap("runtime", python=bare_python)

    assert 0 == code, err
    assert "that Debian packages, verified" in err
    assert clone.has("pluggy")
