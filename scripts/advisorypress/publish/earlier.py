"""
The manifest of a site that was published before, from a file or from the web.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from advisorypress.errors import PublishError
from advisorypress.publish.fetch import fetch
from advisorypress.publish.manifest import MANIFEST, Manifest, parse_manifest
from advisorypress.publish.targets.target import shown
from advisorypress.settings import Settings

LIVE = "live"
# Twenty thousand advisories make one of forty.
MOST = 128 * 1024 * 1024

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_FOLDER = re.compile(r"[a-z]+://[^/?#]+/(?:[^?#]*/)?")


@dataclass(frozen=True, slots=True)
class Earlier:
    """
    An earlier site: how to call it, and its manifest.
    """

    name: str
    manifest: Manifest


def open_earlier(given: str, settings: Settings, folder: Path) -> Earlier:
    """
    The manifest that *given* names: an address, a file or the folder of a site (a relative path is one below *folder*), or
    `live`, which is that of the team's own site.

    Raises `UsageError` for an address that the press does not fetch, `PublishError` when it cannot be had or read.
    """
    if given == LIVE:
        given = settings.site_url
    if _URL.match(given):
        url = f"{given}{MANIFEST}" if _FOLDER.fullmatch(given) else given
        return Earlier(shown(url), _parsed(fetch(url, MOST), shown(url)))
    path = folder / Path(given).expanduser()
    try:
        path = path / MANIFEST if path.is_dir() else path
        with path.open("rb") as file:
            data = file.read(MOST + 1)
    except (OSError, ValueError) as error:
        raise PublishError(f"{path}: {getattr(error, 'strerror', None) or error}") from error
    if len(data) > MOST:
        raise PublishError(f"{path} is longer than {MOST // (1024 * 1024)} MB")
    return Earlier(str(path), _parsed(data, str(path)))


def _parsed(data: bytes, name: str) -> Manifest:
    try:
        return parse_manifest(data)
    except PublishError as error:
        raise PublishError(f"{name}: {error}") from None
