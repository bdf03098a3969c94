"""
What goes out is what a person confirmed: words that were withdrawn, taken down or changed meanwhile stop a mailing before
the next rows are claimed; and a mailing that nobody asked for by mail still goes to its channels.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from advisorypress.cli import sending
from advisorypress.endpoint.spool import Spool
from advisorypress.store.campaigns import Campaign, State, campaigns, counts, set_state
from advisorypress.store.connect import Store, open_store
from advisorypress.store.subscriber_tables import SUBSCRIBER
from advisorypress.store.transactions import writing
from advisorypress.tokens import Purpose, token_keys
from tests.in_process import Done
from tests.in_process import run as press
from tests.notify.gateway import Gateway
from tests.notify.postfix import free_port
from tests.notify.scripted import Scripted
from tests.notify.test_digest_command import repository
from tests.notify.test_store_command import PIPELINING, SAME_DAY, team
from tests.notify.test_texts_command import root

__all__ = ["repository", "root", "team"]

FILE = "advisories/2026/SA-2026-0142.en.md"
DAY = {"SOURCE_DATE_EPOCH": "1796200000"}
SLUG = "digest-2026-11-second"
DIGEST = ("digest", "send", "2026-11-second", "--hold", "0s", "--yes", "4")
ALERT = ("alert", "send", "SA-2026-0142", "--hold", "0s")
WITHDRAWN = "  - {date: 2026-11-30T11:00:00+08:00, type: withdrawn, note: It was wrong.}\n---\n\nProse"


def reworded(root: Path) -> None:
    path = root / FILE
    path.write_text(path.read_text(encoding="utf-8").replace("Update to 7.4.7.", "Update to 7.4.8."), encoding="utf-8")


def withdrawn(root: Path) -> None:
    path = root / FILE
    text = path.read_text(encoding="utf-8").replace("---\n\nProse", WITHDRAWN)
    text = text.replace("status: published", "status: withdrawn\nwithdrawn_reason: It was wrong.")
    path.write_text(text, encoding="utf-8")


def taken_down(root: Path) -> None:
    entry = (
        "- {id: SA-2026-0142, versions: all, date: 2026-12-01, reason: error, published: 2026-11-20T09:30:00+08:00}\n"
    )
    (root / "advisories/takedowns.yml").write_text(entry, encoding="utf-8")
    (root / FILE).unlink()


def broken(root: Path) -> None:
    path = root / FILE
    path.write_text(
        path.read_text(encoding="utf-8").replace("severity: critical", "severity: dreadful"), encoding="utf-8"
    )


def send(root: Path, environment: dict[str, str], port: int, *words: str) -> Done:
    return press(root, *words, "--relay", f"127.0.0.1:{port}", **{**DAY, **environment})


def rows(team: dict[str, str]) -> dict[State, int]:
    store = open_store("", team)
    try:
        return counts(store, campaigns(store)[-1].number)
    finally:
        store.dispose()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (withdrawn, "SA-2026-0142 was withdrawn"),
        (taken_down, "SA-2026-0142 was taken down"),
        (reworded, "its words are others now"),
    ],
)
def test_it_does_not_go_on_with_other_words(
    repository: Path, team: dict[str, str], change: Callable[[Path], None], said: str
) -> None:
    """
    A mailing that was interrupted: neither the same command nor resume claims a row, until --as-confirmed says so.
    """
    assert 3 == send(repository, team, free_port(), *DIGEST).returncode
    change(repository)
    with Scripted({"EHLO": PIPELINING}) as server:
        again = send(repository, team, server.port, "mail", "resume", SLUG)
        assert (2, 0, {State.PENDING: 4}) == (again.returncode, len(server.texts), rows(team)), again.stderr
        assert said in again.stderr
        assert f"press mail resume {SLUG} --as-confirmed sends the rest as it was" in again.stderr
        assert "@cert.example" not in again.stderr
        if change is reworded:
            done = send(repository, team, server.port, "mail", "resume", SLUG, "--as-confirmed")
            assert (0, 4) == (done.returncode, len(server.texts)), done.stderr


def test_what_a_person_stopped_goes_on_by_resume(
    repository: Path, team: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    The words at the end name the command that works: the same one is refused once a person has stopped the mailing.
    """
    whole = sending.carry_out

    def carry_out(store: Store, campaign: Campaign, *words: object, **options: object) -> object:
        set_state(store, campaign.number, "stopped", 0)
        return whole(store, campaign, *words, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(sending, "carry_out", carry_out)
    with Scripted({"EHLO": PIPELINING}) as server:
        done = send(repository, team, server.port, *DIGEST)

        assert (3, []) == (done.returncode, server.texts), done.stderr
    assert f"stopped; press mail resume {SLUG} sends the rest" in done.stderr


def test_the_same_words_go_on(repository: Path, team: dict[str, str]) -> None:
    """
    Another day, a touched file and a new advisory of another time change nothing of what was confirmed.
    """
    assert 3 == send(repository, team, free_port(), *DIGEST).returncode
    (repository / FILE).touch()
    with Scripted({"EHLO": PIPELINING}) as server:
        later = {**team, "SOURCE_DATE_EPOCH": "1797200000"}
        done = send(repository, later, server.port, *DIGEST)

        assert (0, 4) == (done.returncode, len(server.texts)), done.stderr


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (withdrawn, f"{SLUG} is not what was confirmed: SA-2026-0142 was withdrawn. It is stopped, and nothing more"),
        (broken, f"cannot be read (press check says why), so whether {SLUG} is still right is not known"),
    ],
)
def test_a_change_while_it_is_being_sent(
    repository: Path,
    team: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Path], None],
    said: str,
) -> None:
    """
    As by `git pull` on the same machine: the next claim is not made.
    """
    whole = sending.carry_out

    def carry_out(*words: object, **options: object) -> object:
        change(repository)
        return whole(*words, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(sending, "carry_out", carry_out)
    monkeypatch.setattr("advisorypress.cli.confirmed._EVERY_SECONDS", 0.0)
    with Scripted({"EHLO": PIPELINING}) as server:
        done = send(repository, team, server.port, *DIGEST)

        assert (2, [], {State.PENDING: 4}) == (done.returncode, server.texts, rows(team)), done.stderr
    assert said in done.stderr


def test_a_change_in_the_hold(repository: Path, team: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Nothing of it was sent, so it is taken back: the same command shows and asks anew.
    """
    monkeypatch.setattr(sending, "_hold", lambda *_: reworded(repository))
    with Scripted({"EHLO": PIPELINING}) as server:
        done = send(repository, team, server.port, *DIGEST)
        monkeypatch.undo()
        again = send(repository, team, server.port, *DIGEST)

        assert (2, 0, 4) == (done.returncode, again.returncode, len(server.texts)), done.stderr
        assert all(b"7.4.8" in text or b"base64" in text for text in server.texts)
    assert "Nothing was sent; the same command shows it as it is now" in done.stderr


def test_channels_alone(root: Path, team: dict[str, str]) -> None:
    """
    Nobody wants it by mail: the texts are what is counted, and they go out once, without a relay.
    """
    store = open_store("", team)
    with writing(store) as connection:
        connection.execute(SUBSCRIBER.update().values(state="gone"))
    store.dispose()
    with Gateway() as gateway:
        environment = {**team, **SAME_DAY, "PRESS_CHANNEL_SMS": gateway.url()}
        wrong = send(root, environment, free_port(), *ALERT, "--yes", "0")
        first = send(root, environment, free_port(), *ALERT, "--yes", "2")
        again = send(root, environment, free_port(), *ALERT, "--yes", "2")
        status = press(root, "mail", "status", **environment)

        assert (2, 0, 2) == (wrong.returncode, first.returncode, again.returncode), first.stderr
        assert 2 == len(gateway.texts)
    assert "--yes 0 is not the number of short texts, which is 2; nothing was sent" in wrong.stderr
    assert "nobody has asked for it by mail; the short texts go out alone" in first.stderr
    assert "alert-sa-2026-0142-v1: nobody by mail\n  short texts: 2 sent\n" == first.stdout
    assert "0 recipients: nobody by mail" in status.stdout


def test_neither_mail_nor_channel(repository: Path, team: dict[str, str]) -> None:
    """
    Then there is nothing to send, which is said, and nothing is frozen; of a correction it is said whom it was for.
    """
    store = open_store("", team)
    with writing(store) as connection:
        connection.execute(SUBSCRIBER.update().values(state="gone"))
    done = send(repository, {**team, **SAME_DAY}, free_port(), *ALERT, "--yes", "0")

    path = repository / FILE
    second = (
        "  - {date: 2026-11-20T11:00:00+08:00, type: correction, notify: recipients, note: It is 7.4.8.}\n---\n\nProse"
    )
    path.write_text(path.read_text(encoding="utf-8").replace("---\n\nProse", second), encoding="utf-8")
    correction = send(repository, {**team, "SOURCE_DATE_EPOCH": "1795170000"}, free_port(), *ALERT, "--yes", "0")

    assert (2, 2) == (done.returncode, correction.returncode)
    assert "nobody has asked for this; nothing was sent" in done.stderr
    assert "nobody who still wants mail was handed an older version of SA-2026-0142" in correction.stderr
    assert () == campaigns(store)
    store.dispose()


def test_an_exercise_leaves_the_ledger_alone(root: Path, team: dict[str, str]) -> None:
    """
    It needs no store, writes nothing into one, counts for nothing, and a second one goes out again.
    """
    with Scripted({"EHLO": PIPELINING}) as server, Gateway() as drill:
        environment = {**SAME_DAY, "PRESS_CHANNEL_DRILL": drill.url()}
        words = ("alert", "send", "SA-2026-0142", "--exercise", "--yes", "2")
        done = [send(root, environment, server.port, *words) for _ in range(2)]
        with_store = send(root, {**team, **environment}, server.port, *words)

        assert [0, 0, 0] == [each.returncode for each in (*done, with_store)], done[0].stderr
        assert (6, 3) == (len(server.texts), len(drill.texts))
        assert all(b"Subject: EXERCISE" in text or b"Subject: =?utf-8?" in text for text in server.texts)
    store = open_store("", team)
    assert () == campaigns(store)
    store.dispose()


def test_who_leaves_meanwhile_is_not_written_to(repository: Path, team: dict[str, str], quick: Path) -> None:
    """
    Statement 24: the command takes in the spool of one clicks before it claims, without anybody running `process`.
    """
    spool = quick / "spool"
    spool.mkdir()
    settings = repository / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("    mail:\n", f"    mail:\n      spool: {spool}\n"), encoding="utf-8")
    token = token_keys(team).issue(Purpose.UNSUBSCRIBE, (1).to_bytes(8, "big"))
    Spool(spool).append("unsubscribe", 1_796_200_000, token=token)
    with Scripted({"EHLO": PIPELINING}) as server:
        done = send(repository, team, server.port, *DIGEST)

        assert (0, 3) == (done.returncode, len(server.texts)), done.stderr
    assert f"{SLUG}: 3 sent, 1 left the list meanwhile\n" == done.stdout
    assert {State.SENT: 3, State.SUPPRESSED: 1} == rows(team)
