"""
How to spare work.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

CACHE = ".cache"
"""
Where a repository keeps what was found and made before.
"""


@dataclass(frozen=True, slots=True)
class Thrift:
    """
    What was found before is kept in the folder *cache*, and *jobs* processes look at the rest.
    """

    cache: Path
    jobs: int = 1
