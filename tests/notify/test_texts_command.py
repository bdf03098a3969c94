"""
Short texts beside the mail of an alert, as a person sends it: both go out, and neither is stopped by the other's troubles.
"""

from __future__ import annotations

from collections import deque
from pathlib import Path

import pytest

from tests.in_process import run as press
from tests.notify.gateway import PASSWORD, Gateway
from tests.notify.postfix import free_port
from tests.notify.scripted import Scripted
from tests.notify.test_digest_command import repository
from tests.notify.test_store_command import PIPELINING, SAME_DAY, team

__all__ = ["repository", "team"]

SLUG = "alert-sa-2026-0142-v1"
WORDS = ("alert", "send", "SA-2026-0142", "--hold", "0s", "--yes", "4")
CHANNELS = """\
    channels:
      sms: {languages: [en, zh-Hant]}
      drill: {languages: [en], kinds: [exercise]}
"""


@pytest.fixture
def root(repository: Path) -> Path:
    """
    The team's repository with a channel for alerts and one for exercises.
    """
    settings = repository / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("    mail:\n", f"{CHANNELS}    mail:\n"), encoding="utf-8")
    return repository


def send(root: Path, environment: dict[str, str], port: int, *words: str) -> tuple[int, str, str]:
    """
    Runs it against the relay at *port*: status, stdout, stderr.
    """
    done = press(root, *words, "--relay", f"127.0.0.1:{port}", **environment)
    return done.returncode, done.stdout, done.stderr


def test_both_go_out_once(root: Path, team: dict[str, str]) -> None:
    """
    The texts are shown before and counted after; the same command again sends neither mail nor text. No secret is printed.
    """
    with Scripted({"EHLO": PIPELINING}) as server, Gateway() as gateway:
        environment = {**team, **SAME_DAY, "PRESS_CHANNEL_SMS": gateway.url()}
        first = send(root, environment, server.port, *WORDS)
        again = send(root, environment, server.port, *WORDS)
        status = press(root, "mail", "status", SLUG, **environment)

        assert (0, f"{SLUG}: 4 sent\n  short texts: 2 sent\n") == first[:2], first[2]
        assert f"  sms in en: {gateway.texts[0]}\n" in first[2] or f"  sms in en: {gateway.texts[1]}\n" in first[2]
        assert (2, 4, 2) == (again[0], len(server.texts), len(gateway.texts))
    assert "  sms:en: sent (HTTP 200)\n  sms:zh-Hant: sent (HTTP 200)\n" in status.stdout
    assert PASSWORD not in "".join((*first[1:], *again[1:], status.stdout, status.stderr))


def test_texts_go_out_when_the_relay_is_gone(root: Path, team: dict[str, str]) -> None:
    """
    On a bad night one way works and the other does not; the mail follows later, and no text is said twice.
    """
    with Gateway() as gateway:
        environment = {**team, **SAME_DAY, "PRESS_CHANNEL_SMS": gateway.url()}
        status, _, told = send(root, environment, free_port(), *WORDS)
        first = len(gateway.texts)
        with Scripted({"EHLO": PIPELINING}) as server:
            later = send(root, environment, server.port, *WORDS)

            assert (3, 2) == (status, first), told
            assert "nothing listens there" in told
            assert (0, 4, 2) == (later[0], len(server.texts), len(gateway.texts)), later[2]


def test_a_text_in_doubt_is_a_persons_to_decide(root: Path, team: dict[str, str]) -> None:
    """
    The mailing is not done before that; an urgent mailing's mail may go again by itself, a text never does.
    """
    with Scripted({"EHLO": PIPELINING}) as server, Gateway(deque(["cut", 200])) as gateway:
        environment = {**team, **SAME_DAY, "PRESS_CHANNEL_SMS": gateway.url()}
        status, _, told = send(root, environment, server.port, *WORDS)
        assert 3 == status
        assert "nobody but you can know whether these arrived: sms:en" in told

        asked = press(root, "mail", "settle", SLUG, **environment)
        assert "short texts in doubt: sms:en; --resend or --leave decides about them" in asked.stderr
        settled = press(root, "mail", "settle", SLUG, "--resend", "--channel", "sms:en", **environment)
        assert "sms:en: goes out again with press mail resume\n" == settled.stdout
        resumed = press(root, "mail", "resume", SLUG, "--relay", f"127.0.0.1:{server.port}", **environment)

        assert (0, f"{SLUG}: 4 sent\n  short texts: 2 sent\n") == (resumed.returncode, resumed.stdout), resumed.stderr
        assert (4, 3) == (len(server.texts), len(gateway.texts))


def test_a_text_without_a_url_can_be_given_up(root: Path, team: dict[str, str]) -> None:
    """
    It waits, named, until its URL is set or a person leaves it; then the mailing is done.
    """
    with Scripted({"EHLO": PIPELINING}) as server:
        environment = {**team, **SAME_DAY}
        status, _, told = send(root, environment, server.port, *WORDS)
        left = press(root, "mail", "settle", SLUG, "--leave", "--channel", "sms", **environment)

    assert 3 == status
    assert "sms: not sent yet: PRESS_CHANNEL_SMS is not set" in told
    assert "sms:en: left\nsms:zh-Hant: left\n" == left.stdout
    assert f"{SLUG} (done, " in press(root, "mail", "status", **environment).stdout


def test_an_exercise_goes_to_the_channels_of_exercises(root: Path, team: dict[str, str]) -> None:
    """
    Marked, to the staging list and the channel that asks for exercises, and to nobody else.
    """
    with Scripted({"EHLO": PIPELINING}) as server, Gateway() as drill, Gateway() as real:
        environment = {**team, **SAME_DAY, "PRESS_CHANNEL_SMS": real.url(), "PRESS_CHANNEL_DRILL": drill.url()}
        words = ("alert", "send", "SA-2026-0142", "--exercise", "--yes", "2")
        status, said, told = send(root, environment, server.port, *words)

        assert (0, "2 messages to the staging list, 1 short texts\n") == (status, said), told
        assert (1, 0) == (len(drill.texts), len(real.texts))
        assert drill.texts[0].startswith("EXERCISE 演習 SA-2026-0142 ")
