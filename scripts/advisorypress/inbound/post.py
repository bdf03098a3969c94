"""
Sends the answers that wait, through the team's relay.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from advisorypress.errors import MailError
from advisorypress.inbound.reply import Answer, Person, Scribe
from advisorypress.notify.relay import Relay
from advisorypress.notify.smtp import Letter, State, hand_over
from advisorypress.store.connect import Store
from advisorypress.store.inbox import Inbox, Waiting
from advisorypress.store.transactions import writing

BATCH = 50
HOLD_SECONDS = 600
"""
How long a batch belongs to one process; after a kill another one sends it, under the same Message-IDs.
"""
PAUSE_SECONDS = 900
"""
Before an answer that was put off is tried again.
"""
MAX_ATTEMPTS = 8


@dataclass(frozen=True, slots=True)
class Post:
    """
    What writes and hands over answers. *pepper* is the key of the suppression list.
    """

    engine: Store
    pepper: bytes
    scribe: Scribe
    relay: Relay

    def send(self, now: int) -> Counter[str]:
        """
        Hands over all answers that are due at the second *now* and counts them: `sent`, `refused`, `later`.

        Raises `MailError` when the relay cannot be reached; then all of them wait for the next time.
        """
        counts: Counter[str] = Counter()
        while waiting := self._claim(now):
            letters = {str(each.number): (each, self._write(each)) for each in waiting}
            try:
                outcomes = hand_over(self.relay, [_letter(name, answer) for name, (_, answer) in letters.items()])
            except MailError:
                self._settle([(each, "waiting", now) for each in waiting], now)
                raise
            settled = []
            for outcome in outcomes:
                each = letters[outcome.letter.label][0]
                state = _state(outcome.state, outcome.reason)
                counts[state] += 1
                settled.append(
                    (each, {"sent": "sent", "refused": "failed", "later": "waiting"}[state], now + PAUSE_SECONDS)
                )
            self._settle(settled, now)
        return counts

    def _claim(self, now: int) -> list[Waiting]:
        with writing(self.engine) as connection:
            inbox = Inbox(connection, self.pepper, now)
            return list(inbox.claim_replies(BATCH, HOLD_SECONDS, MAX_ATTEMPTS))

    def _settle(self, settled: list[tuple[Waiting, str, int]], now: int) -> None:
        with writing(self.engine) as connection:
            inbox = Inbox(connection, self.pepper, now)
            for each, state, next_at in settled:
                inbox.settle_reply(each.number, state, next_at)

    def _write(self, each: Waiting) -> Answer:
        person = Person(each.pid, each.address, each.language, each.format, each.pace, each.topics)
        if each.kind == "confirm":
            return self.scribe.confirmation(person, each.at)
        return self.scribe.preferences(person, each.at)


def _letter(name: str, answer: Answer) -> Letter:
    return Letter(name, answer.sender, answer.to, answer.content)


def _state(state: State, reason: str) -> str:
    if state is State.ACCEPTED:
        return "sent"
    return "refused" if state is State.REFUSED and reason.startswith("5") else "later"
