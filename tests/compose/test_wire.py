"""
What goes over the wire: statements 4 and 9 of the mail design.
"""

from __future__ import annotations

import email
import email.policy
import random
import re
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr

import pytest

from advisorypress.compose.wire import Transfer, body, field, mailbox_field, one_line, text_field

NASTY = [
    'FortiOS "Remote" Code Execution',
    "遠端執行程式碼漏洞 — 「引號」😀",
    "=?utf-8?b?QQ==?= pretends to be encoded",
    "back\\slash, comma; semi: colon <angle> (bracket) @",
    "👨‍👩‍👧‍👦" * 40,
    "漏洞" * 200,
    "A" * 190,
    "A word " * 60,
    "ü",
]
INJECTIONS = [
    "\r\nBcc: x@cert.example",
    "\nX: y",
    "\rX: y",
    "\x00",
    "\x85X: y",
    "\u2028X: y",
    "\u2029",
    "\x0b",
    "\x1b[2J",
]


def parsed(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw + b"\r\n", policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def lines_of(raw: bytes) -> list[bytes]:
    assert raw.endswith(b"\r\n")
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)|[^\x20-\x7e\t\r\n]", raw)
    return raw[:-2].split(b"\r\n")


@pytest.mark.parametrize("words", NASTY)
def test_a_subject_survives_the_wire(words: str) -> None:
    """
    Quotes, emoji, Chinese and what looks like an encoded word come out as they went in (statement 8), in lines of at most
    76 columns where a word is encoded (statement 4).
    """
    raw = text_field("Subject", words)

    message = parsed(raw)
    assert one_line(words) == message["Subject"]
    assert ["Subject"] == message.keys()
    for line in lines_of(raw):
        assert len(line) <= (76 if b"=?" in line else 998)


@pytest.mark.parametrize("words", NASTY)
def test_a_name_survives_the_wire(words: str) -> None:
    """
    The sender's name may hold anything; the address stays the only one.
    """
    raw = mailbox_field("From", words, "digest@cert.example")

    # Undone by the older functions: those of `email.policy` put a space between two encoded words of a name.
    name, address = parseaddr(raw.decode("ascii").removeprefix("From: ").replace("\r\n", ""))
    assert (one_line(words), "digest@cert.example") == (str(make_header(decode_header(name))), address)
    assert all(len(line) <= 998 for line in lines_of(raw))


@pytest.mark.parametrize("injection", INJECTIONS)
@pytest.mark.parametrize("before", ["plain", "漏洞"])
def test_words_cannot_end_a_header(before: str, injection: str) -> None:
    """
    Line ends, NUL, U+0085, U+2028 and other controls in a title or a name become a space (statement 9).
    """
    subject = parsed(text_field("Subject", f"{before}{injection} after"))
    sender = parsed(mailbox_field("From", f"{before}{injection} after", "digest@cert.example"))

    assert ["Subject"] == subject.keys()
    assert ["From"] == sender.keys()
    assert re.fullmatch(rf"{before} \S.*", subject["Subject"])
    assert "digest@cert.example" == sender["From"].addresses[0].addr_spec
    assert 1 == len(sender["From"].addresses)


@pytest.mark.parametrize("injection", [*INJECTIONS, "漏", "é"])
def test_a_plain_field_refuses_what_is_not_printable_ascii(injection: str) -> None:
    """
    Addresses and ids are never mended: a field that would hold something else is not written (statement 9).
    """
    with pytest.raises(ValueError, match="printable ASCII"):
        field("List-Id", f"<digest{injection}.cert.example>")


def test_a_plain_field_is_never_longer_than_a_line_may_be() -> None:
    """
    998 octets fit (statement 4), one more does not, and nothing is folded.
    """
    room = 998 - len("List-Help: ")

    assert 998 + 2 == len(field("List-Help", "x" * room))
    with pytest.raises(ValueError, match="longer than"):
        field("List-Help", "x" * (room + 1))


def test_words_that_would_turn_the_subject_around() -> None:
    """
    Marks that turn the direction of what follows are taken out; the joiner inside an emoji stays.
    """
    assert "invoice fdp.exe 👨‍👩‍👧" == one_line("invoice \u202efdp.exe\u202c 👨‍👩‍👧")


@pytest.mark.parametrize("transfer", Transfer)
def test_a_body_survives_the_wire(transfer: Transfer) -> None:
    """
    Whatever stands in it comes back byte for byte, in lines of at most 76 columns (statement 4): a line of one dot,
    spaces at line ends, long lines, `From ` and equals signs.
    """
    chance = random.Random(7)
    lines = [*("y" * n + end for n in range(70, 80) for end in ("", " ", "=", "漏"))]
    lines += [
        ".",
        "..",
        "From here",
        "a=b=",
        "end ",
        "\ttab\t",
        "",
        "漏洞" * 100,
        "x" * 300,
        "long " * 60,
        "x" * 76,
        "x" * 77,
        "漏" * 8 + "xxx ",
        "😀" * 50,
        "=20",
        "",
    ]
    for _ in range(200):
        lines.append("".join(chance.choice("漏洞 =.aé😀\t") for _ in range(chance.randrange(120))))
    text = "\n".join(lines) + "\n"

    raw = body(text, transfer)

    assert all(len(line) <= 76 for line in lines_of(raw))
    message = email.message_from_bytes(b"Content-Transfer-Encoding: %b\r\n\r\n" % transfer.encode() + raw)
    assert text.replace("\n", "\r\n").encode() == message.get_payload(decode=True)


@pytest.mark.parametrize("control", ["\r", "\x00", "\x0b", "\x0c", "\x7f", "\x1b"])
def test_a_body_refuses_control_characters(control: str) -> None:
    """
    A bare carriage return ends a line for one server and not for the next (statement 4).
    """
    with pytest.raises(ValueError, match="control character"):
        body(f"a{control}b\n", Transfer.QUOTED_PRINTABLE)
