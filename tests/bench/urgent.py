"""
How long it is from "send urgent" to the first text at the server (mail.md 6): `python -m tests.bench.urgent [SUBSCRIBERS]`.

From the moment at which the recipients were confirmed: the audience is frozen, its mails are composed, a connection is opened.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import insert, update

from advisorypress.compose.letterhead import Letterhead
from advisorypress.notify.audience import freeze_audience
from advisorypress.notify.relay import Relay, Tls
from advisorypress.notify.run import Means, carry_out
from advisorypress.notify.send import Manner
from advisorypress.store.connect import open_store
from advisorypress.store.subscriber_tables import SUBSCRIBER, SUBSCRIPTION
from advisorypress.store.transactions import writing
from tests.compose.mailings import KEYS, mail_library, store_settings, the_alert
from tests.notify.scripted import Scripted
from tests.store.mailings import add_subscribers

GOAL_SECONDS = 1.0
LANGUAGES = ("en", "zh-Hant", "both")
PIPELINING = b"250-mx.cert.example\r\n250 PIPELINING\r\n"


def fill(url: str, number: int) -> None:
    """
    A store with *number* subscribers of everything, in three choices of language.
    """
    store = open_store(url, {})
    add_subscribers(store, number)
    with writing(store) as connection:
        for remainder, language in enumerate(LANGUAGES):
            connection.execute(update(SUBSCRIBER).where(SUBSCRIBER.c.id % 3 == remainder).values(lang=language))
        rows = [{"subscriber": each, "topic": "all", "pace": "both"} for each in range(1, number + 1)]
        connection.execute(insert(SUBSCRIPTION), rows)
    store.dispose()


def send(url: str, port: int) -> None:
    """
    Says when it begins, and sends until it is ended.
    """
    library = mail_library()
    mailing = the_alert(library)
    store = open_store(url, {})
    print(time.monotonic(), flush=True)
    campaign = freeze_audience(library, mailing, store, library.now, print)
    means = Means(
        relay=Relay(host="127.0.0.1", port=port, tls=Tls.NONE),
        letterhead=Letterhead.of(store_settings(), KEYS, campaign.number, campaign.slug),
        domain="cert.example",
        manner=Manner(),
        suppression_key=str.encode,
    )
    carry_out(store, campaign, means, tell=print, clock=library.now.timestamp)


def main(words: Sequence[str]) -> None:
    """
    Prints the seconds; with `--send STORE PORT` it is the sender.
    """
    if words[:1] == ["--send"]:
        send(words[1], int(words[2]))
        return
    number = int(words[0]) if words else 100_000
    with tempfile.TemporaryDirectory() as folder, Scripted({"EHLO": PIPELINING}) as server:
        url = f"sqlite:///{Path(folder) / 'state' / 'store.sqlite'}"
        fill(url, number)
        command = [sys.executable, "-m", "tests.bench.urgent", "--send", url, str(server.port)]
        sender = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert sender.stdout is not None
        start = float(sender.stdout.readline())
        while not server.times and sender.poll() is None:
            time.sleep(0.005)
        sender.kill()
        sender.wait()
        seconds = server.times[0] - start
    goal = (
        f"; goal {GOAL_SECONDS:.0f} s: {'held' if seconds <= GOAL_SECONDS else 'missed'}" if number == 100_000 else ""
    )
    print(f"\nurgent: {number:,} subscribers, first text at the server after {seconds:.2f} s{goal}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
