"""
What a mail server's log says about a message, and what it cannot say.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from advisorypress.errors import SourceUnavailable, UsageError
from advisorypress.notify.mta_log import MtaLog, Verdict
from advisorypress.notify.settle import Settled, settle_all, settle_from_log
from advisorypress.store.campaigns import State, counts
from advisorypress.store.ledger import Intent
from tests.notify.sending import a_letterhead
from tests.store.mailings import NOW, a_campaign, a_ledger, a_store, add_subscribers

NAME = "<m1a.digest@cert.example>"
CONNECT = "Nov 26 21:51:51 mx postfix/smtpd[7]: connect from unknown[127.0.0.1]:4000"
CLIENT = "Nov 26 21:51:51 mx postfix/smtpd[7]: 4jb9HW01YQzJQ2C: client=unknown[127.0.0.1]:4000"
HEADER = f"Nov 26 21:51:51 mx postfix/cleanup[8]: 4jb9HW01YQzJQ2C: message-id={NAME}"
QUEUED = "Nov 26 21:51:51 mx postfix/qmgr[9]: 4jb9HW01YQzJQ2C: from=<b-x@cert.example>, size=9, nrcpt=1 (queue active)"
CUT = "Nov 26 21:51:52 mx postfix/smtpd[7]: lost connection after DATA (4096 bytes) from unknown[127.0.0.1]:4000"
CUT_LATER = "Nov 26 21:51:52 mx postfix/smtpd[7]: lost connection after DATA (0 bytes) from unknown[127.0.0.1]:4000"
CLOSED = "Nov 26 21:51:52 mx postfix/smtpd[7]: disconnect from unknown[127.0.0.1]:4000 ehlo=1 mail=1 rcpt=1 data=0/1"


@pytest.mark.parametrize(
    ("lines", "early", "late"),
    [
        ([CONNECT, CLIENT, HEADER, QUEUED], Verdict.TAKEN, Verdict.TAKEN),
        # Taken in, and the announcement of the next was cut off.
        ([CONNECT, CLIENT, HEADER, QUEUED, CUT_LATER, CLOSED], Verdict.TAKEN, Verdict.TAKEN),
        ([CONNECT, CLIENT, HEADER, CUT, CLOSED], Verdict.NOT_TAKEN, Verdict.NOT_TAKEN),
        ([CONNECT, CLIENT, CUT_LATER, CLOSED], Verdict.NOT_TAKEN, Verdict.NOT_TAKEN),
        # The text is whole, and the queue manager has not come to it: nobody knows, however long it takes.
        ([CONNECT, CLIENT, HEADER, CUT_LATER, CLOSED], Verdict.OPEN, Verdict.OPEN),
        ([CONNECT, CLIENT, HEADER], Verdict.OPEN, Verdict.OPEN),
        ([CONNECT, CLIENT], Verdict.OPEN, Verdict.NOT_TAKEN),
        ([], Verdict.OPEN, Verdict.NOT_TAKEN),
        # The port was used again.
        ([CONNECT, CLIENT, CUT_LATER, CLOSED, CONNECT], Verdict.OPEN, Verdict.NOT_TAKEN),
    ],
)
def test_the_verdict(lines: list[str], early: Verdict, late: Verdict) -> None:
    """
    Taken in only when it is in the queue; not taken only when it was cut, or its connection is over without a trace of it.
    """
    log = MtaLog(Path("unused"), [NAME])
    log.take(lines)

    assert (early, late) == (log.verdict(NAME, 4000, is_late=False), log.verdict(NAME, 4000, is_late=True))


def test_a_log_that_grows_and_is_begun_anew(tmp_path: Path) -> None:
    """
    What is new in it is read, a line that is half written later, and after a rotation from the beginning.
    """
    path = tmp_path / "log"
    path.write_text(f"{CONNECT}\n{CLIENT}\n{HEADER[:40]}", encoding="utf-8")
    log = MtaLog(path, [NAME])
    log.read()
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{HEADER[40:]}\n")
    log.read()
    assert Verdict.OPEN is log.verdict(NAME, 4000, is_late=True)
    path.write_text(f"{QUEUED}\n", encoding="utf-8")
    log.read()

    assert Verdict.TAKEN is log.verdict(NAME, 4000, is_late=False)


@pytest.fixture
def doubtful(quick: Path) -> Engine:
    """
    A mailing with two rows in doubt, of the ports 4000 and 4001.
    """
    store = a_store(quick)
    add_subscribers(store, 2)
    campaign = a_campaign(store, 2)
    ledger = a_ledger(store, campaign)
    ledger.claim(NOW)
    ledger.commit([Intent(1, 4000), Intent(2, 4001)], [], NOW)
    ledger.leave()
    ledger.close()
    return store


def settle(store: Engine, path: Path, patience: float = 60) -> Settled:
    """
    Asks the log at *path*, with a clock that does not make anybody wait.
    """
    moments = iter(range(NOW, NOW + 1000, 2))
    campaign = a_campaign(store, 2)
    return settle_from_log(
        store, a_letterhead(campaign), path, patience=patience, clock=lambda: next(moments), sleep=lambda _: None
    )


def test_rows_are_settled(doubtful: Engine, tmp_path: Path) -> None:
    """
    One had arrived, of the other nothing is there when the server has had its time.
    """
    campaign = a_campaign(doubtful, 2)
    name = a_letterhead(campaign).message_id((0).to_bytes(8, "big"))
    path = tmp_path / "log"
    path.write_text("\n".join([CONNECT, CLIENT, HEADER.replace(NAME, name), QUEUED, ""]), encoding="utf-8")

    assert Settled(sent=1, again=1) == settle(doubtful, path)
    assert {State.SENT: 1, State.PENDING: 1} == counts(doubtful, campaign.number)


def test_what_the_log_cannot_say_stays_in_doubt(doubtful: Engine, tmp_path: Path) -> None:
    """
    A text that is whole and not in the queue is not decided about.
    """
    campaign = a_campaign(doubtful, 2)
    names = [a_letterhead(campaign).message_id(number.to_bytes(8, "big")) for number in range(2)]
    path = tmp_path / "log"
    lines = [CONNECT, CLIENT, *(HEADER.replace(NAME, name) for name in names), CLOSED, ""]
    path.write_text("\n".join(lines), encoding="utf-8")

    assert Settled(open=2) == settle(doubtful, path)
    assert {State.IN_DOUBT: 2} == counts(doubtful, campaign.number)


def test_short_queue_ids_are_no_evidence(doubtful: Engine, tmp_path: Path) -> None:
    """
    Postfix uses them again within minutes; a person must decide, or change the setting.
    """
    campaign = a_campaign(doubtful, 2)
    name = a_letterhead(campaign).message_id((0).to_bytes(8, "big"))
    path = tmp_path / "log"
    path.write_text(f"Nov 26 21:51:51 mx postfix/cleanup[8]: 7B2A41C0F3: message-id={name}\n", encoding="utf-8")

    with pytest.raises(UsageError, match="enable_long_queue_ids = yes"):
        settle(doubtful, path)
    with pytest.raises(SourceUnavailable, match="cannot be read"):
        settle(doubtful, tmp_path / "nowhere")
    assert {State.IN_DOUBT: 2} == counts(doubtful, campaign.number)


def test_settled_by_a_person(doubtful: Engine) -> None:
    """
    All again, or all left.
    """
    campaign = a_campaign(doubtful, 2)

    assert Settled(left=2) == settle_all(doubtful, campaign.number, State.LEFT, NOW)
    assert Settled(again=0) == settle_all(doubtful, campaign.number, State.PENDING, NOW)
