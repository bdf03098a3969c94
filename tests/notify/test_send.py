"""
The sending engine against a server that does what a test tells it to: right, wrong, and cut short.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from advisorypress.errors import StoreError
from advisorypress.notify.send import End
from advisorypress.store.campaigns import State, campaigns, counts, finish, set_state
from advisorypress.store.connect import open_store
from advisorypress.store.ledger import doubts
from advisorypress.store.subscriber_tables import SUBSCRIBER
from advisorypress.store.transactions import writing
from tests.examples import ROOT
from tests.notify.scripted import CUT, SILENCE, Scripted
from tests.notify.sending import a_sending, a_template, rows, run
from tests.store.mailings import NOW, a_campaign, a_ledger, a_store, add_subscribers

COUNT = 12
TEMPLATE = a_template().pack()
PIPELINING = b"250-mx.cert.example\r\n250-PIPELINING\r\n250 8BITMIME\r\n"
MODES = {"pipelined": {"EHLO": PIPELINING}, "lock-step": {}}


@pytest.fixture
def store(quick: Path) -> Engine:
    """
    A store with a dozen subscribers.
    """
    engine = a_store(quick)
    add_subscribers(engine, COUNT)
    return engine


@pytest.fixture(params=MODES)
def mode(request: pytest.FixtureRequest) -> dict[str, bytes]:
    """
    A server with and without PIPELINING (mail.md 18): the account must be the same.
    """
    answers: dict[str, bytes] = MODES[request.param]
    return answers


def recipients(texts: list[bytes]) -> Counter[str]:
    """
    How often each address had a text accepted.
    """
    # A lone dot, which ends a refused message, is an empty text.
    found = (re.search(rb"^To: (.*?)\r$", text, re.MULTILINE) for text in texts if text.strip())
    return Counter(match[1].decode() for match in found if match is not None)


def check_account(store: Engine, server: Scripted) -> None:
    """
    Statement 16: each row in exactly one state, sent were accepted, failed were not, and nobody twice.
    """
    accepted = recipients(server.texts)
    for campaign in campaigns(store):
        states = rows(store, campaign)
        assert campaign.expected == len(states)
        assert {address for address, state in states.items() if state == "sent"} <= set(accepted)
        assert set() == {address for address, state in states.items() if state == "failed"} & set(accepted)
        doubtful = {address for address, state in states.items() if state == "in_doubt"}
        assert set(accepted) <= {address for address, state in states.items() if state == "sent"} | doubtful
    assert [] == [address for address, number in accepted.items() if number > 1]


def test_everybody_gets_one(store: Engine, mode: dict[str, bytes]) -> None:
    """
    In bytes that are the template's, with the recipient's own values, and then the mailing can be called done.
    """
    campaign = a_campaign(store, COUNT, template=TEMPLATE)
    with Scripted(mode) as server:
        assert End.FINISHED is run(a_sending(store, campaign, server.port))

    assert Counter(f"r{number}@cert.example" for number in range(COUNT)) == recipients(server.texts)
    assert {State.SENT: COUNT} == counts(store, campaign.number)
    assert finish(store, campaign.number, NOW)
    text = next(text for text in server.texts if b"To: r3@cert.example\r\n" in text)
    assert re.search(rb"\r\nMessage-ID: <m1[a-z2-7]{40}\.digest-2026-11-first@mail\.cert\.example>\r\n", text)
    assert re.search(
        rb"\r\nList-Unsubscribe: <https://mail\.cert\.example/u/(u1[a-z2-7]{40})>,"
        rb" <mailto:u-\1@mail\.cert\.example\?subject=unsubscribe>\r\n",
        text,
    )
    # The server keeps what the wire carried, with its dots doubled.
    assert text.endswith(b"Words  with spaces \r\n..\r\n...two\r\nand an end\r\n")
    senders = {line for line in server.heard if line.startswith("MAIL")}
    assert COUNT == len(senders)
    assert all(re.fullmatch(r"MAIL FROM:<b-b1[a-z2-7]{40}@mail\.cert\.example>", line) for line in senders)


def test_a_second_run_sends_nothing(store: Engine) -> None:
    """
    Statement 22.
    """
    campaign = a_campaign(store, COUNT, template=TEMPLATE)
    with Scripted({"EHLO": PIPELINING}) as server:
        run(a_sending(store, campaign, server.port))
        assert End.FINISHED is run(a_sending(store, campaign, server.port, owner="two"))

    assert COUNT == len(server.texts)


@pytest.mark.sample(3)
@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "text"])
def test_refused_for_good(store: Engine, mode: dict[str, bytes], step: str) -> None:
    """
    Statement 14: a 5xx at each step fails that row and no other.
    """
    right = {"MAIL": b"250 ok\r\n", "RCPT": b"250 ok\r\n", "DATA": b"354 go\r\n", "text": b"250 ok\r\n"}[step]
    campaign = a_campaign(store, COUNT, template=TEMPLATE)
    answers = {**mode, step: [right, b"550 5.7.1 <r1@cert.example> no\r\n", right]}
    with Scripted(answers) as server:
        run(a_sending(store, campaign, server.port, connections=1))

    assert {State.SENT: COUNT - 1, State.FAILED: 1} == counts(store, campaign.number)
    check_account(store, server)
    (refused,) = [row for row in rows(store, campaign, "state", "code", "esc", "reply").values() if row[0] == "failed"]
    assert ("failed", 550, "5.7.1", "550 5.7.1 (an address) no") == refused


@pytest.mark.sample(3)
@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "text"])
def test_come_later(store: Engine, mode: dict[str, bytes], step: str) -> None:
    """
    Statement 14: a 4xx at each step puts off that row, and it is sent when its time has come.
    """
    right = {"MAIL": b"250 ok\r\n", "RCPT": b"250 ok\r\n", "DATA": b"354 go\r\n", "text": b"250 ok\r\n"}[step]
    campaign = a_campaign(store, COUNT, template=TEMPLATE)
    with Scripted({**mode, step: [right, b"451 4.3.0 later\r\n", right]}) as server:
        run(a_sending(store, campaign, server.port, connections=1, first_delay=1))

    assert {State.SENT: COUNT} == counts(store, campaign.number)
    assert [0] * (COUNT - 1) + [1] == sorted(rows(store, campaign, "attempts").values())
    check_account(store, server)


def test_no_more_than_so_many_attempts(store: Engine) -> None:
    """
    Statement 14: then the row has failed, with what the relay said last.
    """
    campaign = a_campaign(store, 2, template=TEMPLATE)
    with Scripted({"EHLO": PIPELINING, "RCPT": b"450 4.2.0 busy\r\n"}) as server:
        run(a_sending(store, campaign, server.port, attempts=3, first_delay=0))

    assert {("failed", 3, 450)} == set(rows(store, campaign, "state", "attempts", "code").values())
    check_account(store, server)


def test_data_without_a_recipient(store: Engine) -> None:
    """
    Statement 14: a server that answers 354 although it refused the recipient is given a lone dot, and the row has failed.
    """
    campaign = a_campaign(store, COUNT, template=TEMPLATE)
    right = b"250 ok\r\n"
    answers = {"EHLO": PIPELINING, "RCPT": [right, b"550 5.1.1 no\r\n", right], "text": [right, b"554 none\r\n", right]}
    with Scripted(answers) as server:
        run(a_sending(store, campaign, server.port, connections=1))

    assert {State.SENT: COUNT - 1, State.FAILED: 1} == counts(store, campaign.number)
    check_account(store, server)


@pytest.mark.sample(3)
@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "text", "RSET"])
def test_the_relay_closes(store: Engine, mode: dict[str, bytes], step: str) -> None:
    """
    Statement 15: 421 at any point; the connection is opened again, no attempt is counted, nobody is lost or served twice.
    """
    right = {"DATA": b"354 go\r\n"}.get(step, b"250 ok\r\n")
    campaign = a_campaign(store, COUNT, template=TEMPLATE)
    answers = {**mode, step: [right, b"421 4.3.2 closing\r\n", right, b"421 4.3.2 closing\r\n", right]}
    if step == "RSET":
        answers["RCPT"] = [b"250 ok\r\n", b"550 no\r\n", b"250 ok\r\n"]
    with Scripted(answers) as server:
        run(a_sending(store, campaign, server.port))

    assert {0} == set(rows(store, campaign, "attempts").values())
    assert {"sent", "failed"} >= set(rows(store, campaign).values())
    check_account(store, server)


FAULTS = [CUT, SILENCE, b"hello\r\n", b"999 what\r\n", b"250-a\r\n251 b\r\n", b"1" * 70_000]
# The cut everywhere, the others once; all of them everywhere are for the long run.
SOME = [("MAIL", CUT), ("DATA", CUT), *(("RCPT", fault) for fault in FAULTS)]
OTHERS = [(step, fault) for step in ("MAIL", "RCPT", "DATA") for fault in FAULTS if (step, fault) not in SOME]


@pytest.mark.sample(4)
@pytest.mark.parametrize(
    ("step", "fault"), [*SOME, *(pytest.param(*other, marks=pytest.mark.full) for other in OTHERS)]
)
def test_lost_before_the_text(store: Engine, mode: dict[str, bytes], step: str, fault: bytes) -> None:
    """
    Statements 16 and 17: cut, silent, or speaking nonsense before the text is out: nobody is in doubt, and all is sent.
    """
    right = {"DATA": b"354 go\r\n"}.get(step, b"250 ok\r\n")
    campaign = a_campaign(store, 4, template=TEMPLATE)
    with Scripted({**mode, step: [right, fault, right]}) as server:
        run(a_sending(store, campaign, server.port, connections=1, patience=0.3))

    assert {State.SENT: 4} == counts(store, campaign.number)
    check_account(store, server)


@pytest.mark.sample(3)
@pytest.mark.parametrize("fault", [CUT, SILENCE, b"hello\r\n", b"354 go on\r\n", b"250 " + b"x" * 70_000])
def test_lost_after_the_text(store: Engine, mode: dict[str, bytes], fault: bytes) -> None:
    """
    Statements 16 and 17: the text was out and no answer came: that row is in doubt and named, never sent or sent again.
    """
    campaign = a_campaign(store, 4, template=TEMPLATE)
    with Scripted({**mode, "text": [b"250 ok\r\n", fault, b"250 ok\r\n"]}) as server:
        run(a_sending(store, campaign, server.port, connections=1, patience=0.3))

    assert {State.SENT: 3, State.IN_DOUBT: 1} == counts(store, campaign.number)
    assert 1 == len(doubts(store, campaign.number))
    assert not finish(store, campaign.number, NOW)
    check_account(store, server)


def test_replies_in_pieces(store: Engine, mode: dict[str, bytes]) -> None:
    """
    Statement 17: cut at every octet, of several lines, or with 5,000 columns, they say the same.
    """
    campaign = a_campaign(store, COUNT, template=TEMPLATE)
    answers = {**mode, "RCPT": b"250-one\r\n250-\r\n250 two\r\n", "text": b"250 2.0.0 " + b"x" * 5000 + b"\r\n"}
    with Scripted(answers, by_octets=True) as server:
        run(a_sending(store, campaign, server.port))

    assert {State.SENT: COUNT} == counts(store, campaign.number)


def test_who_leaves_meanwhile(store: Engine) -> None:
    """
    Statement 24: what comes in is read before rows are claimed, and honoured for all of them.
    """
    campaign = a_campaign(store, COUNT, template=TEMPLATE)

    def before_claim() -> None:
        with writing(store) as connection:
            connection.execute(update(SUBSCRIBER).where(SUBSCRIBER.c.id > 9).values(state="gone"))

    with Scripted({"EHLO": PIPELINING}) as server:
        run(a_sending(store, campaign, server.port, before_claim=before_claim))

    assert {State.SENT: 9, State.SUPPRESSED: 3} == counts(store, campaign.number)
    assert finish(store, campaign.number, NOW)


def test_a_relay_without_smtputf8(store: Engine) -> None:
    """
    Statement 12: an address that it cannot carry fails by itself; a domain that is not ASCII goes out as A-label.
    """
    with writing(store) as connection:
        for number, address in ((2, "陳大文@cert.example"), (3, "info@示例.example")):
            connection.execute(update(SUBSCRIBER).where(SUBSCRIBER.c.id == number).values(addr=address))
    campaign = a_campaign(store, COUNT, template=TEMPLATE)
    with Scripted({"EHLO": PIPELINING}) as server:
        run(a_sending(store, campaign, server.port))

    assert {State.SENT: COUNT - 1, State.FAILED: 1} == counts(store, campaign.number)
    assert "5.6.7" == rows(store, campaign, "esc")["陳大文@cert.example"]
    assert "RCPT TO:<info@xn--fsq092h.example>" in server.heard


def test_a_relay_with_smtputf8(store: Engine) -> None:
    """
    Statement 12: then the address goes out as it is, and only that message asks for it.
    """
    with writing(store) as connection:
        connection.execute(update(SUBSCRIBER).where(SUBSCRIBER.c.id == 2).values(addr="陳大文@cert.example"))
    campaign = a_campaign(store, 3, template=TEMPLATE)
    with Scripted({"EHLO": b"250-mx\r\n250-PIPELINING\r\n250 SMTPUTF8\r\n"}) as server:
        run(a_sending(store, campaign, server.port))

    assert {State.SENT: 3} == counts(store, campaign.number)
    assert "RCPT TO:<陳大文@cert.example>" in server.heard
    assert 1 == sum(line.endswith(" SMTPUTF8") for line in server.heard)


def test_a_person_stops_it(store: Engine) -> None:
    """
    Statement 22: within a second; resuming sends exactly the remainder.
    """
    campaign = a_campaign(store, COUNT, template=TEMPLATE)
    sending = a_sending(store, campaign, 0)
    with Scripted({"EHLO": PIPELINING}) as server:

        def stop_soon(progress: object) -> None:
            if len(server.texts) >= 3:
                set_state(store, campaign.number, "stopped", NOW)

        with writing(store) as connection:
            connection.exec_driver_sql("update lane set ceiling = 20, rate = 20, burst = 1, tokens = 1")
        sending = a_sending(store, campaign, server.port, watch=stop_soon)
        assert End.STOPPED is run(sending)
        sent = len(server.texts)
        assert 3 <= sent < COUNT
        assert {State.SENT: sent, State.PENDING: COUNT - sent} == counts(store, campaign.number)
        set_state(store, campaign.number, "sending", NOW)
        assert End.FINISHED is run(a_sending(store, campaign, server.port, owner="two"))

    assert {State.SENT: COUNT} == counts(store, campaign.number)
    check_account(store, server)


def test_the_first_messages_meet_refusals(quick: Path) -> None:
    """
    The canary: after fifty of a hundred with more than one in twenty refused, the rest waits for a person.
    """
    store = a_store(quick)
    add_subscribers(store, 100)
    campaign = a_campaign(store, 100, template=TEMPLATE)
    said: list[str] = []
    refusals = [b"550 5.7.1 no\r\n" if number < 4 else b"250 ok\r\n" for number in range(50)]
    with Scripted({"EHLO": PIPELINING, "RCPT": refusals}) as server:
        assert End.CANARY is run(a_sending(store, campaign, server.port, connections=4, tell=said.append))

    assert {State.SENT: 46, State.FAILED: 4, State.PENDING: 50} == counts(store, campaign.number)
    assert said[-1].startswith("of the first 50 messages 4 were refused and 0 put off")


def test_a_ledger_that_cannot_be_written(store: Engine) -> None:
    """
    Statement 21: sending stops, and the server has accepted nothing without an intent.
    """
    campaign = a_campaign(store, COUNT, template=TEMPLATE)
    with writing(store) as connection:
        connection.exec_driver_sql(
            "create trigger full_disk before update on delivery when new.state = 'handing' and new.subscriber > 5"
            " begin select raise(abort, 'database or disk is full'); end"
        )
    with Scripted({"EHLO": PIPELINING}) as server, pytest.raises(StoreError, match="database or disk is full"):
        run(a_sending(store, campaign, server.port))

    states = rows(store, campaign)
    assert set(recipients(server.texts)) <= {name for name, state in states.items() if state in ("sent", "in_doubt")}


def test_a_rate_holds(store: Engine) -> None:
    """
    Statement 23: at any number of connections no window has more than rate and burst: here 8 a second and 2, so 6 in half
    a second and 1.25 s in all. A receiver that a busy machine holds up sees them somewhat closer together.
    """
    campaign = a_campaign(store, COUNT, template=TEMPLATE, rate=8)
    with writing(store) as connection:
        connection.exec_driver_sql("update lane set burst = 2, tokens = 2")
    with Scripted({"EHLO": PIPELINING}) as server:
        run(a_sending(store, campaign, server.port, connections=8))

    times = server.times
    assert COUNT == len(times)
    for number, start in enumerate(times):
        assert 6 + 3 >= sum(start <= other < start + 0.5 for other in times[number:])
    assert times[-1] - times[0] >= 0.8


@pytest.mark.full
@pytest.mark.needs("postgresql")
def test_a_rate_holds_for_two_processes(postgres: Callable[[], str]) -> None:
    """
    Statement 23, with two senders that share a lane through PostgreSQL: 100 a second and 100 at once are 600 in any five.
    """
    url = postgres()
    store = open_store(url, {})
    # More than one of them claims at once.
    add_subscribers(store, 1200)
    campaign = a_campaign(store, 1200, template=TEMPLATE)
    with Scripted({"EHLO": PIPELINING}) as server:
        means = {"url": url, "slug": campaign.slug, "port": server.port, "connections": 5, "rate": 100, "sign": False}
        words = [sys.executable, "-m", "tests.bench.sender", json.dumps(means)]
        senders = [subprocess.Popen(words, cwd=ROOT) for _ in range(2)]
        assert [0, 0] == [sender.wait(timeout=120) for sender in senders]

    times = sorted(server.times)
    assert 1200 == len(times)
    assert 1200 == len(recipients(server.texts))
    for number, start in enumerate(times):
        # What a busy machine holds up in its ten connections comes closer together.
        assert 600 + 20 >= sum(other < start + 5 for other in times[number : number + 700])
    assert times[-1] - times[0] >= (1200 - 100) / 100 - 1


def test_a_ledger_that_is_held_by_somebody(store: Engine) -> None:
    """
    Statement 21: locked for longer than we wait, or made read-only: sending stops before a text goes out.
    """
    campaign = a_campaign(store, COUNT, template=TEMPLATE)
    sending = a_sending(store, campaign, 0)
    path = store.url.database
    assert path is not None
    with Scripted({"EHLO": PIPELINING}) as server:
        sending = a_sending(store, campaign, server.port)
        connection = sending._ledger._connection = store.connect()
        connection.exec_driver_sql("pragma busy_timeout = 200")
        connection.commit()
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("begin immediate")
            with pytest.raises(StoreError, match="cannot be written: database is locked"):
                run(sending)
            other.execute("rollback")

    assert [] == server.texts
    assert {State.PENDING: COUNT} == counts(store, campaign.number)


def test_after_a_power_cut(store: Engine, quick: Path) -> None:
    """
    Statement 20: the files as they stood after any commit; what was accepted by then is sent or in doubt, never waiting.
    """
    campaign = a_campaign(store, COUNT, template=TEMPLATE)
    database = Path(str(store.url.database))
    copies: list[tuple[Path, int]] = []

    def copy(progress: object) -> None:
        folder = quick / f"copy{len(copies)}" / "state"
        folder.mkdir(mode=0o700, parents=True)
        accepted = len(server.texts)
        for name in (database, database.with_name(f"{database.name}-wal")):
            shutil.copy(name, folder)
        copies.append((folder, accepted))

    with writing(store) as connection:
        connection.exec_driver_sql("update lane set ceiling = 40, rate = 40, burst = 1, tokens = 1")
    with Scripted({"EHLO": PIPELINING}) as server:
        run(a_sending(store, campaign, server.port, watch=copy))

    assert 3 < len(copies)
    for folder, accepted in copies:
        survivor = open_store("", {"PRESS_STATE": str(folder)})
        ledger = a_ledger(survivor, campaign, "next")
        ledger.give_back(lambda owner: True, NOW)
        ledger.close()
        there = counts(survivor, campaign.number)
        assert accepted <= there.get(State.SENT, 0) + there.get(State.IN_DOUBT, 0)
        survivor.dispose()


@pytest.mark.parametrize("size", [400, pytest.param(100_000, marks=pytest.mark.full)])
def test_an_alert_in_the_middle_of_a_digest(quick: Path, size: int) -> None:
    """
    Statement 24: it has connections and a lane of its own, so its first text is there before the digest is through.
    """
    store = a_store(quick)
    add_subscribers(store, size)
    digest = a_campaign(store, size, template=TEMPLATE)
    moments: list[float] = []

    async def both() -> None:
        running = asyncio.ensure_future(a_sending(store, digest, server.port).run())
        while len(server.texts) < 20:  # noqa: ASYNC110 - the server is a thread
            await asyncio.sleep(0.01)
        start = time.monotonic()
        alert = a_campaign(
            store, 400, slug="alert-x", template=TEMPLATE.replace(b"Advisories", b"An alert!!"), lane="urgent"
        )
        urgent = asyncio.ensure_future(a_sending(store, alert, server.port, owner="two").run())
        while not any(b"An alert!!" in text for text in tuple(server.texts)):  # noqa: ASYNC110 - so is it here
            await asyncio.sleep(0.01)
        moments.append(time.monotonic() - start)
        assert not running.done()
        await urgent
        set_state(store, digest.number, "stopped", NOW)
        await running

    with Scripted({"EHLO": PIPELINING}) as server:
        asyncio.run(asyncio.wait_for(both(), 120))

    # Ten times the second that is promised.
    assert moments[0] < 10
    assert 400 == sum(b"An alert!!" in text for text in server.texts)
    assert len(server.texts) == sum(recipients(server.texts).values())
