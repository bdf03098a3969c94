"""
Publishing to a folder of this machine.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from advisorypress.errors import PublishError, UsageError
from advisorypress.load.stamps import stamp_of
from advisorypress.publish.account import Entry, account_path, write_account
from advisorypress.publish.built_site import BuiltSite, read_site
from advisorypress.publish.targets.folder import FolderTarget
from advisorypress.publish.targets.target import Copied
from advisorypress.thrift import CACHE
from tests.publish.conftest import FIRST, SECOND, files_in, with_manifest, write_site


def test_copy_holds_the_site_and_follows_it(site: Path, tmp_path: Path):
    target = FolderTarget(tmp_path / "www", tmp_path / "repository")

    assert Copied(8, 0) == target.copy(read_site(site))
    assert with_manifest(FIRST) == files_in(tmp_path / "www")

    write_site(site, SECOND)
    assert Copied(3, 2) == target.copy(read_site(site))
    assert with_manifest(SECOND) == files_in(tmp_path / "www")
    assert Copied(0, 0) == target.copy(read_site(site))


def test_only_files_of_the_manifest_are_copied(site: Path, tmp_path: Path):
    (site / "notes.txt").write_text("not for readers")

    FolderTarget(tmp_path / "www", tmp_path / "repository").copy(read_site(site))

    assert not (tmp_path / "www/notes.txt").exists()


def test_strangers_folder_is_refused(site: Path, tmp_path: Path):
    (tmp_path / "www").mkdir()
    (tmp_path / "www/shop.php").write_text("theirs")

    with pytest.raises(PublishError, match="did not make"):
        FolderTarget(tmp_path / "www", tmp_path / "repository").copy(read_site(site))

    assert {"shop.php": b"theirs"} == files_in(tmp_path / "www")


def test_site_that_was_changed_after_its_build_is_not_published(site: Path, tmp_path: Path):
    (site / "index.html").write_text("defaced")

    with pytest.raises(PublishError, match="changed after it was built"):
        FolderTarget(tmp_path / "www", tmp_path / "repository").copy(read_site(site))

    assert {} == files_in(tmp_path / "www")


def test_folder_that_is_no_site_is_not_published(tmp_path: Path):
    with pytest.raises(PublishError, match="is not a site"):
        read_site(tmp_path)


@pytest.mark.parametrize("folder", ["site", "site/www", ".", "repository/content"])
def test_target_must_not_be_where_the_site_or_its_sources_are(site: Path, tmp_path: Path, folder: str):
    with pytest.raises(UsageError, match="give "):
        FolderTarget(tmp_path / folder, tmp_path / "repository").copy(read_site(site))

    assert with_manifest(FIRST) == files_in(site)


def test_what_both_sides_hold_is_read_on_neither(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """
    But where something was changed by hand it is read, told, and mended.
    """
    root, www = tmp_path / "repository", tmp_path / "www"
    target = FolderTarget(www, root)
    target.copy(read_site(site))
    built = read_site(site)
    entries = [(path, Entry("", digest, "", stamp_of(site / path))) for path, digest in built.files.items()]
    write_account(account_path(root / CACHE, site.resolve()), "", entries)
    read: list[str] = []

    def noted(site: BuiltSite, path: str) -> bytes:
        read.append(path)
        return (site.root / path).read_bytes()

    monkeypatch.setattr(BuiltSite, "read", noted)

    assert Copied(0, 0) == target.copy(built)
    assert ["manifest.json"] == read

    read.clear()
    (www / "index.html").write_text("defaced")
    assert Copied(1, 0) == target.copy(built)
    assert with_manifest(FIRST) == files_in(www)
    assert ["index.html", "manifest.json"] == sorted(read)

    monkeypatch.undo()
    (site / "index.html").write_text("defaced")
    with pytest.raises(PublishError, match="changed after it was built"):
        target.copy(built)
    assert with_manifest(FIRST) == files_in(www)
