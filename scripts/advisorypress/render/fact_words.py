"""
Facts of an advisory as plain words of the reader's language.
"""

from __future__ import annotations

from markupsafe import Markup

from advisorypress.model.advisory import Advisory, Affected
from advisorypress.render.answers import product_name
from advisorypress.render.characters import one_line
from advisorypress.render.dates import long_date
from advisorypress.render.voice import Voice


def exploited_words(voice: Voice, advisory: Advisory) -> str:
    """
    Whether and since when it is exploited; "" when nothing is said.
    """
    if advisory.exploited is None:
        return ""
    if isinstance(advisory.exploited, bool):
        return voice.say("advisory.exploited.no")
    return voice.say("advisory.exploited.yes", date=long_date(advisory.exploited, voice.language))


def row_name(voice: Voice, advisory: Advisory, row: Affected) -> Markup:
    """
    A row of affected products by name, with its versions where another row has the same name.
    """
    name = product_name(row)
    alone = sum(product_name(other) == name for other in advisory.affected) == 1
    words = Markup("{}").format(one_line(name))
    return words if alone else Markup("{} {}").format(words, voice.versions(row.versions, advisory.source))
