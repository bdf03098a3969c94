"""
A hundred senders killed at random moments against a real Postfix (mail.md 19): 0 lost and 0 twice, or it fails.

    scripts/bench kills [--kills N] [--senders N] [--seed N]
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from advisorypress.store.connect import open_store
from tests.notify import postfix
from tests.notify.kills import rage, store_url
from tests.notify.sending import a_template
from tests.store.mailings import a_campaign, add_subscribers

_MESSAGES_A_KILL = 120


def main() -> None:
    """
    Prints what came of it.
    """
    parser = argparse.ArgumentParser(description="Kill senders at random moments; nobody is lost or served twice.")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--senders", type=int, default=1, help="senders at once, of which one is killed")
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    count = wanted.kills * _MESSAGES_A_KILL
    folder = Path(tempfile.mkdtemp(prefix="press-kills-"))
    folder.chmod(0o755)
    place = folder / "postfix"
    place.mkdir(mode=0o755)
    try:
        relay = postfix.start(place)
        try:
            url = store_url(folder)
            store = open_store(url, {})
            add_subscribers(store, count)
            campaign = a_campaign(store, count, template=a_template(12_000).pack())
            start = time.monotonic()
            storm = rage(url, campaign.slug, relay, wanted.kills, wanted.senders, wanted.seed)
        finally:
            postfix.control(relay, "abort")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    lost = count - len(storm.taken)
    print(
        f"{storm.kills} kills, {count:,} recipients, {time.monotonic() - start:.0f} s: {lost} lost, {storm.twice} twice;"
        f" in doubt per kill {statistics.mean(storm.doubts):.1f}, at most {max(storm.doubts)} (10 connections a sender)"
    )
    sys.exit(0 if (lost, storm.twice) == (0, 0) else 1)
