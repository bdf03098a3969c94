"""
Words with their language, and how the words a reader gets stand to the facts.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from advisorypress.language import Language


@dataclass(frozen=True, slots=True)
class Text:
    """
    A run of words; where its language is not the page's, the page marks it.
    """

    text: str
    language: Language

    def __str__(self) -> str:
        return self.text


class WordsState(StrEnum):
    """
    How the words that a reader gets stand to the facts.
    """

    CURRENT = "current"
    STALE = "stale"
    MISSING = "missing"
    ONLY_OTHER = "only-other"
