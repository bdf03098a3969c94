"""
Which folders a site may be written to: never one that holds what the site is made from.
"""

from __future__ import annotations

from pathlib import Path

from advisorypress.errors import UsageError

SOURCES = ("advisories", "bulletins", "content", "data", "docs", "scripts", "tests", ".git", ".github", ".ci", ".venv")


def safe_folder(folder: Path, root: Path) -> Path:
    """
    *folder* without links and dots, when writing a site to it cannot hurt the repository at *root*.

    Raises `UsageError` otherwise.
    """
    folder, root = folder.resolve(), root.resolve()
    if folder == root or folder in root.parents:
        raise UsageError(f"{folder} holds the repository itself; give a folder for the site alone")
    for name in SOURCES:
        source = root / name
        if folder == source or source in folder.parents:
            raise UsageError(f"{folder} is among the repository's own files; give a folder outside {name}/")
    return folder
