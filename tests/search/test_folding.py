"""
What readers write in several ways is one word for search.
"""

from __future__ import annotations

import pytest

from advisorypress.search.folding import folding_of, simplified_characters
from tests.examples import the_vocabulary

FOLDING = folding_of(the_vocabulary())


@pytest.mark.parametrize(
    "same",
    [
        ("軟件", "軟體", "软件"),
        ("勒索軟件", "勒索軟體", "勒索病毒", "勒索软件"),
        ("漏洞", "弱點", "弱点"),
        ("阻斷服務", "拒絕服務", "阻断服务", "拒绝服务"),
        ("伺服器", "服务器"),
        ("資訊保安", "資訊安全", "资讯保安"),
    ],
)
def test_the_words_of_hong_kong_taiwan_and_the_mainland_are_one(same: tuple[str, ...]) -> None:
    """
    Typed in Traditional or Simplified characters.
    """
    assert 1 == len({FOLDING.fold(f"修補{word}問題") for word in same})


def test_what_is_not_chinese_stays() -> None:
    assert "FortiOS 7.4.6, CVE-2024-3400" == FOLDING.fold("FortiOS 7.4.6, CVE-2024-3400")


def test_a_character_becomes_one_character() -> None:
    """
    So that a browser can do it with two strings of one length.
    """
    characters = simplified_characters()

    assert 3000 < len(characters)
    assert {1} == {len(text) for pair in characters.items() for text in pair}


def test_longer_terms_come_first() -> None:
    """
    勒索病毒 is ransomware, not a virus of ransom.
    """
    lengths = [len(variant) for variant, _ in FOLDING.terms]

    assert sorted(lengths, reverse=True) == lengths
