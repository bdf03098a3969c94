"""
What a build keeps of the one before never shows: after any edit it makes the same bytes as a build from nothing.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bench.corpus import write_advisory
from tests.repositories import commit, copy_repository, files_in, git, press

# Advisories without any link to or from them.
MADE_UP = 4


def made_up(root: Path) -> list[Path]:
    """
    The source editions of the made-up advisories, oldest first.
    """
    return sorted(root.glob("advisories/*/SA-*-1???.en.md"))


def change(file: Path, old: str, new: str) -> None:
    """
    Puts *new* in the place of *old*, which *file* must have.
    """
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{file} has no {old!r}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def set_line(file: Path, key: str, value: str) -> None:
    """
    Gives the first line of front matter that starts with *key* the value *value*; a new line where there is none.
    """
    lines = file.read_text(encoding="utf-8").split("\n")
    number = next((n for n, line in enumerate(lines) if line.startswith(f"{key}:")), None)
    if number is None:
        lines.insert(1, f"{key}: {value}")
    else:
        lines[number] = f"{key}: {value}"
    file.write_text("\n".join(lines), encoding="utf-8")


def revise(root: Path, kind: str) -> None:
    """
    A new version of the third advisory, the old one put aside.
    """
    number = made_up(root)[2].name.removesuffix(".en.md")
    done = _press(root, "revise", number, "--type", kind, "--note", "It reaches further.")
    assert 0 == done.returncode, done.stderr
    change(made_up(root)[2], "Flaw" if "Flaw" in made_up(root)[2].read_text() else "A flaw", "Another flaw")


def rename(root: Path) -> None:
    """
    Another number for the second advisory.
    """
    file = made_up(root)[1]
    id = file.name.removesuffix(".en.md")
    set_line(file, "id", f"{id}9")
    for each in file.parent.glob(f"{id}.*"):
        each.rename(each.with_name(each.name.replace(id, f"{id}9")))


def withdraw(root: Path) -> None:
    """
    Takes the first advisory back.
    """
    file = made_up(root)[0]
    set_line(file, "status", "withdrawn")
    set_line(file, "withdrawn_reason", "It was of another product.")
    text = file.read_text(encoding="utf-8")
    moment = next(line for line in text.split("\n") if line.startswith("published:")).removeprefix("published: ")
    change(
        file,
        "note: First published.}",
        "note: First published.}\n  - {date: " + moment + ", type: withdrawn, note: Not ours.}",
    )


def take_down(root: Path, number: int, versions: str) -> None:
    """
    Takes down *versions* of the advisory at *number*.
    """
    id = made_up(root)[number].name.removesuffix(".en.md")
    file = root / "advisories/takedowns.yml"
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    entry = f"- {{id: {id}, versions: {versions}, date: 2024-07-20, reason: court-order}}\n"
    file.write_text(before + entry, encoding="utf-8")


def add_chinese(root: Path) -> None:
    """
    Brings back the translation that another edit removed.
    """
    git(root, "checkout", "HEAD~1", "--", *(str(path) for path in [_chinese(made_up(root)[3])]))


def _chinese(file: Path) -> Path:
    return file.with_name(file.name.replace(".en.md", ".zh-Hant.md"))


EDITS: dict[str, Callable[[Path], object]] = {
    "title": lambda root: set_line(made_up(root)[0], "title", "Another Title CVE-2024-1234"),
    "title of the translation": lambda root: set_line(_chinese(made_up(root)[0]), "title", "另一標題漏洞"),
    "summary": lambda root: set_line(made_up(root)[1], "summary", "It is another flaw. It needs care."),
    "body": lambda root: change(made_up(root)[1], "## Solution", "## Detection\n\nLook.\n\n## Solution"),
    "severity": lambda root: set_line(made_up(root)[1], "severity", "low"),
    "category": lambda root: set_line(made_up(root)[1], "category", "browsers"),
    "exploited": lambda root: set_line(made_up(root)[2], "exploited", "2024-07-01"),
    "vendor": lambda root: change(made_up(root)[2], "vendor: ", "vendor: Other "),
    "translation gone": lambda root: _chinese(made_up(root)[3]).unlink(),
    "translation new": add_chinese,
    "alias": lambda root: set_line(made_up(root)[3], "aliases", "[SA99-1, /old/1.html]"),
    "word of the vocabulary": lambda root: change(root / "data/vocabulary.csv", "High Risk", "Great Risk"),
    "word of the interface": lambda root: change(
        root / "scripts/advisorypress/words/interface-words.csv", "Security Advisories", "Warnings"
    ),
    "settings": lambda root: change(root / "mkdocs.yml", "Example CERT", "Sample CERT"),
    "template": lambda root: change(
        root / "scripts/advisorypress/templates/render/parts.html", "press-card__facts", "press-card__about"
    ),
    "theme": lambda root: change(root / "scripts/advisorypress/theme/main.html", "<main", "<main data-edited"),
    "code": lambda root: change(root / "scripts/advisorypress/render/advisory_page.py", '"TLP"', '"TLP 2.0"'),
    "new advisory": lambda root: write_advisory(root, 7, MADE_UP + 9),
    "supersedes": lambda root: set_line(
        made_up(root)[3], "supersedes", f"[{made_up(root)[1].name.removesuffix('.en.md')}]"
    ),
    "superseded one goes": lambda root: (
        set_line(made_up(root)[3], "supersedes", "[]"),
        [path.unlink() for path in (made_up(root)[1], _chinese(made_up(root)[1]))],
    ),
    "new version": lambda root: revise(root, "scope-changed"),
    "version taken down": lambda root: take_down(root, 2, "[1]"),
    "rename": rename,
    "withdraw": withdraw,
    "takedown": lambda root: take_down(root, 0, "all"),
    "guide": lambda root: set_line(next(root.glob("content/guides/*.en.md")), "title", "Another Guide"),
    "page": lambda root: (root / "content/extra.en.md").write_text("---\ntitle: Extra\nsummary: More.\n---\nMore.\n"),
    "delete": lambda root: [path.unlink() for path in (made_up(root)[-1], _chinese(made_up(root)[-1]))],
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """
    This repository with some made-up advisories, built once.
    """
    root = copy_repository(tmp_path / "repository")
    for position in range(MADE_UP):
        write_advisory(root, position, MADE_UP)
    commit(root)
    assert_built(root)
    return root


def assert_built(root: Path) -> None:
    """
    A build of *root* over the last one has the bytes of a build from nothing.
    """
    for options in (("--no-search",), ("--no-search", "--jobs", "1", "--site-dir", root.parent / "cold")):
        done = _press(root, "build", *options)
        assert 0 == done.returncode, done.stdout + done.stderr
    warm, cold = files_in(root / "site"), files_in(root.parent / "cold")
    shutil.rmtree(root.parent / "cold")
    assert sorted(cold) == sorted(warm)
    assert [] == [path for path, data in cold.items() if warm[path] != data]


def _press(root: Path, *words: str | Path) -> object:
    # The program is the repository's own copy, so that it can be edited, too.
    return press(root, *words, environment={"PYTHONPATH": str(root / "scripts")})


@pytest.mark.full
def test_edits_give_the_site_of_a_build_from_nothing(repository: Path):
    for name, edit in EDITS.items():
        before = files_in(repository / "site")
        edit(repository)
        commit(repository)
        sys.stdout.write(f"{name}\n")
        assert_built(repository)
        assert files_in(repository / "site") != before, name


@pytest.mark.full
def test_many_edits_at_once_give_the_site_of_a_build_from_nothing(repository: Path):
    for name in ("title", "severity", "translation gone", "supersedes", "word of the vocabulary"):
        EDITS[name](repository)
    commit(repository)

    assert_built(repository)
