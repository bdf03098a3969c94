"""
The two mails that answer a subscriber: please confirm, and the form to change what they get. Pure, in both languages.

Both go to the stored address only, whoever asked, and say nothing that somebody else chose the words of.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from advisorypress.address import Address
from advisorypress.compose.letterhead import Letterhead
from advisorypress.compose.message import sender_of
from advisorypress.compose.wire import Transfer, body, field, mailbox_field, text_field
from advisorypress.errors import SettingsError
from advisorypress.inbound.judge import CONFIRM_SECONDS, PREFERENCES_SECONDS
from advisorypress.language import Language
from advisorypress.render.dates import date_and_time
from advisorypress.settings import Settings
from advisorypress.tokens import Purpose, TokenKeys
from advisorypress.wording import Wording

# A stranger can sign somebody else up: no sentence and no address of a page may be smuggled into what we then write.
_HARMLESS = re.compile(r"[a-z]{2,10}(:[a-z0-9-]{1,30})?")
_MAX_TOPICS = 12
_BREAK = "\n" + "-" * 40 + "\n"


@dataclass(frozen=True, slots=True)
class Person:
    """
    Who is written to: the name *pid* of their tokens, their address, and what they have or asked for. *language* is `en`,
    `zh-Hant` or `both`.
    """

    pid: bytes
    address: str
    language: str
    format: str
    pace: str
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """
    A mail as it goes over the wire, with the envelope that it needs.
    """

    sender: Address
    to: Address
    content: bytes


@dataclass(frozen=True, slots=True)
class Scribe:
    """
    Writes answers in the name of the team.
    """

    settings: Settings
    wording: Wording
    keys: TokenKeys

    def confirmation(self, person: Person, asked_at: int) -> Answer:
        """
        The mail that asks *person* to confirm what was asked at *asked_at*; its Reply-To is the confirmation.
        """
        token = self.keys.issue(Purpose.CONFIRM, person.pid, asked_at)
        end = asked_at + CONFIRM_SECONDS
        endpoint = self.settings.mail.endpoint

        def lines(language: Language) -> list[str]:
            say = self.wording.say
            link = [say("reply.confirm.link", language), f"{endpoint.rstrip('/')}/c/{token}", ""] if endpoint else []
            return [
                say("reply.confirm.why", language), "",
                *link,
                say("reply.asked", language), *self._choice(person, language), "",
                say("reply.confirm.not", language, date=self._date(end, language)),
            ]  # fmt: skip

        return self._answer(person, asked_at, f"c-{token}", "reply.confirm.subject", lines)

    def preferences(self, person: Person, asked_at: int) -> Answer:
        """
        The mail with the form of *person*, filled in as it is now; its Reply-To takes the form back.
        """
        token = self.keys.issue(Purpose.PREFERENCES, person.pid, asked_at)
        end = asked_at + PREFERENCES_SECONDS
        leave = f"u-{self.keys.issue(Purpose.UNSUBSCRIBE, person.pid)}@{self.settings.mail.mailbox_domain}"
        form = [
            f"language: {person.language}",
            f"format: {person.format}",
            f"pace: {person.pace}",
            f"topics: {', '.join(person.topics)}",
        ]

        def lines(language: Language) -> list[str]:
            # The form once, under the words that are read first: two of them would contradict each other.
            first = self._languages(person)[0] is language
            say = self.wording.say
            return [
                say("reply.preferences.why", language, date=self._date(end, language)), "",
                *([*form, ""] if first else []),
                f"({say('reply.preferences.lines', language)})", "",
                say("reply.preferences.leave", language), leave, "",
                say("reply.preferences.not", language),
            ]  # fmt: skip

        return self._answer(person, asked_at, f"p-{token}", "reply.preferences.subject", lines)

    def _answer(
        self, person: Person, at: int, reply_to: str, subject: str, lines: Callable[[Language], list[str]]
    ) -> Answer:
        languages = self._languages(person)
        sender = sender_of(self.settings, languages[0])
        domain = self.settings.mail.mailbox_domain
        if not domain:
            raise SettingsError(
                "mkdocs.yml: set extra.press.mail.mailbox_domain, the domain of the mailbox that takes answers (c-TOKEN@)"
            )
        text = _BREAK.join(
            "\n".join([*lines(language), "", self.settings.name[language]]) + "\n" for language in languages
        )
        title = " ".join(self.wording.say(subject, language) for language in languages)
        to = Address.parse(person.address)
        message_id = f"<{self.keys.issue(Purpose.MESSAGE, person.pid, at)}.{reply_to[0]}@{sender.address.domain}>"
        head = [
            mailbox_field("From", sender.name, str(sender.address)),
            field("To", str(to)),
            field("Reply-To", f"{reply_to}@{domain}"),
            text_field("Subject", title),
            field("Date", format_datetime(datetime.fromtimestamp(at, UTC))),
            # The same for a second handing over after a crash, so that mailboxes can drop it.
            field("Message-ID", message_id),
            # RFC 3834: no machine answers it, and none of ours would listen.
            field("Auto-Submitted", "auto-replied"),
            field("X-Auto-Response-Suppress", "OOF, AutoReply"),
            field("Content-Language", ", ".join(language.value for language in languages)),
            field("MIME-Version", "1.0"),
            field("Content-Type", "text/plain; charset=utf-8"),
            field("Content-Transfer-Encoding", Transfer.BASE64.value),
            b"\r\n",
        ]
        # Campaign 0 is no campaign: a failure of an answer suppresses when it is final, and counts for nothing else.
        envelope = Address.parse(Letterhead.of(self.settings, self.keys, 0, "answer").envelope_sender(person.pid))
        return Answer(envelope, to, b"".join([*head, body(text, Transfer.BASE64)]))

    def _languages(self, person: Person) -> Sequence[Language]:
        first = self.settings.mail.first if person.language == "both" else Language(person.language)
        return (first, first.other)

    def _choice(self, person: Person, language: Language) -> list[str]:
        say = self.wording.say
        known = [topic for topic in person.topics if _HARMLESS.fullmatch(topic)][:_MAX_TOPICS]
        topics = [say("reply.topics.all", language) if topic == "all" else topic for topic in known]
        if hidden := len(person.topics) - len(known):
            topics.append(self.wording.count("reply.topics.more", language, hidden))
        paces = {"both": "endpoint.subscribe.both", "digest": "subscribe.digest", "urgent": "subscribe.alert"}
        separator = ", " if language is Language.EN else "、"
        tongue = (
            say("subscribe.language.both", language)
            if person.language == "both"
            else {"en": "English", "zh-Hant": "繁體中文"}[person.language]
        )
        return [
            f"  {say('reply.language', language, value=tongue)}",
            f"  {say('reply.pace', language, value=say(paces[person.pace], language))}",
            f"  {say('reply.topics', language, value=separator.join(topics))}",
        ]

    def _date(self, at: int, language: Language) -> str:
        return date_and_time(datetime.fromtimestamp(at, self.settings.timezone), language)
