"""
The examples that are put to the press and to a browser: `verdicts.csv` and `things.json`.

A row of `verdicts.csv` has the ranges of one advisory: the affected versions, ` > ` and the fix, with ` | ` between two rows.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from advisorypress.model.advisory import Affected
from advisorypress.model.versions import parse_versions

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Case:
    """
    One row of `verdicts.csv`.
    """

    version: str
    rows: tuple[Affected, ...]
    outcome: str
    why: str

    def __str__(self) -> str:
        return f"{self.version or 'none'} in {' | '.join(row.versions.written for row in self.rows)}"


def verdicts() -> list[Case]:
    """
    Every row of `verdicts.csv`.
    """
    with (_HERE / "verdicts.csv").open(encoding="utf-8", newline="") as file:
        return [
            Case(row["version"], tuple(map(_affected, row["ranges"].split(" | "))), row["outcome"], row["why"])
            for row in csv.DictReader(file)
        ]


def _affected(text: str) -> Affected:
    versions, _, fixed = text.partition(" > ")
    return Affected("Vendor", "Product", parse_versions(versions), fixed or None)


def things() -> list[dict[str, Any]]:
    """
    Every example of `things.json`: a text, and what it asks about.
    """
    found: list[dict[str, Any]] = json.loads((_HERE / "things.json").read_text(encoding="utf-8"))
    return found
