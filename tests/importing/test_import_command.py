"""
`press import` as its users call it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.examples import MKDOCS, write_repository
from tests.importing.an_example import a_csaf, an_osv
from tests.importing.shared_documents import CORPORA, OTHER_DOCUMENTS

DOCUMENT = CORPORA / "csaf/cisa/OT-2024/icsa-24-107-03.json"
DRAFT = "advisories/2024/draft-icsa-24-107-03.en.md"


def press(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """
    `press` with *arguments* in *folder*.
    """
    return subprocess.run(
        [sys.executable, "-m", "advisorypress", *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """
    A repository without records.
    """
    return write_repository(tmp_path / "r", {})


def a_file(folder: Path, document: object, name: str = "x.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_paths_and_table(repository: Path) -> None:
    """
    The paths of both drafts, then what had no place; what to do next on stderr.
    """
    done = press(repository, "import", "csaf", DOCUMENT)

    lines = done.stdout.splitlines()
    assert 0 == done.returncode
    assert [DRAFT, DRAFT.replace(".en.", ".zh-Hant."), ""] == lines[:3]
    assert lines[3].split() == ["Left", "out", "values", "documents"]
    assert ["vulnerabilities[].remediations[vendor_fix].details", "8", "1"] in [line.split() for line in lines]
    assert "\n1 imported, 0 refused. press check says what is left to decide.\n" == done.stderr


def test_imported_drafts_pass_check(repository: Path) -> None:
    """
    `press check` finds no error in what was imported.
    """
    press(repository, "import", "csaf", DOCUMENT)

    done = press(repository, "check", "--as-of", "2026-12-01T09:00:00+08:00")

    assert 0 == done.returncode, done.stdout
    assert (repository / DRAFT).is_file()


def test_a_draft_that_is_there_is_never_overwritten(repository: Path) -> None:
    """
    The second import is refused and changes nothing, also when the first got another name since.
    """
    press(repository, "import", "csaf", DOCUMENT)
    (repository / DRAFT).write_text("mine", encoding="utf-8")
    over = press(repository, "import", "csaf", DOCUMENT)
    kept = (repository / DRAFT).read_text(encoding="utf-8")
    (repository / DRAFT).unlink()
    press(repository, "import", "csaf", "--into", "advisories/2020", DOCUMENT)
    again = press(repository, "import", "csaf", DOCUMENT)

    assert 1 == over.returncode == again.returncode
    assert "mine" == kept
    assert f"not imported: {DRAFT} exists already" in over.stderr
    assert "it was imported already: advisories/2020/draft-icsa-24-107-03.en.md" in again.stderr
    assert not (repository / DRAFT).exists()


def test_one_bad_document_among_good_ones(repository: Path, tmp_path: Path) -> None:
    """
    Each file stands for itself: what cannot be imported is named with its reason, and the exit status is 1.
    """
    twice = a_file(tmp_path, an_osv(id="GHSA-1"), "twice.json")
    good = a_file(tmp_path, an_osv(id="GHSA-1"), "good.json")
    (tmp_path / "broken.json").write_text('{"id": ', encoding="utf-8")

    done = press(
        repository, "import", "osv", tmp_path / "broken.json", good, twice, tmp_path / "missing.json", tmp_path
    )

    assert 1 == done.returncode
    assert "advisories/2024/draft-ghsa-1.en.md\nadvisories/2024/draft-ghsa-1.zh-Hant.md\n" in done.stdout
    told = [line.rsplit("/", 1)[-1] for line in done.stderr.splitlines() if "not imported" in line]
    assert "broken.json: not imported: it is not JSON" in told[0]
    assert "twice.json: not imported: it was imported already" in done.stderr
    assert "missing.json: not imported: it cannot be read" in done.stderr
    assert f"{tmp_path}: not imported: it is not a regular file" in done.stderr
    assert "1 imported, 4 refused" in done.stderr


def test_documents_that_are_no_advisories(repository: Path) -> None:
    """
    Feeds, providers and aggregators of CSAF are refused, each with the reason.
    """
    done = press(repository, "import", "csaf", *OTHER_DOCUMENTS)

    assert 8 == len(OTHER_DOCUMENTS)
    assert 8 == done.stderr.count("not imported: it is no CSAF 2.0 document")
    assert "" == done.stdout
    assert not (repository / "advisories").exists()


def test_what_is_not_clear_stays_out_of_a_public_repository(repository: Path, tmp_path: Path) -> None:
    """
    A document with TLP:AMBER is not written into a repository that everyone reads; in a private one its draft is AMBER.
    """
    document = a_file(tmp_path, a_csaf(distribution={"tlp": {"label": "AMBER"}}))

    refused = press(repository, "import", "csaf", document)
    private = write_repository(tmp_path / "p", {}, settings=f"{MKDOCS}    repository: private\n")
    taken = press(private, "import", "csaf", document)

    assert "it is TLP:AMBER, and what stands in this repository is public" in refused.stderr
    assert not (repository / "advisories").exists()
    assert 0 == taken.returncode
    assert "\ntlp: AMBER\n" in (private / "advisories/2024/draft-mk-1.en.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", ["..", "content", "advisories/2024/archive/x", "out/advisories"])
def test_into_elsewhere(repository: Path, tmp_path: Path, folder: str) -> None:
    """
    Drafts stand below advisories/, and a link does not lead out of it.
    """
    (repository / "out").symlink_to(tmp_path)

    done = press(repository, "import", "csaf", "--into", folder, DOCUMENT)

    assert 2 == done.returncode
    assert "lies outside advisories/" in done.stderr


def test_imported_records_are_quiet(repository: Path) -> None:
    """
    The past stays the past: the advisory is of the day of its source, asks for no mailing, and says where it is from.
    """
    press(repository, "import", "csaf", DOCUMENT)
    text = (repository / DRAFT).read_text(encoding="utf-8")

    assert "\npublished: 2024-05-09T14:00:00+08:00 " in text
    assert "\ndisclosed: 2024-04-16\n" in text
    assert "notify" not in text
    assert "imported:\n  - {publisher: CISA, id: ICSA-24-107-03, version: 2}\n" in text
    assert 'type: new, note: "Imported from CISA ICSA-24-107-03, version 2."}' in text


def test_help(repository: Path) -> None:
    """
    `--help` has an example.
    """
    done = press(repository, "import", "--help")

    assert 0 == done.returncode
    assert "press import csaf icsa-24-107-03.json" in done.stdout
