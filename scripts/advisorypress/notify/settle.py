"""
Deciding about rows in doubt: by the mail server's log, by sending again, or by leaving them. Never silently.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from advisorypress.compose.letterhead import Letterhead
from advisorypress.errors import UsageError
from advisorypress.notify.mta_log import MtaLog, Verdict
from advisorypress.store.campaigns import State
from advisorypress.store.connect import Store
from advisorypress.store.ledger import doubts, settle

# How long the mail server may take to log the end of our connections.
PATIENCE = 60.0
_LOOK_AGAIN = 0.2
# Lines of several daemons reach the log by one pipe; what ended a moment ago may stand there a moment later.
_GRACE = 1.0


@dataclass(frozen=True, slots=True)
class Settled:
    """
    How many rows in doubt were sent, are to be sent again, were left, and are still in doubt.
    """

    sent: int = 0
    again: int = 0
    left: int = 0
    open: int = 0


def settle_from_log(
    store: Store,
    letterhead: Letterhead,
    log: Path,
    *,
    patience: float = PATIENCE,
    clock: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
) -> Settled:
    """
    Asks the log of the relay's Postfix about every row in doubt, and waits up to *patience* seconds for what is not in it
    yet. A row of which the log does not tell stays in doubt.

    Raises `SourceUnavailable` when it cannot be read and `UsageError` when its queue ids are short, for then it may tell of
    another message.
    """
    campaign = letterhead.campaign
    left = {letterhead.message_id(doubt.pid): doubt for doubt in doubts(store, campaign)}
    if not left:
        return Settled()
    evidence = MtaLog(log, left)
    start = clock()
    verdicts: dict[str, Verdict] = {}
    while left:
        evidence.read()
        if evidence.has_short_ids:
            raise UsageError(
                f"{log} has short queue ids, which are used again: set enable_long_queue_ids = yes in main.cf, and settle"
                " these with --resend or --leave"
            )
        waited = clock() - start
        if waited >= _GRACE:
            for name, doubt in list(left.items()):
                verdict = evidence.verdict(name, doubt.port, is_late=waited >= patience)
                if verdict is not Verdict.OPEN:
                    verdicts[name] = verdict
                    del left[name]
        if waited >= patience:
            break
        if left:
            sleep(_LOOK_AGAIN)
    by_name = {letterhead.message_id(doubt.pid): doubt.subscriber for doubt in doubts(store, campaign)}
    states = {Verdict.TAKEN: State.SENT, Verdict.NOT_TAKEN: State.PENDING}
    decided = [(by_name[name], states[verdict]) for name, verdict in verdicts.items() if name in by_name]
    settle(store, campaign, decided, "the log", clock())
    sent = sum(state is State.SENT for _, state in decided)
    return Settled(sent=sent, again=len(decided) - sent, open=len(left))


def settle_all(store: Store, campaign: int, state: State, now: float) -> Settled:
    """
    Makes every row in doubt *state*: `pending` sends it again under the same Message-ID and Date, `left` leaves it.
    """
    decided = [(doubt.subscriber, state) for doubt in doubts(store, campaign)]
    done = settle(store, campaign, decided, "sending again" if state is State.PENDING else "leaving", now)
    return Settled(again=done) if state is State.PENDING else Settled(left=done)
