"""
Everything that a mail says, in the order in which both of its forms say it: one block a language, and what ends the mail.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from advisorypress.compose.items import Badge, MailItem
from advisorypress.compose.wire import one_line
from advisorypress.language import Language
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


@dataclass(frozen=True, slots=True)
class Answer:
    """
    One question of a reader with its answer, in one paragraph or several; several *steps* are numbered.
    """

    question: str
    answers: tuple[Text, ...] = ()
    steps: tuple[Text, ...] = ()

    @property
    def lines(self) -> tuple[tuple[str, Text], ...]:
        """
        Each paragraph with its number, which is "" for what is no step, or the only one.
        """
        numbers = [f"{number}. " if len(self.steps) > 1 else "" for number in range(1, len(self.steps) + 1)]
        return (*(("", text) for text in self.answers), *zip(numbers, self.steps, strict=True))


@dataclass(frozen=True, slots=True)
class Contact:
    """
    Whom the media may ask: a heading, and one fact a line.
    """

    heading: str
    lines: tuple[str, ...]
    ending: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """
    What a mail says in the language of *voice*. *topics* is what its reader asked for, *marks* are the loud lines that
    stand above everything (that this is an exercise, or a release), *last* is one that stands below everything, each a run or
    several of one language.
    """

    template: ClassVar[str]

    voice: Voice
    title: Text
    preheader: Text
    archive: str
    topics: str
    marks: tuple[tuple[Text, ...], ...] = ()
    last: tuple[Text, ...] = ()

    @property
    def band(self) -> str:
        """
        The short name of the team, which stands over the block.
        """
        return one_line(self.voice.library.settings.short_name[self.voice.language])

    @property
    def subscribe(self) -> str:
        """
        The page on which a reader of this language changes or ends what they get; its headings `change`, `leave` and
        `genuine` are linked to.
        """
        return self.voice.library.settings.url(self.voice.language, "subscribe/")


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestView(Block):
    """
    A digest in one language.
    """

    template: ClassVar[str] = "mail/digest.html"

    count: Text
    intro: Text
    parts: tuple[Part, ...]
    more: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertView(Block):
    """
    An alert in one language: *lead* are sentences before the answers, each in runs of one language; *facts* is the small
    line with date and number. *archive* is the advisory's own page.
    """

    template: ClassVar[str] = "mail/alert.html"

    badges: tuple[Badge, ...]
    lead: tuple[tuple[Text, ...], ...]
    answers: tuple[Answer, ...]
    facts: str
    contact: Contact | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MailView:
    """
    A whole mail. *leave* is an address to which a reader of a list writes, "" where there is none; *is_personal* says that
    the header has each reader's own way to leave, so that the button of their mail program works.
    """

    subject: str
    blocks: tuple[Block, ...]
    leave: str = ""
    is_personal: bool = False

    @property
    def voices(self) -> tuple[Voice, ...]:
        """
        Both languages, the reader's first: who sends and how to leave stand in each.
        """
        first = self.blocks[0].voice
        return (first, Voice(first.library, first.language.other))

    def team(self, language: Language) -> str:
        """
        The whole name of the team.
        """
        return one_line(self.blocks[0].voice.library.settings.name[language])

    def url(self, language: Language, path: str) -> str:
        """
        An address of the site.
        """
        return self.blocks[0].voice.library.settings.url(language, path)
