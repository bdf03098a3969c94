"""
A folder of this machine, such as the one that a web server serves.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from advisorypress.errors import UsageError
from advisorypress.publish.built_site import BuiltSite
from advisorypress.publish.manifest import Manifest, read_manifest
from advisorypress.publish.site_folder import safe_folder
from advisorypress.publish.site_writer import writing
from advisorypress.publish.stage import Tell, quietly
from advisorypress.publish.targets.target import Copied


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
        Writes what differs and removes what a former copy wrote and this one does not.
        """
        folder, source = safe_folder(self.path, self.root), site.root.resolve()
        if folder == source or source in folder.parents or folder in source.parents:
            raise UsageError(f"{folder} is where the site is built; give another folder to publish to")
        with writing(folder, self.tell) as writer:
            writer.add(site.contents())
            written = writer.finish()
        return Copied(written.written, written.removed)
