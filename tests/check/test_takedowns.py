"""
What was taken down is in no library, and what is left of it is.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from advisorypress.load.takedowns import TAKEDOWNS
from advisorypress.model.library import Library
from advisorypress.model.takedown import Reason
from tests.examples import HEAD, ID, PATH, ZONE, a_moment, advisory_file, check_files

SECOND = f"{HEAD['revisions']}\n  - {{date: 2026-11-22T10:00:00+08:00, type: correction, note: A date was wrong.}}"
V1 = f"advisories/2026/archive/{ID}/v1.en.md"
OTHER = "advisories/2026/SA-2026-0143.en.md"


def library_of(tmp_path: Path, takedowns: str, **files: str) -> Library:
    """
    The library of two advisories, of which *takedowns* takes something down.
    """
    everything = {
        PATH: advisory_file(revisions=SECOND, aliases="[/old/142]"),
        V1: advisory_file(),
        OTHER: advisory_file(id="SA-2026-0143", supersedes=f"[{ID}]"),
        TAKEDOWNS: takedowns,
        **files,
    }
    checked = check_files(tmp_path, everything)
    assert checked.library is not None, checked.findings
    return checked.library


def test_whole_advisory(tmp_path: Path) -> None:
    """
    None of its values, no earlier version; its number, first date, old address and what replaced it stay.
    """
    library = library_of(
        tmp_path, f"- {{id: {ID}, versions: all, date: 2026-11-25, reason: court-order, note: Secret}}"
    )

    assert ["SA-2026-0143"] == [advisory.id for advisory in library.advisories]
    assert {} == library.earlier
    (removed,) = library.removed
    assert (ID, a_moment(20), ("/old/142",), ("SA-2026-0143",)) == (
        removed.id,
        removed.published,
        removed.aliases,
        removed.superseded_by,
    )
    assert (Reason.COURT_ORDER, date(2026, 11, 25)) == (removed.takedown.reason, removed.takedown.day)
    assert datetime(2026, 11, 25, tzinfo=ZONE) == removed.updated
    assert ["SA-2026-0143", ID] == [each.id for each in library.listed]
    assert "FortiOS" not in repr(removed)
    assert "Secret" not in repr(library)


def test_single_version(tmp_path: Path) -> None:
    library = library_of(tmp_path, f"- {{id: {ID}, versions: [1], date: 2026-11-25, reason: error}}")

    advisory = library.advisory(ID)
    assert advisory is not None
    assert () == library.earlier_of(advisory)
    assert () == library.removed
    assert [1] == list(library.removed_versions(advisory))


def test_advisory_whose_files_are_gone(tmp_path: Path) -> None:
    """
    The entry alone keeps its place, its old address and its date.
    """
    takedowns = """\
- id: SA-2026-0099
  versions: all
  date: 2026-11-25
  reason: personal-data
  published: 2026-10-02T03:00:00Z
  aliases: [/alerts/2026/99]
"""
    (removed,) = library_of(tmp_path, takedowns).removed

    assert ("SA-2026-0099", datetime(2026, 10, 2, 11, tzinfo=ZONE)) == (removed.id, removed.published)
    assert ("/alerts/2026/99",) == removed.aliases


def test_day_of_the_takedown_is_never_before_the_first_date(tmp_path: Path) -> None:
    """
    A feed entry that was changed before it was published would be nonsense.
    """
    library = library_of(tmp_path, f"- {{id: {ID}, versions: all, date: 2026-11-20, reason: error}}")

    assert a_moment(20) == library.removed[0].updated


def test_links_to_what_was_taken_down_hold(tmp_path: Path) -> None:
    """
    To its page and to its versions, for tombstones stay; not to the files beside it, which went.
    """
    body = f"[it](/advisories/{ID}/) [text](/advisories/{ID}/advisory.txt)\n"
    files = {
        PATH: advisory_file(),
        OTHER: advisory_file(body, id="SA-2026-0143"),
        TAKEDOWNS: f"- {{id: {ID}, versions: all, date: 2026-11-25, reason: error}}",
    }

    findings = check_files(tmp_path, files).findings

    assert ["broken-link"] == [finding.rule for finding in findings if finding.rule != "mentions-takedown"]
    assert "advisory.txt" in next(finding.message for finding in findings if finding.rule == "broken-link")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("- {id: [", "broken-yaml"),
        (f"- &a {{id: {ID}}}", "broken-yaml"),
        (b"\xff", "not-utf8"),
        (b"- {id: \0}", "not-utf8"),
    ],
)
def test_file_that_cannot_be_read_is_told_with_its_place(tmp_path: Path, text: str | bytes, rule: str) -> None:
    """
    An entry that is not read would take nothing down, so nothing is published.
    """
    checked = check_files(tmp_path, {PATH: advisory_file(), TAKEDOWNS: text})

    assert checked.library is None
    assert [(rule, TAKEDOWNS)] == [(finding.rule, finding.place.path) for finding in checked.findings]


@pytest.mark.parametrize("name", ["takedown.yml", "takedowns.yaml", "Takedowns.YML", "2026/takedowns.yml"])
def test_file_under_another_name_takes_nothing_down_and_is_told(tmp_path: Path, name: str) -> None:
    entry = f"- {{id: {ID}, versions: all, date: 2026-11-25, reason: error}}"

    findings = check_files(tmp_path, {PATH: advisory_file(), f"advisories/{name}": entry}).findings

    assert [("misnamed-file", f"advisories/{name}")] == [(f.rule, f.place.path) for f in findings]


def test_link_to_a_folder_outside_is_no_takedowns_file(tmp_path: Path) -> None:
    (tmp_path / "elsewhere.yml").write_text(f"- {{id: {ID}, versions: all, date: 2026-11-25, reason: error}}")
    (tmp_path / "repository/advisories").mkdir(parents=True)
    (tmp_path / "repository" / TAKEDOWNS).symlink_to(tmp_path / "elsewhere.yml")

    findings = check_files(tmp_path / "repository", {PATH: advisory_file()}).findings

    assert ["symbolic-link"] == [finding.rule for finding in findings]


def test_empty_file_takes_nothing_down(tmp_path: Path) -> None:
    checked = check_files(tmp_path, {PATH: advisory_file(), TAKEDOWNS: "# nothing yet\n"})

    assert () == checked.findings
    assert checked.library is not None and () == checked.library.removed
