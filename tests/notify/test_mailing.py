"""
Who gets what, and how people are spoken of.
"""

from __future__ import annotations

import email
import email.policy

import pytest

from advisorypress.address import Address
from advisorypress.compose.digest import compose_digest
from advisorypress.compose.message import Mail, Sender, sender_of
from advisorypress.errors import MailError, UsageError
from advisorypress.language import Language
from advisorypress.notify.mailing import copies, demand_all, for_list, ordinal, read_addresses, told
from advisorypress.notify.smtp import Letter, Outcome, State
from tests.compose.library import a_digest, a_library, some_settings

SENDER = Address.parse("digest@cert.example")


@pytest.fixture(scope="module")
def mails() -> list[tuple[Mail, Sender]]:
    """
    The digest in both languages.
    """
    library = a_library()
    return [
        (compose_digest(library, a_digest(), language), sender_of(some_settings(), language)) for language in Language
    ]


def header(letter: Letter, name: str) -> str:
    return str(email.message_from_bytes(letter.content, policy=email.policy.default)[name])


def test_true_copies(mails: list[tuple[Mail, Sender]]) -> None:
    """
    One a language for each colleague, to their bare address, each with its own Message-ID; nothing else differs.
    """
    addresses = read_addresses(["one@cert.example", "two@cert.example", "one@CERT.example"])

    letters = copies(mails, addresses)

    assert ["one@cert.example"] * 2 + ["two@cert.example"] * 2 == [header(letter, "To") for letter in letters]
    assert ["en", "zh-Hant"] * 2 == [header(letter, "Content-Language") for letter in letters]
    assert 4 == len({header(letter, "Message-ID") for letter in letters})
    assert ["the first address, en", "the first address, zh-Hant"] == [letter.label for letter in letters[:2]]
    first, second = (letter.content.split(b"\r\n") for letter in (letters[0], letters[2]))
    differing = [a.split(b":")[0] for a, b in zip(first, second, strict=True) if a != b]
    assert [b"To", b"Message-ID"] == differing


def test_one_message_a_language_for_a_list(mails: list[tuple[Mail, Sender]]) -> None:
    """
    And composing it again gives the same bytes, so a list that has it can drop it.
    """
    to = Address.parse("digest@lists.cert.example")

    letters = for_list(mails, to)

    assert ["the list, en", "the list, zh-Hant"] == [letter.label for letter in letters]
    assert 2 == len({header(letter, "Message-ID") for letter in letters})
    assert letters == for_list(mails, to)


def test_one_wrong_address_stops_everything() -> None:
    """
    It is named by its place, for a list of addresses may be somebody's secret (statements 10 and 30).
    """
    with pytest.raises(
        UsageError, match=r"^the second address has an angle bracket in it; .*nothing was sent$"
    ) as caught:
        read_addresses(["one@cert.example", "a@b.c>", "three@cert.example"])

    assert "cert.example" not in str(caught.value)


def test_what_is_said_of_failures() -> None:
    """
    The letters that were not accepted, one a line, by label.
    """
    letters = [Letter(label, SENDER, SENDER, b"") for label in ("the first address, en", "the second address, en")]
    outcomes = [Outcome(letters[0], State.ACCEPTED), Outcome(letters[1], State.REFUSED, "550 5.1.1 no")]

    assert "the first address, en: accepted" == told(outcomes[0])
    demand_all(outcomes[:1])
    with pytest.raises(MailError) as caught:
        demand_all(outcomes)
    assert "1 of 2 messages was not accepted\n  the second address, en: refused: 550 5.1.1 no" == str(caught.value)


def test_ordinals() -> None:
    """
    In words as far as they read well.
    """
    assert ["first", "tenth", "11th", "12th", "13th", "21st", "22nd", "23rd", "111th"] == [
        ordinal(n - 1) for n in (1, 10, 11, 12, 13, 21, 22, 23, 111)
    ]
