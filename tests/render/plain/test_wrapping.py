"""
Lines of a given width.
"""

from __future__ import annotations

import re

import pytest

from advisorypress.render.plain import wrapping
from advisorypress.render.plain.wrapping import COLUMNS, HELD, columns_of, one_spaced, wrap

HAN = "攻擊者可執行程式碼或令服務停頓"


def test_a_line_has_72_latin_or_36_han_characters() -> None:
    """
    A Han character takes two columns.
    """
    assert ["x " * 35 + "x", "y"] == wrap("x " * 36 + "y")
    assert ["漏" * 36, "漏" * 4] == wrap("漏" * 40)
    assert 72 == COLUMNS == columns_of("漏" * 36)


def test_latin_words_stay_whole_among_han_characters() -> None:
    """
    A line may end on either side of a Han character, never within CVE-2026-12345.
    """
    lines = wrap(f"{HAN}{HAN} CVE-2026-12345 {HAN}", columns=40)

    assert all(columns_of(line) <= 40 for line in lines)
    assert 1 == sum("CVE-2026-12345" in line for line in lines)
    assert f"{HAN}{HAN}CVE-2026-12345{HAN}" == "".join(lines).replace(" ", "")


@pytest.mark.parametrize("width", range(8, 30))
def test_punctuation_keeps_its_place(width: int) -> None:
    """
    No line begins with a closing mark or ends with an opening one, at any width.
    """
    for line in wrap("請更新「核心程式庫」（最新版本）；如未能更新，請停用。多謝！「甚麼？」", columns=width):
        assert line[0] not in "，。；！？」）"
        assert line[-1] not in "「（"


@pytest.mark.parametrize("width", range(8, 30))
def test_a_latin_letter_at_the_end_changes_no_line_before_it(width: int) -> None:
    """
    Texts that are all Chinese take a shorter way to the same lines.
    """
    text = "請更新「『核心』程式庫」（最新版本）；如未能更新，請停用。多謝！！「甚麼？」"

    lines = wrap(text, columns=width)

    assert lines[:-1] == wrap(f"{text}a", columns=width)[: len(lines) - 1]


def test_prefixes_count() -> None:
    """
    The first line and the others have their own beginnings, which are part of their width.
    """
    assert ["- one two", "  three"] == wrap("one two three", first="- ", rest="  ", columns=9)


def test_an_address_is_never_broken() -> None:
    """
    A word that is too long stands alone in a line of its own.
    """
    address = "https://www.cert.example/" + "a" * 80

    assert ["See", address, "now"] == wrap(f"See {address} now")


def test_a_held_space_ends_no_line() -> None:
    """
    What is held together is measured with its spaces.
    """
    assert ["run", f"a{HELD}b{HELD}c"] == wrap(f"run a{HELD}b{HELD}c", columns=6)


def test_a_line_feed_is_kept() -> None:
    """
    A line that the author ended is ended.
    """
    assert ["one", "two"] == wrap("one\ntwo")


def test_combining_marks_and_emoji() -> None:
    """
    A mark that joins the letter before takes no column, an emoji two.
    """
    assert 1 == columns_of("e\u0301")
    assert 2 == columns_of("🔥")


def test_a_source_line_end_between_han_characters_is_no_space() -> None:
    """
    Between Latin words it is one.
    """
    assert "漏洞修補 two words" == one_spaced("漏洞\n修補 two\n  words")


def test_narrow_characters_take_one_column():
    """
    Texts of these are wrapped without a look at each character.
    """
    narrow = [chr(code) for code in range(0x3000) if wrapping._NARROW.fullmatch(chr(code))]

    assert {" ", "a", "é", "’", "…"} <= set(narrow)
    assert {1} == {columns_of(character) for character in narrow}


@pytest.mark.parametrize("columns", [1, 9, 20, 72])
@pytest.mark.parametrize(
    "text", ["a word, “quoted”, and averyveryverylongword ", "https://vendor.example/a/long/address it’s at "]
)
def test_narrow_texts_are_wrapped_as_any_other(columns: int, text: str, monkeypatch: pytest.MonkeyPatch):
    quick = wrap(text * 9, first="- ", rest="  ", columns=columns)
    monkeypatch.setattr(wrapping, "_NARROW", re.compile("(?!)"))

    assert wrap(text * 9, first="- ", rest="  ", columns=columns) == quick
