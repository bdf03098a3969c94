"""
Where a line must not break, and where a Chinese title may.

A browser breaks after any hyphen and between any two Chinese characters. On a phone that cuts CVE-2024-3400 and
2024年7月10日 in two, and leaves the last character of a title alone on its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from advisorypress.language import Language
from advisorypress.vocabulary import Vocabulary

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:tember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)"
)
# A Chinese character is no letter here: it may stand beside any of these.
_WHOLE = re.compile(
    r"\b(?:"
    r"[A-Z]{2,8}-\d{4}-\d{4,}"  # CVE-2024-3400, SA-2024-0004
    r"|CWE-\d+"
    # A range and its year would be wider than a phone in a title.
    rf"|\d{{1,2}} to \d{{1,2}} {_MONTH}"
    rf"|\d{{1,2}} {_MONTH}(?: \d{{4}})?"
    r"|\d{1,2}:\d{2} [ap]m"
    r"|[Ee]-mails?"
    r")\b"
    r"|(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?"
    r"|(?:凌晨|上午|中午|下午|晚上)\d{1,2}時(?:\d{1,2}分|正)?"
    r"|（[\u4e00-\u9fff]{1,4}）",
    re.ASCII,
)
# Most texts have none of these, and none can be found in such a one.
_MAY_BE_WHOLE = re.compile("[0-9（]|-mail")
_SPAN = r'<span class="press-whole">\g<0></span>'
# An address may hold a ">": what stands in quotes belongs to its tag.
_PIECE = re.compile(r'<(?:[^<>"]++|"[^"]*+")*+>|[^<]++|<')
_NAME = re.compile(r"</?([a-z][a-z0-9]*)")
_CLASSES = re.compile(r'\bclass="([^"]*)"')
_KEPT_ALREADY = frozenset({"id", "num", "version"})
_VERBATIM = frozenset({"code", "pre", "svg"})
_NONE: frozenset[str] = frozenset()

# A product such as PAN-OS; a longer compound may have to break.
_COMPOUND = re.compile(r"(?<![\w-])(?=[\w-]{3,14}(?![\w-]))\w+(?:-\w+)+(?![^<]*</span>)", re.ASCII)
# After these a Chinese title may go on in the next line, where they join two words.
_JOINTS = r"(?<=[\u4e00-\u9fff]{2})(?:及(?![時早格])|和(?!平)|或(?!者)|與|的)(?=[\u4e00-\u9fff]{2})"


def title_words(vocabulary: Vocabulary) -> tuple[str, ...]:
    """
    The words of Chinese titles that stay whole, and before which such a title may go on in the next line.
    """
    impacts = (vocabulary.word("impact", key, Language.ZH) for key in vocabulary.keys("impact"))
    return (*impacts, "漏洞")


def with_line_breaks(html: str, words: Iterable[str]) -> str:
    """
    Clean *html* in which ids, dates and times stay on one line and Chinese titles break between *words*.
    """
    border = _border(tuple(words))
    made: list[str] = []
    verbatim = title = before = ""
    kept = False
    for piece in _PIECE.findall(html):
        if piece[0] != "<":
            if not verbatim and not kept and _MAY_BE_WHOLE.search(piece):
                piece = _kept_whole(piece, is_time=before.startswith("<time"))
            before = _in_title(piece, border) if title else piece
            made.append(before)
            continue
        before = piece
        made.append(piece)
        tag = _tag(piece)
        kept = tag.is_kept
        if tag.is_verbatim and tag.name == (verbatim or tag.name):
            verbatim = "" if tag.closes else tag.name
        if tag.closes:
            title = "" if tag.name == title else title
        elif tag.is_title and not title:
            title = tag.name
    return "".join(made)


@cache
def _border(words: tuple[str, ...]) -> re.Pattern[str]:
    # 多個 goes with what it counts, and what brackets explain is before them.
    known = "|".join(map(re.escape, words))
    return re.compile(rf"{_JOINTS}|(?<=[\u4e00-\u9fff]{{2}})(?<!個)(?=(?:{known})(?!（))")


class _Tag(NamedTuple):
    """
    What is asked of a tag.
    """

    name: str
    closes: bool
    is_kept: bool
    is_verbatim: bool
    is_title: bool


# The tags of a page are mostly the same few.
@lru_cache(4096)
def _tag(piece: str) -> _Tag:
    name, closes, classes = _name(piece), piece.startswith("</"), _classes(piece)
    return _Tag(
        name,
        closes,
        not closes and bool(_KEPT_ALREADY & classes),
        name in _VERBATIM,
        name in ("h1", "h2") or "card-title" in classes,
    )


def _kept_whole(text: str, *, is_time: bool) -> str:
    # A <time> that holds nothing else needs no help.
    if is_time and _WHOLE.fullmatch(text):
        return text
    return _WHOLE.sub(_SPAN, text)


def _in_title(text: str, border: re.Pattern[str]) -> str:
    return border.sub(r"\g<0><wbr>", _COMPOUND.sub(_SPAN, text))


def _name(tag: str) -> str:
    match = _NAME.match(tag)
    return match[1] if match else ""


def _classes(tag: str) -> frozenset[str]:
    if "class=" not in tag:
        return _NONE
    match = _CLASSES.search(tag)
    return frozenset(match[1].split()) if match else _NONE
