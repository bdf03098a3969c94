"""
A folder of another machine, by rsync over ssh or from an rsync server.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from advisorypress.errors import PublishError
from advisorypress.publish.built_site import BuiltSite
from advisorypress.publish.manifest import MANIFEST, SIGNATURE, Manifest, parse_manifest
from advisorypress.publish.site_paths import in_the_way, parents
from advisorypress.publish.stage import Tell, quietly
from advisorypress.publish.targets.target import Copied, foreign, shown, signed

# Times are not copied: a file that has the same bytes keeps the time that readers' caches know.
_SEND = (
    "--from0",
    "--files-from=-",
    "--checksum",
    "--perms",
    "--chmod=D755,F644",
    "--delay-updates",
    "--out-format=%i",
)
_LISTED = re.compile(r"(?P<type>\S)\S{9,10}\s+[\d.,]+\s+\d{4}/\d\d/\d\d\s\d\d:\d\d:\d\d\s(?P<name>.+)")
_PARTIAL = 23
_LEFT_BY_A_STOPPED_COPY = ".~tmp~"


@dataclass(frozen=True, slots=True)
class RsyncTarget:
    """
    The destination *place* as rsync takes it. `RSYNC_RSH` and `RSYNC_PASSWORD` mean what they always mean.
    """

    place: str
    tell: Tell = quietly

    def manifest(self) -> Manifest | None:
        """
        That of the site in the folder; None when there is no such folder, or none of ours.
        """
        names = self._names()
        return self._fetched_manifest() if names is not None and MANIFEST in names else None

    def copy(self, site: BuiltSite) -> Copied:
        """
        Sends data, then pages, then the manifest; what a former copy sent and this one does not goes last.

        Files that the press did not put there stay.
        """
        for _ in site.contents():
            pass  # everything is as it was built, before the first file leaves
        former = self._former_files()
        paths = site.paths
        removed = former - set(paths)
        first = in_the_way(removed, paths)
        self._remove(first)
        written = 0
        for kind, part in _parts(paths):
            self.tell(f"sending {len(part):,} {kind}")
            written += self._send(site.root, part)
        self._remove(removed - first)
        return Copied(written, len(removed))

    def _former_files(self) -> frozenset[str]:
        names = self._names()
        if names is None:
            return frozenset()  # rsync makes the folder
        if SIGNATURE in names:
            raise signed(shown(self.place))
        if MANIFEST in names:
            return frozenset({*self._fetched_manifest().files, MANIFEST})
        if names:
            raise foreign(shown(self.place))
        return frozenset()

    def _names(self) -> set[str] | None:
        """
        What stands in the folder; None when there is no such folder yet.
        """
        listed = self._run("--secluded-args", "--no-human-readable", "--list-only", "--", self._folder)
        if listed.returncode == _PARTIAL:
            return None
        _succeed(listed)
        matches = [_LISTED.match(line) for line in listed.stdout.decode("utf-8", "replace").splitlines()]
        return {match["name"] for match in matches if match} - {".", _LEFT_BY_A_STOPPED_COPY}

    def _fetched_manifest(self) -> Manifest:
        with tempfile.TemporaryDirectory() as folder:
            _succeed(self._run("--secluded-args", "--", self._folder + MANIFEST, f"{folder}/"))
            data = (Path(folder) / MANIFEST).read_bytes()
        try:
            return parse_manifest(data)
        except PublishError as error:
            raise PublishError(f"{shown(self.place)}: {error}") from None

    def _send(self, root: Path, paths: Iterable[str]) -> int:
        done = _succeed(self._run("--secluded-args", *_SEND, "--", f"{root}/", self._folder, names=paths))
        return sum(line.startswith((b"<f", b">f")) for line in done.stdout.splitlines())

    def _remove(self, removed: Iterable[str]) -> None:
        files = set(removed)
        if not files:
            return
        folders = {f"{folder}/" for path in files for folder in parents(path)}
        # Seen from an empty folder nothing is there, so rsync deletes at the target what the patterns name. All else is
        # excluded, which protects it, and with it the folders that hold it.
        patterns = [f"/{path}".replace("[", r"\[") for path in sorted(files | folders)]
        choices = ("--recursive", "--delete", "--from0", "--include-from=-", "--exclude=*")
        with tempfile.TemporaryDirectory() as empty:
            _succeed(self._run("--secluded-args", *choices, "--", f"{empty}/", self._folder, names=patterns))

    @property
    def _folder(self) -> str:
        return self.place if self.place.endswith(("/", ":")) else f"{self.place}/"

    def _run(self, *arguments: str, names: Iterable[str] = ()) -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(
                ["rsync", *arguments],
                input=b"".join(name.encode() + b"\0" for name in names),
                env={**os.environ, "LC_ALL": "C"},
                capture_output=True,
                check=False,
            )
        except OSError as error:
            raise PublishError(
                f"cannot run rsync: {error.strerror}; install it, or publish to a folder or a branch"
            ) from error


def _parts(paths: Iterable[str]) -> tuple[tuple[str, list[str]], ...]:
    data = [path for path in paths if not path.endswith(".html") and path != MANIFEST]
    pages = [path for path in paths if path.endswith(".html")]
    return (("data files", data), ("pages", pages), ("manifest", [MANIFEST]))


def _succeed(done: subprocess.CompletedProcess[bytes]) -> subprocess.CompletedProcess[bytes]:
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise PublishError("rsync: " + shown("; ".join(said[:3]) or f"exit status {done.returncode}"))
    return done
