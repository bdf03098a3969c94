"""
Small sites of plain bytes, for everything that does not care what a page says.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from advisorypress.publish.site_writer import Written, writing

Files = Mapping[str, bytes]
WriteSite = Callable[[Path, Files], Written]

FIRST: Files = {
    "index.html": b"<p>home</p>",
    "zh-hant/index.html": "<p>主頁</p>".encode(),
    "advisories/SA-2024-0001/index.html": b"<p>one</p>",
    "advisories/SA-2024-0001/advisory.json": b"{}",
    "assets/style.css": b"p{}",
    "old/page/index.html": b"<p>old</p>",
    "old/page/figure [1] of 中文.png": b"PNG",
}
SECOND: Files = {
    **{path: data for path, data in FIRST.items() if not path.startswith("old/")},
    "index.html": b"<p>home, changed</p>",
    "advisories/SA-2024-0002/index.html": b"<p>two</p>",
}


def with_manifest(
    files: Files, moment: str = "2024-07-02T09:00:00+08:00", commit: str | None = None
) -> dict[str, bytes]:
    """
    *files* and the manifest that names them.
    """
    said = {
        "manifest_version": 1,
        "generator": "advisorypress",
        "site": "https://www.cert.example/",
        "build_time": {"moment": moment, "origin": "commit"},
        "commit": commit,
        "files": {path: hashlib.sha256(data).hexdigest() for path, data in sorted(files.items())},
        "advisories": {},
    }
    return {**files, "manifest.json": json.dumps(said).encode()}


def files_in(folder: Path) -> dict[str, bytes]:
    """
    Every file below *folder*.
    """
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def folders_in(folder: Path) -> set[str]:
    """
    Every folder below *folder*.
    """
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_dir()}


def write_site(site: Path, files: Files) -> Written:
    """
    Writes *files* with their manifest, as a build does.
    """
    with writing(site) as writer:
        writer.add(with_manifest(files).items())
        return writer.finish()


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """
    A folder that holds the site `FIRST`.
    """
    write_site(tmp_path / "site", FIRST)
    return tmp_path / "site"
