"""
A sender in a process of its own, which a test can kill: `python -m tests.notify.sender STORE SLUG PORT LOG [CONNECTIONS]`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from advisorypress.notify.relay import Relay, Tls
from advisorypress.notify.run import Means, carry_out
from advisorypress.notify.send import Manner
from advisorypress.store.campaigns import find_campaign
from advisorypress.store.connect import open_store
from tests.notify.sending import a_letterhead


def main() -> None:
    """
    Sends the mailing to its end; 0 when it is done, 1 when rows are left.
    """
    url, slug, port, log, *rest = sys.argv[1:]
    store = open_store(url, {})
    campaign = find_campaign(store, slug)
    assert campaign is not None
    means = Means(
        relay=Relay(host="127.0.0.1", port=int(port), tls=Tls.NONE, patience=20),
        letterhead=a_letterhead(campaign),
        domain="cert.example",
        manner=Manner(connections=int(rest[0]) if rest else 10, first_delay=1, tick=0.1),
        log=Path(log) if log else None,
    )
    outcome = carry_out(store, campaign, means, tell=lambda line: print(line, flush=True))
    print(outcome)
    sys.exit(0 if outcome.is_done else 1)


if __name__ == "__main__":
    main()
