"""
The account of a site is whole or it is none, and a file is as it was left or it is looked at.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from advisorypress.load.stamps import stamp_of
from advisorypress.publish.account import (
    NO_ACCOUNT,
    Entry,
    account_path,
    digest_of,
    read_account,
    write_account,
)

ENTRIES = {"index.html": Entry("", "ab", "", "1 2"), "zh-hant/index.html": Entry("cd", "ef", "01", "3 4")}


def test_account_is_read_as_it_was_written(tmp_path: Path):
    path = account_path(tmp_path / "cache", tmp_path / "site")
    write_account(path, "23", ENTRIES.items())

    account = read_account(path)

    assert ENTRIES == {name: account.entry(name) for name in account.rows}
    assert ("23", None) == (account.whole, account.entry("about/index.html"))
    assert [("index.html", "1 2"), ("zh-hant/index.html", "3 4")] == list(account.stamps())
    assert [path] == list(path.parent.iterdir())


@pytest.mark.parametrize("end", [0, 10, -1, -3, -20])
def test_torn_account_is_none(tmp_path: Path, end: int):
    path = tmp_path / "site.account"
    write_account(path, "23", ENTRIES.items())
    path.write_bytes(path.read_bytes()[:end])

    assert NO_ACCOUNT == read_account(path)


def test_account_that_cannot_be_written_is_no_failure(tmp_path: Path):
    (tmp_path / "file").write_text("no folder")

    write_account(tmp_path / "file" / "site.account", "23", ENTRIES.items())

    assert NO_ACCOUNT == read_account(tmp_path / "file" / "site.account")


def test_stamp_tells_of_a_change_that_hides(tmp_path: Path):
    """
    The same size and the same time of change, set by hand.
    """
    file = tmp_path / "page.html"
    file.write_text("one")
    before = stamp_of(file)
    time = file.stat().st_mtime_ns
    file.write_text("two")
    os.utime(file, ns=(time, time))

    assert before != stamp_of(file)


def test_link_and_what_is_not_there_have_no_stamp_and_no_digest(tmp_path: Path):
    (tmp_path / "file").write_text("words")
    (tmp_path / "link").symlink_to("file")

    assert ("", "") == (stamp_of(tmp_path / "link"), digest_of(tmp_path / "link"))
    assert ("", "") == (stamp_of(tmp_path / "none"), digest_of(tmp_path / "none"))
    assert "" == digest_of(tmp_path)
