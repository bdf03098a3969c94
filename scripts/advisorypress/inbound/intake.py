"""
Takes mailbox and spool into the store.

A batch is one transaction: what its messages change, and that they were taken in, by their SHA-256. Only then are the files
moved. So a run that is killed at any point and repeated gives the same store: what was applied is known and only moved.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from advisorypress.address import Address
from advisorypress.endpoint.spool import Request, Spool, requests
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
from advisorypress.inbound.judge import Judge
from advisorypress.inbound.maildir import Maildir
from advisorypress.inbound.message import Message
from advisorypress.inbound.report import Weight
from advisorypress.inbound.wish import topics_of
from advisorypress.store.connect import Store
from advisorypress.store.inbox import Inbox, Wanted
from advisorypress.store.transactions import writing

BATCH = 500
"""
Messages or lines a transaction: one commit costs what some ten messages do.
"""
PERSON = "for a person: "


@dataclass(frozen=True, slots=True)
class Intake:
    """
    What takes *maildir* and *spool* (None where there is none) into the store. *pepper* is the key of the suppression list.
    """

    engine: Store
    judge: Judge
    pepper: bytes
    maildir: Maildir | None = None
    spool: Spool | None = None

    def take(self, now: int) -> Counter[str]:
        """
        Takes in all that waits at the second *now* and counts what it did; another process that does the same is waited for.

        The spool comes first: those who leave by one click leave at once.
        """
        counts: Counter[str] = Counter()
        if self.spool is not None:
            with _alone(self.spool.folder):
                for path in self.spool.take():
                    counts += self._take_lines(path, now)
                    path.unlink()
        if self.maildir is not None:
            with _alone(self.maildir.folder / "new"):
                while batch := self._take_messages(self.maildir, now):
                    counts += batch
        with writing(self.engine) as connection:
            Inbox(connection, self.pepper, now).forget_old()
        return counts

    def _take_lines(self, path: Path, now: int) -> Counter[str]:
        counts: Counter[str] = Counter()
        lines = requests(path)
        while batch := list(islice(lines, BATCH)):
            good = {_digest(line): line for line in batch if line is not None}
            counts["not ours"] += len(batch) - len(good)
            deeds = ((key, self.judge.request(line, now)) for key, line in good.items())
            counts.update(self._apply(deeds, now)[1].values())
        return +counts

    def _take_messages(self, maildir: Maildir, now: int) -> Counter[str]:
        found = list(maildir.waiting(BATCH))
        deeds = ((each.key, self.judge.message(Message.parse(each.raw), now)) for each in found)
        outcomes, fresh = self._apply(deeds, now)
        for each in found:
            if outcomes[each.key].startswith(PERSON):
                maildir.quarantine(each)
            else:
                maildir.settle(each)
        counts = Counter(fresh.values())
        if len(found) > len(fresh):
            counts["seen before"] += len(found) - len(fresh)
        return counts

    def _apply(self, deeds: Iterable[tuple[bytes, Deed]], now: int) -> tuple[dict[bytes, str], dict[bytes, str]]:
        """
        The outcomes of all, and of those that were new.
        """
        # Each of a batch that is there twice, byte for byte, counts once.
        waiting = dict(deeds)
        with writing(self.engine) as connection:
            inbox = Inbox(connection, self.pepper, now)
            known = dict(inbox.known(waiting))
            fresh = {key: outcome_of(inbox, deed) for key, deed in waiting.items() if key not in known}
            inbox.note(fresh)
        return {**known, **fresh}, fresh


def outcome_of(inbox: Inbox, deed: Deed) -> str:
    """
    Does *deed* and says in a word what became of it.
    """
    match deed:
        case Unsubscribe(pid, how):
            return inbox.unsubscribe(pid, how)
        case Confirm(pid, asked_at, how):
            return inbox.confirm(pid, asked_at, how)
        case SignUp(address, wish, _):
            found = _address(address)
            return inbox.sign_up(str(found), found.key, _wanted(wish)) if found else "no address"
        case Manage(address):
            found = _address(address)
            return inbox.manage(found.key) if found else "no address"
        case Prefer(pid, wish):
            return inbox.prefer(pid, _wanted(wish))
        case Bounce(pid, campaign, failure):
            if failure.weight is Weight.NONE:
                return "not final"
            return inbox.bounce(pid, campaign, failure.status, final=failure.weight is Weight.FINAL)
        case Complaint(pid):
            return inbox.complain(pid)
        case ForAPerson(why):
            return f"{PERSON}{why}"
        case Nothing(why):
            return f"ignored: {why}"


def _address(text: str) -> Address | None:
    try:
        return Address.parse(text)
    except ValueError:
        return None


def _wanted(wish: Wish) -> Wanted:
    return Wanted(wish.language, wish.format, wish.pace, topics_of(wish.topics))


def _digest(line: Request) -> bytes:
    return hashlib.sha256(line.raw).digest()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """
    Only one process at a time moves the files of *folder*; the lock ends with the process.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
