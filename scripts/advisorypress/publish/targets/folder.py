"""
A folder of this machine, such as the one that a web server serves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from advisorypress.errors import UsageError
from advisorypress.load.stamps import stamp_of
from advisorypress.publish.account import Account, Entry, account_path, read_account, write_account
from advisorypress.publish.built_site import BuiltSite
from advisorypress.publish.manifest import Manifest, read_manifest
from advisorypress.publish.site_folder import safe_folder
from advisorypress.publish.site_writer import SiteWriter, writing
from advisorypress.publish.stage import Tell, quietly
from advisorypress.publish.targets.target import Copied
from advisorypress.thrift import CACHE


@dataclass(frozen=True, slots=True)
class FolderTarget:
    """
    The folder *path*, written in the same way as the site itself: aside, then renamed.
    """

    path: Path
    root: Path
    tell: Tell = quietly

    def manifest(self) -> Manifest | None:
        """
        That of the site in the folder.
        """
        return read_manifest(self.path)

    def copy(self, site: BuiltSite) -> Copied:
        """
        Writes what differs and removes what a former copy wrote and this one does not. What lies on both sides as it was left
        is read on neither.
        """
        folder, source = safe_folder(self.path, self.root), site.root.resolve()
        if folder == source or source in folder.parents or folder in source.parents:
            raise UsageError(f"{folder} is where the site is built; give another folder to publish to")
        cache = self.root / CACHE
        ours, theirs = read_account(account_path(cache, source)), read_account(account_path(cache, folder))
        with writing(folder, self.tell) as writer:
            for path in site.paths:
                if writer.is_needless(path):
                    continue
                if _lies_as_built(site, path, ours) and _holds(writer, site, path, theirs):
                    writer.take(path)
                else:
                    writer.add([(path, site.read(path))])
            written = writer.finish()
            write_account(account_path(cache, folder), "", _entries(site, folder))
        return Copied(written.written, written.removed)


def _lies_as_built(site: BuiltSite, path: str, ours: Account) -> bool:
    """
    Whether the file *path* of *site* lies as the build left it, so that it need not be read to be known.
    """
    entry = ours.entry(path)
    return entry is not None and entry.digest == site.files.get(path) and stamp_of(f"{site.root}/{path}") == entry.stamp


def _holds(writer: SiteWriter, site: BuiltSite, path: str, theirs: Account) -> bool:
    """
    Whether the target has the same file; it is read only where it does not lie as the last copy left it.
    """
    entry, digest = theirs.entry(path), site.files[path]
    return writer.holds(path, digest, entry.stamp if entry is not None and entry.digest == digest else "")


def _entries(site: BuiltSite, folder: Path) -> Iterator[tuple[str, Entry]]:
    for path, digest in site.files.items():
        yield path, Entry("", digest, "", stamp_of(f"{folder}/{path}"))
