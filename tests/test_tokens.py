"""
Tokens cannot be made or turned into others (mail.md 26).
"""

from __future__ import annotations

import pytest

from advisorypress.errors import SettingsError
from advisorypress.tokens import KEYS, Purpose, Token, TokenKeys, token_keys

PID = bytes(range(8))
FIRST = TokenKeys({1: b"1" * 32})
BOTH = TokenKeys({1: b"1" * 32, 2: b"2" * 32})
SECOND = TokenKeys({2: b"2" * 32})
BASE32 = "abcdefghijklmnopqrstuvwxyz234567"


@pytest.mark.parametrize("purpose", Purpose)
def test_a_token_says_what_was_put_in(purpose: Purpose) -> None:
    """
    In lower and upper case, with 42 characters that fit a local part.
    """
    token = FIRST.issue(purpose, PID, 4_000_000_000)

    assert 42 == len(token)
    assert token == token.lower()
    assert [Token(purpose, PID, 4_000_000_000)] * 2 == [FIRST.read(token), FIRST.read(token.upper())]


@pytest.mark.parametrize("purpose", Purpose)
def test_one_character_changed_is_no_token(purpose: Purpose) -> None:
    """
    At every place, every other character: nothing was ever issued like it.
    """
    token = FIRST.issue(purpose, PID, 7)
    changed = [
        token[:place] + character + token[place + 1 :]
        for place in range(len(token))
        for character in BASE32 + "0189-_=+\u0131\u017f\u212a"
        if character != token[place]
    ]

    assert [] == [text for text in changed if FIRST.read(text) is not None]


def test_no_purpose_becomes_another() -> None:
    """
    The letter at the front cannot be exchanged, for each purpose has keys of its own.
    """
    for purpose in Purpose:
        rest = FIRST.issue(purpose, PID)[1:]
        assert [] == [other for other in Purpose if other is not purpose and FIRST.read(f"{other}{rest}")]


@pytest.mark.parametrize(
    "text",
    [
        "", "u", "u1", "u1=", "U1" + "a" * 40, "u1" + "a" * 39, "u1" + "a" * 41, "u1" + "a" * 10_000, "u\u0661" + "a" * 40,
        "\u212a1" + "a" * 40, "u1" + "\u0131" * 40, "u1" + "a" * 39 + "\n", "x1" + "a" * 40, "u0" + "a" * 40,
    ],
)  # fmt: skip
def test_what_is_no_token_is_told_quietly(text: str) -> None:
    """
    Whatever comes gives None.
    """
    assert FIRST.read(text) is None


def test_a_truncated_or_longer_token_is_none() -> None:
    """
    Cut anywhere, padded, or with something after it.
    """
    token = FIRST.issue(Purpose.UNSUBSCRIBE, PID)
    changed = [token[:length] for length in range(len(token))]
    changed += [token + more for more in ("a", "=", "\n", " ", "aaaaaaaa", "======")]

    assert [] == [text for text in changed if FIRST.read(text) is not None]


def test_unsubscribing_survives_rotation() -> None:
    """
    A new key signs and the old one still checks, however long ago its token was issued: tokens hold no date but where it
    is their scope.
    """
    old = FIRST.issue(Purpose.UNSUBSCRIBE, PID)
    new = BOTH.issue(Purpose.UNSUBSCRIBE, PID)

    assert "u2" == new[:2]
    assert [Token(Purpose.UNSUBSCRIBE, PID, 0)] * 2 == [BOTH.read(old), BOTH.read(new)]


def test_a_retired_key_checks_nothing() -> None:
    """
    A number that is not among the keys, or whose secret is another, gives None.
    """
    old = FIRST.issue(Purpose.UNSUBSCRIBE, PID)

    assert (None, None) == (SECOND.read(old), TokenKeys({1: b"x" * 32}).read(old))


def test_the_keys_come_from_the_environment() -> None:
    """
    Numbered, in any order; the highest number signs.
    """
    keys = token_keys({KEYS: f"2:{'ab' * 32}, 1:{'cd' * 32}"})

    assert "b2" == keys.issue(Purpose.BOUNCE, PID)[:2]
    assert "ab" not in repr(keys)


@pytest.mark.parametrize(
    "text", ["", "1", "1:", "1:zz", f"1:{'a' * 63}", f"1:{'a' * 65}", f"0:{'a' * 64}", f"1:{'a' * 64},1:{'b' * 64}"]
)
def test_keys_that_are_none_are_refused(text: str) -> None:
    """
    With what to write, and without what was written.
    """
    with pytest.raises(SettingsError) as caught:
        token_keys({KEYS: text})

    assert KEYS in str(caught.value)
    assert "aaa" not in str(caught.value)
