"""
The lists by which advisories can be browsed and followed: by severity, category, impact and vendor, and the exploited ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from advisorypress.model.advisory import Advisory, Severity
from advisorypress.model.slug import vendor_slug
from advisorypress.vocabulary import Vocabulary

EXPLOITED = "advisories/exploited/"


class Group(StrEnum):
    """
    What advisories are grouped by; the value is the folder below `advisories/` and `feeds/`.
    """

    SEVERITY = "severity"
    CATEGORY = "category"
    IMPACT = "impact"
    VENDOR = "vendor"

    def path(self, key: str) -> str:
        """
        Where the list of *key* stands: `advisories/severity/critical/`; of a vendor *key* is its name.
        """
        return f"advisories/{self.value}/{vendor_slug(key) if self is Group.VENDOR else key}/"


FOLLOWED = (Group.SEVERITY, Group.CATEGORY, Group.VENDOR)
"""
The groups whose lists have feeds of their own.
"""


@dataclass(frozen=True, slots=True)
class Facet:
    """
    One list: *key* is the key of the vocabulary or a vendor's name, *advisories* are newest first.
    """

    group: Group
    key: str
    advisories: tuple[Advisory, ...]

    @property
    def path(self) -> str:
        """
        Where the list stands, without the language.
        """
        return self.group.path(self.key)

    @property
    def slug(self) -> str:
        """
        The last part of its address.
        """
        return self.path.rstrip("/").rpartition("/")[2]


def facets_of(advisories: Iterable[Advisory], vocabulary: Vocabulary) -> tuple[Facet, ...]:
    """
    The lists of *advisories*, in the order of the vocabulary and vendors by name.

    Every key of a closed vocabulary has its list from the first day, empty or not: an address that readers and feed
    programs know does not go when its last advisory is rated anew. A vendor has one as long as an advisory names it.
    """
    closed: dict[Group, dict[str, list[Advisory]]] = {
        Group.SEVERITY: {severity.value: [] for severity in Severity},
        Group.CATEGORY: {key: [] for key in vocabulary.keys("category")},
        Group.IMPACT: {key: [] for key in vocabulary.keys("impact")},
    }
    vendors: dict[str, tuple[str, list[Advisory]]] = {}
    for advisory in advisories:
        closed[Group.SEVERITY][advisory.severity.value].append(advisory)
        closed[Group.CATEGORY][advisory.category].append(advisory)
        for impact in dict.fromkeys(advisory.impacts):
            closed[Group.IMPACT][impact].append(advisory)
        # Two spellings of a name are one vendor; the newest advisory says how it is written.
        for slug, name in {vendor_slug(vendor): vendor for vendor in reversed(advisory.vendors)}.items():
            vendors.setdefault(slug, (name, []))[1].append(advisory)
    return tuple(
        Facet(group, key, tuple(found)) for group, lists in closed.items() for key, found in lists.items()
    ) + tuple(
        Facet(Group.VENDOR, name, tuple(found))
        for name, found in sorted(vendors.values(), key=lambda vendor: (vendor[0].casefold(), vendor[0]))
    )


def closed_paths(vocabulary: Vocabulary) -> Iterator[str]:
    """
    The addresses of the lists that there always are.
    """
    yield EXPLOITED
    yield from (Group.SEVERITY.path(severity.value) for severity in Severity)
    for group in (Group.CATEGORY, Group.IMPACT):
        yield from (group.path(key) for key in vocabulary.keys(group.value))
