"""
How long a text message is.
"""

from __future__ import annotations

from advisorypress.model.gsm7 import message_with_id, outside, septets, units


def test_letters_of_the_alphabet_take_one() -> None:
    """
    Plain English, accents, and the Greek capitals that Latin lacks.
    """
    assert 160 == septets("a" * 160)
    assert len("àéñÖßΔΩ£@_\n") == septets("àéñÖßΔΩ£@_\n")


def test_the_extension_takes_two() -> None:
    """
    Its ten characters stand behind an escape.
    """
    assert 20 == septets("\f^{}\\[~]|€")
    assert 3 == septets("a€")


def test_the_alphabet_has_128_places() -> None:
    """
    127 characters and the escape to the extension.
    """
    every = [chr(code) for code in range(0x3000) if not outside(chr(code))]

    assert 127 + 10 == len(every)
    assert 127 == sum(septets(character) == 1 for character in every)


def test_other_characters_make_it_utf16() -> None:
    """
    Small c with cedilla is not in the alphabet, the capital is; a backquote and a curly quotation mark are not.
    """
    assert septets("ç") is septets("`") is septets("’") is septets("漏洞") is None
    assert 1 == septets("Ç")
    assert ("’", "漏") == outside("it’s ’漏")


def test_units_count_emoji_twice() -> None:
    """
    UTF-16 writes what is beyond the first plane as a pair; half a pair is one.
    """
    assert 2 == units("漏洞")
    assert 3 == units("a\U0001f525")
    assert 1 == units("\ud83d")


def test_the_id_is_part_of_the_message() -> None:
    """
    And goes before the words.
    """
    assert "SA-2026-0142 Update now." == message_with_id("SA-2026-0142", "Update now.")
