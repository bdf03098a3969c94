"""
What mailbox and spool change in the store. Every function works inside the caller's transaction and can be called again.

A subscriber is named by `pid` (8 bytes), which tokens carry; an address only where somebody signs up with it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from advisorypress.store.ledger_tables import CAMPAIGN, DELIVERY
from advisorypress.store.reply_tables import REPLY
from advisorypress.store.subscriber_tables import BOUNCE, EVENT, INBOUND, SUBSCRIBER, SUBSCRIPTION, SUPPRESSION
from advisorypress.store.suppression import suppression_key

DAY_SECONDS = 86_400
SUSPEND_AFTER = 3
"""
Campaigns in a row that did not reach somebody before they get no more.
"""
KEPT_SECONDS = 90 * DAY_SECONDS
"""
How long it is known what was taken in, and what was answered.
"""
_PREFERENCES_A_DAY = 5
_PID_BYTES = 8


# Made once: what thousands of bounces need costs more to put together than to execute.
_PERSON = select(SUBSCRIBER.c.id, SUBSCRIBER.c.addr_key, SUBSCRIBER.c.state, SUBSCRIBER.c.asked_at)
_BY_PID = _PERSON.where(SUBSCRIBER.c.pid == bindparam("wanted"))
_BY_ADDRESS = _PERSON.where(SUBSCRIBER.c.addr_key == bindparam("wanted"))
_REASON = select(SUPPRESSION.c.reason).where(SUPPRESSION.c.key == bindparam("wanted"))
_LEAVE = update(SUBSCRIBER).where(SUBSCRIBER.c.id == bindparam("number")).values(state="gone", asked_at=None)
_SUPPRESS = insert(SUPPRESSION)
_EVENT = insert(EVENT)


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    What a subscriber is to have; "" and () leave it as it is, or as most want it where there is nothing yet.
    """

    language: str = ""
    format: str = ""
    pace: str = ""
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """
    An answer that is to be sent: its number, `confirm` or `preferences`, its second, and whom it is for.
    """

    number: int
    kind: str
    at: int
    pid: bytes
    address: str
    language: str
    format: str
    pace: str
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Person:
    id: int
    addr_key: str
    state: str
    asked_at: int | None


@dataclass(frozen=True, slots=True)
class Inbox:
    """
    The changes, in one transaction at the second *now*. *pepper* is the key of the suppression list.
    """

    connection: Connection
    pepper: bytes = field(repr=False)
    now: int
    new_pid: Callable[[], bytes] = lambda: secrets.token_bytes(_PID_BYTES)

    def known(self, keys: Iterable[bytes]) -> Mapping[bytes, str]:
        """
        Which of *keys* (SHA-256) were taken in already, and with which outcome.
        """
        found = self.connection.execute(select(INBOUND.c.key, INBOUND.c.outcome).where(INBOUND.c.key.in_(list(keys))))
        return {bytes(row.key): row.outcome for row in found}

    def note(self, outcomes: Mapping[bytes, str]) -> None:
        """
        Writes down that these were taken in.
        """
        rows = [{"key": key, "at": self.now, "outcome": outcome} for key, outcome in outcomes.items()]
        if rows:
            self.connection.execute(insert(INBOUND), rows)

    def forget_old(self) -> None:
        """
        Lets go of what is no longer needed to know a message again.
        """
        self.connection.execute(delete(INBOUND).where(INBOUND.c.at < self.now - KEPT_SECONDS))
        self.connection.execute(
            delete(REPLY).where(REPLY.c.state.in_(("sent", "failed")), REPLY.c.at < self.now - KEPT_SECONDS)
        )

    def unsubscribe(self, pid: bytes, how: str) -> str:
        """
        No more mail; a confirmation that is still on its way confirms nothing.
        """
        person = self._person(pid)
        if person is None:
            return "unknown"
        if person.state == "gone":
            return "again"
        self._leave(person, "unsubscribe", f"by {how}")
        return "unsubscribed"

    def complain(self, pid: bytes) -> str:
        """
        No more mail, and only a person can lift it.
        """
        person = self._person(pid)
        if person is None:
            return "unknown"
        if self._suppressed(person.addr_key) == "complaint":
            return "again"
        self._leave(person, "complaint", "")
        return "complaint"

    def bounce(self, pid: bytes, campaign: int, status: str, *, final: bool) -> str:
        """
        A message of *campaign* failed with *status*: a final failure suppresses at once, another one counts once a campaign,
        and when the last `SUSPEND_AFTER` campaigns all failed the subscriber is suspended.
        """
        person = self._person(pid)
        if person is None:
            return "unknown"
        if final:
            if person.state == "gone":
                return "again"
            self._leave(person, "bounce", status)
            return "bounced"
        seen = select(BOUNCE.c.campaign).where(BOUNCE.c.subscriber == person.id)
        failed = set(self.connection.execute(seen).scalars())
        # Answers are no campaign; and what failed twice for one campaign failed once.
        if campaign == 0 or campaign in failed:
            return "again"
        self.connection.execute(
            insert(BOUNCE).values(subscriber=person.id, campaign=campaign, at=self.now, status=status)
        )
        if person.state != "active" or not self._all_failed(person.id, campaign, failed | {campaign}):
            return "scored"
        self.connection.execute(update(SUBSCRIBER).where(SUBSCRIBER.c.id == person.id).values(state="suspended"))
        self._event("suspended", person.id, status)
        return "suspended"

    def confirm(self, pid: bytes, asked_at: int, how: str) -> str:
        """
        The answer to what was asked at *asked_at*: mail begins, and unsubscribing, forgetting and bounces of before are
        lifted; a complaint is not. An answer to anything but the last question confirms nothing.
        """
        person = self._person(pid)
        if person is None:
            return "unknown"
        if person.asked_at != asked_at or self._suppressed(person.addr_key) == "complaint":
            return "too-late"
        self.connection.execute(
            update(SUBSCRIBER)
            .where(SUBSCRIBER.c.id == person.id)
            .values(state="active", asked_at=None, consent_at=self.now, consent_how=how)
        )
        self.connection.execute(delete(SUPPRESSION).where(SUPPRESSION.c.key == self._key(person.addr_key)))
        self.connection.execute(delete(BOUNCE).where(BOUNCE.c.subscriber == person.id))
        self._event("consent", person.id, f"by {how}")
        return "confirmed"

    def sign_up(self, address: str, addr_key: str, wanted: Wanted) -> str:
        """
        Asks *address* to confirm, once a day; who gets our mail already is sent the form to change it instead.
        """
        if self._suppressed(addr_key) == "complaint":
            return "suppressed"
        person = self._person_at(addr_key)
        if person is not None and person.state == "active":
            return self._queue(person.id, "preferences", 1)
        if person is None:
            number: int = self.connection.execute(
                insert(SUBSCRIBER)
                .values(
                    pid=self.new_pid(), addr=address, addr_key=addr_key, lang="both", format="html", state="pending"
                )
                .returning(SUBSCRIBER.c.id)
            ).scalar_one()
        else:
            number = person.id
        outcome = self._queue(number, "confirm", 1)
        if outcome == "asked":
            complete = Wanted(
                wanted.language or "both", wanted.format or "html", wanted.pace or "both", wanted.topics or ("all",)
            )
            self._set(number, complete)
            self.connection.execute(
                update(SUBSCRIBER).where(SUBSCRIBER.c.id == number).values(state="pending", asked_at=self.now)
            )
        return outcome

    def manage(self, addr_key: str) -> str:
        """
        Sends the form to a subscriber, once a day.
        """
        person = self._person_at(addr_key)
        if person is None or person.state != "active":
            return "unknown"
        return self._queue(person.id, "preferences", 1)

    def prefer(self, pid: bytes, wanted: Wanted) -> str:
        """
        Changes what a subscriber gets, and sends them the form as it then is.
        """
        person = self._person(pid)
        if person is None or person.state != "active":
            return "unknown"
        self._set(person.id, wanted)
        self._event("preferences", person.id, "")
        self._queue(person.id, "preferences", _PREFERENCES_A_DAY)
        return "preferred"

    def claim_replies(self, most: int, hold: int, attempts: int) -> Sequence[Waiting]:
        """
        The oldest *most* answers that are due, held for *hold* seconds: those of a process that was killed come again.

        Who has left since, or confirmed, is not asked any more, and after *attempts* nobody is.
        """
        due = (
            select(REPLY, SUBSCRIBER)
            .join(SUBSCRIBER, SUBSCRIBER.c.id == REPLY.c.subscriber)
            .where(REPLY.c.state.in_(("waiting", "handing")), REPLY.c.next_at <= self.now)
            .order_by(REPLY.c.id)
            .limit(most)
            .with_for_update(of=REPLY, skip_locked=True)
        )
        found = []
        for row in self.connection.execute(due).all():
            reply, person = row._mapping, row._mapping
            asked = reply[REPLY.c.kind] == "confirm"
            current = (
                person[SUBSCRIBER.c.asked_at] == reply[REPLY.c.at] if asked else person[SUBSCRIBER.c.state] == "active"
            )
            number = reply[REPLY.c.id]
            if not current or reply[REPLY.c.attempts] >= attempts:
                self.settle_reply(number, "failed")
                continue
            choices = self.connection.execute(
                select(SUBSCRIPTION.c.topic, SUBSCRIPTION.c.pace)
                .where(SUBSCRIPTION.c.subscriber == person[SUBSCRIBER.c.id])
                .order_by(SUBSCRIPTION.c.topic)
            ).all()
            paces = {choice.pace for choice in choices}
            self.connection.execute(
                update(REPLY)
                .where(REPLY.c.id == number)
                .values(state="handing", next_at=self.now + hold, attempts=REPLY.c.attempts + 1)
            )
            found.append(
                Waiting(
                    number=number,
                    kind=reply[REPLY.c.kind],
                    at=reply[REPLY.c.at],
                    pid=bytes(person[SUBSCRIBER.c.pid]),
                    address=person[SUBSCRIBER.c.addr],
                    language=person[SUBSCRIBER.c.lang],
                    format=person[SUBSCRIBER.c.format],
                    pace=paces.pop() if len(paces) == 1 else "both",
                    topics=tuple(choice.topic for choice in choices),
                )
            )
        return found

    def settle_reply(self, number: int, state: str, next_at: int = 0) -> None:
        """
        What became of an answer: `sent`, `failed`, or `waiting` until *next_at*.
        """
        self.connection.execute(update(REPLY).where(REPLY.c.id == number).values(state=state, next_at=next_at))

    def _person(self, pid: bytes) -> _Person | None:
        row = self.connection.execute(_BY_PID, {"wanted": pid}).first()
        return _Person(*row) if row is not None else None

    def _person_at(self, addr_key: str) -> _Person | None:
        row = self.connection.execute(_BY_ADDRESS, {"wanted": addr_key}).first()
        return _Person(*row) if row is not None else None

    def _leave(self, person: _Person, reason: str, detail: str) -> None:
        self.connection.execute(_LEAVE, {"number": person.id})
        key = self._key(person.addr_key)
        before = self._suppressed(person.addr_key)
        if before is None:
            self.connection.execute(_SUPPRESS, {"key": key, "reason": reason, "at": self.now})
        elif before != "complaint":
            self.connection.execute(
                update(SUPPRESSION).where(SUPPRESSION.c.key == key).values(reason=reason, at=self.now)
            )
        self._event(reason, person.id, detail)

    def _set(self, number: int, wanted: Wanted) -> None:
        values = {"lang": wanted.language, "format": wanted.format}
        given = {name: value for name, value in values.items() if value}
        if given:
            self.connection.execute(update(SUBSCRIBER).where(SUBSCRIBER.c.id == number).values(**given))
        if wanted.topics:
            old = select(SUBSCRIPTION.c.pace).where(SUBSCRIPTION.c.subscriber == number).limit(1)
            pace = wanted.pace or self.connection.execute(old).scalar() or "both"
            self.connection.execute(delete(SUBSCRIPTION).where(SUBSCRIPTION.c.subscriber == number))
            rows = [{"subscriber": number, "topic": topic, "pace": pace} for topic in dict.fromkeys(wanted.topics)]
            self.connection.execute(insert(SUBSCRIPTION), rows)
        elif wanted.pace:
            self.connection.execute(
                update(SUBSCRIPTION).where(SUBSCRIPTION.c.subscriber == number).values(pace=wanted.pace)
            )

    def _queue(self, number: int, kind: str, a_day: int) -> str:
        recent = (
            select(func.count())
            .select_from(REPLY)
            .where(REPLY.c.subscriber == number, REPLY.c.kind == kind, REPLY.c.at > self.now - DAY_SECONDS)
        )
        if self.connection.execute(recent).scalar_one() >= a_day:
            return "asked-already"
        self.connection.execute(
            insert(REPLY).values(subscriber=number, kind=kind, at=self.now, state="waiting", next_at=0)
        )
        return "asked" if kind == "confirm" else "form-sent"

    def _all_failed(self, number: int, campaign: int, failed: set[int]) -> bool:
        """
        Whether every one of the last campaigns handed over for somebody failed; one that arrived clears what was before it.
        """
        recent = (
            select(DELIVERY.c.campaign)
            .join(CAMPAIGN, CAMPAIGN.c.id == DELIVERY.c.campaign)
            .where(DELIVERY.c.subscriber == number, DELIVERY.c.state == "sent", DELIVERY.c.campaign <= campaign)
            .order_by(DELIVERY.c.campaign.desc())
            .limit(SUSPEND_AFTER)
        )
        handed = set(self.connection.execute(recent).scalars())
        return len(handed) == SUSPEND_AFTER and handed <= failed

    def _suppressed(self, addr_key: str) -> str | None:
        return self.connection.execute(_REASON, {"wanted": self._key(addr_key)}).scalar()

    def _key(self, addr_key: str) -> bytes:
        return suppression_key(self.pepper, addr_key)

    def _event(self, kind: str, number: int, detail: str) -> None:
        row = {"at": self.now, "kind": kind, "subscriber": number, "detail": detail}
        self.connection.execute(_EVENT, row)
