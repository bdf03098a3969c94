"""
The two languages, and how each is written in files, tags and URLs.
"""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """
    A language of the site; its value is the one used in file names and settings.
    """

    EN = "en"
    ZH = "zh-Hant"

    @property
    def tag(self) -> str:
        """
        The BCP 47 tag for HTML, feeds and machine formats.
        """
        return "en" if self is Language.EN else "zh-Hant-HK"

    @property
    def prefix(self) -> str:
        """
        What stands before every path of this edition, with its slash: "" or "zh-hant/".
        """
        return "" if self is Language.EN else "zh-hant/"

    @property
    def other(self) -> Language:
        """
        The other edition's language.
        """
        return Language.ZH if self is Language.EN else Language.EN

    @classmethod
    def of_file(cls, name: str) -> Language | None:
        """
        The language that a file name like `SA-2026-0142.zh-Hant.md` ends with.
        """
        for language in cls:
            if name.endswith(f".{language.value}.md"):
                return language
        return None
