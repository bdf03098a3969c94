"""
Makes or renews `.venv` from the locks: `python3 scripts/bootstrap.py runtime|dev`, called by the entry points beside it.

A stamp inside `.venv` says what it was made from; while that holds, nothing happens. An installation that was interrupted
left its mark and is begun again from an empty folder. Two at a time wait for each other.
pip does the installing, with its own configuration and never an address of ours; only what the locks name, by hash.
Standard library only: this runs before anything is installed.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from debian_pip import NoDebianPipError, from_debian
from fetch_pip import NotFetchedError, Wheel, fetch
from pip_settings import PipSettings

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
CACHE = ROOT / ".cache" / "bootstrap"
UNFINISHED = VENV / ".press-unfinished"
PLACE = VENV / ".press-place"
BUILD_LOCK = "requirements-build.lock"
LOCKS = {"runtime": "requirements.lock", "dev": "requirements-dev.lock"}


class BootstrapError(Exception):
    """
    `.venv` could not be made; the message is for the person at the terminal.
    """


def main(words: Sequence[str]) -> int:
    """
    Make `.venv` what the asked-for lock says, and print nothing when it already is.
    """
    kind = "dev" if "dev" in words else "runtime"
    try:
        with _alone():
            if not _is_current(kind):
                _renew(kind)
    except BootstrapError as error:
        print(f"\n{error}", file=sys.stderr)
        return 3
    except OSError as error:
        print(f"\n.venv could not be prepared: {error}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        print("\nInterrupted; the next run begins again.", file=sys.stderr)
        return 130
    return 0


@contextmanager
def _alone() -> Iterator[None]:
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("Another run is preparing .venv; waiting for it …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_current(kind: str) -> bool:
    python = _version_of_venv()
    if python is None or UNFINISHED.exists() or _was_moved():
        return False
    stamp = _stamp(kind)
    return stamp.is_file() and stamp.read_text(encoding="ascii") == _made_from(kind, python)


def _stamp(kind: str) -> Path:
    return VENV / f".press-{kind}"


def _version_of_venv() -> str | None:
    """
    The Python version of `.venv`; None when there is none, or its interpreter is gone.
    """
    asked = _in_venv("-S", "-c", "import sys; print('%d.%d' % sys.version_info[:2])")
    try:
        return subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def _in_venv(*words: str | Path) -> list[str | Path]:
    # -I: neither the caller's environment nor the folder we stand in adds modules.
    return [VENV / "bin" / "python", "-I", *words]


def _made_from(kind: str, python: str) -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    ours = {key: project.get(key) for key in ("build-system", "project")} | {
        "hatch": project.get("tool", {}).get("hatch")
    }
    digest = hashlib.sha256()
    for part in (python, json.dumps(ours, sort_keys=True)):
        digest.update(part.encode() + b"\0")
    for lock in (BUILD_LOCK, LOCKS[kind]):
        digest.update((ROOT / lock).read_bytes() + b"\0")
    return digest.hexdigest()


def _renew(kind: str) -> None:
    amount = "what the press and its tests need" if kind == "dev" else "what the press needs"
    _say(f"Preparing .venv: installing {amount}, once; this takes half a minute or so …")
    if UNFINISHED.exists() or not _has_pip() or _was_moved():
        if VENV.exists():
            shutil.rmtree(VENV)
        VENV.mkdir()
        UNFINISHED.touch()
        _make_venv()
    UNFINISHED.touch()
    PLACE.write_text(str(ROOT), encoding="utf-8")
    for stamp in map(_stamp, LOCKS):
        stamp.unlink(missing_ok=True)
    _pip("--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", BUILD_LOCK)
    # Without build isolation, so that what has to be built is built by the locked tools and by nothing fetched beside them.
    _pip("--require-hashes", "--no-deps", "--no-build-isolation", "-r", LOCKS[kind])
    _pip("--no-deps", "--no-build-isolation", "--no-index", "--editable", ".")
    python = _version_of_venv() or ""
    # The developers' lock holds every pin of the other, so it makes both true.
    for done in LOCKS if kind == "dev" else ("runtime",):
        partial = _stamp(done).with_suffix(".partial")
        partial.write_text(_made_from(done, python), encoding="ascii")
        partial.replace(_stamp(done))
    UNFINISHED.unlink()


def _has_pip() -> bool:
    try:
        return subprocess.run(_in_venv("-m", "pip", "--version"), check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def _was_moved() -> bool:
    # The scripts of .venv/bin and the link to our package hold absolute paths; a copied clone would run the other's code.
    return PLACE.is_file() and PLACE.read_text(encoding="utf-8") != str(ROOT)


def _make_venv() -> None:
    if importlib.util.find_spec("ensurepip"):
        _run([sys.executable, "-m", "venv", VENV], "making .venv")
        return
    _run([sys.executable, "-m", "venv", "--without-pip", VENV], "making .venv")
    _bring_pip()


def _bring_pip() -> None:
    """
    pip for a Python without ensurepip (Debian's, as it comes): each way is verified, by the lock's hash or apt's signature.
    """
    wheel = _locked_pip()
    settings = PipSettings.read(os.environ, VENV)
    refusals: list[str] = []
    if settings.indexes or settings.find_links:
        try:
            _install_wheel(fetch(wheel, settings, CACHE), "pip's own configuration names")
            return
        except NotFetchedError as error:
            refusals.append(f"where pip's configuration points:\n{error}")
    if importlib.util.find_spec("pip"):
        _say("This Python has no ensurepip; its own pip brings the one of .venv.")
        hashes = CACHE / "pip.lock"
        pins = " ".join(f"--hash=sha256:{digest}" for digest in sorted(wheel.sha256))
        hashes.write_text(f"pip=={wheel.name.split('-')[1]} {pins}\n", encoding="ascii")
        outer = (sys.executable, "-m", "pip", "--python", VENV / "bin" / "python", "install", "--no-deps")
        try:
            _run([*outer, "--require-hashes", "-r", hashes], "installing pip")
            return
        except BootstrapError as error:
            refusals.append(f"with the machine's own pip:\n{error}")
    try:
        _install_wheel(from_debian(CACHE), "Debian packages")
        return
    except NoDebianPipError as error:
        refusals.append(f"from the distribution:\n{error}")
    raise BootstrapError(
        "This Python has no ensurepip, and pip could not be had in another verified way,\n"
        + "\n".join(refusals)
        + "\nEither: apt-get install python3-venv; or tell pip's configuration (PIP_INDEX_URL, PIP_FIND_LINKS, pip.conf)\n"
        f"where {wheel.name} is; then run this again."
    )


def _install_wheel(wheel: Path, source: str) -> None:
    _say(f"This Python has no ensurepip; using the {wheel.name} that {source}, verified.")
    _run(_in_venv(wheel / "pip", "install", "--no-index", "--no-deps", wheel), "installing pip")


def _locked_pip() -> Wheel:
    block = re.search(r"^pip==(\S+)((?:\s|\\|--hash=sha256:[0-9a-f]{64})+)", _text(BUILD_LOCK), re.MULTILINE)
    if block is None:
        raise BootstrapError(f"{BUILD_LOCK} does not pin pip; write it anew with scripts/lock")
    hashes = frozenset(re.findall(r"[0-9a-f]{64}", block[2]))
    return Wheel(f"pip-{block[1]}-py3-none-any.whl", hashes)


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _pip(*words: str) -> None:
    _run(_in_venv("-m", "pip", "install", *words), "installing")


def _run(command: Sequence[str | Path], doing: str) -> None:
    """
    Run *command*, its output in a log; when it fails, the end of the log is the message.
    """
    log = CACHE / "log.txt"
    with log.open("wb") as output:
        done = subprocess.run(
            command,
            check=False,
            cwd=ROOT,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    if done.returncode:
        tail = log.read_text(encoding="utf-8", errors="replace").rstrip().splitlines()[-12:]
        raise BootstrapError(
            "\n".join(tail)
            + f"\n\nFailed while {doing}; all of it is in {log.relative_to(ROOT)}. Without a way to packages? pip's own\n"
            "configuration is honoured (PIP_INDEX_URL, PIP_FIND_LINKS, PIP_CERT, HTTPS_PROXY, pip.conf). Then run this again."
        )


def _environment() -> dict[str, str]:
    """
    The caller's, without what would send packages elsewhere or refuse to work inside `.venv`.
    """
    elsewhere = {"PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_DRY_RUN", "PIP_PYTHON", "PYTHONHOME", "PYTHONPATH"}
    kept = {key: value for key, value in os.environ.items() if key not in elsewhere}
    return kept | {
        "PIP_USER": "0",
        "PIP_REQUIRE_HASHES": "0",
        "PIP_NO_INPUT": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_ROOT_USER_ACTION": "ignore",
    }


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
