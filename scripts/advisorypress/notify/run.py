"""
One mailing from the beginning to the end: what a killed run left is cleared up, the rest is sent, and doubts are settled
where the mail server's log can say what became of them.
"""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from advisorypress.compose.letterhead import Letterhead
from advisorypress.notify.dkim import Signer, Signers
from advisorypress.notify.letters import Writer
from advisorypress.notify.relay import Relay
from advisorypress.notify.send import End, Manner, Progress, Sending
from advisorypress.notify.senders import is_gone, own_name
from advisorypress.notify.settle import settle_from_log
from advisorypress.store.campaigns import Campaign, State, counts, find_campaign, finish, set_state, template_of
from advisorypress.store.connect import Store
from advisorypress.store.lanes import set_lane
from advisorypress.store.ledger import Ledger
from advisorypress.store.transactions import writing

# Settling brings rows back that are sent and may fall into doubt again; more often than this something is wrong.
_ROUNDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """
    With what a mailing is sent. *rate* is in messages a second (0: without limit), *log* the mail server's log where it can
    be read, *suppression_key* gives the key under which an address that must not be written to is kept.
    """

    relay: Relay
    letterhead: Letterhead
    domain: str
    manner: Manner
    rate: float = 0
    signer: Signer | Signers | None = None
    log: Path | None = None
    suppression_key: Callable[[str], bytes] | None = field(default=None, repr=False)
    before_claim: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    How a run ended, the rows of the mailing by state, and whether it is done.
    """

    end: End
    counts: dict[State, int]
    is_done: bool


def carry_out(
    store: Store,
    campaign: Campaign,
    means: Means,
    *,
    tell: Callable[[str], None],
    watch: Callable[[Progress], None] = lambda _: None,
    clock: Callable[[], float] = time.time,
) -> Outcome:
    """
    Sends *campaign* to its end, or takes up what an earlier run left. The first Ctrl-C (or SIGTERM) ends it after the texts
    on their way; the same call again goes on.

    Raises `MailError` and `StoreError` as `Sending.run` does.
    """
    with writing(store) as connection:
        set_lane(connection, campaign.lane, means.rate, max(1.0, means.rate), clock())
    set_state(store, campaign.number, "sending", clock(), unless=("done", "stopped"))
    end = End.FINISHED
    for _ in range(_ROUNDS):
        clear_up(store, campaign, means, tell=tell, clock=clock)
        if not _has_work(store, campaign):
            break
        current = find_campaign(store, campaign.slug) or campaign
        ledger = Ledger(store, current, own_name(), means.suppression_key)
        writer = Writer(means.letterhead, lambda variant: template_of(store, variant), means.signer)
        sending = Sending(
            ledger,
            writer,
            means.relay,
            means.manner,
            domain=means.domain,
            before_claim=means.before_claim,
            tell=tell,
            watch=watch,
            clock=clock,
        )
        end = asyncio.run(_until_signal(sending))
        if end is not End.FINISHED:
            break
    if end is End.CANARY:
        set_state(store, campaign.number, "stopped", clock())
    is_done = finish(store, campaign.number, clock())
    return Outcome(end, counts(store, campaign.number), is_done)


def clear_up(
    store: Store, campaign: Campaign, means: Means, *, tell: Callable[[str], None], clock: Callable[[], float]
) -> None:
    """
    Takes back the rows of senders that are no more, and asks the log about those in doubt, where there is one.
    """
    ledger = Ledger(store, campaign, own_name())
    try:
        ledger.give_back(is_gone, clock())
    finally:
        ledger.close()
    if means.log is not None and counts(store, campaign.number).get(State.IN_DOUBT):
        settled = settle_from_log(store, means.letterhead, means.log, clock=clock)
        tell(
            f"asked the mail server's log: {settled.sent} had arrived, {settled.again} had not and go out again"
            + (f", of {settled.open} it says nothing" if settled.open else "")
        )


def _has_work(store: Store, campaign: Campaign) -> bool:
    there = counts(store, campaign.number)
    return any(there.get(state) for state in (State.PENDING, State.DEFERRED, State.CLAIMED, State.HANDING))


async def _until_signal(sending: Sending) -> End:
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()

    def hear() -> None:
        sending.stop()
        # A second time it is meant at once.
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
        if task is not None:
            loop.add_signal_handler(signal.SIGINT, task.cancel)

    for number in (signal.SIGINT, signal.SIGTERM):
        # Only the main thread hears signals.
        with suppress(ValueError, RuntimeError):
            loop.add_signal_handler(number, hear)
    return await sending.run()
