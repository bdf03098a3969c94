"""
The numbers by which people ask for an advisory: its own, and those of the vulnerabilities it is about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from advisorypress.model.library import Library

_YEAR = re.compile(r"-(\d{4})-\d{4,}$")


def numbers_by_year(library: Library) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """
    For each year that a number names, its numbers in capitals with the advisories they lead to, newest first.
    """
    years: dict[str, dict[str, dict[str, None]]] = {}
    for advisory in library.advisories:
        for number in (advisory.id, *(each.id for each in advisory.vulnerabilities)):
            if year := _YEAR.search(number):
                years.setdefault(year[1], {}).setdefault(number.upper(), {})[advisory.id] = None
    return {
        year: {number: tuple(ids) for number, ids in sorted(numbers.items())} for year, numbers in sorted(years.items())
    }
