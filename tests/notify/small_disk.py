"""
A mailing whose store lies on a disk of its own that fills up, and then cannot be written to:
`python -m tests.notify.small_disk full|read-only FOLDER`, in a mount namespace of its own, as root.

It prints, as JSON, what the sender said, what the server had accepted and what the rows said then, and how it ended after the
disk was mended.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

from advisorypress.errors import StoreError
from advisorypress.store.campaigns import Campaign
from advisorypress.store.connect import Store, open_store
from tests.notify.scripted import Scripted
from tests.notify.sending import a_sending, a_template, rows, run
from tests.store.mailings import a_campaign, add_subscribers

COUNT = 200
ROOM = 120_000
PIPELINING = b"250-mx.cert.example\r\n250-PIPELINING\r\n250 8BITMIME\r\n"


def mount(folder: Path, options: str) -> None:
    """
    Puts a small file system in memory at *folder*, or changes the one that is there.
    """
    kind = ["-t", "tmpfs", "tmpfs"] if not folder.is_mount() else []
    subprocess.run(["mount", "-o", options, *kind, str(folder)], check=True)


def attempt(store: Store, campaign: Campaign, server: Scripted, owner: str) -> str:
    """
    What a run says: how it ended, or why it could not go on.
    """
    try:
        return run(a_sending(store, campaign, server.port, owner, connections=4), 120).value
    except StoreError as error:
        return str(error)


def main() -> None:
    """
    One trouble, and its mending.
    """
    trouble, folder = sys.argv[1], Path(sys.argv[2])
    mount(folder, "size=64m,mode=700")
    url = f"sqlite:///{folder / 'store.sqlite'}"
    store = open_store(url, {})
    add_subscribers(store, COUNT)
    campaign = a_campaign(store, COUNT, template=a_template().pack())
    if trouble == "full":
        # SQLite's log of changes begins anew and finds room for some thirty pages: the first of a dozen passes or so.
        with store.connect() as connection:
            connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
        used = sum(file.stat().st_blocks * 512 for file in folder.iterdir())
        mount(folder, f"remount,size={used + ROOM}")
    else:
        store.dispose()
        mount(folder, "remount,ro")
    with Scripted({"EHLO": PIPELINING}) as server:
        said = attempt(store, campaign, server, "one")
        accepted = _accepted(server)
        store.dispose()
        mount(folder, "remount,rw,size=64m")
        # On a full disk SQLite cannot even be read: what the rows say is seen afterwards, before the next sender begins.
        states = rows(store, campaign)
        # The first sender lives no more, as far as the second one knows.
        with store.begin() as connection:
            connection.exec_driver_sql("update delivery set lease_until = 0 where lease_until is not null")
        ended = attempt(store, campaign, server, "two")
        settled, doubtful = rows(store, campaign), [name for name, state in states.items() if state == "handing"]
    result = {
        "said": said,
        "accepted": accepted,
        "unaccounted": [name for name in accepted if states[name] not in ("sent", "handing", "in_doubt")],
        "ended": ended,
        "twice": [name for name, number in Counter(_accepted(server)).items() if number > 1],
        "states": Counter(settled.values()),
        "doubtful": len(doubtful),
    }
    print(json.dumps(result))


def _accepted(server: Scripted) -> list[str]:
    found = [text.partition(b"\r\nTo: ")[2].partition(b"\r\n")[0].decode("ascii") for text in server.texts]
    return [name for name in found if name]


if __name__ == "__main__":
    main()
