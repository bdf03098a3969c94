"""
`press status`.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from advisorypress.load.schema import Kind
from advisorypress.load.words import words_digest
from advisorypress.model.advisory import NO_FIX, Status
from advisorypress.model.period import Period
from advisorypress.status import Waiting, look_at_library, look_at_records
from tests.examples import (
    ZONE,
    a_document,
    a_library,
    a_moment,
    a_revision,
    a_tree,
    advisory_file,
    an_advisory,
    chinese_file,
    write_repository,
)

SOURCE = "advisories/2026/SA-2026-0142.en.md"
CHINESE = "advisories/2026/SA-2026-0142.zh-Hant.md"


def test_drafts_and_translations(tmp_path: Path) -> None:
    """
    A draft is a draft whatever its translation; a translation is missing, lacks words, is stale, or is not wanted.
    """
    both = advisory_file(languages=None)
    tree = a_tree(
        tmp_path,
        {
            "advisories/2026/draft-gate.en.md": advisory_file(id="draft", title="Gate", status="draft"),
            "advisories/2026/SA-2026-0001.en.md": both,
            "advisories/2026/SA-2026-0002.en.md": both,
            "advisories/2026/SA-2026-0002.zh-Hant.md": chinese_file(title=None),
            "advisories/2026/SA-2026-0003.en.md": both,
            "advisories/2026/SA-2026-0003.zh-Hant.md": chinese_file(),
            "advisories/2026/SA-2026-0004.en.md": advisory_file(),
            "advisories/2026/SA-2026-0005.zh-Hant.md": both.replace("id:", "source: zh-Hant\nid:", 1),
        },
    )
    seen = look_at_records(tree.records)

    assert [Waiting("draft-gate", "Gate", "advisories/2026/draft-gate.en.md")] == list(seen.drafts)
    assert [
        "advisories/2026/SA-2026-0001.zh-Hant.md",
        "advisories/2026/SA-2026-0002.zh-Hant.md",
        "advisories/2026/SA-2026-0005.en.md",
    ] == [waiting.path for waiting in seen.untranslated]
    assert [Waiting("SA-2026-0003", "FortiOS 遠端執行程式碼漏洞", "advisories/2026/SA-2026-0003.zh-Hant.md")] == list(
        seen.stale
    )


def test_a_translation_of_these_words_waits_for_nobody(tmp_path: Path) -> None:
    """
    Neither untranslated nor stale.
    """
    files = {SOURCE: advisory_file(languages=None), CHINESE: chinese_file()}
    (record,) = a_tree(tmp_path, files).records
    (record,) = a_tree(tmp_path, {**files, CHINESE: chinese_file(source_digest=words_digest(record))}).records

    seen = look_at_records([record])

    assert () == seen.drafts + seen.untranslated + seen.stale


def test_exploited_without_a_fix() -> None:
    """
    Not one that is mended, nor one that nobody has to follow any more, nor one of which no fix is spoken.
    """
    unfixed = an_advisory(exploited=a_moment(20).date())
    unfixed = replace(unfixed, affected=(replace(unfixed.affected[0], fixed=NO_FIX),))
    library = a_library(
        unfixed,
        replace(unfixed, id="SA-2026-0002", exploited=False),
        replace(unfixed, id="SA-2026-0003", status=Status.WITHDRAWN),
        replace(unfixed, id="SA-2026-0004", superseded_by=("SA-2026-0142",)),
        replace(unfixed, id="SA-2026-0005", affected=(replace(unfixed.affected[0], fixed=None),)),
        an_advisory(id="SA-2026-0006", exploited=a_moment(20).date()),
    )

    assert ["SA-2026-0142"] == [waiting.name for waiting in look_at_library(library).without_fix]


def test_act_now_ends_after_14_days() -> None:
    """
    As of the moment that is asked about.
    """
    library = a_library(an_advisory())

    assert ["SA-2026-0142"] == [waiting.name for waiting in look_at_library(library).act_now]
    later = replace(library, now=library.now + timedelta(days=30))
    assert () == look_at_library(later).act_now


def test_half_months_without_a_digest() -> None:
    """
    Closed ones in which something changed, since the team's first digest; neither the present one nor an empty one.
    """
    moments = [
        datetime(2026, month, day, 9, tzinfo=ZONE) for month, day in ((8, 3), (9, 20), (10, 3), (11, 3), (11, 20))
    ]
    advisories = [
        an_advisory(id=f"SA-2026-{number:04}", published=moment, revisions=(a_revision(1, "new", moment),))
        for number, moment in enumerate(moments)
    ]
    digests = [
        a_document(Kind.DIGEST, name=name, period=Period.named(name)) for name in ("2026-09-first", "2026-10-first")
    ]
    library = a_library(*advisories, *digests, now=a_moment(25))

    assert [("2026-11-first", 1), ("2026-09-second", 1)] == [
        (missed.period.name, missed.advisories) for missed in look_at_library(library).missed
    ]
    assert () == look_at_library(a_library(*advisories)).missed


def test_the_newest_change() -> None:
    """
    Of every kind of record, but none that lies ahead.
    """
    ahead = an_advisory(revisions=(a_revision(), a_revision(2, "correction", datetime(2027, 1, 1, tzinfo=ZONE))))
    newest = look_at_library(a_library(ahead, a_document(Kind.GUIDE, revised=a_moment(21)))).newest

    assert newest is not None
    assert (a_moment(21), "ransomware") == (newest[0], newest[1].name)
    assert look_at_library(a_library()).newest is None


def press(root: Path) -> subprocess.CompletedProcess[str]:
    """
    What `press status` says in *root*.
    """
    command = [sys.executable, "-m", "advisorypress", "status"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True)


def test_the_command(tmp_path: Path) -> None:
    """
    Short, with the file to open behind every line.
    """
    done = press(
        write_repository(
            tmp_path,
            {
                SOURCE: advisory_file(
                    languages=None,
                    published="2026-01-20T09:30:00+08:00",
                    revisions="\n  - {date: 2026-01-20T09:30:00+08:00, type: new, note: First.}",
                )
            },
        )
    )
    said = done.stdout.split("\n\n")

    assert ("", 0) == (done.stderr, done.returncode)
    assert said[0].startswith("As of ")
    assert [
        "Drafts: none",
        f"Translations to write: 1\n  SA-2026-0142  FortiOS Remote Code Execution Vulnerability  {CHINESE}",
        "Translations of older words: none",
    ] == said[1:4]
    assert (
        "Newest change: 20 Jan 2026, 9:30 am (HKT)\n"
        f"  SA-2026-0142  FortiOS Remote Code Execution Vulnerability  {SOURCE}\n" == said[-1]
    )


def test_the_command_with_errors(tmp_path: Path) -> None:
    """
    What needs no checked record is told all the same.
    """
    done = press(write_repository(tmp_path, {SOURCE: advisory_file(severity="terrible", languages=None)}))

    assert "Translations to write: 1" in done.stdout
    assert done.stdout.endswith("1 error: press check says where; the rest of this can be told when nothing is wrong\n")
    assert 0 == done.returncode
