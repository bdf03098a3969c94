"""
A hundred senders killed at random moments against a real Postfix (mail.md 19): 0 lost and 0 twice, or it fails.

    scripts/bench kills [--kills N] [--senders N] [--seed N] [--postgresql]

Each kill has some 120 messages of its own, so a hundred take a few minutes; `--kills 5` is a trial.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from advisorypress.store.connect import open_store
from tests import tools
from tests.notify import postfix
from tests.notify.kills import rage, store_url
from tests.notify.sending import a_template
from tests.postgres import Cluster
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
    parser.add_argument(
        "--postgresql", action="store_true", help="the store is a private PostgreSQL, not a SQLite file"
    )
    wanted = parser.parse_args()
    os.environ["PATH"] = tools.PATH
    with _store_url(wanted.postgresql) as url:
        _rage(url, wanted)


def _rage(url: str, wanted: argparse.Namespace) -> None:
    count = wanted.kills * _MESSAGES_A_KILL
    place = Path(tempfile.mkdtemp(prefix="press-kills-"))
    place.chmod(0o755)
    try:
        relay = postfix.start(place)
        try:
            store = open_store(url, {})
            add_subscribers(store, count)
            campaign = a_campaign(store, count, template=a_template(12_000).pack())
            store.dispose()
            start = time.monotonic()
            storm = rage(url, campaign.slug, relay, wanted.kills, wanted.senders, wanted.seed)
        finally:
            postfix.control(relay, "abort")
    finally:
        shutil.rmtree(place, ignore_errors=True)
    lost = count - len(storm.taken)
    print(
        f"{store.dialect.name}, {wanted.senders} at once: {storm.kills} kills, {count:,} recipients, {time.monotonic() - start:.0f} s: {lost} lost, {storm.twice} twice;"
        f" in doubt per kill {statistics.mean(storm.doubts):.1f}, at most {max(storm.doubts)} (10 connections a sender)"
    )
    if (lost, storm.twice) != (0, 0):
        sys.exit(1)


@contextmanager
def _store_url(is_postgresql: bool) -> Iterator[str]:
    if is_postgresql:
        program = tools.ALL["postgresql"].find()
        if program is None:
            sys.exit("this machine has no PostgreSQL: scripts/test --install brings it")
        cluster = Cluster.start(program.parent)
        try:
            yield cluster.database()
        finally:
            cluster.stop()
        return
    folder = Path(tempfile.mkdtemp(prefix="press-kills-store-"))
    try:
        yield store_url(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
