"""
Everything that a digest's mail says, in the order in which both of its forms say it.
"""

from __future__ import annotations

from dataclasses import dataclass

from advisorypress.compose.items import MailItem
from advisorypress.model.text import Text
from advisorypress.render.voice import Voice


@dataclass(frozen=True, slots=True)
class Group:
    """
    Items under one small heading; "" for none.
    """

    heading: str
    items: tuple[MailItem, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """
    A part of the mail under its heading.
    """

    heading: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestView:
    """
    Everything that both forms of the mail say. *voices* speak the reader's language and then the other one.
    """

    voices: tuple[Voice, Voice]
    title: str
    preheader: Text
    count: Text
    intro: Text
    parts: tuple[Part, ...]
    more: str
    archive: str
    subscribe: tuple[str, str]
    leave: str

    @property
    def voice(self) -> Voice:
        """
        Speaks the reader's language.
        """
        return self.voices[0]
