"""
The repository that a command works on: the one around the current folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from advisorypress.errors import UsageError
from advisorypress.settings import Settings, read_settings
from advisorypress.vocabulary import Vocabulary, read_vocabulary


@dataclass(frozen=True, slots=True)
class Repository:
    """
    A press repository: its folder, the team's settings and its terms.
    """

    root: Path
    settings: Settings
    vocabulary: Vocabulary


def open_repository(start: Path | None = None) -> Repository:
    """
    The repository that *start* (else the current folder) lies in: the nearest folder upwards with an `mkdocs.yml`.

    Raises `UsageError` where there is none, `SettingsError` when its settings or terms cannot be used.
    """
    folder = (start or Path.cwd()).resolve()
    for root in (folder, *folder.parents):
        if (root / "mkdocs.yml").is_file():
            return Repository(root, read_settings(root), read_vocabulary(root / "data" / "vocabulary.csv"))
    raise UsageError(f"there is no mkdocs.yml in {folder} or above; run this in a press repository")
