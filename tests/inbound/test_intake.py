"""
What mailbox and spool change in the store (mail.md 24 to 29).
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select

from advisorypress.store.subscriber_tables import BOUNCE, SUBSCRIBER, SUBSCRIPTION
from advisorypress.tokens import Purpose
from tests.examples import ROOT
from tests.inbound.mailbox import DAY, DOMAIN, KEYS, NOW, Mailbox, pid_of

READER = "reader@example.com"


@pytest.fixture
def mailbox(tmp_path: Path) -> Mailbox:
    return Mailbox(tmp_path / "box")


def test_one_click_and_mail_both_unsubscribe(mailbox: Mailbox) -> None:
    """
    Each leaves one subscriber gone and suppressed, and the files where they belong.
    """
    mailbox.subscribe(1, 2, 3)
    mailbox.spool.append("unsubscribe", NOW, token=KEYS.issue(Purpose.UNSUBSCRIBE, pid_of(1)))
    mailbox.deliver(mailbox.leaving(2), sender="somebody-else@example.net")

    assert {"unsubscribed": 2} == mailbox.intake()
    assert ["gone", "gone", "active"] == [mailbox.state(number) for number in (1, 2, 3)]
    assert ["unsubscribe"] * 2 == mailbox.suppressed()
    assert {"new": 0, "cur": 1, "spool": 0} == mailbox.lying()


def test_a_second_click_changes_nothing(mailbox: Mailbox) -> None:
    """
    Unsubscribing is idempotent, and a second run has nothing to do.
    """
    mailbox.subscribe(1)
    for _ in range(3):
        mailbox.spool.append("unsubscribe", NOW, token=KEYS.issue(Purpose.UNSUBSCRIBE, pid_of(1)))

    assert {"again": 2, "unsubscribed": 1} == mailbox.intake()
    assert {} == mailbox.intake()


@pytest.mark.parametrize("status", ["5.1.1", "5.1.2", "5.1.10", "5.2.1"])
def test_a_final_failure_suppresses_at_once(mailbox: Mailbox, status: str) -> None:
    """
    No mailbox, no domain, no mail there, closed.
    """
    mailbox.subscribe(1)
    mailbox.bounce(1, 7, status)

    assert {"bounced": 1} == mailbox.intake()
    assert ("gone", ["bounce"]) == (mailbox.state(1), mailbox.suppressed())


def test_three_campaigns_in_a_row_suspend(mailbox: Mailbox) -> None:
    """
    Not two, and not three reports for one campaign.
    """
    mailbox.subscribe(1)
    mailbox.campaigns(1, 1, 2, 3)
    states = []
    for campaign in (1, 1, 1, 2, 3):
        mailbox.bounce(1, campaign, "5.2.2")
        mailbox.intake()
        states.append(mailbox.state(1))

    assert ["active"] * 4 + ["suspended"] == states


def test_one_that_arrived_clears_the_score(mailbox: Mailbox) -> None:
    """
    Of four campaigns the third arrived: no three in a row failed.
    """
    mailbox.subscribe(1)
    mailbox.campaigns(1, 1, 2, 3, 4)
    for campaign in (1, 2, 4):
        mailbox.bounce(1, campaign, "4.2.2")

    assert {"scored": 3} == mailbox.intake()
    assert "active" == mailbox.state(1)


def test_what_does_not_count(mailbox: Mailbox) -> None:
    """
    A forged token, a vacation reply, a delay: 0, 0, 0; one report a thousand times: 1 (mail.md 27).
    """
    mailbox.subscribe(1, 2)
    mailbox.campaigns(1, 7)
    token = KEYS.issue(Purpose.BOUNCE, pid_of(1), 7)
    mailbox.deliver(f"b-{token[:-1]}{'a' if token[-1] != 'a' else 'b'}", "Content-Type: multipart/report; boundary=x")
    mailbox.deliver(f"b-{token}", "Auto-Submitted: auto-replied", body="I am away.")
    mailbox.bounce(1, 7, "4.4.1", action="delayed")
    assert {"ignored: automatic": 1, "ignored: forged": 1, "not final": 1} == mailbox.intake()
    for _ in range(1_000):
        mailbox.bounce(1, 7, "5.7.1")

    assert {"again": 999, "scored": 1} == mailbox.intake()
    with mailbox.store.connect() as connection:
        assert 1 == connection.execute(select(func.count()).select_from(BOUNCE)).scalar()
    assert (["active", "active"], []) == ([mailbox.state(1), mailbox.state(2)], mailbox.suppressed())


def test_a_complaint_stays(mailbox: Mailbox) -> None:
    """
    It suppresses at once; a new sign-up is asked nothing, for only a person lifts it.
    """
    mailbox.subscribe(1)
    token = KEYS.issue(Purpose.UNSUBSCRIBE, pid_of(1))
    mailbox.drop(
        f"""Return-Path: <>
To: fbl@{DOMAIN}
Content-Type: multipart/report; report-type=feedback-report; boundary=XX

--XX
Content-Type: message/feedback-report

Feedback-Type: abuse

--XX
Content-Type: message/rfc822

List-Unsubscribe: <https://{DOMAIN}/u/{token}>

--XX--
""".encode()
    )
    mailbox.intake()
    mailbox.spool.append(
        "subscribe", NOW, address="Reader-1@Example.com", language="en", format="html", pace="both", topics=[]
    )

    assert {"suppressed": 1} == mailbox.intake()
    assert ("gone", ["complaint"], []) == (mailbox.state(1), mailbox.suppressed(), mailbox.replies())


def test_a_hundred_sign_ups_ask_once(mailbox: Mailbox) -> None:
    """
    By form and by mail, in capitals and small letters: one mail that day, and another the next.
    """
    for number in range(50):
        mailbox.deliver("subscribe+en.digest", sender=READER if number % 2 else READER.upper())
        mailbox.spool.append(
            "subscribe", NOW, address=READER, language="both", format="html", pace="both", topics=["all"]
        )

    assert {"asked": 1, "asked-already": 99} == mailbox.intake()
    assert [("confirm", "waiting")] == mailbox.replies()
    mailbox.deliver("subscribe", sender=READER)
    assert {"asked": 1} == mailbox.intake(NOW + DAY + 1)


def test_a_sign_up_is_confirmed_by_an_answer(mailbox: Mailbox) -> None:
    """
    Not before; with what was wanted; and only once.
    """
    mailbox.deliver("subscribe+zh-hant.urgent.text.severity-high", sender=READER)
    mailbox.intake()
    pid, asked_at = mailbox.asked(READER)
    assert NOW == asked_at
    answer = f"c-{KEYS.issue(Purpose.CONFIRM, pid, NOW)}"
    mailbox.deliver(answer, "Auto-Submitted: auto-replied")
    assert {"ignored: automatic": 1} == mailbox.intake(NOW + 60)
    mailbox.deliver(answer)
    mailbox.deliver(answer)

    assert {"confirmed": 1, "too-late": 1} == mailbox.intake(NOW + 60)
    with mailbox.store.connect() as connection:
        person = connection.execute(select(SUBSCRIBER)).one()
        choices = connection.execute(select(SUBSCRIPTION.c.topic, SUBSCRIPTION.c.pace)).all()
    assert ("active", "zh-Hant", "text", NOW + 60, "mail") == (
        person.state, person.lang, person.format, person.consent_at, person.consent_how,
    )  # fmt: skip
    assert [("severity:high", "urgent")] == [tuple(choice) for choice in choices]


def test_confirming_by_the_button(mailbox: Mailbox) -> None:
    """
    The endpoint's line does the same.
    """
    mailbox.deliver("subscribe", sender=READER)
    mailbox.intake()
    pid, _ = mailbox.asked(READER)
    mailbox.spool.append("confirm", NOW + 5, token=KEYS.issue(Purpose.CONFIRM, pid, NOW))

    assert {"confirmed": 1} == mailbox.intake(NOW + 10 * DAY)


def test_leaving_ends_an_open_question(mailbox: Mailbox) -> None:
    """
    Who leaves cannot be brought back by the confirmation of before; a new one lifts unsubscribing and bounces.
    """
    mailbox.subscribe(1)
    mailbox.deliver(mailbox.leaving(1))
    mailbox.intake()
    mailbox.deliver("subscribe", sender="reader-1@example.com")
    mailbox.intake(NOW + 1)
    mailbox.deliver(mailbox.leaving(1))
    mailbox.intake(NOW + 2)
    pid, asked_at = mailbox.asked("reader-1@example.com")
    assert asked_at is None
    mailbox.deliver(f"c-{KEYS.issue(Purpose.CONFIRM, pid, NOW + 1)}")
    assert {"too-late": 1} == mailbox.intake(NOW + 3)
    mailbox.deliver("subscribe", sender="reader-1@example.com")
    mailbox.intake(NOW + 2 * DAY)
    mailbox.deliver(f"c-{KEYS.issue(Purpose.CONFIRM, pid, NOW + 2 * DAY)}")

    assert {"confirmed": 1} == mailbox.intake(NOW + 2 * DAY + 1)
    assert ("active", []) == (mailbox.state(1), mailbox.suppressed())


def test_a_subscriber_who_signs_up_again_gets_the_form(mailbox: Mailbox) -> None:
    """
    What they have stays until they change it themselves; asking for the form does the same, once a day.
    """
    mailbox.subscribe(1)
    mailbox.spool.append(
        "subscribe", NOW, address="reader-1@example.com", language="zh-Hant", pace="urgent", topics=["press"]
    )
    mailbox.deliver("subscribe+manage", sender="reader-1@example.com")
    mailbox.deliver("subscribe+manage", sender="nobody@example.com")

    assert {"asked-already": 1, "form-sent": 1, "unknown": 1} == mailbox.intake()
    assert [("preferences", "waiting")] == mailbox.replies()
    with mailbox.store.connect() as connection:
        assert "en" == connection.execute(select(SUBSCRIBER.c.lang)).scalar()


def test_the_form_changes_what_one_gets(mailbox: Mailbox) -> None:
    """
    From whatever address it comes; the form as it then is goes to the stored one.
    """
    mailbox.subscribe(1)
    mailbox.deliver(
        f"p-{KEYS.issue(Purpose.PREFERENCES, pid_of(1), NOW)}",
        body="language: zh-hant\npace: digest\ntopics: kind:news, vendor:acme, <script>",
        sender="work@example.org",
    )

    assert {"preferred": 1} == mailbox.intake()
    with mailbox.store.connect() as connection:
        assert "zh-Hant" == connection.execute(select(SUBSCRIBER.c.lang)).scalar()
        choices = connection.execute(
            select(SUBSCRIPTION.c.topic, SUBSCRIPTION.c.pace).order_by(SUBSCRIPTION.c.topic)
        ).all()
    assert [("kind:news", "digest"), ("vendor:acme", "digest")] == [tuple(choice) for choice in choices]
    assert [("preferences", "waiting")] == mailbox.replies()


def test_what_nobody_understands_goes_to_a_person(mailbox: Mailbox) -> None:
    """
    A bounce without a report, a letter: they lie in the quarantine, unread.
    """
    mailbox.subscribe(1)
    mailbox.deliver(
        f"b-{KEYS.issue(Purpose.BOUNCE, pid_of(1), 7)}", body="Hi. This is the qmail-send program.", sender=""
    )
    mailbox.deliver("hello", body="I have a question.")

    assert {"for a person: bounce-without-report": 1, "for a person: no-address-of-ours": 1} == mailbox.intake()
    assert {"new": 0, "cur": 0, "quarantine": 2, "spool": 0} == mailbox.lying()


def test_forgotten_people_are_no_trouble(mailbox: Mailbox) -> None:
    """
    Whatever comes for somebody without a row changes nothing.
    """
    mailbox.deliver(mailbox.leaving(9))
    mailbox.bounce(9, 1, "5.1.1")
    mailbox.deliver(f"c-{KEYS.issue(Purpose.CONFIRM, pid_of(9), NOW)}")

    assert {"unknown": 3} == mailbox.intake()


@pytest.mark.parametrize(
    "address", ["a@b.c>\r\nRCPT TO:<v@x", "a..b@c.d", "a@-b.c", "ａ@b.c", "a＠b.c", "", "a@[192.0.2.1]"]
)
def test_an_address_that_is_none_is_not_asked(mailbox: Mailbox, address: str) -> None:
    """
    Whatever the endpoint let through.
    """
    mailbox.spool.append("subscribe", NOW, address=address)

    assert {"no address": 1} == mailbox.intake()


def fill(mailbox: Mailbox, people: int) -> None:
    """
    Some of everything for *people* subscribers.
    """
    mailbox.subscribe(*range(1, people + 1))
    chance = random.Random(7)
    for number in range(1, people + 1):
        match chance.randrange(8):
            case 0:
                mailbox.deliver(mailbox.leaving(number))
            case 1:
                mailbox.bounce(number, 7, "5.1.1")
            case 2:
                mailbox.bounce(number, 7, "4.2.2")
            case 3:
                mailbox.spool.append("unsubscribe", NOW, token=KEYS.issue(Purpose.UNSUBSCRIBE, pid_of(number)))
            case 4:
                mailbox.deliver("subscribe+en", sender=f"new-{number}@example.com")
            case 5:
                mailbox.spool.append("subscribe", NOW, address=f"form-{number}@example.com", topics=["all"])
            case 6:
                mailbox.deliver("hello", body="a letter")
            case _:
                mailbox.deliver(f"p-{KEYS.issue(Purpose.PREFERENCES, pid_of(number), NOW)}", body="pace: urgent")


RUN = """
import sys
from pathlib import Path
from tests.inbound.mailbox import Mailbox
import advisorypress.inbound.intake as intake
intake.BATCH = 5
print("ready", flush=True)
Mailbox(Path(sys.argv[1])).intake()
print("done", flush=True)
"""


def killed_until_done(mailbox: Mailbox, chance: random.Random, longest: float, most: int) -> int:
    """
    Runs until one run comes to its end; after *most* kills one is left alone.
    """
    for kills in range(most + 1):
        run = subprocess.Popen(
            [sys.executable, "-c", RUN, str(mailbox.folder)],
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": f"{ROOT / 'scripts'}:{ROOT}"},
        )
        assert run.stdout is not None
        assert run.stdout.readline() == b"ready\n"
        if kills < most:
            time.sleep(chance.uniform(0, longest))
            run.send_signal(signal.SIGKILL)
        if run.communicate()[0] == b"done\n":
            return kills
    raise AssertionError("it never finished")


def demand_the_same_after_kills(tmp_path: Path, people: int, seed: int, most: int) -> int:
    """
    Two copies of one mailbox: one run through, one killed at random moments and repeated.
    """
    first = Mailbox(tmp_path / "first")
    fill(first, people)
    first.store.dispose()
    shutil.copytree(first.folder, tmp_path / "second")
    second = Mailbox(tmp_path / "second")
    second.store.dispose()
    kills = killed_until_done(second, random.Random(seed), 0.5, most)
    first.intake()

    assert first.content() == second.content()
    assert first.lying() == second.lying()
    return kills


def test_a_run_that_is_killed_is_finished_by_the_next(tmp_path: Path) -> None:
    """
    Killed at a few random moments and repeated, it gives the store that one run gives (mail.md 29).
    """
    demand_the_same_after_kills(tmp_path, 120, 1, 3)


@pytest.mark.full
def test_a_run_that_is_killed_again_and_again(tmp_path: Path) -> None:
    """
    The same with twenty mailboxes.
    """
    kills = sum(demand_the_same_after_kills(tmp_path / str(seed), 300, seed, 30) for seed in range(20))

    assert 20 <= kills


def test_a_run_that_stops_between_commit_and_rename(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    What was applied is known the next time, and only moved.
    """
    mailbox.subscribe(1, 2)
    mailbox.deliver(mailbox.leaving(1))
    mailbox.deliver("hello")
    with monkeypatch.context() as patch:
        patch.setattr("advisorypress.inbound.maildir.Maildir._move", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            mailbox.intake()
    before = mailbox.content()
    assert 2 == mailbox.lying()["new"]

    assert {"seen before": 2} == mailbox.intake()
    assert before == mailbox.content()
    assert {"new": 0, "cur": 1, "quarantine": 1, "spool": 0} == mailbox.lying()


def test_what_was_taken_in_is_let_go_of(mailbox: Mailbox) -> None:
    """
    After ninety days nothing is kept to know a message by.
    """
    mailbox.subscribe(1)
    mailbox.deliver(mailbox.leaving(1))
    mailbox.intake()
    mailbox.intake(NOW + 91 * DAY)

    assert [] == mailbox.content()["inbound"]


def test_forgetting_takes_answers_along(mailbox: Mailbox) -> None:
    """
    No row of somebody stays behind their own (mail.md 30).
    """
    mailbox.deliver("subscribe", sender=READER)
    mailbox.intake()
    with mailbox.store.begin() as connection:
        connection.execute(delete(SUBSCRIBER))

    assert ([], []) == (mailbox.replies(), mailbox.content()["subscription"])


def test_ten_thousand_are_taken_in_soon(mailbox: Mailbox) -> None:
    """
    A thousand bounces and unsubscribes within fifteen seconds, ten times what is allowed for each: it catches what hangs. The
    figure itself is the bench's.
    """
    mailbox.subscribe(*range(1, 1_001))
    for number in range(1, 1_001):
        if number % 2:
            mailbox.bounce(number, 7, "5.1.1")
        else:
            mailbox.deliver(mailbox.leaving(number))
    start = time.monotonic()

    assert {"bounced": 500, "unsubscribed": 500} == mailbox.intake()
    assert time.monotonic() - start < 15
