"""
The links by which a reader narrows a list of advisories, without any script: each leads to a list of its own.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from advisorypress.model.facets import EXPLOITED, Facet, Group
from advisorypress.render.voice import Voice

# A list page is read on a phone; the rest of the vendors are a search away.
MOST_VENDORS = 40
_WORDS = (
    *("filter.words", "filter.shown.one", "filter.shown.other", "filter.broken", "filter.loading"),
    *("list.empty", "list.filter.clear", "search.any", "search.more"),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """
    One link: where it leads, what it is called, and how many advisories are there.
    """

    path: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Filters:
    """
    *chips* are the severities and the exploited ones, *groups* the rest: a heading with its choices.
    """

    chips: tuple[Choice, ...]
    groups: tuple[tuple[str, tuple[Choice, ...]], ...]


def filters_of(voice: Voice, facets: Sequence[Facet], exploited: int, years: Counter[int]) -> Filters:
    """
    The choices of *facets* and of *years* (advisories a year), in the reader's words; what is empty is not offered.
    """
    by_group = {group: [facet for facet in facets if facet.group is group] for group in Group}
    chips = (*_choices(voice, by_group[Group.SEVERITY]), Choice(EXPLOITED, voice.say("badge.exploited"), exploited))
    vendors = sorted(by_group[Group.VENDOR], key=lambda facet: -len(facet.advisories))[:MOST_VENDORS]
    vendors.sort(key=lambda facet: facet.key.casefold())
    groups = (
        (
            voice.say("list.filter.year"),
            tuple(Choice(f"advisories/{y}/", str(y), n) for y, n in sorted(years.items())[::-1]),
        ),
        (voice.say("advisory.category"), tuple(_offered(voice, by_group[Group.CATEGORY]))),
        (voice.word("page-section", "impact"), tuple(_offered(voice, by_group[Group.IMPACT]))),
        (voice.say("list.filter.vendor"), tuple(_offered(voice, vendors))),
    )
    return Filters(chips, tuple((heading, choices) for heading, choices in groups if choices))


def facet_name(voice: Voice, facet: Facet) -> str:
    """
    What the list is of, in the reader's words; a vendor's name is the same in both languages.
    """
    return facet.key if facet.group is Group.VENDOR else voice.word(facet.group.value, facet.key)


def _choices(voice: Voice, facets: Sequence[Facet]) -> Iterator[Choice]:
    for facet in facets:
        yield Choice(facet.path, facet_name(voice, facet), len(facet.advisories))


def _offered(voice: Voice, facets: Sequence[Facet]) -> Iterator[Choice]:
    return (choice for choice in _choices(voice, facets) if choice.count)


def filter_words(voice: Voice) -> str:
    """
    The words that the script of the filter needs, as JSON; placeholders are left in.
    """
    strings = voice.library.wording.strings
    return json.dumps({key: strings[key][voice.language] for key in _WORDS}, ensure_ascii=False, sort_keys=True)
