"""
pip from the distribution: the wheel in Debian's own package `python3-pip-whl`, verified by apt's signatures.

It needs no root: apt works in folders of ours and installs nothing. Standard library only.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

PACKAGE = "python3-pip-whl"


class NoDebianPipError(Exception):
    """
    apt is not here, or could not bring the package; says why.
    """


def from_debian(folder: Path) -> Path:
    """
    Put the distribution's pip wheel into *folder* and return its path.
    """
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise NoDebianPipError("this is no Debian (no apt-get, no dpkg-deb)")
    work = folder / "debian"
    shutil.rmtree(work, ignore_errors=True)
    for name in ("lists/partial", "archives/partial", "package"):
        (work / name).mkdir(parents=True)
    try:
        package = _download(work)
        subprocess.run(["dpkg-deb", "-x", package, work / "package"], check=True, capture_output=True, text=True)
        wheels = sorted((work / "package").rglob("pip-*.whl"))
        if not wheels:
            raise NoDebianPipError(f"{package.name} holds no pip")
        return wheels[-1].replace(folder / wheels[-1].name)
    except subprocess.CalledProcessError as error:
        raise NoDebianPipError(str(error.stderr).strip() or f"{error.cmd[0]} failed") from None
    finally:
        # The package lists are large, and the next run wants newer ones anyway.
        shutil.rmtree(work, ignore_errors=True)


def _download(folder: Path) -> Path:
    try:
        _apt(folder, "download", PACKAGE)
    except subprocess.CalledProcessError:
        # The machine never ran `apt-get update`, or long ago: fetch lists of our own and look again.
        lists = ("-o", f"Dir::State::Lists={folder / 'lists'}")
        _apt(folder, *lists, "update")
        _apt(folder, *lists, "download", PACKAGE)
    return next(folder.glob(f"{PACKAGE}_*.deb"))


def _apt(folder: Path, *words: str) -> None:
    settings = {
        "Dir::Cache": folder,
        "Dir::Cache::Archives": folder / "archives",
        "Debug::NoLocking": "true",
        "APT::Sandbox::User": "",
        "APT::Get::AllowUnauthenticated": "false",
        "Acquire::AllowInsecureRepositories": "false",
        "Acquire::Retries": "2",
    }
    options = [word for key, value in settings.items() for word in ("-o", f"{key}={value}")]
    command = ["apt-get", "-qq", *options, *words]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL)
