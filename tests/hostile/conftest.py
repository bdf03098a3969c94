"""
A repository of good neighbours, built once, into which each case puts one hostile file.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.examples import NOW, ROOT, advisory_file, chinese_file, front_matter, write_repository
from tests.hostile.harmless import faults
from tests.repositories import files_in

NEIGHBOUR = "SA-2026-0001"
COMMANDS = (("check",), ("build", "--no-search"))
MAIL = ("digest", "preview", "--period", "2026-11-second", "--out", "mail")

_WORDS = {"title": "A good neighbour", "summary": "It has done nothing.", "languages": "[en]"}
_PUBLISHED = {**_WORDS, "published": "2026-11-18T09:30:00+08:00"}
NEIGHBOURS = {
    f"advisories/2026/{NEIGHBOUR}.en.md": advisory_file(id=NEIGHBOUR, languages=None),
    f"advisories/2026/{NEIGHBOUR}.zh-Hant.md": chinese_file(),
    "bulletins/2026/2026-11-second.en.md": front_matter({**_PUBLISHED, "period": "2026-11-second", "languages": None}),
    "bulletins/2026/2026-11-second.zh-Hant.md": front_matter({"title": "好鄰居", "source_digest": "00000000"}),
    "content/guides/backups.en.md": front_matter({**_PUBLISHED, "audience": "[home]"}, "Keep copies.\n"),
    "content/about/privacy.en.md": front_matter(_WORDS, "We keep nothing.\n"),
}


def settings() -> str:
    """
    The project's own settings, for a repository that lies elsewhere, with the commit's clock.
    """
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    text = text.replace("scripts/advisorypress/", f"{ROOT}/scripts/advisorypress/")
    return "\n".join(line for line in text.splitlines() if "clock:" not in line)


@dataclass(frozen=True, slots=True)
class Told:
    """
    What one command of the press said.
    """

    status: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    What became of a repository with a hostile file: what `check`, `build` and the mail preview said, and the site.

    *before* is the site as it was built without the hostile file.
    """

    root: Path
    check: Told
    build: Told
    mail: Told
    site: dict[str, bytes]
    before: dict[str, bytes]
    seconds: float
    megabytes: int

    def text(self, path: str) -> str:
        """
        A file of the site as text.
        """
        return self.site[path].decode("utf-8")

    def assert_refused(self, rule: str, path: str, line: int | None = None) -> None:
        """
        An error of *rule* names the file *path* and its *line*; no error is anybody else's, and the site is as it was.
        """
        place = f"{path}:" if line is None else f"{path}:{line}:"
        for told in (self.check, self.build):
            errors = [said for said in told.out.splitlines() if ": error: " in said]
            assert 1 == told.status, told
            assert any(said.startswith(place) and said.endswith(f"[{rule}]") for said in errors), errors[:5]
            assert all(said.startswith(f"{path}:") for said in errors), errors[:5]
        assert self.before == self.site

    def assert_built(self, *paths: str) -> None:
        """
        There was no error, and the site has *paths*.
        """
        assert [0, 0, 0] == [self.check.status, self.build.status, self.mail.status], (
            self.check,
            self.build,
            self.mail,
        )
        assert set(paths) <= self.site.keys(), paths


class Hostile:
    """
    A repository in which everything is good, until a test puts something into it.
    """

    def __init__(self, root: Path, child: subprocess.Popen[str], before: dict[str, bytes]) -> None:
        self.root = root
        self._child = child
        self._before = before

    def write(self, path: str, data: str | bytes) -> None:
        """
        Puts a file into the repository.
        """
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogateescape"))

    def press(self) -> Outcome:
        """
        Runs the press, which must end in its time and memory without a traceback, and leave no harm and no neighbour changed.
        """
        outcome = self._run()
        assert outcome.seconds < 100, f"{outcome.seconds} s"
        assert outcome.megabytes < 500, f"{outcome.megabytes} MB"
        for told in (outcome.check, outcome.build, outcome.mail):
            assert "Traceback" not in told.out + told.err, told.err
            assert told.status in (0, 1, 2, 3), told
            assert "\x1b" not in told.out + told.err
        harm = [fault for path, data in outcome.site.items() for fault in faults(path, data)]
        assert [] == harm[:5]
        for path, data in self._before.items():
            if NEIGHBOUR in path or "guides/backups" in path or "about/privacy" in path:
                assert data == outcome.site.get(path), f"{path} is not as it was"
        for path in sorted((self.root / "mail").glob("*")):
            assert [] == faults(path.name, path.read_bytes(), of_mail=True)
        return outcome

    def _run(self) -> Outcome:
        out = self.root.parent / "told"
        out.mkdir(exist_ok=True)
        case = {"root": str(self.root), "commands": [*COMMANDS, MAIL], "out": str(out)}
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.write(json.dumps(case) + "\n")
        self._child.stdin.flush()
        answer = json.loads(self._child.stdout.readline())
        assert 0 == answer["killed"], f"killed by {answer['killed']} after {answer['seconds']} s"
        told = [
            Told(
                status,
                (out / f"{number}.out").read_text(encoding="utf-8"),
                (out / f"{number}.err").read_text(encoding="utf-8"),
            )
            for number, status in enumerate(answer["statuses"])
        ]
        site = files_in(self.root / "site")
        return Outcome(self.root, *told, site, self._before, answer["seconds"], answer["megabytes"])


@pytest.fixture(scope="session")
def press_child() -> Iterator[subprocess.Popen[str]]:
    """
    The process that runs the press for all cases.
    """
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "scripts"))),
        "SOURCE_DATE_EPOCH": str(int(NOW.timestamp())),
        "NO_COLOR": "1",
    }
    command = [sys.executable, "-m", "tests.hostile.press_child"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT
    ) as child:
        yield child
        assert child.stdin is not None
        child.stdin.close()


@pytest.fixture(scope="session")
def neighbourhood(tmp_path_factory: pytest.TempPathFactory, press_child: subprocess.Popen[str]) -> Path:
    """
    The repository of good neighbours with its site.
    """
    root = write_repository(tmp_path_factory.mktemp("neighbourhood") / "repository", NEIGHBOURS, settings=settings())
    outcome = Hostile(root, press_child, {})._run()
    assert [0, 0, 0] == [outcome.check.status, outcome.build.status, outcome.mail.status], outcome
    shutil.rmtree(root / "mail")
    return root


@pytest.fixture
def hostile(tmp_path: Path, neighbourhood: Path, press_child: subprocess.Popen[str]) -> Hostile:
    """
    A copy of the good neighbours, to be harmed.
    """
    root = tmp_path / "repository"
    shutil.copytree(neighbourhood, root)
    return Hostile(root, press_child, files_in(neighbourhood / "site"))
