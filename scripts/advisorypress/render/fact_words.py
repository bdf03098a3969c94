"""
Facts of an advisory as plain words of the reader's language.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from markupsafe import Markup

from advisorypress.model.advisory import Advisory
from advisorypress.render.answers import product_name
from advisorypress.render.characters import one_line
from advisorypress.render.dates import long_date
from advisorypress.render.voice import Voice
from advisorypress.templating import filled


def exploited_words(voice: Voice, advisory: Advisory) -> str:
    """
    Whether and since when it is exploited; "" when nothing is said.
    """
    if advisory.exploited is None:
        return ""
    if isinstance(advisory.exploited, bool):
        return voice.say("advisory.exploited.no")
    return voice.say("advisory.exploited.yes", date=long_date(advisory.exploited, voice.language))


def rows_hit(voice: Voice, advisory: Advisory) -> Iterator[tuple[Markup, ...]]:
    """
    For each vulnerability, in order, the rows of affected products that it hits by name: with their versions where another
    row has the same name.

    An advisory can have thousands of either, so nothing is looked for row by row.
    """
    times = Counter(product_name(row) for row in advisory.affected)
    mapped = {key for vulnerability in advisory.vulnerabilities for key in vulnerability.affects}
    names: dict[str, Markup] = {}
    for row in advisory.affected:
        if row.key in mapped:
            name = filled("{}", one_line(product_name(row)))
            versions = voice.versions(row.versions, advisory.source) if times[product_name(row)] > 1 else ""
            names[row.key] = filled("{} {}", name, versions) if versions else name
    order = {key: number for number, key in enumerate(names)}
    for vulnerability in advisory.vulnerabilities:
        yield tuple(names[key] for key in sorted(order.keys() & set(vulnerability.affects), key=order.__getitem__))
