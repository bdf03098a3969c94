"""
How a reader asks for our mail by sending one: the address says what they want, so no form and no script is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from advisorypress.language import Language
from advisorypress.settings import Settings

_PACES = ("both", "urgent", "digest")
_LANGUAGES = ("en", "zh-hant", "both")


@dataclass(frozen=True, slots=True)
class Choice:
    """
    One language: its words, the tag of a name in another language ("" for none), and the address that asks for it.
    """

    words: str
    lang: str
    href: str


@dataclass(frozen=True, slots=True)
class Pace:
    """
    What comes how often, and the choices of language.
    """

    words: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class MailChoices:
    """
    The ways in and out for one edition of the page; *say* gives the interface's words.
    """

    settings: Settings
    language: Language
    say: Callable[..., str]

    @property
    def domain(self) -> str:
        """
        Where messages to `subscribe+…@` arrive; "" when the team takes none.
        """
        return self.settings.mail.mailbox_domain

    @property
    def paces(self) -> tuple[Pace, ...]:
        """
        Every choice of pace and language, as an address of its own.
        """
        names = {
            "both": self.say("endpoint.subscribe.both"),
            "urgent": self.say("subscribe.alert"),
            "digest": self.say("subscribe.digest"),
        }
        return tuple(
            Pace(names[pace], tuple(self._choice(language, pace) for language in _LANGUAGES)) for pace in _PACES
        )

    def _choice(self, language: str, pace: str) -> Choice:
        href = f"mailto:subscribe+{language}.{pace}@{self.domain}?subject=subscribe&body=subscribe"
        if language == "both":
            return Choice(self.say("subscribe.language.both"), "", href)
        theirs = Language.EN if language == "en" else Language.ZH
        name = "English" if theirs is Language.EN else "繁體中文"
        return Choice(name, "" if theirs is self.language else theirs.tag, href)

    @property
    def manage(self) -> str:
        """
        The address that sends the form with all preferences.
        """
        return f"mailto:subscribe+manage@{self.domain}?subject=manage&body=manage"

    @property
    def leave(self) -> str:
        """
        The address that answers with the reader's own way out.
        """
        return f"mailto:subscribe+leave@{self.domain}?subject=leave&body=leave"

    @property
    def leave_list(self) -> str:
        """
        The address by which a reader leaves the mailing list; "" when there is none.
        """
        return self.settings.mail.leave
