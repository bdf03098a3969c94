"""
The lines that findings speak of, read again when they are to be shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from advisorypress.errors import SourceUnavailable
from advisorypress.finding import Place
from advisorypress.load.source import Unreadable, read_bytes


@dataclass(slots=True)
class SourceLines:
    """
    The files below *root*, each read once and split into lines as the places count them.
    """

    root: Path
    _files: dict[str, list[str]] = field(default_factory=dict)

    def at(self, place: Place) -> str | None:
        """
        The line of *place*; None when its file has no such line or cannot be shown.
        """
        if place.path not in self._files:
            self._files[place.path] = self._read(place.path)
        lines = self._files[place.path]
        return lines[place.line - 1] if 1 <= place.line <= len(lines) else None

    def _read(self, path: str) -> list[str]:
        try:
            data = read_bytes(self.root, path)
        except SourceUnavailable:
            return []
        if isinstance(data, Unreadable):
            return []
        return data.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
