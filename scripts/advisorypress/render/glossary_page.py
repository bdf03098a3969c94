"""
The terms of the vocabulary in both languages: what we call a thing, what it is called in the other edition, what it means.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from advisorypress.output import Page
from advisorypress.render.desk import Desk, PlannedPage
from advisorypress.vocabulary import Term

GLOSSARY = "glossary/"
GROUPS = (
    "severity",
    "impact",
    "notation",
    "page-section",
    "revision",
    "threat",
    "incident",
    "category",
    "publication",
    "audience",
    "house-style",
)
"""
The groups of the vocabulary that mean something to a reader, in the order of the page: first what an advisory says of itself.
"""


def glossary_pages(desk: Desk) -> Iterator[PlannedPage]:
    """
    The one page.
    """
    yield PlannedPage(GLOSSARY, partial(glossary_page, desk))


def glossary_page(desk: Desk) -> Page:
    """
    A list a group, its terms by the English word.
    """
    voice = desk.voice
    title = voice.say("glossary.title")
    groups = tuple((group, terms) for group in GROUPS if (terms := _terms(desk, group)))
    return Page(
        language=desk.language,
        path=GLOSSARY,
        section="",
        title=title,
        description=voice.say("glossary.about"),
        article=desk.article("render/glossary.html", GLOSSARY, title=title, groups=groups),
    )


def _terms(desk: Desk, group: str) -> tuple[Term, ...]:
    terms = desk.library.vocabulary.groups.get(group, {}).values()
    # A scale is read from one end to the other, and an advisory from its beginning to its end.
    if group in ("severity", "page-section"):
        return tuple(terms)
    return tuple(sorted(terms, key=lambda term: next(iter(term.words.values())).casefold()))
