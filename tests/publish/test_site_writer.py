"""
A build changes what is new, leaves the rest alone, and touches nobody else's files.
"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from advisorypress.errors import PublishError, UsageError
from advisorypress.publish.site_folder import safe_folder
from advisorypress.publish.site_paths import Names
from advisorypress.publish.site_writer import Written, writing
from advisorypress.publish.stage import stage_path
from tests.publish.conftest import FIRST, SECOND, files_in, folders_in, with_manifest, write_site


def test_first_build_holds_just_what_was_given(site: Path):
    assert with_manifest(FIRST) == files_in(site)
    assert not stage_path(site).exists()


def test_second_build_writes_what_changed_and_removes_what_went(site: Path):
    """
    Home, the new page and the manifest are written; the old page goes with its picture, and its empty folders with it.
    """
    assert Written(written=3, unchanged=4, removed=2) == write_site(site, SECOND)
    assert with_manifest(SECOND) == files_in(site)
    assert {"advisories", "advisories/SA-2024-0001", "advisories/SA-2024-0002", "assets", "zh-hant"} == folders_in(site)


def test_unchanged_files_keep_their_time(site: Path):
    for path in site.rglob("*"):
        os.utime(path, (1_000_000, 1_000_000))
    before = (site / "assets/style.css").stat()

    write_site(site, SECOND)

    after = (site / "assets/style.css").stat()
    assert (before.st_ino, before.st_mtime) == (after.st_ino, after.st_mtime)
    assert (site / "index.html").stat().st_mtime > 1_000_000


def test_same_site_again_writes_nothing(site: Path):
    assert Written(written=0, unchanged=8, removed=0) == write_site(site, FIRST)


def test_same_size_is_not_same_bytes(site: Path):
    (site / "assets/style.css").write_bytes(b"b{}")

    assert Written(written=1, unchanged=7, removed=0) == write_site(site, FIRST)
    assert b"p{}" == (site / "assets/style.css").read_bytes()


def test_files_that_the_press_did_not_write_stay(site: Path):
    (site / "old/page/note.txt").write_text("mine")
    (site / "CNAME").write_text("www.cert.example")

    write_site(site, SECOND)

    assert {"old/page/note.txt": b"mine", "CNAME": b"www.cert.example"}.items() <= files_in(site).items()


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_modes_do_not_depend_on_the_umask(tmp_path: Path, umask: int):
    before = os.umask(umask)
    try:
        write_site(tmp_path / "new" / "site", FIRST)
    finally:
        os.umask(before)

    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "new" / "site").rglob("*") if path.is_file()}
    folders = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "new").rglob("*") if path.is_dir()}
    assert ({0o644}, {0o755}) == (modes, folders)


def test_wrong_mode_is_put_right_without_a_rewrite(site: Path):
    (site / "index.html").chmod(0o600)

    assert 0 == write_site(site, FIRST).written
    assert 0o644 == stat.S_IMODE((site / "index.html").stat().st_mode)


def test_failure_leaves_the_site_as_it_was(site: Path):
    with pytest.raises(ZeroDivisionError), writing(site) as writer:
        writer.add(with_manifest(SECOND).items())
        writer.add((f"page-{n}.html", b"x" * (1 // n)) for n in (1, 0))

    assert with_manifest(FIRST) == files_in(site)
    assert not stage_path(site).exists()


@pytest.mark.parametrize(
    "path",
    ["../outside.html", "/etc/passwd", "a/../../b", "a//b", "./a", "", "a/", "a\\b", "a\nb", "C:x", "a\0b", "x" * 256],
)
def test_path_cannot_leave_the_site(tmp_path: Path, path: str):
    with pytest.raises(PublishError, match=r"cannot be called|too long"), writing(tmp_path / "site") as writer:
        writer.add([(path, b"")])

    assert {} == files_in(tmp_path)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a.html", "a.html"),
        ("a/index.html", "A/index.html"),
        ("guides/Ä.html", "guides/a\u0308.html"),
        ("a", "a/b"),
        ("a/b", "a"),
        ("A", "a/b"),
        ("a/x.html", "A/y.html"),
    ],
)
def test_two_files_never_want_one_place(tmp_path: Path, one: str, other: str):
    """
    Also where a disk does not tell capitals from small letters, or two ways to write one letter.
    """
    with pytest.raises(PublishError, match="want one place"), writing(tmp_path / "site") as writer:
        writer.add([(one, b"1"), (other, b"2")])


SPELLINGS = {
    "advisories/SA-2024-0001/index.html": b"advisory",
    "advisories/SA-2024-0001/advisory.json": b"{}",
    "advisories/sa-2024-0001/index.html": b"leads there",
    "zh-hant/advisories/SA-2024-0001/index.html": b"advisory",
    "zh-hant/advisories/sa-2024-0001/index.html": b"leads there",
}


@pytest.mark.parametrize("order", [1, -1])
def test_lower_case_spelling_of_an_id_stands_beside_it(tmp_path: Path, order: int):
    write_site(tmp_path / "site", dict(list(SPELLINGS.items())[::order]))

    assert with_manifest(SPELLINGS) == files_in(tmp_path / "site")


@pytest.mark.parametrize(
    "path",
    [
        "advisories/sa-2024-0001/advisory.json",
        "advisories/Sa-2024-0001/index.html",
        "Advisories/sa-2024-0001/index.html",
    ],
)
def test_no_other_file_has_a_second_spelling(tmp_path: Path, path: str):
    with pytest.raises(PublishError, match="want one place"):
        write_site(tmp_path / "site", {**SPELLINGS, path: b""})


def test_disk_that_takes_both_spellings_for_one_keeps_the_advisory(tmp_path: Path):
    names = Names(disk_folds_case=True)
    kept = []
    for path in SPELLINGS:
        if not names.is_needless(path):
            names.take(path)
            kept.append(path)

    assert [path for path, data in SPELLINGS.items() if data != b"leads there"] == kept


def test_file_becomes_folder_and_folder_becomes_file(tmp_path: Path):
    site = tmp_path / "site"
    write_site(site, {"a": b"file", "b/c/d": b"deep", "b/e": b"flat"})

    write_site(site, {"a/x": b"now deep", "b": b"now a file"})

    assert with_manifest({"a/x": b"now deep", "b": b"now a file"}) == files_in(site)


def test_folder_with_other_peoples_files_is_refused(tmp_path: Path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site/thesis.txt").write_text("only copy")

    with pytest.raises(PublishError, match="did not make"):
        write_site(tmp_path / "site", FIRST)

    assert {"site/thesis.txt": b"only copy"} == files_in(tmp_path)


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        b"[]",
        b"{}",
        b'{"generator": "other"}',
        b"[" * 100_000,
        b'{"generator":"advisorypress","manifest_version":9,"files":{}}',
        with_manifest({"../x": b""})["manifest.json"],
    ],
)
def test_manifest_of_somebody_else_makes_no_site(tmp_path: Path, manifest: bytes):
    (tmp_path / "site").mkdir()
    (tmp_path / "site/manifest.json").write_bytes(manifest)
    (tmp_path / "x").write_text("outside")

    with pytest.raises(PublishError, match="manifest"):
        write_site(tmp_path / "site", FIRST)

    assert {"site/manifest.json": manifest, "x": b"outside"} == files_in(tmp_path)


def test_signed_site_is_never_replaced(site: Path):
    (site / "manifest.json.asc").write_text("-----BEGIN PGP SIGNATURE-----")

    with pytest.raises(PublishError, match="signed"):
        write_site(site, SECOND)


def test_link_in_the_site_leads_nothing_out(site: Path, tmp_path: Path):
    """
    Neither by writing through it nor by removing behind it.
    """
    outside = tmp_path / "outside"
    (outside / "page").mkdir(parents=True)
    (outside / "page/index.html").write_text("theirs")
    shutil.rmtree(site / "old")
    (site / "old").symlink_to(outside)

    write_site(site, SECOND)
    with pytest.raises(PublishError, match="is not a folder"):
        write_site(site, {**SECOND, "old/page/index.html": b"ours"})

    assert "theirs" == (outside / "page/index.html").read_text()


def test_somebody_elses_file_in_the_way_is_named(site: Path):
    (site / "news").write_text("theirs")
    (site / "events.ics").mkdir()
    (site / "events.ics/note").write_text("theirs")

    with pytest.raises(PublishError, match="news is not a folder"):
        write_site(site, {**FIRST, "news/index.html": b"ours"})
    with pytest.raises(PublishError, match=r"events\.ics is a folder"):
        write_site(site, {**FIRST, "events.ics": b"ours"})

    assert with_manifest(FIRST).items() <= files_in(site).items()


def test_site_behind_a_link_is_written_where_it_is(tmp_path: Path):
    (tmp_path / "srv").mkdir()
    (tmp_path / "site").symlink_to(tmp_path / "srv")

    write_site(tmp_path / "site", FIRST)

    assert (tmp_path / "site").is_symlink()
    assert with_manifest(FIRST) == files_in(tmp_path / "srv")


def test_stage_that_is_a_link_is_refused(tmp_path: Path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / ".site.press").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(PublishError, match="not the press's own"):
        write_site(tmp_path / "site", FIRST)


def test_second_build_waits_for_the_first_and_says_so(tmp_path: Path):
    site, told = tmp_path / "site", []

    def build_second() -> None:
        with writing(site, told.append) as writer:
            writer.add(with_manifest(SECOND).items())
            writer.finish()

    with writing(site) as writer:
        second = threading.Thread(target=build_second)
        second.start()
        deadline = time.monotonic() + 10
        while not told and time.monotonic() < deadline:
            time.sleep(0.01)
        writer.add(with_manifest(FIRST).items())
        writer.finish()
        assert with_manifest(FIRST) == files_in(site)
    second.join(10)

    assert [f"another press is writing {site}; waiting for it"] == told
    assert with_manifest(SECOND) == files_in(site)
    assert not stage_path(site).exists()


BUILD = """
import sys
from pathlib import Path
from tests.publish.conftest import write_site
site, name = Path(sys.argv[1]), sys.argv[2]
for turn in range(15):
    write_site(site, {f"{name}.html": b"x" * turn, "index.html": name.encode() * 500})
"""


def test_many_builds_at_once_leave_one_whole_site(tmp_path: Path):
    """
    Each turn takes, waits for and removes the lock, so this meets every moment at which it can be lost.
    """
    site = tmp_path / "site"
    builds = [subprocess.Popen([sys.executable, "-c", BUILD, site, name]) for name in "abcd"]

    assert [0, 0, 0, 0] == [build.wait(60) for build in builds]

    found = files_in(site)
    (name,) = {path.removesuffix(".html") for path in found} & set("abcd")
    assert with_manifest({f"{name}.html": b"x" * 14, "index.html": name.encode() * 500}) == found
    assert not stage_path(site).exists()


@pytest.mark.parametrize(
    "folder", [".", "..", "content", "content/site", "advisories/2024", ".git/site", "scripts/../data"]
)
def test_site_never_stands_among_its_sources(tmp_path: Path, folder: str):
    root = tmp_path / "repository"
    (root / "scripts").mkdir(parents=True)

    with pytest.raises(UsageError, match="give a folder"):
        safe_folder(root / folder, root)


def test_site_may_stand_in_or_outside_the_repository(tmp_path: Path):
    root = tmp_path / "repository"
    root.mkdir()

    assert root / "site" == safe_folder(root / "site", root)
    assert tmp_path / "www" == safe_folder(root / "../www", root)
