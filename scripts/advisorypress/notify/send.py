"""
The sending engine: rows are claimed, go out over a handful of connections, and every step of it is in the ledger first.

All connections live in one loop. What happens on them in one pass of it is written down in one transaction, and only then
does the next text go out (mail.md 4.5): the cheapest account that a kill cannot make wrong.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from advisorypress.errors import MailError, PressError, StoreError
from advisorypress.notify.letters import Writer
from advisorypress.notify.relay import Relay
from advisorypress.notify.senders import is_gone as is_sender_gone
from advisorypress.notify.session import Parcel, Reply, Session, Step
from advisorypress.notify.smtp import Opened, harmless, open_connection, trust
from advisorypress.store.campaigns import State, pass_canary
from advisorypress.store.lanes import BACK_OFF_SECONDS
from advisorypress.store.ledger import CLAIM, Claimed, Intent, Ledger, LostLease, Result, is_gone

CONNECTIONS = 10
CONNECTIONS_HERE = 50
_CANARY_SHARE, _CANARY_LEAST = 0.01, 50
_MOST_REFUSED, _MOST_DEFERRED = 0.05, 0.20
_SPEED_UP_EVERY = 200
_TICK = 0.25
# How often it is asked whether the last texts have arrived.
_LANDING = 0.02
_RENEW_EVERY = 60.0
_SIGN_AT_ONCE = 25
_SIGNERS = 2
_SHORTEST_GATHERING, _LONGEST_GATHERING = 0.001, 0.005
_LONGEST_PAUSE = 30.0
_TOO_MUCH = (421, 450, 451, 452)
_STATUS = re.compile(rb"\s*([245]\.[0-9]{1,3}\.[0-9]{1,3})(?:\s|$)")
_QUEUED_AS = re.compile(rb"queued as ([0-9A-Za-z]{5,32})")


class End(StrEnum):
    """
    Why a run ended: nothing was left to do, a person stopped it, or the first messages met too many refusals.
    """

    FINISHED = "finished"
    STOPPED = "stopped"
    CANARY = "canary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """
    How to send: *connections* at once, up to *attempts* for a row that is told to come later, the first *first_delay*
    seconds later and each time twice as long; *give_up* is for how many seconds a relay may be gone.
    """

    connections: int = CONNECTIONS
    attempts: int = 6
    first_delay: float = 60
    give_up: float = 300
    # Where one is sending alone and a test wants no waiting.
    tick: float = _TICK


@dataclass(slots=True)
class Progress:
    """
    What this run has done so far; *rate* is in messages a second over the last moments.
    """

    sent: int = 0
    failed: int = 0
    deferred: int = 0
    in_doubt: int = 0
    rate: float = 0.0
    waits_until: float | None = None

    @property
    def answered(self) -> int:
        """
        How many rows have had an answer of the relay.
        """
        return self.sent + self.failed + self.deferred


class Sending:
    """
    One run of one mailing; `run` does it. It is told of the connections by them, as `session.Listener`.

    *before_claim* is called, in a thread, before rows are claimed: it takes in who has left in the meantime. *tell* hears
    plain lines about what went wrong, *watch* the progress a few times a second.
    """

    def __init__(
        self,
        ledger: Ledger,
        writer: Writer,
        relay: Relay,
        manner: Manner,
        *,
        domain: str,
        before_claim: Callable[[], None] | None = None,
        tell: Callable[[str], None] = lambda _: None,
        watch: Callable[[Progress], None] = lambda _: None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.progress = Progress()
        self._ledger = ledger
        self._writer = writer
        self._relay = relay
        self._manner = manner
        self._domain = domain
        self._trusted = trust(relay)
        self._before_claim = before_claim
        self._tell = tell
        self._watch = watch
        self._clock = clock
        self._queue: deque[Parcel] = deque()
        self._being_signed = 0
        self._sessions: set[Session] = set()
        self._clients: dict[Session, Opened] = {}
        self._free: list[Session] = []
        self._ready: list[Session] = []
        self._results: list[Result] = []
        self._is_pass_due = False
        self._error: PressError | None = None
        self._is_stopping = False
        self._is_canary_bad = False
        self._canary_left = self._canary_size()
        self._has_asked_less = False
        self._slowed_at = 0.0
        self._is_limited = False
        self._claim_again_at = 0.0
        self._trouble_since: float | None = None
        self._since_faster = 0
        self._wake = asyncio.Event()
        self._measured: deque[tuple[float, int]] = deque()
        self._told: set[str] = set()
        self._commit_seconds = 0.0

    def stop(self) -> None:
        """
        Ends the run after the texts that are on their way; what was claimed can be claimed again.
        """
        self._is_stopping = True
        self._wake.set()

    async def run(self) -> End:
        """
        Sends until nothing is left that this campaign could send, also what is to come later.

        Raises `MailError` when the relay cannot be reached or used, `StoreError` when the ledger cannot be written; every
        row then says what became of it.
        """
        loop = asyncio.get_running_loop()
        slots: list[asyncio.Task[None]] = []
        pool = ThreadPoolExecutor(_SIGNERS, "sign") if self._writer.signs else None
        try:
            self._is_limited = self._ledger.lane().rate > 0
            self._ledger.give_back(is_sender_gone, self._clock())
            # The first connection must work: what is wrong with relay, TLS or password is said before anything is done.
            first = await self._open()
            slots.append(loop.create_task(self._keep(first)))
            slots += [loop.create_task(self._keep(None)) for _ in range(self._connections_wanted() - 1)]
            end = await self._work(pool)
        finally:
            self._is_stopping = True
            try:
                await self._land()
            finally:
                await _cancel(slots)
                if pool is not None:
                    pool.shutdown(cancel_futures=True)
                try:
                    self._write_down([], 0)
                    self._ledger.leave()
                except StoreError as error:
                    self._error = self._error or error
                self._ledger.close()
        if self._error is not None:
            raise self._error
        self._watch(self.progress)
        return end

    def _connections_wanted(self) -> int:
        return max(1, min(self._manner.connections, self._ledger.campaign.expected))

    def _canary_size(self) -> int | None:
        campaign = self._ledger.campaign
        size = max(_CANARY_LEAST, int(campaign.expected * _CANARY_SHARE))
        # An urgent alert never stops of itself; and a mailing as small as its canary has nothing to protect.
        if campaign.lane == "urgent" or campaign.canary_passed or campaign.expected <= size:
            return None
        return size

    async def _work(self, pool: ThreadPoolExecutor | None) -> End:
        loop = asyncio.get_running_loop()
        next_tick, next_renewal = loop.time(), loop.time() + _RENEW_EVERY
        while self._error is None:
            now = loop.time()
            if now >= next_tick:
                next_tick = now + self._manner.tick
                self._look_around(now)
                if now >= next_renewal:
                    next_renewal = now + _RENEW_EVERY
                    self._ledger.renew(self._clock())
            if self._is_stopping:
                return End.CANARY if self._is_canary_bad else End.STOPPED
            if len(self._queue) + self._being_signed < self._low_water() and await self._is_all_claimed(pool):
                if self._is_quiet() and self._canary_left is not None:
                    self._judge_canary()
                    continue
                if self._is_quiet() and not await self._is_more_to_come():
                    return End.FINISHED
            self._schedule()
            self._wake.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), max(0.001, next_tick - loop.time()))
        return End.STOPPED

    def _low_water(self) -> int:
        return max(2 * len(self._sessions), 20)

    def _is_quiet(self) -> bool:
        """
        Whether nothing of ours is queued, being written, on its way or waiting to be put down.
        """
        return not (
            self._queue
            or self._being_signed
            or self._results
            or self._ready
            or any(session.parcel is not None or session.has_text_on_its_way for session in self._sessions)
        )

    async def _is_all_claimed(self, pool: ThreadPoolExecutor | None) -> bool:
        """
        Claims more; whether there was nothing (or, before the canary is judged, nothing more may be claimed).
        """
        loop = asyncio.get_running_loop()
        limit = CLAIM if self._canary_left is None else min(CLAIM, self._canary_left)
        if limit <= 0 or loop.time() < self._claim_again_at:
            return True
        if self._before_claim is not None:
            await asyncio.to_thread(self._before_claim)
        rows = self._ledger.claim(self._clock(), limit)
        if self._canary_left is not None:
            self._canary_left -= len(rows)
        if not rows:
            # At the end of a mailing each reply would ask again.
            self._claim_again_at = loop.time() + self._manner.tick
            return True
        for variant in {row.variant for row in rows}:
            self._writer.load(variant)
        if pool is None:
            self._queue.extend(self._writer.parcel(row) for row in rows)
        else:
            for at in range(0, len(rows), _SIGN_AT_ONCE):
                self._sign(pool, rows[at : at + _SIGN_AT_ONCE])
        return False

    def _sign(self, pool: ThreadPoolExecutor, rows: Sequence[Claimed]) -> None:
        self._being_signed += len(rows)

        def done(future: asyncio.Future[list[Parcel]]) -> None:
            self._being_signed -= len(rows)
            if not future.cancelled() and (error := future.exception()) is not None:
                self._error = error if isinstance(error, PressError) else MailError("a message could not be signed")
            elif not future.cancelled():
                self._queue.extend(future.result())
            self._wake.set()
            self._schedule()

        signing = asyncio.get_running_loop().run_in_executor(pool, lambda: [self._writer.parcel(row) for row in rows])
        signing.add_done_callback(done)

    async def _is_more_to_come(self) -> bool:
        """
        Whether rows are to be sent later, or held by another sender that may not come through.
        """
        if self._ledger.give_back(is_sender_gone, self._clock()):
            return True
        due = self._ledger.next_due()
        others = self._ledger.is_held()
        self.progress.waits_until = float(due) if due is not None and due > self._clock() else None
        return due is not None or others

    def _judge_canary(self) -> None:
        done = self.progress
        refused, deferred = done.failed, done.deferred
        self._canary_left = None
        if refused > _MOST_REFUSED * done.answered or deferred > _MOST_DEFERRED * done.answered:
            self._tell(
                f"of the first {done.answered} messages {refused} were refused and {deferred} put off;"
                " the rest waits until a person says continue"
            )
            self._is_canary_bad = self._is_stopping = True
        else:
            pass_canary(self._ledger.engine, self._ledger.campaign.number)

    def _look_around(self, now: float) -> None:
        """
        A few times a second: whether a person stopped it, who does not answer, how fast it goes.
        """
        if self._ledger.state_now() != "sending":
            self._is_stopping = True
        for session in list(self._sessions):
            if session.deadline is not None and now > session.deadline:
                session.break_off("the relay did not answer in time")
        self._measured.append((now, self.progress.answered))
        while len(self._measured) > 1 and now - self._measured[0][0] > 5:
            self._measured.popleft()
        then, count = self._measured[0]
        self.progress.rate = (self.progress.answered - count) / (now - then) if now > then else 0.0
        self._is_limited = self._ledger.lane().rate > 0
        self._watch(self.progress)

    async def _open(self) -> Session:
        opened = await open_connection(self._relay, self._domain, self._trusted)
        session = Session(
            self,
            pipelining=opened.pipelining,
            utf8=opened.utf8,
            patience=self._relay.patience,
            clock=asyncio.get_running_loop().time,
        )
        self._sessions.add(session)
        self._clients[session] = opened
        session.take_over(opened.transport)
        if self._is_stopping:
            # It came when the others had said goodbye already.
            session.break_off("the run is over")
            return session
        self._free.append(session)
        self._schedule()
        return session

    async def _keep(self, session: Session | None) -> None:
        """
        Keeps one connection open for as long as the run lasts, trying again less and less often.
        """
        pause = 0.05
        while not self._is_stopping:
            try:
                session = session or await self._open()
            except MailError as error:
                self._has_trouble(error)
            else:
                if not self._queue:
                    self._trouble_since = None
                await session.ended.wait()
                pause = 0.05 if session.accepted else pause
                session = None
            await asyncio.sleep(pause)
            pause = min(_LONGEST_PAUSE, pause * 2)

    def _has_trouble(self, error: MailError) -> None:
        now = asyncio.get_running_loop().time()
        self._trouble_since = self._trouble_since or now
        if now - self._trouble_since > self._manner.give_up:
            self._fail(error)

    async def _land(self) -> None:
        """
        Lets the texts on their way arrive, as long as the relay is patient with us; nothing new goes out.
        """
        for session in list(self._sessions):
            if session.is_idle and self._error is None:
                session.end()
            elif not session.has_text_on_its_way:
                session.break_off("the run is over")
        end = asyncio.get_running_loop().time() + (self._relay.patience if self._error is None else 1)
        while on_its_way := [session.ended.wait() for session in self._sessions if session.has_text_on_its_way]:
            left = end - asyncio.get_running_loop().time()
            landing = [asyncio.ensure_future(each) for each in on_its_way]
            await asyncio.wait(landing, timeout=min(max(left, 0), _LANDING))
            for each in landing:
                each.cancel()
            if left <= 0:
                break
        for session in list(self._sessions):
            session.break_off("the run is over")
        # A turn of the loop or two, in which the connections say that they are lost.
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    def may_send(self, session: Session) -> None:
        """
        The relay waits for a text.
        """
        self._ready.append(session)
        self._schedule()

    def replied(self, session: Session, parcel: Parcel, reply: Reply) -> None:
        """
        A parcel has its answer.
        """
        self._trouble_since = None
        self._results.append(self._judged(parcel, reply))
        if session.is_idle and not self._is_stopping:
            self._free.append(session)
        self._schedule()

    def lost(self, session: Session, doubtful: Parcel | None, waiting: tuple[Parcel, ...], why: str) -> None:
        """
        A connection is gone; what surely did not arrive is next again.
        """
        self._sessions.discard(session)
        self._clients.pop(session, None)
        if session in self._ready:
            self._ready.remove(session)
        if doubtful is not None:
            self.progress.in_doubt += 1
            self._results.append(Result(doubtful.subscriber, State.IN_DOUBT, doubtful.attempts, reply=why))
        for parcel in waiting:
            # One whose text was announced to the ledger is taken back there; the next claim finds it.
            self._results.append(Result(parcel.subscriber, State.PENDING, parcel.attempts))
        if "421" in why:
            self._has_asked_less = True
        if not self._is_stopping:
            self._tell_once(why)
            if doubtful is not None or waiting:
                self._has_trouble(MailError(f"the relay {self._relay} is lost again and again: {why}"))
        self._schedule()

    def _tell_once(self, why: str) -> None:
        if why not in self._told:
            self._told.add(why)
            self._tell(f"a connection was lost: {why}")

    def _judged(self, parcel: Parcel, reply: Reply) -> Result:
        status = _STATUS.match(reply.words)
        enhanced = status[1].decode("ascii") if status else ""
        if reply.is_good:
            self.progress.sent += 1
            self._since_faster += 1
            queued = _QUEUED_AS.search(reply.words)
            return Result(
                parcel.subscriber,
                State.SENT,
                parcel.attempts,
                code=reply.code,
                queue_id=queued[1].decode("ascii") if queued else None,
            )
        local = parcel.to.rpartition(b"@")[0].decode("utf-8", "replace")
        words = harmless(reply.code, reply.words.decode("utf-8", "replace"), local)
        if reply.code < 500:
            attempts = parcel.attempts + 1
            if reply.code in _TOO_MUCH or enhanced.startswith("4.7."):
                self._has_asked_less = True
            if attempts < self._manner.attempts:
                self.progress.deferred += 1
                later = int(self._clock() + self._manner.first_delay * 2 ** (attempts - 1))
                return Result(parcel.subscriber, State.DEFERRED, attempts, later, reply.code, enhanced, words)
            self.progress.failed += 1
            return Result(parcel.subscriber, State.FAILED, attempts, 0, reply.code, enhanced, words)
        self.progress.failed += 1
        return Result(
            parcel.subscriber,
            State.FAILED,
            parcel.attempts,
            0,
            reply.code,
            enhanced,
            words,
            is_gone=reply.step is Step.RCPT and is_gone(enhanced),
        )

    def _schedule(self) -> None:
        """
        A pass comes after whatever else this turn of the loop brings.
        """
        if not self._is_pass_due and self._error is None:
            self._is_pass_due = True
            loop = asyncio.get_running_loop()
            # A slow disk is met with larger groups: what comes in while half a commit would take shares the next one.
            pause = min(self._commit_seconds / 2, _LONGEST_GATHERING)
            if pause < _SHORTEST_GATHERING:
                loop.call_soon(self._pass)
            else:
                loop.call_later(pause, self._pass)

    def _pass(self) -> None:
        """
        Writes down what happened, then lets the next texts go.
        """
        self._is_pass_due = False
        if self._error is not None:
            return
        ready, self._ready = ([] if self._is_stopping else self._ready), []
        free = [session for session in self._free if session.is_idle]
        begins = [] if self._is_stopping else [*ready, *free]
        try:
            wanted = min(len(begins), len(self._queue))
            held, granted = self._write_down(ready, wanted)
            self._adapt()
        except StoreError as error:
            self._fail(error)
            return
        self._free = []
        for session in begins:
            parcel = self._next(session) if granted > 0 else None
            granted -= parcel is not None
            if session.parcel is not None:
                if session.parcel.subscriber in held:
                    session.send_text(session.parcel.content(), parcel)
                else:
                    session.break_off("its row was taken by another sender")
            elif parcel is not None:
                session.begin(parcel)
            if session.is_idle:
                self._free.append(session)
        if self._is_limited and self._queue and self._free:
            asyncio.get_running_loop().call_later(0.02, self._schedule)
        if len(self._queue) + self._being_signed < self._low_water():
            self._wake.set()

    def _next(self, session: Session) -> Parcel | None:
        while self._queue:
            parcel = self._queue.popleft()
            if session.utf8 or not parcel.needs_utf8:
                return parcel
            self.progress.failed += 1
            words = "the relay cannot carry an address with letters that are not ASCII (no SMTPUTF8)"
            self._results.append(Result(parcel.subscriber, State.FAILED, parcel.attempts, 0, 553, "5.6.7", words))
            self._schedule()
        return None

    def _write_down(self, ready: Sequence[Session], wanted: int) -> tuple[frozenset[int], int]:
        """
        One transaction: results, intents of *ready*, and *wanted* tokens. Which texts may go out, and how many may begin.
        """
        results, self._results = self._results, []
        intents = [Intent(s.parcel.subscriber, s.port) for s in ready if s.parcel is not None]
        limited = wanted if self._is_limited else 0
        if not results and not intents and not limited:
            return frozenset(), wanted
        try:
            start = time.monotonic()
            granted = self._ledger.commit(intents, results, self._clock(), limited)
            self._commit_seconds += (time.monotonic() - start - self._commit_seconds) / 8
        except LostLease as lost:
            intents = [intent for intent in intents if intent.subscriber in lost.subscribers]
            try:
                granted = self._ledger.commit(intents, results, self._clock(), limited)
            except LostLease:
                # Twice in one breath: nothing of it goes out, and the results are kept for the next pass.
                self._results = [*results, *self._results]
                return frozenset(), 0
        return frozenset(intent.subscriber for intent in intents), granted if self._is_limited else wanted

    def _adapt(self) -> None:
        now = asyncio.get_running_loop().time()
        if self._has_asked_less:
            self._has_asked_less = False
            self._since_faster = 0
            if now - self._slowed_at > BACK_OFF_SECONDS:
                self._slowed_at = now
                rate = self._ledger.slow_down(self.progress.rate, self._clock())
                self._is_limited = True
                if rate is not None:
                    self._tell(f"the relay asks for less: {rate:.3g} messages a second")
        elif self._since_faster >= _SPEED_UP_EVERY:
            self._since_faster = 0
            if self._is_limited and (rate := self._ledger.speed_up(self._clock())) is not None:
                self._is_limited = rate > 0

    def _fail(self, error: PressError) -> None:
        """
        Ends the run with *error*: no text leaves without its intent, so whatever waits for one is broken off.
        """
        self._error = self._error or error
        for session in list(self._sessions):
            if not session.has_text_on_its_way:
                session.break_off("the run was given up")
        self._wake.set()


async def _cancel(tasks: Sequence[asyncio.Task[None]]) -> None:
    """
    Ends *tasks*. One that is just being answered while it is cancelled may not notice (Python 3.11's `wait_for`), and is told
    again.
    """
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=0.1)
