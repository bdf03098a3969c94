"""
From a tree to findings and a library.
"""

from __future__ import annotations

from pathlib import Path

from advisorypress.check.nearest import nearest
from advisorypress.check.rules import RULES
from advisorypress.finding import Level
from advisorypress.language import Language
from advisorypress.load.schema import SCHEMAS, Kind
from advisorypress.model.text import WordsState
from tests.examples import (
    CHINESE_PATH,
    ID,
    PATH,
    advisory_file,
    check_files,
    chinese_file,
    findings_of,
    front_matter,
)

PATHS = {
    Kind.ADVISORY: PATH,
    Kind.NEWSLETTER: "bulletins/2026/2026-10.en.md",
    Kind.DIGEST: "bulletins/2026/2026-11-first.en.md",
    Kind.GUIDE: "content/guides/a.en.md",
    Kind.ARTICLE: "content/articles/a.en.md",
    Kind.NEWS: "content/news/a.en.md",
    Kind.EVENT: "content/events/a.en.md",
    Kind.PAGE: "content/a.en.md",
}
SHAPES = ("[]", "{}", "[[a]]", "{a: b}", "[{a: b}]", '""', "'\\0'", "x", '"\\x07"', "2026-11-20T09:30:00+08:00")


def test_an_error_anywhere_makes_no_library(tmp_path: Path) -> None:
    """
    Unchecked words cannot be published, for there is nothing that could hold them.
    """
    good = {PATH: advisory_file()}
    bad = {**good, "content/about/index.en.md": front_matter({"title": "A"})}

    assert check_files(tmp_path / "good", good).library is not None
    assert check_files(tmp_path / "bad", bad).library is None


def test_findings_are_sorted_by_place(tmp_path: Path) -> None:
    """
    By file, line and column, whatever rule saw them.
    """
    files = {PATH: advisory_file(severity="a", category="b", foo="c"), "content/zzz.en.md": "x", "advisories/a.md": "x"}
    places = [finding.place for finding in check_files(tmp_path, files).findings]

    assert len(places) > 4
    assert sorted(places) == places


def test_a_translation_without_its_title_counts_as_missing(tmp_path: Path) -> None:
    """
    A file that was only begun never stops the other edition, and no reader gets a page without a heading.
    """
    files = {PATH: advisory_file(languages=None), CHINESE_PATH: chinese_file(title="", source_digest=None)}
    checked = check_files(tmp_path, files)

    assert checked.library is not None
    advisory = checked.library.advisory(ID)
    assert advisory is not None
    assert {Language.EN} == set(advisory.words)
    assert WordsState.MISSING is advisory.state_for(Language.ZH)
    assert {Level.WARNING} == {finding.level for finding in checked.findings}


def test_numbers_are_compared_without_case(tmp_path: Path) -> None:
    """
    Two files that differ only in case are one address to many a server.
    """
    files = {PATH: advisory_file(), PATH.replace("SA-", "sa-"): advisory_file(id="sa-2026-0142")}
    findings = findings_of(tmp_path, files, "wrong-id")

    assert ["SA-2026-0142 is also the name of advisories/2026/sa-2026-0142.en.md"] == [f.message for f in findings]


def test_a_file_with_nothing_right_gets_findings_and_no_exception(tmp_path: Path) -> None:
    """
    Every key in the wrong shape: rules look at text, and are never surprised by it.
    """
    for number, shape in enumerate(SHAPES):
        for kind, path in PATHS.items():
            head = dict.fromkeys(["id", *(key.name for key in SCHEMAS[kind])], shape)
            root = tmp_path / f"{kind.value}-{number}"
            both = {path: front_matter(head, shape), path.replace(".en.", ".zh-Hant."): front_matter(head, shape)}

            assert check_files(root, both).library is None


def test_no_two_rules_have_one_name() -> None:
    """
    A name in a report leads to one page.
    """
    names = [rule.RULE_ID for rule in RULES]

    assert sorted(set(names)) == names


def test_what_an_author_probably_meant() -> None:
    """
    Case, spaces and underlines do not count, and nothing is better than a bad guess.
    """
    assert "severity" == nearest("Severty", ["severity", "summary"])
    assert "remote-code-execution" == nearest("Remote Code_Execution", ["remote-code-execution"])
    assert "" == nearest("zzz", ["severity"])
    assert "" == nearest("severity" * 1000, ["severity"])
