"""
What a rule may know beside the record it looks at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from advisorypress.check.addresses import Addresses
from advisorypress.check.base import Base
from advisorypress.load.record import Record
from advisorypress.load.tree import Tree
from advisorypress.settings import Settings
from advisorypress.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Terms:
    """
    The team's settings and terms: all that a rule about a record alone may look at beside it.
    """

    settings: Settings
    vocabulary: Vocabulary


@dataclass(frozen=True, slots=True)
class Context(Terms):
    """
    The team's settings and terms, the whole tree, and build time.

    *advisories* has every advisory by its upper-case name, for rules about what records say of each other; *addresses*
    is where a link may lead. *present* is the newest moment that the tree can know of; see `BuildTime`. *base* is what
    to compare with, where that was asked for. *known* is what a rule found out about the whole tree, for the next record.
    """

    tree: Tree
    advisories: Mapping[str, Record]
    now: datetime
    present: datetime
    addresses: Addresses
    base: Base | None = None
    known: dict[str, object] = field(default_factory=dict, compare=False)
