"""
What a hand-written page can have of the press: a paragraph `[[report-form]]` is where the form stands, and so on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from advisorypress.model.page_parts import PARTS
from advisorypress.templating import clean

# Each is a template of the theme, `partials/parts/<name>.html`.
_MARK = re.compile(rf"<p>\[\[({'|'.join(PARTS)})\]\]</p>")


@dataclass(frozen=True, slots=True)
class Piece:
    """
    A piece of a page: HTML of its author, or the template of a *part*.
    """

    html: Markup
    part: str = ""


def pieces_of(html: str) -> Iterator[Piece]:
    """
    Clean *html* cut at its marks.
    """
    for number, text in enumerate(_MARK.split(html)):
        if number % 2:
            yield Piece(Markup(""), f"partials/parts/{text}.html")
        elif text.strip():
            yield Piece(clean(text))
