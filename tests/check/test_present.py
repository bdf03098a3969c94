"""
What counts as the future: the newest moment that a tree can know of.
"""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from advisorypress.build_time import BuildTime, build_time
from advisorypress.check.examine import examine
from advisorypress.errors import UsageError
from advisorypress.load.tree import load_tree
from advisorypress.settings import read_settings
from tests.examples import MKDOCS, PATH, advisory_file, the_vocabulary, write_repository

NEWEST = MKDOCS.replace("  press:\n", "  press:\n    clock: newest-record\n")
COMMITTED = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def no_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


def commit(root: Path, when: datetime = COMMITTED) -> None:
    moment = when.isoformat()
    environment = {
        "GIT_AUTHOR_DATE": moment,
        "GIT_COMMITTER_DATE": moment,
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "PATH": "/usr/local/bin:/usr/bin:/bin",
    }
    identity = ["-c", "user.name=a", "-c", "user.email=a@cert.example"]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "one"]):
        subprocess.run(["git", *identity, *arguments], cwd=root, env=environment, check=True)


def published(moment: datetime) -> str:
    text = moment.isoformat(timespec="seconds")
    return advisory_file(published=text, revisions=f"\n  - {{date: {text}, type: new, note: First published.}}")


def rules_found(root: Path, as_of: str | None = None) -> set[str]:
    tree, settings = load_tree(root), read_settings(root)
    return {
        finding.rule
        for finding in examine(tree, settings, the_vocabulary(), build_time(settings, tree.records, as_of)).findings
    }


def time_of(root: Path, as_of: str | None = None) -> BuildTime:
    return build_time(read_settings(root), load_tree(root).records, as_of)


@pytest.mark.parametrize("settings", [MKDOCS, NEWEST], ids=["commit", "newest-record"])
def test_an_advisory_of_after_the_commit_is_embargoed(tmp_path: Path, settings: str) -> None:
    """
    With either clock: no record of the future moves it.
    """
    commit(write_repository(tmp_path, {PATH: published(COMMITTED + timedelta(minutes=1))}, settings=settings))

    assert {"embargoed-in-public"} == rules_found(tmp_path)


@pytest.mark.parametrize("settings", [MKDOCS, NEWEST], ids=["commit", "newest-record"])
def test_an_advisory_of_before_the_commit_is_not(tmp_path: Path, settings: str) -> None:
    """
    The minute before is the past.
    """
    commit(write_repository(tmp_path, {PATH: published(COMMITTED - timedelta(minutes=1))}, settings=settings))

    assert set() == rules_found(tmp_path)


def test_the_first_advisory_that_a_newcomer_adds_moves_the_day(tmp_path: Path) -> None:
    """
    The demonstration's newest record is years old; a file that is not committed yet may be of this minute.
    """
    commit(write_repository(tmp_path, {PATH: advisory_file()}, settings=NEWEST))
    before = time_of(tmp_path)
    now = datetime.now(UTC).replace(microsecond=0)
    new = published(now).replace("SA-2026-0142", f"SA-{now.year}-9142")
    write_repository(tmp_path, {f"advisories/{now.year}/SA-{now.year}-9142.en.md": new}, settings=NEWEST)

    assert datetime(2026, 11, 20, 1, 30, tzinfo=UTC) == before.moment
    assert now == time_of(tmp_path).moment
    assert set() == rules_found(tmp_path)


def test_a_look_back_refuses_nothing(tmp_path: Path) -> None:
    """
    What was published since is left out, and is no secret.
    """
    commit(write_repository(tmp_path, {PATH: advisory_file()}))

    assert set() == rules_found(tmp_path, "2026-11-01T00:00:00+08:00")


def test_a_look_ahead_lets_the_future_pass(tmp_path: Path) -> None:
    """
    As of the hour at which it is to be public, it is.
    """
    commit(write_repository(tmp_path, {PATH: published(COMMITTED + timedelta(days=1))}))

    assert set() == rules_found(tmp_path, "2026-12-24T00:00:00+08:00")


def test_a_look_back_does_not_hide_an_embargo(tmp_path: Path) -> None:
    """
    What the commit cannot know of stays refused, whatever moment is asked for.
    """
    commit(write_repository(tmp_path, {PATH: published(COMMITTED + timedelta(days=1))}))

    assert {"embargoed-in-public"} == rules_found(tmp_path, "2026-11-01T00:00:00+08:00")


@pytest.mark.parametrize("epoch", ["x", "-1", "99999999999999999999", "253402300799", ""])
def test_an_epoch_that_is_no_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, epoch: str) -> None:
    """
    It is told, never a traceback; an empty one is none.
    """
    root = write_repository(tmp_path, {PATH: advisory_file()})
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    if epoch:
        with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH"):
            time_of(root)
    else:
        assert "wall-clock" == time_of(root).origin


def test_an_epoch_is_the_build_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    In the team's zone.
    """
    root = write_repository(tmp_path, {PATH: advisory_file()})
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")

    assert "2023-11-15T06:13:20+08:00" == time_of(root).moment.isoformat()
