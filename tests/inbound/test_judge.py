"""
What a message or line asks for, and what changes nothing (mail.md 26 and 28).
"""

from __future__ import annotations

import pytest

from advisorypress.endpoint.spool import Request
from advisorypress.inbound.deed import Confirm, Deed, ForAPerson, Manage, Nothing, Prefer, SignUp, Unsubscribe, Wish
from advisorypress.inbound.judge import CONFIRM_SECONDS, PREFERENCES_SECONDS, Judge
from advisorypress.inbound.message import Message
from advisorypress.tokens import Purpose, TokenKeys

KEYS = TokenKeys({1: b"k" * 32})
PID = b"12345678"
NOW = 1_794_800_000
DAY = 86_400
DOMAIN = "mail.cert.example"
JUDGE = Judge(KEYS, DOMAIN, "mx.cert.example")
READER = "reader@example.com"
AUTHENTIC = "Authentication-Results: mx.cert.example; spf=pass smtp.mailfrom=reader@example.com"
AUTOMATIC = [
    "Auto-Submitted: auto-replied",
    "Auto-Submitted: auto-generated (rejected)",
    "auto-submitted: AUTO-NOTIFIED; x=y",
    "Precedence: bulk",
    "Precedence: LIST",
    "Precedence: junk",
    "List-Id: <some.list.example>",
    "X-Autoreply: yes",
    "Return-Path: <>",
    "Return-Path:",
    "Content-Type: multipart/report; report-type=disposition-notification; boundary=x",
]


def judged(
    local: str, *fields: str, body: str = "", sender: str = READER, now: int = NOW, judge: Judge = JUDGE
) -> Deed:
    head = [f"X-Original-To: {local}@{DOMAIN}", *fields, f"From: {sender}", "Subject: words"]
    return judge.message(Message.parse(("\n".join(head) + f"\n\n{body}\n").encode()), now)


def a_token(purpose: Purpose, scope: int = 0, keys: TokenKeys = KEYS) -> str:
    return f"{purpose}-{keys.issue(purpose, PID, scope)}"


@pytest.mark.parametrize(
    "fields",
    [
        (),
        ("Return-Path: <>",),
        ("Auto-Submitted: auto-generated",),
        ("From: somebody-else@example.net",),
        ("Authentication-Results: mx.cert.example; spf=fail; dkim=fail",),
    ],
)
def test_mail_to_an_unsubscribe_token_unsubscribes(fields: tuple[str, ...]) -> None:
    """
    Whatever From, subject or body say: mail programs send it in many ways.
    """
    deed = judged(a_token(Purpose.UNSUBSCRIBE), *fields, body="Please keep me subscribed.", sender="")

    assert Unsubscribe(PID, "mail") == deed


@pytest.mark.parametrize("place", ["X-Original-To", "Delivered-To", "Envelope-To", "To", "Cc"])
def test_the_token_stands_where_servers_write_it(place: str) -> None:
    """
    In the fields of the envelope, else in To and Cc, in capitals too.
    """
    text = f"{place}: <{a_token(Purpose.UNSUBSCRIBE).upper()}@{DOMAIN.upper()}>\nFrom: {READER}\n\n"

    assert Unsubscribe(PID, "mail") == JUDGE.message(Message.parse(text.encode()), NOW)


def test_a_token_of_two_years_ago_works() -> None:
    """
    Unsubscribing never expires.
    """
    assert Unsubscribe(PID, "mail") == judged(a_token(Purpose.UNSUBSCRIBE), now=NOW + 730 * DAY)


def test_a_token_at_another_domain_is_not_ours() -> None:
    """
    Only our mailbox's domain counts.
    """
    text = f"To: {a_token(Purpose.UNSUBSCRIBE)}@elsewhere.example\nFrom: {READER}\n\n"

    assert ForAPerson("no-address-of-ours") == JUDGE.message(Message.parse(text.encode()), NOW)


@pytest.mark.parametrize("letter", ["u", "c", "p", "b"])
@pytest.mark.parametrize("purpose", Purpose)
def test_a_token_does_for_its_own_address_only(letter: str, purpose: Purpose) -> None:
    """
    A token of one purpose behind the letter of another changes nothing.
    """
    deed = judged(f"{letter}-{KEYS.issue(purpose, PID, NOW)}", body="language: en")
    changes = isinstance(deed, Unsubscribe | Confirm | Prefer)

    assert (letter == purpose and letter != "b") == changes


def test_any_answer_confirms() -> None:
    """
    An empty one, or a "no idea what this is": the address was meant to be asked, and a person answered.
    """
    assert [Confirm(PID, NOW, "mail")] * 2 == [
        judged(a_token(Purpose.CONFIRM, NOW), body=body, now=NOW + 60) for body in ("", "?")
    ]


@pytest.mark.parametrize("field", AUTOMATIC)
def test_a_machine_confirms_nothing(field: str) -> None:
    """
    An "I am away" goes to the same address as an answer would.
    """
    assert Nothing("automatic") == judged(a_token(Purpose.CONFIRM, NOW), field)


def test_a_confirmation_dies_after_a_week() -> None:
    """
    To the second, and one from the future is none.
    """
    token = a_token(Purpose.CONFIRM, NOW)

    assert Confirm(PID, NOW, "mail") == judged(token, now=NOW + CONFIRM_SECONDS)
    assert Nothing("expired") == judged(token, now=NOW + CONFIRM_SECONDS + 1)
    assert Nothing("expired") == judged(token, now=NOW - DAY)


def test_a_foreign_confirmation_is_none() -> None:
    """
    Signed by other keys.
    """
    assert Nothing("forged") == judged(a_token(Purpose.CONFIRM, NOW, TokenKeys({1: b"x" * 32})))


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("", Wish()),
        ("+en.digest", Wish("en", "", "digest")),
        ("+zh-hant.urgent", Wish("zh-Hant", "", "urgent")),
        ("+ZH-Hant.URGENT", Wish("zh-Hant", "", "urgent")),
        ("+both.both.text", Wish("both", "text", "both")),
        ("+en.urgent.severity-high.vendor-acme", Wish("en", "", "urgent", ("severity:high", "vendor:acme"))),
        ("+en.press", Wish("en", "", "", ("press",))),
        ("+fr.weekly", Wish()),
    ],
)
def test_a_sign_up_says_what_is_wanted(words: str, wish: Wish) -> None:
    """
    In the address that it is sent to; what is unknown is left out.
    """
    assert SignUp(READER, wish, "mail") == judged(f"subscribe{words}", AUTHENTIC)


@pytest.mark.parametrize("field", AUTOMATIC)
@pytest.mark.parametrize("local", ["subscribe", "subscribe+manage"])
def test_automatic_mail_is_not_answered(local: str, field: str) -> None:
    """
    Neither a null sender, nor what says that a machine or a list sent it.
    """
    assert Nothing("automatic") == judged(local, AUTHENTIC, field)


@pytest.mark.parametrize(
    ("results", "answered"),
    [
        ("", False),
        ("mx.cert.example; none", False),
        ("mx.cert.example; spf=fail smtp.mailfrom=example.com; dkim=fail header.d=example.com", False),
        ("mx.cert.example; spf=pass smtp.mailfrom=bounce@mail.example.com", True),
        ("mx.cert.example; spf=pass smtp.mailfrom=evil.example", False),
        ("mx.cert.example; dkim=pass header.d=example.com header.s=a", True),
        ("mx.cert.example; dkim=pass header.d=com", False),
        ("mx.cert.example; dkim=pass header.d=evil.example; dkim=pass header.d=example.com", True),
        ("mx.cert.example 1; dmarc=pass header.from=example.com", True),
        ("mx.cert.example; dmarc=pass (policy=none) header.from=example.com", True),
        ("other.example; dmarc=pass header.from=example.com", False),
        ("mx.cert.example; spf=pass smtp.mailfrom=notexample.com", False),
        ("(mx.cert.example) x; spf=pass smtp.mailfrom=example.com", False),
    ],
)
def test_only_who_is_who_they_say_is_answered(results: str, answered: bool) -> None:
    """
    Our own server's finding counts, and only for the domain of the author; nobody can have others written to.
    """
    fields = (f"Authentication-Results: {results}",) if results else ()
    deed = judged("subscribe", *fields)

    assert answered == isinstance(deed, SignUp)
    assert answered or Nothing("not-authentic") == deed


def test_a_result_below_ours_was_brought_along() -> None:
    """
    A field that the sender wrote stands below the server's own, and does not count.
    """
    forged = "Authentication-Results: mx.cert.example; spf=pass smtp.mailfrom=example.com"

    assert Nothing("not-authentic") == judged(
        "subscribe", "Authentication-Results: mx.cert.example; spf=fail smtp.mailfrom=example.com", forged
    )


def test_without_a_server_that_checks_everybody_may_ask() -> None:
    """
    A mailbox alone is enough; the confirmation is what protects.
    """
    assert SignUp(READER, Wish(), "mail") == judged("subscribe", judge=Judge(KEYS, DOMAIN))


@pytest.mark.parametrize(
    ("sender", "address"),
    [
        (f"Reader <{READER}>", READER),
        (f'"Reader, A." <{READER}>', READER),
        (f'"x@y.example" <{READER}>', READER),
        (f"{READER} (a@b.example)", READER),
        (f"{READER}, other@example.com", ""),
        ("undisclosed-recipients:;", ""),
        ("", ""),
    ],
)
def test_the_author_is_one_address(sender: str, address: str) -> None:
    """
    Names and comments hide none.
    """
    deed = judged("subscribe", sender=sender, judge=Judge(KEYS, DOMAIN))

    assert (SignUp(address, Wish(), "mail") if address else Nothing("no-author")) == deed


@pytest.mark.parametrize("words", ["+manage", "+preferences", "+Change", "+leave", "+Unsubscribe"])
def test_the_form_can_be_asked_for(words: str) -> None:
    """
    By anybody in the name of an address; it goes to that address.
    """
    assert Manage(READER) == judged(f"subscribe{words}", AUTHENTIC)


def test_the_form_comes_back() -> None:
    """
    Answered in place, quoted by the mail program.
    """
    body = "> language: en\n> format: text\n> pace: digest\n> topics: kind:alert, vendor:acme\n> (en, zh-Hant, both)"

    assert Prefer(PID, Wish("en", "text", "digest", ("kind:alert", "vendor:acme"))) == judged(
        a_token(Purpose.PREFERENCES, NOW), body=body, now=NOW + PREFERENCES_SECONDS
    )


def test_what_is_written_counts_before_what_is_quoted() -> None:
    """
    One line above the quoted form changes one thing.
    """
    body = "語言：zh-hant\n\n> language: en\n> pace: digest"

    assert Prefer(PID, Wish("zh-Hant")) == judged(a_token(Purpose.PREFERENCES, NOW), body=body)


@pytest.mark.parametrize(
    ("fields", "body", "now", "deed"),
    [
        (("Auto-Submitted: auto-replied",), "language: en", NOW, Nothing("automatic")),
        ((), "language: en", NOW + PREFERENCES_SECONDS + 1, Nothing("expired")),
        ((), "Dear team, thank you.", NOW, ForAPerson("form-not-understood")),
        ((), "language: fr\npace: weekly", NOW, ForAPerson("form-not-understood")),
    ],
)
def test_a_form_that_is_none(fields: tuple[str, ...], body: str, now: int, deed: Deed) -> None:
    """
    A machine's, a late one, and words for a person.
    """
    assert deed == judged(a_token(Purpose.PREFERENCES, NOW), *fields, body=body, now=now)


@pytest.mark.parametrize(
    ("request_", "deed"),
    [
        (Request("unsubscribe", NOW, {"token": KEYS.issue(Purpose.UNSUBSCRIBE, PID)}), Unsubscribe(PID, "one-click")),
        (Request("unsubscribe", NOW, {"token": KEYS.issue(Purpose.CONFIRM, PID)}), Nothing("forged")),
        (Request("unsubscribe", NOW, {}), Nothing("forged")),
        (Request("confirm", NOW, {"token": KEYS.issue(Purpose.CONFIRM, PID, NOW)}), Confirm(PID, NOW, "one-click")),
        (Request("confirm", NOW, {"token": KEYS.issue(Purpose.UNSUBSCRIBE, PID)}), Nothing("forged")),
        (Request("confirm", NOW, {"token": KEYS.issue(Purpose.CONFIRM, PID, NOW - 8 * DAY)}), Nothing("expired")),
        (Request("confirm", NOW + 9 * DAY, {"token": KEYS.issue(Purpose.CONFIRM, PID, NOW + 9 * DAY)}), Nothing("expired")),
        (
            Request("subscribe", NOW, {"address": READER, "language": "en", "format": "html", "pace": "both", "topics": ["all"]}),
            SignUp(READER, Wish("en", "html", "both", ("all",)), "form"),
        ),
        (Request("destroy", NOW), Nothing("unknown")),
    ],
)  # fmt: skip
def test_a_line_of_the_spool(request_: Request, deed: Deed) -> None:
    """
    Means the same as a mail; its own time counts, for the reader may come late.
    """
    assert deed == JUDGE.request(request_, NOW)
