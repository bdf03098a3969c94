"""
The strings of the interface: point 6 of what the visual brief promises, with tests/browser/test_look.py.
"""

from __future__ import annotations

import re

from advisorypress.engine.edition import THEME
from advisorypress.language import Language
from advisorypress.wording import PLACEHOLDER, standard_wording

STRINGS = standard_wording().strings
PACKAGE = THEME.parent
SOURCES = "\n".join(
    path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*")) if path.suffix in (".py", ".html", ".txt")
)
NAMED = set(re.findall(r"""["']([a-z][a-z0-9.-]+)["']""", SOURCES))
# f"report.kind.{key}" and "feeds.group." ~ key
BEGINNINGS = tuple(re.findall(r'f"([a-z][a-z.-]+)\{', SOURCES) + re.findall(r'"([a-z.]+\.)" ?[~+]', SOURCES))


def test_every_string_is_in_both_languages_with_the_same_placeholders():
    for key, words in STRINGS.items():
        assert all(words[language].strip() for language in Language), key
        assert set(PLACEHOLDER.findall(words[Language.EN])) == set(PLACEHOLDER.findall(words[Language.ZH])), key


def test_every_string_is_used():
    """
    Whole, without its number (`list.results.one`), or by its beginning.
    """
    unused = [
        key
        for key in STRINGS
        if not NAMED & {key, re.sub(r"\.(one|other|more)$", "", key)} and not key.startswith(BEGINNINGS)
    ]

    assert [] == unused


def test_chinese_has_its_own_punctuation():
    """
    No half-width mark beside a Chinese character, and no space inside a date or a count.
    """
    faults = {
        key: found for key, words in STRINGS.items() if (found := half_width(words[Language.ZH].replace("{n}", "8")))
    }

    assert {} == faults


def half_width(text: str) -> list[str]:
    """
    Where *text* has a half-width mark beside a Chinese character, or a space inside a date or a count.
    """
    han = r"[\u3400-\u9fff]"
    marks = rf"{han}[,;:?!()\"']|[,;?!()\"']{han}|{han}\.(?![0-9a-zA-Z])"
    spaces = r"(?<![0-9.])[0-9]+ [年月日時分則項宗名個頁次]|年 ?[0-9]+ 月|月 [0-9]|年 [0-9]|第 [0-9]|共 [0-9]"
    return re.findall(f"(?:{marks}|{spaces})", text)
