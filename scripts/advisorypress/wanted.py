"""
What is to be built, how it is told, and what came of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from advisorypress.build_time import BuildTime
from advisorypress.finding import Finding
from advisorypress.last_build import digest_of_all
from advisorypress.load.stamps import FileDigests
from advisorypress.publish.account import account_path
from advisorypress.publish.continuity import Broken
from advisorypress.publish.earlier import Earlier
from advisorypress.publish.making import Through
from advisorypress.publish.site_writer import Written
from advisorypress.settings import Settings
from advisorypress.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Progress:
    """
    How a build tells what it does: *tell* takes a line, *through* hands on every file of the site as it is made.
    """

    tell: Callable[[str], None]
    through: Through = iter


@dataclass(frozen=True, slots=True)
class Built:
    """
    What a build found and did. *written* is None when an error stopped it before it touched the site; *broken* are the
    promises of earlier sites that this one does not keep, each with the name of that site.
    """

    findings: tuple[Finding, ...]
    files: int
    now: BuildTime
    held: tuple[str, ...] = ()
    written: Written | None = None
    broken: tuple[tuple[str, Broken], ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    What is to be built: the repository of *settings* into the folder *site*, as of the commit's time or *as_of*. What need not be
    done again is kept in the folder *cache*. Nothing is written when a promise of one of the sites *against* would be broken. Without *search* there is no index, and the search
    page says so. Files are made by *jobs* processes, 0 for one a core.
    """

    settings: Settings
    vocabulary: Vocabulary
    site: Path
    cache: Path
    as_of: str | None = None
    against: Sequence[Earlier] = ()
    search: bool = True
    jobs: int = 0

    @property
    def account(self) -> Path:
        """
        Where the account of the site is kept.
        """
        return account_path(self.cache, self.site)

    def digest(self, digests: FileDigests) -> str:
        """
        A digest of all that the build is made of; "" where it cannot be known, or promises are to be looked at.
        """
        return "" if self.against else digest_of_all(self.settings, digests, self.as_of, search=self.search)
