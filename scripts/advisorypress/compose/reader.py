"""
In which words and form a subscriber reads: the two choices that the store keeps, as the values it keeps.
"""

from __future__ import annotations

from enum import StrEnum

from advisorypress.language import Language


class Edition(StrEnum):
    """
    One language, or both in one mail.
    """

    EN = "en"
    ZH = "zh-Hant"
    BOTH = "both"

    def languages(self, first: Language = Language.EN) -> tuple[Language, ...]:
        """
        The languages of a mail in their order; *first* is the team's choice for those who read both.
        """
        return (first, first.other) if self is Edition.BOTH else (Language(self.value),)


class Format(StrEnum):
    """
    HTML with a text part that stands alone, or that text part and nothing else.
    """

    HTML = "html"
    TEXT = "text"
