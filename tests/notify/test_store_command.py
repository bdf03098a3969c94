"""
`press digest send`, `press alert send` and `press mail`, as a person types them, to subscribers of a store.
"""

from __future__ import annotations

import email
import email.policy
import os
import re
import signal
import subprocess
import sys
import time
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import insert

from advisorypress.store.campaigns import State, campaigns, counts, set_state
from advisorypress.store.connect import open_store
from advisorypress.store.subscriber_tables import SUBSCRIBER, SUBSCRIPTION
from advisorypress.store.transactions import writing
from tests.notify.postfix import Postfix
from tests.notify.scripted import Scripted
from tests.notify.test_digest_command import press, repository

__all__ = ["repository"]

KEYS = {"PRESS_TOKEN_KEYS": "1:" + "ab" * 32, "PRESS_SUPPRESSION_KEY": "cd" * 32}
# Of the advisory's own day, for an alert is news for two days.
SAME_DAY = {"SOURCE_DATE_EPOCH": "1795155000"}
PIPELINING = b"250-mx.cert.example\r\n250-PIPELINING\r\n250 8BITMIME\r\n"
PEOPLE = (
    ("r0", "en", "html", "all", "both"),
    ("r1", "zh-Hant", "html", "vendor:fortinet", "both"),
    ("r2", "both", "text", "severity:high", "both"),
    ("r3", "en", "html", "vendor:nobody", "both"),
    ("r4", "en", "html", "all", "digest"),
    ("r5", "en", "html", "press", "urgent"),
)


@pytest.fixture
def team(repository: Path, quick: Path) -> dict[str, str]:
    """
    A repository whose advisory asks for an alert, a store with six people, and the environment of whoever sends.
    """
    advisory = repository / "advisories/2026/SA-2026-0142.en.md"
    text = advisory.read_text(encoding="utf-8")
    advisory.write_text(text.replace("type: new, note", "type: new, notify: urgent, note"), encoding="utf-8")
    state = quick / "state"
    store = open_store("", {"PRESS_STATE": str(state)})
    with writing(store) as connection:
        for number, (name, language, form, topic, pace) in enumerate(PEOPLE, 1):
            address = f"{name}@cert.example"
            connection.execute(
                insert(SUBSCRIBER).values(
                    id=number,
                    pid=number.to_bytes(8, "big"),
                    addr=address,
                    addr_key=address,
                    lang=language,
                    format=form,
                    state="active",
                )
            )
            connection.execute(insert(SUBSCRIPTION).values(subscriber=number, topic=topic, pace=pace))
    store.dispose()
    return {"PRESS_STATE": str(state), **KEYS}


def parsed(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def send(root: Path, environment: dict[str, str], port: int, *words: str, typed: str = "") -> tuple[int, str, str]:
    """
    Runs it against the relay at *port* without a hold: status, stdout, stderr.
    """
    done = press(root, *words, "--relay", f"127.0.0.1:{port}", typed=typed, **environment)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.needs("postfix")
def test_a_digest_reaches_those_who_asked(repository: Path, team: dict[str, str], postfix: Postfix) -> None:
    """
    Statements 13 and 22: each in their language and form about their topics, once; nobody for whom there is no news; the
    same command again sends nothing and says so; and no address is printed (statement 30).
    """
    words = ("digest", "send", "2026-11-second", "--hold", "0s")
    status, said, told = send(repository, team, postfix.port, *words, typed="4\n")

    assert (0, "digest-2026-11-second: 4 sent\n") == (status, said), told
    assert "  2 in en, html\n" in told
    received = {str(parsed(raw)["To"]): parsed(raw) for raw in postfix.received(4)}
    assert {"r0@cert.example", "r1@cert.example", "r2@cert.example", "r4@cert.example"} == set(received)
    assert "zh-Hant" == received["r1@cert.example"]["Content-Language"]
    assert "text/plain" == received["r2@cert.example"].get_content_type()
    assert re.fullmatch(
        r"<mailto:u-u1[a-z2-7]{40}@mail\.cert\.example\?subject=unsubscribe>",
        str(received["r0@cert.example"]["List-Unsubscribe"]),
    )
    again = send(repository, team, postfix.port, *words, typed="4\n")
    assert 2 == again[0]
    assert "press: digest-2026-11-second was sent: 4 sent; nothing was sent now\n" == again[2]
    assert "@cert.example" not in said + told + again[1] + again[2]
    assert "digest-2026-11-second (done, " in press(repository, "mail", "status", **team).stdout


@pytest.mark.full
def test_the_number_must_be_right(repository: Path, team: dict[str, str]) -> None:
    """
    A wrong number, or none, sends nothing and leaves nothing behind, so that the next time asks anew.
    """
    with Scripted({"EHLO": PIPELINING}) as server:
        words = ("digest", "send", "2026-11-second", "--hold", "0s")
        wrong = send(repository, team, server.port, *words, typed="5\n")
        option = send(repository, team, server.port, *words, "--yes", "5")
        none = send(repository, team, server.port, *words)

    assert [2, 2, 130] == [wrong[0], option[0], none[0]], none
    assert (
        "press: --yes 5 is not the number of recipients, which is 4; nothing was sent\n"
        == option[2].splitlines(True)[-1]
    )
    assert [] == server.texts
    assert () == campaigns(open_store("", team))


@pytest.mark.full
def test_an_alert_and_its_exercise(repository: Path, team: dict[str, str]) -> None:
    """
    To those who want it at once, the media in their wording; an exercise goes to the staging list and to nobody else.
    """
    with Scripted({"EHLO": PIPELINING}) as server:
        here = {**team, **SAME_DAY}
        exercise = send(repository, here, server.port, "alert", "send", "SA-2026-0142", "--exercise", "--yes", "2")
        assert [b"To: exercise@cert.example"] * 2 == [
            re.search(rb"^To: \S+", text, re.MULTILINE)[0]
            for text in server.texts  # type: ignore[index]
        ]
        server.texts.clear()
        alert = send(repository, here, server.port, "alert", "send", "SA-2026-0142", "--hold", "0s", "--yes", "4")

    assert (0, 0) == (exercise[0], alert[0]), exercise[2] + alert[2]
    assert "alert-sa-2026-0142-v1: 4 sent\n" == alert[1]
    assert {b"r0", b"r1", b"r2", b"r5"} == {
        match[1] for text in server.texts if (match := re.search(rb"^To: (\w+)@", text, re.MULTILINE))
    }


@pytest.mark.full
def test_a_fourth_urgent_mailing(repository: Path, team: dict[str, str]) -> None:
    """
    Within 24 hours it is refused without --more.
    """
    store = open_store("", team)
    with writing(store) as connection:
        for number in range(3):
            connection.exec_driver_sql(
                "insert into campaign (slug, kind, lane, date_header, state, audience_sha256, expected, frozen_at, finished_at)"
                f" values ('alert-{number}', 'alert', 'urgent', 0, 'done', x'', 1, {int(time.time()) - 99}, 1)"
            )
    store.dispose()
    words = ("alert", "send", "SA-2026-0142", "--hold", "0s", "--yes", "4")
    with Scripted({"EHLO": PIPELINING}) as server:
        refused = send(repository, {**team, **SAME_DAY}, server.port, *words)
        more = send(repository, {**team, **SAME_DAY}, server.port, *words, "--more")

    assert (2, 0) == (refused[0], more[0]), more[2]
    assert "3 urgent mailings went out in the last 24 hours" in refused[2]
    assert 4 == len(server.texts)


def test_a_correction_goes_to_those_who_had_it(repository: Path, team: dict[str, str]) -> None:
    """
    To exactly those to whom the wrong version was handed, by digest or alert, and who still want mail.
    """
    advisory = repository / "advisories/2026/SA-2026-0142.en.md"
    with Scripted({"EHLO": PIPELINING}) as server:
        send(
            repository, {**team, **SAME_DAY}, server.port, "alert", "send", "SA-2026-0142", "--hold", "0s", "--yes", "4"
        )
        server.texts.clear()
        text = advisory.read_text(encoding="utf-8").replace("7.4.7", "7.4.8")
        second = "  - {date: 2026-11-20T11:00:00+08:00, type: correction, notify: recipients, note: The fixed version is 7.4.8.}\n---\n\nProse"
        advisory.write_text(text.replace("---\n\nProse", second), encoding="utf-8")
        store = open_store("", team)
        with writing(store) as connection:
            connection.execute(SUBSCRIBER.update().where(SUBSCRIBER.c.id == 1).values(state="gone"))
        store.dispose()
        later = {**team, "SOURCE_DATE_EPOCH": "1795170000"}
        done = send(repository, later, server.port, "alert", "send", "SA-2026-0142", "--hold", "0s", "--yes", "3")

    assert 0 == done[0], done[2]
    assert "correction-sa-2026-0142-v2: 3 sent\n" == done[1]
    assert {b"r1", b"r2", b"r5"} == {
        match[1] for text in server.texts if (match := re.search(rb"^To: (\w+)@", text, re.MULTILINE))
    }


@pytest.mark.full
def test_stopped_in_the_hold(repository: Path, team: dict[str, str]) -> None:
    """
    Ctrl-C while it waits: nothing was sent, and the same command asks again.
    """
    with Scripted({"EHLO": PIPELINING}) as server:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "advisorypress",
                "digest",
                "send",
                "2026-11-second",
                "--yes",
                "4",
                "--relay",
                f"127.0.0.1:{server.port}",
            ],
            cwd=repository,
            env={**os.environ, "SOURCE_DATE_EPOCH": "1796200000", **team},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("goes out in 5 min"):
                break
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=20)
        assert (130, []) == (process.returncode, server.texts), told
        done = send(repository, team, server.port, "digest", "send", "2026-11-second", "--hold", "0s", "--yes", "4")

    assert 0 == done[0], done[2]
    assert 4 == len(server.texts)


def test_stop_resume_and_settle(repository: Path, team: dict[str, str]) -> None:
    """
    A message whose answer never came is in doubt; a digest asks how to settle it, and --resend uses the same Message-ID.
    """
    with Scripted({"EHLO": PIPELINING, "text": [b"", b"250 ok\r\n"]}) as server:
        first = send(repository, team, server.port, "digest", "send", "2026-11-second", "--hold", "0s", "--yes", "4")
        assert 3 == first[0], first[2]
        assert "decide about those in doubt: press mail settle digest-2026-11-second" in first[2]
        asked = press(repository, "mail", "settle", "digest-2026-11-second", **team)
        assert 2 == asked.returncode
        assert "say how: --from-log FILE" in asked.stderr
        assert "stopped" in press(repository, "mail", "stop", "digest-2026-11-second", **team).stdout
        stopped = send(repository, team, server.port, "digest", "send", "2026-11-second", "--hold", "0s", "--yes", "4")
        assert "was stopped; press mail resume digest-2026-11-second" in stopped[2]
        settled = press(repository, "mail", "settle", "digest-2026-11-second", "--resend", **team)
        number = len(server.texts)
        resumed = send(repository, team, server.port, "mail", "resume", "digest-2026-11-second")

    assert "digest-2026-11-second: 1 go out again\n" == settled.stdout
    assert (0, "digest-2026-11-second: 4 sent\n") == resumed[:2], resumed[2]
    assert number + 1 == len(server.texts)
    store = open_store("", team)
    assert {State.SENT: 4} == counts(store, campaigns(store)[0].number)
    assert not set_state(store, 1, "stopped", 0)
