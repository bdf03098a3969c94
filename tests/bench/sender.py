"""
A sender whose time and memory are measured, with nothing loaded that sending does not need: `python -m tests.bench.sender JSON`.

JSON has `url`, `slug`, `port`, `connections`, `sign` and, where there is a limit, `rate` in messages a second. It prints, as
JSON, the seconds and processor seconds of the sending, the most memory it ever had, and what of that was there before it began,
in MB.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from advisorypress.notify.relay import Relay, Tls
from advisorypress.notify.run import Means, carry_out
from advisorypress.notify.send import Manner
from advisorypress.store.campaigns import Campaign, find_campaign
from advisorypress.store.connect import open_store
from tests.notify.sending import a_letterhead


def main() -> None:
    """
    Sends the mailing to its end.
    """
    told = json.loads(sys.argv[1])
    store = open_store(told["url"], {})
    campaign = find_campaign(store, told["slug"])
    assert isinstance(campaign, Campaign)
    signer = None
    if told["sign"]:
        from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

        from advisorypress.notify.dkim import Signer

        signer = Signer("cert.example", "press", generate_private_key(65537, 2048))
    means = Means(
        relay=Relay(host="127.0.0.1", port=told["port"], tls=Tls.NONE),
        letterhead=a_letterhead(campaign),
        domain="cert.example",
        manner=Manner(connections=told["connections"]),
        signer=signer,
        rate=told.get("rate", 0),
        suppression_key=str.encode,
    )
    imported = _most_memory()
    start, before = time.monotonic(), _processor()
    outcome = carry_out(store, campaign, means, tell=print)
    seconds, processor = time.monotonic() - start, _processor() - before
    assert outcome.is_done, outcome
    print(json.dumps([seconds, processor, _most_memory(), imported]))


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _most_memory() -> float:
    """
    What `getrusage` says of it goes back to the program that started this one.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
