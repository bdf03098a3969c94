"""
What every target can do, and what it says when it must not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from advisorypress.errors import PublishError
from advisorypress.publish.built_site import BuiltSite
from advisorypress.publish.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Copied:
    """
    What a copy changed at its target, in numbers of files.
    """

    written: int
    removed: int


class Target(Protocol):
    """
    A place that a site is copied to.
    """

    def manifest(self) -> Manifest | None:
        """
        The manifest of the site that the target holds; None when it holds none. Raises `PublishError` when it cannot be had.
        """
        ...

    def copy(self, site: BuiltSite) -> Copied:
        """
        Makes the target hold *site*; raises `PublishError` when it cannot be reached or must not be changed.
        """
        ...


def shown(text: str) -> str:
    """
    *text* without a password or token that an address in it carries.
    """
    return re.sub(r"(?<=://)[^/@\s]*@", "…@", text)


def signed(place: str) -> PublishError:
    """
    The error for a *place* whose site is signed, for nothing that this press makes is.
    """
    return PublishError(f"{place} is signed, and this site is not; an unsigned site never replaces a signed one")


def foreign(place: str) -> PublishError:
    """
    The error for a *place* that holds files which no manifest of the press names.
    """
    return PublishError(f"{place} holds files that the press did not make; give a new or empty place")
