"""
`press digest` as a person types it.
"""

from __future__ import annotations

import email
import email.policy
import os
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from tests.compose.library import ROOT
from tests.notify.postfix import Postfix
from tests.notify.scripted import CUT, Scripted

ADVISORY = """\
---
id: SA-2026-0142
title: FortiOS Remote Code Execution Vulnerability
summary: A flaw lets anyone run programs.
actions: [Update to 7.4.7.]
status: published
published: 2026-11-20T09:30:00+08:00
severity: critical
category: network-security
impacts: [remote-code-execution]
affected:
  - {vendor: Fortinet, product: FortiOS, versions: 7.4.0 to 7.4.6, fixed: 7.4.7}
references:
  - {title: The notice, url: https://www.example.com/notice, kind: vendor}
revisions:
  - {date: 2026-11-20T09:30:00+08:00, type: new, note: First published.}
---

Prose.
"""
DIGEST = "---\nperiod: {period}\npublished: {published}\nstatus: {status}\nintro: {intro}\n---\n"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """
    One advisory; a digest that carries it, one that is empty, and a draft.
    """
    root = tmp_path / "repository"
    for folder in ("data", "advisories/2026", "bulletins/2026", "content"):
        (root / folder).mkdir(parents=True)
    shutil.copy(ROOT / "mkdocs.yml", root)
    shutil.copy(ROOT / "data" / "vocabulary.csv", root / "data")
    (root / "advisories/2026/SA-2026-0142.en.md").write_text(ADVISORY, encoding="utf-8")
    for period, published, status in (
        ("2026-10-first", "2026-10-16T10:00:00+08:00", "published"),
        ("2026-11-second", "2026-12-01T10:00:00+08:00", "published"),
        ("2026-12-first", "2026-12-16T10:00:00+08:00", "draft"),
    ):
        intro = f"Words of {period}."
        text = DIGEST.format(period=period, published=published, status=status, intro=intro)
        (root / f"bulletins/2026/{period}.en.md").write_text(text, encoding="utf-8")
    return root


def press(root: Path, *arguments: str, typed: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """
    Runs `press ARGUMENTS` in *root* as of the day after the digest, with *typed* at the prompt.
    """
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PRESS_")}
    return subprocess.run(
        [sys.executable, "-m", "advisorypress", *arguments],
        cwd=root,
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        env={**clean, "SOURCE_DATE_EPOCH": "1796200000", "NO_COLOR": "1", **environment},
    )


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_preview_writes_three_files_a_language(repository: Path, tmp_path: Path) -> None:
    """
    Of the last half-month with something to tell; twice gives the same bytes.
    """
    first = press(repository, "digest", "preview", "--out", str(tmp_path / "a"))
    second = press(repository, "digest", "preview", "--out", str(tmp_path / "b"), TZ="America/New_York", LC_ALL="C")

    assert (0, 0) == (first.returncode, second.returncode), first.stderr + second.stderr
    names = [f"2026-11-second.{language}.{form}" for language in ("en", "zh-Hant") for form in ("html", "txt", "eml")]
    assert [str(tmp_path / "a" / name) for name in names] == first.stdout.split()
    made = files(tmp_path / "a")
    assert made == files(tmp_path / "b")
    message = email.message_from_bytes(made["2026-11-second.zh-Hant.eml"], policy=email.policy.default)
    assert "警報摘要：2026年11月16日至30日" == message["Subject"]
    assert "Tue, 01 Dec 2026 10:00:00 +0800" == message["Date"]
    assert b"SA-2026-0142" in made["2026-11-second.en.html"]


def test_preview_says_where_it_wrote(repository: Path) -> None:
    """
    Without --out it is a folder that may always be deleted; --lang makes one language.
    """
    done = press(repository, "digest", "preview", "--lang", "en")

    paths = [Path(line) for line in done.stdout.split()]
    assert 3 == len(paths)
    assert all(path.is_file() and path.is_relative_to(repository / ".cache") for path in paths)


@pytest.mark.full
def test_preview_of_what_cannot_be_sent(repository: Path, tmp_path: Path) -> None:
    """
    A draft and an empty digest can be looked at, with a note; send refuses both.
    """
    for period, note, refusal in (
        ("2026-12-first", "is not published yet", "is not published yet; nothing was sent"),
        ("2026-10-first", "is empty", "is empty: nobody gets a mail without news; nothing was sent"),
    ):
        shown = press(repository, "digest", "preview", "--period", period, "--out", str(tmp_path / period))
        sent = press(repository, "digest", "send", period, "--to", "a@cert.example", "--yes", "2")

        assert 0 == shown.returncode
        assert note in shown.stderr
        assert 6 == len(files(tmp_path / period))
        assert (2, "") == (sent.returncode, sent.stdout)
        assert refusal in sent.stderr


@pytest.mark.sample(4)
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("preview", "--period", "november"), "`november` is no half-month"),
        (("preview", "--period", "2026-09-first"), "press new digest 2026-09-first drafts it"),
        (
            ("send", "2026-09-first", "--to", "a@cert.example"),
            "the digests are: 2026-10-first, 2026-11-second, 2026-12",
        ),
        (("send", "2026-11-second", "--lang", "en"), "subscribers get the languages that they asked for"),
        (("send", "2026-11-second", "--hold", "soon"), "--hold is written 5m or 90s, not `soon`"),
        (("send", "2026-11-second", "--to", "a@cert.example", "--list", "b@cert.example"), "say who gets it"),
        (("send", "2026-11-second", "--list", "a@cert.example", "b@cert.example"), "say who gets it"),
        (("send", "2026-11-second", "--to", "a@cert.example", "b c@cert.example"), "the second address has a space"),
        (("send", "2026-11-second", "--list", "list"), "the first address has no @"),
        (("send", "2026-11-second", "--to", "a@cert.example", "--relay", "here"), "--relay is written HOST:PORT"),
        (
            ("send", "2026-11-second", "--to", "a@cert.example", "--yes", "1"),
            "is not the number of messages, which is 2",
        ),
        (("send", "2026-11-second", "--to", "a@cert.example", "--lang", "fr"), "'fr' is not one of"),
    ],
)
def test_what_a_person_gets_wrong(repository: Path, arguments: tuple[str, ...], said: str) -> None:
    """
    Exit status 2, one line that says what to do, no traceback; and nothing is sent.
    """
    done = press(repository, "digest", *arguments)

    assert (2, "") == (done.returncode, done.stdout)
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "cert.example" not in done.stderr.splitlines()[-1]


@pytest.mark.full
def test_a_half_month_that_is_not_over_is_told(repository: Path, tmp_path: Path) -> None:
    """
    A digest may go out early, but what comes after it would be in none.
    """
    told = "2026-11-second is not over: what still comes until 2026-11-30 is in no digest."
    for day, expected in (("2026-11-30T23:00:00+08:00", [told]), ("2026-12-01T00:30:00+08:00", [])):
        moment = str(int(datetime.fromisoformat(day).timestamp()))
        arguments = ("digest", "preview", "--period", "2026-11-second", "--out", str(tmp_path / "out"))
        shown = press(repository, *arguments, SOURCE_DATE_EPOCH=moment)

        assert 0 == shown.returncode
        assert expected == [line for line in shown.stderr.splitlines() if "is not over" in line]


def test_a_repository_with_errors_sends_nothing(repository: Path) -> None:
    """
    The findings are printed with their places, and the exit status is that of `press check`.
    """
    broken = repository / "advisories/2026/SA-2026-0142.en.md"
    broken.write_text(ADVISORY.replace("severity: critical", "severity: awful"), encoding="utf-8")

    done = press(repository, "digest", "send", "2026-11-second", "--to", "a@cert.example", "--yes", "2")

    assert (1, "") == (done.returncode, done.stdout)
    assert "advisories/2026/SA-2026-0142.en.md:8:11: error:" in done.stderr
    assert "warning" not in done.stderr


@pytest.mark.needs("postfix")
def test_send_to_colleagues(repository: Path, postfix: Postfix) -> None:
    """
    It shows subject, first lines and numbers, wants the number typed, and both languages arrive for both.
    """
    relay = f"127.0.0.1:{postfix.port}"

    done = press(
        repository, "digest", "send", "2026-11-second", "--to", "one@cert.example", "two@cert.example", "--relay", relay,
        typed="4\n",
    )  # fmt: skip

    assert 0 == done.returncode, done.stderr
    assert f"4 messages handed to {relay}\n" == done.stdout
    for words in (
        "Subject: Alert Digest, 16 to 30 November 2026",
        "Subject: 警報摘要：2026年11月16日至30日",
        "| Words of 2026-11-second.",
        "zh-Hant: 2 messages",
        f"4 messages to 2 addresses, through {relay}",
        "the second address, zh-Hant: accepted",
    ):
        assert words in done.stderr
    assert "@cert.example" not in done.stderr
    messages = [email.message_from_bytes(raw, policy=email.policy.default) for raw in postfix.received(4)]
    assert ["one@cert.example"] * 2 + ["two@cert.example"] * 2 == sorted(message["To"] for message in messages)


@pytest.mark.needs("postfix")
def test_send_to_a_list_twice(repository: Path, postfix: Postfix) -> None:
    """
    One message a language each time, and the second carries the Message-IDs of the first.
    """
    relay = f"127.0.0.1:{postfix.port}"
    for _ in range(2):
        done = press(
            repository, "digest", "send", "2026-11-second", "--list", "digest@lists.cert.example", "--relay", relay,
            "--yes", "2",
        )  # fmt: skip
        assert 0 == done.returncode, done.stderr
        assert "2 messages to a mailing list" in done.stderr

    messages = [email.message_from_bytes(raw, policy=email.policy.default) for raw in postfix.received(4)]
    assert 2 == len({message["Message-ID"] for message in messages})


@pytest.mark.sample(4)
@pytest.mark.parametrize("typed", ["1\n", "y\n", "", "\n2"])
def test_the_number_must_be_typed(repository: Path, typed: str) -> None:
    """
    Another number, a `y` or the end of the input: nothing is sent, and the relay is never spoken to.
    """
    with Scripted({}) as server:
        done = press(
            repository, "digest", "send", "2026-11-second", "--to", "a@cert.example", "--relay",
            f"127.0.0.1:{server.port}", typed=typed,
        )  # fmt: skip

    accepted = typed == "\n2"  # An empty line asks again.
    assert (0 if accepted else 130 if not typed else 2) == done.returncode
    assert accepted == bool(server.heard)
    assert accepted != ("nothing was sent" in done.stderr)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"RCPT": b"550 5.1.1 <a@cert.example>: unknown\r\n"}, "refused: 550 5.1.1 (an address) unknown"),
        ({"text": CUT}, "in doubt: the relay is lost: it closed the connection; it may have the message all the same"),
        ({"greeting": CUT}, "cannot be reached: it closed the connection; nothing was sent"),
    ],
)
def test_a_relay_that_fails(repository: Path, answers: dict[str, bytes], said: str) -> None:
    """
    Exit status 3, a reason in words without addresses, no traceback.
    """
    with Scripted(answers) as server:
        done = press(
            repository, "digest", "send", "2026-11-second", "--to", "a@cert.example", "--yes", "2", "--relay",
            f"127.0.0.1:{server.port}",
        )  # fmt: skip

    assert (3, "") == (done.returncode, done.stdout)
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "a@cert.example" not in done.stderr


def test_the_password_is_for_the_teams_own_relay(repository: Path) -> None:
    """
    One that the command line names on this machine does not get it.
    """
    with Scripted({"EHLO": b"250-mx\r\n250 AUTH PLAIN\r\n"}) as server:
        done = press(
            repository, "digest", "send", "2026-11-second", "--to", "a@cert.example", "--yes", "2", "--relay",
            f"127.0.0.1:{server.port}", PRESS_SMTP_USER="press", PRESS_SMTP_PASSWORD="geheim",
        )  # fmt: skip

    assert 0 == done.returncode, done.stderr
    assert "AUTH" not in server.verbs


@pytest.mark.parametrize("arguments", [("digest",), ("digest", "preview"), ("digest", "send")])
def test_help_has_an_example(repository: Path, arguments: tuple[str, ...]) -> None:
    """
    Every command shows how it is typed.
    """
    done = press(repository, *arguments, "--help")

    assert 0 == done.returncode
    assert "Example:\n  " in done.stdout
