"""
Where a line must not break, and where a Chinese title may.

A browser breaks after any hyphen and between any two Chinese characters. On a phone that cuts CVE-2024-3400 and
2024年7月10日 in two, and leaves the last character of a title alone on its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

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
_SHORT = 80
_SPAN = r'<span class="press-whole">\g<0></span>'
_KEPT_ALREADY = frozenset({"id", "num", "version"})

# An address may hold a ">": what stands in quotes belongs to its tag.
_TAG = r'<(?:[^<>"]++|"[^"]*+")*+>'
_WHOLE_TAG = re.compile(_TAG)
_PIECE = re.compile(rf"{_TAG}|[^<]++|<")
_CLASSES = re.compile(r'\bclass="([^"]*)"')
_VERBATIM_NAMES = ("code", "pre", "svg")
_VERBATIM = re.compile(r"<(/?)(code|pre|svg)\b")
# Each of `_WHOLE` has one of these in it, and most texts do not.
_SIGN = "(?:-(?:[0-9]|mail)|[0-9](?: [ADFJMNOS]|:[0-9]|月|時)|（)"
# The few places among hundreds of tags that matter: what is verbatim and titles, each up to its last ">", and texts with a sign,
# each after its ">". That each pattern begins with one certain character is what makes the search fast.
_PLACE = re.compile(
    r'<(?P<name>code|pre|svg|h[12]|(?:h[3-6]|p)(?=[^<>]*[" ]card-title[" ]))\b.*?(?:</(?P=name)(?=>)|\Z)', re.DOTALL
)
_TEXT = re.compile(rf">([^-<>0-9（]*+(?=[^<>])[^<>]*?{_SIGN}[^<>]*)")

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
    done = html.find("<") if "<" in html else len(html)
    made = [_kept_whole(html[:done], is_time=False)]
    for place in _PLACE.finditer(html, done):
        start, end = place.span()
        made += _between(html, done, start)
        if place["name"] in _VERBATIM_NAMES:
            made.append(html[start:end])
        else:
            end += 1
            made.append(_in_title(html[start:end], border))
        done = end
    made += _between(html, done, len(html))
    return "".join(made)


def _between(html: str, done: int, end: int) -> Iterator[str]:
    """
    The part of *html* from *done* to *end*, where no title is and nothing verbatim.
    """
    # The ">" of a title is before *done*.
    for text in _TEXT.finditer(html, max(done - 1, 0), end):
        start = text.start(1)
        tag = html[html.rfind("<", 0, start) : start]
        if not _keeps(tag):
            yield html[done:start]
            yield _kept_whole(text[1], is_time=tag.startswith("<time"))
            done = text.end()
    yield html[done:end]


@cache
def _border(words: tuple[str, ...]) -> re.Pattern[str]:
    # 多個 goes with what it counts, and what brackets explain is before them.
    known = "|".join(map(re.escape, words))
    return re.compile(rf"{_JOINTS}|(?<=[\u4e00-\u9fff]{{2}})(?<!個)(?=(?:{known})(?!（))")


# The tags of pages are mostly the same few, and so are their titles.
@lru_cache(1024)
def _keeps(tag: str) -> bool:
    """
    Whether what follows *tag* is whole already, or still belongs to it: a ">" may be in quotes.
    """
    whole = _WHOLE_TAG.match(tag)
    classes = whole and _CLASSES.search(whole[0])
    return not whole or (classes is not None and not _KEPT_ALREADY.isdisjoint(classes[1].split()))


def _kept_whole(text: str, *, is_time: bool) -> str:
    # Most are a date or a number, which stands in a page more than once.
    return (_kept_whole_short if len(text) < _SHORT else _kept_whole_any)(text, is_time)


def _kept_whole_any(text: str, is_time: bool) -> str:
    # A <time> that holds nothing else needs no help.
    if is_time and _WHOLE.fullmatch(text):
        return text
    return _WHOLE.sub(_SPAN, text)


_kept_whole_short = lru_cache(1024)(_kept_whole_any)


@lru_cache(1024)
def _in_title(title: str, border: re.Pattern[str]) -> str:
    """
    *title* with its tags.
    """
    made: list[str] = []
    verbatim = before = ""
    for piece in _PIECE.findall(title):
        if piece[0] != "<":
            if not verbatim and not _keeps(before):
                piece = _kept_whole(piece, is_time=before.startswith("<time"))
            piece = _COMPOUND.sub(_SPAN, piece) if "-" in piece else piece
            piece = piece if piece.isascii() else border.sub(r"\g<0><wbr>", piece)
        elif (tag := _VERBATIM.match(piece)) and tag[2] == (verbatim or tag[2]):
            verbatim = "" if tag[1] else tag[2]
        made.append(piece)
        before = piece
    return "".join(made)
