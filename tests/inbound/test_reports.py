"""
Reports of failure and complaint get their class (mail.md 27).
"""

from __future__ import annotations

import csv
import re

import pytest

from advisorypress.inbound.deed import Bounce, Complaint, Deed, ForAPerson, Nothing
from advisorypress.inbound.judge import Judge
from advisorypress.inbound.message import Message
from advisorypress.tokens import Purpose, TokenKeys
from tests.examples import ROOT

FOLDER = ROOT / "tests" / "corpora" / "dsn"
KEYS = TokenKeys({1: b"k" * 32})
JUDGE = Judge(KEYS, "mail.cert.example")
PID = b"12345678"
NOW = 1_794_800_000
TOKEN = KEYS.issue(Purpose.BOUNCE, PID, 7)


def rows() -> list[tuple[str, str]]:
    with (FOLDER / "PROVENANCE.csv").open(encoding="utf-8") as table:
        return [(row["file"], row["expected"]) for row in csv.DictReader(table)]


def judged(text: bytes, token: str = TOKEN) -> Deed:
    return JUDGE.message(Message.parse(text.replace(b"TOKEN", token.encode())), NOW)


def in_words(deed: Deed) -> str:
    match deed:
        case Bounce(pid, campaign, failure):
            assert (PID, 7) == (pid, campaign)
            return f"{failure.weight} {failure.status}".strip()
        case ForAPerson():
            return "person"
        case Nothing(why):
            return why
        case _:
            return repr(deed)


def test_there_are_twenty_formats() -> None:
    """
    Reports of at least twenty formats, besides what only looks like one.
    """
    assert 20 <= len(
        [expected for _, expected in rows() if expected.split()[0] in ("final", "score", "none", "person")]
    )
    assert sorted(path.name for path in FOLDER.glob("*.eml")) == sorted(file for file, _ in rows())


@pytest.mark.parametrize(("file", "expected"), rows())
def test_each_format_gets_its_class(file: str, expected: str) -> None:
    """
    `final` and `score` with the status that decided, `none` for what is not final, `person` for what is no report.
    """
    assert expected == in_words(judged((FOLDER / file).read_bytes()))


@pytest.mark.parametrize(("file", "expected"), rows())
def test_line_ends_do_not_matter(file: str, expected: str) -> None:
    """
    CRLF or LF, whichever a mail server writes into a Maildir.
    """
    text = (FOLDER / file).read_bytes().replace(b"\r\n", b"\n")

    assert [expected] * 2 == [in_words(judged(text)), in_words(judged(text.replace(b"\n", b"\r\n")))]


@pytest.mark.parametrize(
    "token",
    [
        "", "x", TOKEN[:-1], TOKEN[:-1] + ("a" if TOKEN[-1] != "a" else "b"), KEYS.issue(Purpose.UNSUBSCRIBE, PID),
        TokenKeys({1: b"x" * 32}).issue(Purpose.BOUNCE, PID, 7), TokenKeys({2: b"k" * 32}).issue(Purpose.BOUNCE, PID, 7),
    ],
)  # fmt: skip
def test_a_report_to_a_forged_token_counts_nothing(token: str) -> None:
    """
    Changed, truncated, of another purpose, of a key that was never ours.
    """
    deed = judged((FOLDER / "postfix-no-mailbox.eml").read_bytes(), token)

    assert isinstance(deed, Nothing | ForAPerson)


def test_a_token_in_capitals_works() -> None:
    """
    Mail servers write local parts as they like.
    """
    assert "final 5.1.1" == in_words(judged((FOLDER / "postfix-no-mailbox.eml").read_bytes(), TOKEN.upper()))


def a_complaint(kind: str, place: str) -> bytes:
    return f"""Return-Path: <>
X-Original-To: complaints@mail.cert.example
From: <feedback@isp.example>
Subject: complaint
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="fb"

--fb
Content-Type: text/plain

This is an email abuse report.
--fb
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Feedback/1
Version: 1
{place if place.startswith("Original") else ""}
--fb
Content-Type: message/rfc822

From: digest@cert.example
{place if not place.startswith("Original") else ""}
Subject: Alert Digest

Words.
--fb--
""".encode()


@pytest.mark.parametrize(
    "place",
    [
        "Original-Mail-From: <b-TOKEN@mail.cert.example>",
        "Return-Path: <b-TOKEN@mail.cert.example>",
        "List-Unsubscribe: <https://mail.cert.example/u/LEAVE>, <mailto:u-LEAVE@mail.cert.example?subject=unsubscribe>",
        "List-Unsubscribe: <mailto:u-LEAVE@mail.cert.example?subject=unsubscribe>",
    ],
)
def test_a_complaint_names_its_reader(place: str) -> None:
    """
    By the envelope sender or List-Unsubscribe of the mail that is complained about, whatever else is blacked out.
    """
    text = a_complaint("abuse", place).replace(b"LEAVE", KEYS.issue(Purpose.UNSUBSCRIBE, PID).encode())

    assert Complaint(PID) == judged(text)


def test_a_complaint_without_token_is_for_a_person() -> None:
    """
    Nobody can be suppressed by it.
    """
    assert ForAPerson("complaint-without-token") == judged(a_complaint("abuse", "X-Nothing: here"))
    assert ForAPerson("complaint-without-token") == judged(
        a_complaint("abuse", "Original-Mail-From: <b-TOKEN@mail.cert.example>"), TOKEN[:-1] + "2"
    )


@pytest.mark.parametrize("kind", ["not-spam", "auth-failure", "dmarc", ""])
def test_what_is_no_complaint_suppresses_nobody(kind: str) -> None:
    """
    A mark that was taken back, and reports for whoever runs the server.
    """
    deed = judged(a_complaint(kind, "Original-Mail-From: <b-TOKEN@mail.cert.example>"))

    assert isinstance(deed, Nothing | ForAPerson)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\n",
        b"\r\n\r\n",
        b"\x00" * 1000,
        b"A: b\n" * 100_000,
        b"Content-Type: multipart/report; boundary=" + b"x" * 100_000,
        b"To: " + b"a@b.c," * 100_000,
        b"X-Original-To: b-TOKEN@mail.cert.example\nContent-Type: multipart/report; boundary=a\n\n" + b"--a\n\n" * 100_000,
        b"X-Original-To: b-TOKEN@mail.cert.example\nContent-Type: multipart/report; boundary=a\n\n"
        + b"--a\nContent-Type: multipart/mixed; boundary=a\n\n" * 10_000,
        b"X-Original-To: b-TOKEN@mail.cert.example\nContent-Type: multipart/mixed; boundary=\"\"\n\n--\n--\n",
        b"X-Original-To: c-TOKEN@mail.cert.example\nFrom: " + b"(" * 200_000,
        b"X-Original-To: subscribe@mail.cert.example\nFrom: " + b"\"\\" * 50_000 + b"\n\n",
        b"X-Original-To: subscribe@mail.cert.example\nAuto-Submitted: " + b"(a" * 50_000 + b"\n\n",
        b"X-Original-To: p-TOKEN@mail.cert.example\n\n" + b">" * 400_000,
        b"X-Original-To: p-TOKEN@mail.cert.example\n\n" + b"language:" * 40_000,
        b"X-Original-To: b-TOKEN@mail.cert.example\nContent-Type: message/delivery-status\n\n" + b"Action: failed\n\n" * 20_000,
        bytes(range(256)) * 2_000,
    ],
    ids=range(17),
)  # fmt: skip
def test_hostile_mail_is_read_quietly(text: bytes) -> None:
    """
    Whatever comes gets a class, and soon.
    """
    for letter in (b"u", b"b", b"c", b"p"):
        judged(re.sub(rb"[bcp]-TOKEN", letter + b"-TOKEN", text), KEYS.issue(Purpose(letter.decode()), PID, NOW))
