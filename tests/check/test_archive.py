"""
What `revise` put aside is looked at, too: what would break its page, or tell what must not be told, stops a build.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from advisorypress.finding import Level
from advisorypress.language import Language
from tests.examples import CHINESE_PATH, HEAD, ID, PATH, advisory_file, check_files, chinese_file

REVISIONS = f"{HEAD['revisions']}\n  - {{date: 2026-11-22T10:00:00+08:00, type: correction, note: A date was wrong.}}"
CURRENT = advisory_file(revisions=REVISIONS)
FOLDER = f"advisories/2026/archive/{ID}"
V1 = f"{FOLDER}/v1.en.md"


def found(tmp_path: Path, **files: str | bytes) -> list[tuple[str, str, int]]:
    """
    The rule, file and line of every finding where the archive holds *files*, by version and language (`v1_en`).
    """
    archive = {f"{FOLDER}/{name.replace('_', '.', 1).replace('_', '-')}.md": text for name, text in files.items()}
    findings = check_files(tmp_path, {PATH: CURRENT, **archive}).findings
    return [(finding.rule, finding.place.path, finding.place.line) for finding in findings]


def test_earlier_versions_stand_in_the_library_oldest_first(tmp_path: Path) -> None:
    """
    Each with its own words, in both languages, at its own address, and published as it was.
    """
    files = {
        PATH: advisory_file(languages=None, revisions=REVISIONS),
        CHINESE_PATH: chinese_file(),
        V1: advisory_file(languages=None, title="The Old Title"),
        f"{FOLDER}/v1.zh-Hant.md": chinese_file(title="舊標題"),
    }

    library = check_files(tmp_path, files).library

    assert library is not None
    (old,) = library.earlier_of(library.advisories[0])
    assert ("The Old Title", "舊標題") == (old.words[Language.EN].title, old.words[Language.ZH].title)
    assert (f"advisories/{ID}/v1/", 1, True) == (old.path, old.version, old.is_archived)
    assert f"advisories/{ID}/" == library.current_of(old).path
    assert [ID] == [advisory.id for advisory in library.advisories]


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        (advisory_file(tlp="AMBER"), "tlp-not-clear", 19),
        (advisory_file(severity="hihg"), "not-in-vocabulary", 7),
        (advisory_file(category=None), "missing-key", 2),
        (advisory_file(published="yesterday"), "date-without-zone", 6),
        (advisory_file(id="SA-2026-0141"), "wrong-version", 2),
        ("no front matter", "no-front-matter", 1),
        ("---\ntitle: [\n---\n", "broken-yaml", 3),
        (b"\xff", "not-utf8", 1),
    ],
)
def test_a_broken_version_is_an_error_at_its_place(tmp_path: Path, text: str | bytes, rule: str, line: int) -> None:
    assert [(rule, V1, line)] == [each for each in found(tmp_path, v1_en=text) if each[0] == rule]


def test_what_rules_ask_today_is_not_asked_of_old_words(tmp_path: Path) -> None:
    """
    An archive is not to be edited, so a warning about it, or about its translation, helps nobody.
    """
    old = advisory_file("[Gone](/guides/gone/)\n\n!!! note\n    Theme syntax.\n", title="T" * 120, languages=None)

    assert [] == found(tmp_path, v1_en=old, v1_zh_Hant=chinese_file(title="舊"))


def test_an_unreadable_edition_says_one_thing_only(tmp_path: Path) -> None:
    assert [("not-utf8", V1, 1)] == found(tmp_path, v1_en=b"\xff", v1_zh_Hant=chinese_file())


@pytest.mark.parametrize(
    "name", [f"{FOLDER}/first.en.md", f"{FOLDER}/v0.en.md", f"{FOLDER}/old/v1.en.md", f"{FOLDER}/v1.md"]
)
def test_a_file_that_is_no_version_is_told(tmp_path: Path, name: str) -> None:
    findings = check_files(tmp_path, {PATH: CURRENT, name: advisory_file()}).findings

    assert [("misnamed-file", name, Level.ERROR)] == [(f.rule, f.place.path, f.level) for f in findings]


def test_an_advisory_that_cannot_be_read_says_nothing_of_its_archive(tmp_path: Path) -> None:
    findings = check_files(tmp_path, {PATH: b"\xff", V1: advisory_file()}).findings

    assert ["not-utf8"] == [finding.rule for finding in findings]
