"""
From a message, or a line of the spool, to a deed. Pure: it asks no database, so that mailbox and store may be apart.

The local part to which a message was sent says what it is for; who signs as its author says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from advisorypress.endpoint.spool import Request
from advisorypress.inbound.deed import (
    Bounce,
    Complaint,
    Confirm,
    Deed,
    ForAPerson,
    Manage,
    Nothing,
    Prefer,
    SignUp,
    Unsubscribe,
    Wish,
)
from advisorypress.inbound.message import Message
from advisorypress.inbound.origin import author, has_null_sender, is_authentic, is_automatic
from advisorypress.inbound.report import is_complaint, read_failure, reported_places
from advisorypress.inbound.wish import is_management, read_form, wish_of_words
from advisorypress.tokens import Purpose, Token, TokenKeys

CONFIRM_SECONDS = 7 * 86_400
"""
How long a confirmation can be answered.
"""
PREFERENCES_SECONDS = 30 * 86_400
"""
How long a preferences form can be sent back.
"""
CLOCKS_APART_SECONDS = 3_600
"""
How far the clocks of the machines that send, take down and process may differ.
"""

_ENVELOPE = ("x-original-to", "delivered-to", "envelope-to", "x-envelope-to")
_ADDRESSED = ("to", "cc", "resent-to")
_ADDRESS = re.compile(r"([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64})@([A-Za-z0-9.-]{1,255})")
_MARKED = re.compile(r"([ubcp])-([A-Za-z0-9]{1,62})", re.IGNORECASE | re.ASCII)
_SUBSCRIBE = re.compile(r"subscribe(?:\+([A-Za-z0-9._-]{0,54}))?", re.IGNORECASE | re.ASCII)
_ANYWHERE = re.compile(r"\b[ub]-([ub][1-9][a-z2-7]{40})@|/u/(u[1-9][a-z2-7]{40})\b", re.IGNORECASE | re.ASCII)
_MAX_RECIPIENTS = 50


@dataclass(frozen=True, slots=True)
class Judge:
    """
    What is needed to judge: the *keys* of tokens, the *domain* of our mailbox ("" takes any), and the name under which our
    mail server writes what it thinks of a sender ("" when it writes nothing).
    """

    keys: TokenKeys
    domain: str = ""
    authserv_id: str = ""

    def message(self, message: Message, now: int) -> Deed:
        """
        What *message* asks for at the second *now*.
        """
        if message.header.media_type == "multipart/report" and is_complaint(message):
            return self._complaint(message)
        locals_ = list(self._recipients(message))
        for local in locals_:
            marked = _MARKED.fullmatch(local)
            if marked is not None:
                return self._marked(marked[1].lower(), marked[2], message, now)
            asked = _SUBSCRIBE.fullmatch(local)
            if asked is not None:
                return self._asked(asked[1] or "", message)
        if is_automatic(message.header):
            return Nothing("automatic")
        return ForAPerson("no-address-of-ours")

    def request(self, request: Request, now: int) -> Deed:
        """
        What *request* of the spool asks for; its own time counts for what expires.
        """
        # A clock that runs ahead on the endpoint's machine prolongs nothing.
        then = min(request.at, now)
        match request.do:
            case "unsubscribe":
                token = self._read(request.text("token"), Purpose.UNSUBSCRIBE)
                return Unsubscribe(token.pid, "one-click") if token else Nothing("forged")
            case "confirm":
                return self._confirm(request.text("token"), then, "one-click")
            case "subscribe":
                wish = Wish(
                    request.text("language"), request.text("format"), request.text("pace"), request.texts("topics")
                )
                return SignUp(request.text("address"), wish, "form")
            case _:
                return Nothing("unknown")

    def _marked(self, letter: str, text: str, message: Message, now: int) -> Deed:
        match letter:
            case "u":
                # Whatever the message says and whoever sent it.
                token = self._read(text, Purpose.UNSUBSCRIBE)
                return Unsubscribe(token.pid, "mail") if token else Nothing("forged")
            case "b":
                return self._bounce(text, message)
            case "c":
                # A machine's "I am away until Monday" confirms nothing.
                return Nothing("automatic") if is_automatic(message.header) else self._confirm(text, now, "mail")
            case _:
                return self._preferences(text, message, now)

    def _confirm(self, text: str, now: int, how: str) -> Deed:
        token = self._read(text, Purpose.CONFIRM)
        if token is None:
            return Nothing("forged")
        if not token.scope - CLOCKS_APART_SECONDS <= now <= token.scope + CONFIRM_SECONDS:
            return Nothing("expired")
        return Confirm(token.pid, token.scope, how)

    def _preferences(self, text: str, message: Message, now: int) -> Deed:
        token = self._read(text, Purpose.PREFERENCES)
        if token is None:
            return Nothing("forged")
        if not token.scope - CLOCKS_APART_SECONDS <= now <= token.scope + PREFERENCES_SECONDS:
            return Nothing("expired")
        if is_automatic(message.header):
            return Nothing("automatic")
        part = message.find("text/plain")
        wish = read_form(part.text()) if part is not None else None
        return Prefer(token.pid, wish) if wish is not None else ForAPerson("form-not-understood")

    def _bounce(self, text: str, message: Message) -> Deed:
        token = self._read(text, Purpose.BOUNCE)
        if token is None:
            return Nothing("forged")
        failure = read_failure(message)
        if failure is not None:
            return Bounce(token.pid, token.scope, failure)
        # What is no report and answers by itself is an "I am away"; but a null sender without a report is an old bounce.
        if is_automatic(message.header) and not has_null_sender(message.header):
            return Nothing("automatic")
        is_answer = message.header.first("auto-submitted").lower().startswith("auto-replied")
        if is_answer and not message.header.first("x-failed-recipients"):
            return Nothing("automatic")
        return ForAPerson("bounce-without-report")

    def _complaint(self, message: Message) -> Deed:
        for place in reported_places(message):
            for match in _ANYWHERE.finditer(place):
                text = match[1] or match[2]
                token = self._read(text, Purpose(text[0].lower()))
                if token is not None:
                    return Complaint(token.pid)
        return ForAPerson("complaint-without-token")

    def _asked(self, words: str, message: Message) -> Deed:
        if is_automatic(message.header):
            return Nothing("automatic")
        if not is_authentic(message.header, self.authserv_id):
            return Nothing("not-authentic")
        address = author(message.header)
        if not address:
            return Nothing("no-author")
        return Manage(address) if is_management(words) else SignUp(address, wish_of_words(words), "mail")

    def _recipients(self, message: Message) -> Iterator[str]:
        """
        The local parts to which *message* was sent: as the mail server says, and when it says none of ours, as its author does.
        """
        for names in (_ENVELOPE, _ADDRESSED):
            values = [value for name in names for value in message.header.all(name)[:_MAX_RECIPIENTS]]
            found = [match for value in values for match in _ADDRESS.finditer(value[:5_000])][:_MAX_RECIPIENTS]
            yield from (
                match[1] for match in found if not self.domain or match[2].lower().rstrip(".") == self.domain.lower()
            )

    def _read(self, text: str, purpose: Purpose) -> Token | None:
        token = self.keys.read(text)
        return token if token is not None and token.purpose is purpose else None
