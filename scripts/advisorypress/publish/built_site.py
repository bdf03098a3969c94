"""
A site as it lies on the disk, ready to be copied.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from advisorypress.errors import PublishError
from advisorypress.publish.manifest import MANIFEST, read_manifest


@dataclass(frozen=True, slots=True)
class BuiltSite:
    """
    The site in the folder *root*: the SHA-256 of every file that its manifest names, and when and of which commit it is.
    """

    root: Path
    files: Mapping[str, str]
    moment: datetime
    commit: str | None

    @property
    def paths(self) -> tuple[str, ...]:
        """
        Every file in the order in which readers should get them: data, pages, the manifest.
        """
        pages = [path for path in self.files if path.endswith(".html")]
        data = [path for path in self.files if not path.endswith(".html")]
        return (*sorted(data), *sorted(pages), MANIFEST)

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """
        Every file and its bytes; see `read`.
        """
        return ((path, self.read(path)) for path in self.paths)

    def read(self, path: str) -> bytes:
        """
        The bytes of the file *path*.

        Raises `PublishError` for one that is not as it was built: what is copied is what was checked.
        """
        try:
            data = (self.root / path).read_bytes()
        except OSError as error:
            raise PublishError(f"cannot read {self.root / path}: {error.strerror}; build again") from error
        if path != MANIFEST and hashlib.sha256(data).hexdigest() != self.files[path]:
            raise PublishError(f"{self.root / path} was changed after it was built; build again")
        return data


def read_site(root: Path) -> BuiltSite:
    """
    The site in *root*; the caller holds its lock (`site_writer.reading`).

    Raises `PublishError` when there is none.
    """
    manifest = read_manifest(root)
    if manifest is None:
        raise PublishError(f"{root} is not a site; build it first")
    return BuiltSite(root, manifest.files, manifest.moment, manifest.commit)
