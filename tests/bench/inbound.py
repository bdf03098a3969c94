"""
How long 10,000 bounces and unsubscribes take (mail.md 6): `python -m tests.bench.inbound [NUMBER]`.

Half of them are reports of failure of the sample collection, each to a token of its own, half are messages to unsubscribe
tokens; all are new, and the store syncs each transaction (`synchronous=FULL`). One core does it.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from advisorypress.tokens import Purpose
from tests.examples import ROOT
from tests.inbound.mailbox import KEYS, NOW, Mailbox, pid_of

GOAL_SECONDS = 15.0
SAMPLES = ("postfix-no-mailbox", "exchange-online-5-1-10", "gmail-no-account", "exim-no-mailbox", "sendmail-no-mailbox")
# A returned mail follows its report, as most servers have it: 20 KB that nobody reads.
RETURNED = b"\n".join([b"A line of the returned digest, some sixty characters of it."] * 340)


def fill(mailbox: Mailbox, number: int) -> None:
    """
    A mailbox with *number* messages for as many subscribers.
    """
    samples = [(ROOT / "tests/corpora/dsn" / f"{name}.eml").read_bytes() for name in SAMPLES]
    mailbox.subscribe(*range(1, number + 1))
    for each in range(1, number + 1):
        if each % 2:
            token = KEYS.issue(Purpose.BOUNCE, pid_of(each), 7).encode()
            sample = samples[each // 2 % len(samples)]
            mailbox.drop(
                re.sub(rb"(\r?\n)(--[^\r\n]+--\s*)$", rb"\1" + RETURNED + rb"\1\2", sample.replace(b"TOKEN", token))
            )
        else:
            mailbox.deliver(mailbox.leaving(each))


def main(words: Sequence[str]) -> None:
    """
    Prints the counts and the seconds, of the clock and of the processor.
    """
    number = int(words[0]) if words else 10_000
    with tempfile.TemporaryDirectory() as folder:
        mailbox = Mailbox(Path(folder) / "box")
        fill(mailbox, number)
        wall, cpu = time.monotonic(), time.process_time()
        counts = mailbox.intake(NOW)
        wall, cpu = time.monotonic() - wall, time.process_time() - cpu
        mailbox.store.dispose()
    told = ", ".join(f"{count:,} {name}" for name, count in counts.items())
    goal = f"; goal {GOAL_SECONDS:.0f} s: {'held' if cpu <= GOAL_SECONDS else 'missed'}" if number == 10_000 else ""
    print(f"inbound: {told}: {cpu:.1f} s of one core, {wall:.1f} s by the clock{goal}")


if __name__ == "__main__":
    main(sys.argv[1:])
