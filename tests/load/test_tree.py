"""
Which files belong together, and what happens when one of them cannot be read.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from advisorypress.language import Language
from advisorypress.load.schema import Kind
from advisorypress.load.tree import load_tree, name_of
from tests.examples import CHINESE_PATH, ID, PATH, advisory_file, chinese_file, findings_of, write_repository


@pytest.mark.parametrize(
    ("path", "kind", "name", "language"),
    [
        (PATH, Kind.ADVISORY, ID, Language.EN),
        (CHINESE_PATH, Kind.ADVISORY, ID, Language.ZH),
        ("bulletins/2026/2026-11.en.md", Kind.NEWSLETTER, "2026-11", Language.EN),
        ("bulletins/2026/2026-11-first.zh-Hant.md", Kind.DIGEST, "2026-11-first", Language.ZH),
        ("content/guides/ransomware.en.md", Kind.GUIDE, "ransomware", Language.EN),
        ("content/about/index.en.md", Kind.PAGE, "index", Language.EN),
    ],
)
def test_a_path_says_what_it_is(path: str, kind: Kind, name: str, language: Language) -> None:
    """
    The kind, the name and the language of a record follow from where its file stands.
    """
    found = name_of(path)

    assert found is not None
    assert (kind, name, language) == (found.kind, found.name, found.language)


@pytest.mark.parametrize(
    "path", ["README.md", "content/a.md", "content/a.fr.md", "content/a.EN.md", "content/a.en.md.bak"]
)
def test_other_files_are_no_records(path: str) -> None:
    """
    A language that the site does not have is none.
    """
    assert name_of(path) is None


def test_earlier_versions_are_no_current_records() -> None:
    """
    What `revise` put aside is another version, not another advisory.
    """
    assert name_of(f"advisories/2026/archive/{ID}/v1.en.md") is None


def test_a_broken_source_edition_says_one_thing_only(tmp_path: Path) -> None:
    """
    When the English file cannot be read, its Chinese edition is not taken for the one with the facts.
    """
    files = {PATH: "---\ntitle: [\n---\n", CHINESE_PATH: chinese_file()}

    assert [("broken-yaml", PATH)] == [(finding.rule, finding.place.path) for finding in findings_of(tmp_path, files)]


def test_a_broken_translation_says_one_thing_only(tmp_path: Path) -> None:
    """
    The English edition is looked at as ever, and not told that its translation is missing.
    """
    files = {PATH: advisory_file(languages=None, severity="hihg"), CHINESE_PATH: b"\xff"}

    assert ["not-in-vocabulary", "not-utf8"] == [finding.rule for finding in findings_of(tmp_path, files)]


def test_links_to_a_file_that_cannot_be_read_are_not_called_broken(tmp_path: Path) -> None:
    """
    One mistake, one finding.
    """
    files = {
        PATH: advisory_file("[Guide](/guides/ransomware/)\n"),
        "content/guides/ransomware.en.md": "no front matter",
    }

    assert ["no-front-matter"] == [finding.rule for finding in findings_of(tmp_path, files)]


def test_folders_that_are_links_are_not_entered(tmp_path: Path) -> None:
    """
    A link could lead out of the repository, or round in a circle.
    """
    write_repository(tmp_path, {PATH: advisory_file()})
    (tmp_path / "content").symlink_to(tmp_path / "advisories")
    (tmp_path / "advisories" / "again").symlink_to(tmp_path / "advisories")

    assert {PATH} == {path for path in load_tree(tmp_path).files if path.endswith(".md")}


def test_a_pipe_among_the_files_stops_nothing(tmp_path: Path) -> None:
    """
    The others are read, and the pipe is told.
    """
    write_repository(tmp_path, {PATH: advisory_file()})
    os.mkfifo(tmp_path / "advisories" / "2026" / "SA-2026-0143.en.md")
    tree = load_tree(tmp_path)

    assert [ID] == [record.name for record in tree.records]
    assert ["not-a-file"] == [finding.rule for finding in tree.findings]
