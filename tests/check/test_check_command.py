"""
`press check` as its users call it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.examples import CHINESE_PATH, MKDOCS, PATH, advisory_file, chinese_file, front_matter, write_repository

GUIDE = "content/guides/ransomware.en.md"


def a_guide(**changes: str) -> str:
    head = {
        "title": "Ransomware",
        "summary": "What to do.",
        "published": "2026-11-20T09:30:00+08:00",
        "languages": "[en]",
        "audience": "[sme]",
    }
    return front_matter({**head, **changes}, "Text.\n")


def press_check(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """
    `press check` in *folder*, as of 1 December 2026 unless *arguments* say otherwise.
    """
    if "--as-of" not in arguments:
        arguments = (*arguments, "--as-of", "2026-12-01T09:00:00+08:00")
    return subprocess.run(
        [sys.executable, "-m", "advisorypress", "check", *arguments],
        cwd=folder,
        env={**os.environ, "NO_COLOR": "", "PYTHONUTF8": "1", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """
    One advisory without mistakes, and a guide with one.
    """
    return write_repository(tmp_path / "r", {PATH: advisory_file(), GUIDE: a_guide(minutes="six")})


def test_no_problems(tmp_path: Path) -> None:
    """
    Exit status 0, one line on stdout, nothing on stderr.
    """
    done = press_check(write_repository(tmp_path, {PATH: advisory_file()}))

    assert (0, "No problems in 1 file.\n", "") == (done.returncode, done.stdout, done.stderr)


def test_an_error_is_exit_status_1(repository: Path) -> None:
    """
    The finding and the summary stand on stdout.
    """
    done = press_check(repository)

    assert (1, "") == (done.returncode, done.stderr)
    assert f"{GUIDE}:7:10: error: `six` is not a whole number from 1 to 9999 [malformed-value]" in done.stdout
    assert done.stdout.endswith("\n1 error in 2 files\n")


def test_warnings_alone_are_exit_status_0(tmp_path: Path) -> None:
    """
    A missing translation never stops anybody.
    """
    done = press_check(write_repository(tmp_path, {PATH: advisory_file(languages=None)}))

    assert 0 == done.returncode
    assert "warning: there is no zh-Hant edition [translation-missing]" in done.stdout
    assert done.stdout.endswith("\n1 warning in 1 file\n")


def test_five_mistakes_in_one_file_get_five_findings_with_their_places(tmp_path: Path) -> None:
    """
    All of them in one run, in the order of the file.
    """
    text = advisory_file(
        "## Details\n\nSee [the other](/advisories/SA-2026-0999/).\n",
        severity="hihg",
        published="2026-11-20T09:30:00",
        vulnerabilities="\n  - {id: CVE-2026-1, affects: [fos74]}",
        references="\n  - {title: FG-IR-26-001, url: ftp://www.fortiguard.com/}",
    )
    done = press_check(write_repository(tmp_path, {PATH: text}), "--format", "json")
    found = [(f["rule"], f["line"], f["column"], f["width"]) for f in json.loads(done.stdout)["findings"]]
    lines = text.split("\n")

    expected = [
        ("date-without-zone", 6, 12, 19),
        ("not-in-vocabulary", 7, 11, 4),
        ("malformed-cve", 14, 10, 10),
        ("unsafe-reference", 16, 32, 25),
        ("broken-link", 23, 17, 25),
    ]
    assert expected == found
    assert ["2026-11-20T09:30:00", "hihg", "CVE-2026-1", "ftp://www.fortiguard.com/", "/advisories/SA-2026-0999/"] == [
        lines[line - 1][column - 1 : column - 1 + width] for _, line, column, width in found
    ]


def test_paths_limit_what_is_told(repository: Path) -> None:
    """
    Everything is looked at, what is found elsewhere is only counted, on stderr.
    """
    advisories, guide, both = (
        press_check(repository, *paths) for paths in (["advisories"], [GUIDE], ["advisories", GUIDE])
    )

    assert (0, "No problems in 1 file.\n") == (advisories.returncode, advisories.stdout)
    assert "1 more in other files" in advisories.stderr
    assert (1, 1) == (guide.returncode, both.returncode)
    assert "1 error in 1 file\n" == guide.stdout.splitlines(keepends=True)[-1]
    assert "1 error in 2 files\n" == both.stdout.splitlines(keepends=True)[-1]


def test_it_runs_in_any_folder_of_the_repository(repository: Path) -> None:
    """
    Paths are taken from where the user stands, and told from the root.
    """
    done = press_check(repository / "content", "guides")

    assert 1 == done.returncode
    assert done.stdout.startswith(f"{GUIDE}:7:10: error:")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere.md"], "there is no nowhere.md"),
        (["/"], "lies outside the repository"),
        (["--as-of", "yesterday"], "write it like 2026-11-20T09:30:00+08:00"),
        (["--as-of", "0001-01-01T00:00:00+08:00"], "1970"),
        (["--format", "xml"], "Invalid value for '--format'"),
    ],
)
def test_usage_errors_are_exit_status_2(repository: Path, arguments: list[str], said: str) -> None:
    """
    One line that says what to do, nothing on stdout.
    """
    done = press_check(repository, *arguments)

    assert (2, "") == (done.returncode, done.stdout)
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_link_that_leads_outside_is_outside(repository: Path, tmp_path: Path) -> None:
    """
    A path is where it leads to.
    """
    (repository / "way-out").symlink_to(tmp_path)

    assert 2 == press_check(repository, "way-out").returncode


def test_outside_a_repository(tmp_path: Path) -> None:
    """
    There is nothing to look at.
    """
    done = press_check(tmp_path)

    assert 2 == done.returncode
    assert "there is no mkdocs.yml" in done.stderr


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"mkdocs.yml": "site_url: nowhere\n"}, "mkdocs.yml:1:11: `site_url` must be"),
        ({"data/vocabulary.csv": b"group,key,en,zh-Hant\nseverity,critical,,\n"}, "vocabulary.csv:2"),
        ({"data/vocabulary.csv": b"\xff"}, "not UTF-8"),
    ],
)
def test_settings_that_cannot_be_used_are_exit_status_3(repository: Path, files: dict[str, str], said: str) -> None:
    """
    They are no author's mistake; the place is told all the same.
    """
    write_repository(repository, files)
    done = press_check(repository)

    assert (3, "") == (done.returncode, done.stdout)
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_cannot_be_read_is_exit_status_3(repository: Path) -> None:
    """
    The world failed, not the author.
    """
    (repository / "advisories").chmod(0)
    done = press_check(repository)
    (repository / "advisories").chmod(0o755)

    assert 3 == done.returncode
    assert "cannot read the folder advisories" in done.stderr


def test_held_records_are_named_on_stderr(tmp_path: Path) -> None:
    """
    What waits for its time is no mistake; a look back leaves out what came later, and refuses nothing.
    """
    root = write_repository(tmp_path, {PATH: advisory_file(), GUIDE: a_guide(published="2026-12-24T09:30:00+08:00")})
    now, before = press_check(root), press_check(root, "--as-of", "2026-11-01T00:00:00+08:00")

    assert (0, f"left out until its time comes: {GUIDE}\n") == (now.returncode, now.stderr)
    assert f"left out until its time comes: {GUIDE}" in before.stderr


def test_github_and_json_go_to_stdout(repository: Path) -> None:
    """
    Results are on stdout in every format, with the same exit status.
    """
    as_json, as_github = (press_check(repository, "--format", form) for form in ("json", "github"))

    assert (1, 1) == (as_json.returncode, as_github.returncode)
    assert {"errors": 1, "warnings": 0, "hints": 0, "files": 2} == json.loads(as_json.stdout)["summary"]
    assert as_github.stdout.startswith(f"::error file={GUIDE},line=7,col=10,endColumn=13,title=malformed-value::")


def test_a_terminal_that_knows_no_chinese(tmp_path: Path) -> None:
    """
    Where the characters cannot be shown, the place still is.
    """
    root = write_repository(tmp_path, {PATH: advisory_file(severity="高")})
    done = press_check(root, PYTHONUTF8="0", PYTHONIOENCODING="latin-1", LC_ALL="C")

    assert 1 == done.returncode
    assert f"{PATH}:7:11: error: `\\u9ad8`" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    """
    A file's name may be any bytes.
    """
    root = write_repository(tmp_path, {PATH: advisory_file()})
    Path(os.fsdecode(os.fsencode(root) + b"/advisories/2026/SA-\xff\x1b[2J.en.md")).write_text(advisory_file())

    for form in ("text", "json", "github"):
        done = press_check(root, "--format", form)
        assert (1, "") == (done.returncode, done.stderr)
        assert "\x1b" not in done.stdout
        assert "misnamed-file" in done.stdout


def test_two_runs_print_the_same(tmp_path: Path) -> None:
    """
    Whatever the order in which a system lists files, hashes strings, or counts hours.
    """
    files = {PATH: advisory_file(languages=None, severty="high", foo="1"), CHINESE_PATH: chinese_file(severity="low")}
    root = write_repository(tmp_path, files)
    first, second = (
        press_check(root, PYTHONHASHSEED=seed, TZ=zone) for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    )

    assert first.stdout == second.stdout


def test_the_help_has_an_example(repository: Path) -> None:
    """
    What to type stands in the help.
    """
    done = press_check(repository, "--help")

    assert 0 == done.returncode
    assert "press check advisories/2026" in done.stdout


def test_a_private_repository_may_hold_what_is_not_yet_public(tmp_path: Path) -> None:
    """
    A draft with any label and an advisory whose time has not come; to be published it must be CLEAR.
    """
    private = MKDOCS.replace("  press:\n", "  press:\n    repository: private\n")
    draft = "advisories/2026/draft-fortios.en.md"
    later = {
        "published": "2099-11-20T09:30:00+08:00",
        "revisions": "\n  - {date: 2099-11-20T09:30:00+08:00, type: new, note: First published.}",
    }
    files = {PATH: advisory_file(**later), draft: advisory_file(id="draft", status="draft", tlp="RED")}
    allowed = press_check(write_repository(tmp_path, files, settings=private))
    amber = press_check(write_repository(tmp_path, {PATH: advisory_file(tlp="AMBER")}, settings=private))

    assert 0 == allowed.returncode
    assert f"left out until its time comes: {PATH}" in allowed.stderr
    assert 1 == amber.returncode
    assert "TLP:AMBER cannot be published [tlp-not-clear]" in amber.stdout
