from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from advisorypress.check.context import Context
from advisorypress.check.fields import values
from advisorypress.check.passage import Passage, everything_of, whole_texts
from advisorypress.finding import Finding
from advisorypress.load.record import Record
from advisorypress.load.schema import Form

RULE_ID = "hidden-characters"

MOST = 20

# Written as code points, for they cannot be seen here either. Python's own tables differ from version to version, and a
# check must not.
_HIDDEN = re.compile(
    "["
    "\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f"  # controls but tab and line feed
    "\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f"  # hyphens, joiners and letters without a shape
    "\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f"  # zero width, line ends of their own, writing direction
    "\\u2800\\u3164\\uffa0"  # blanks that pass for letters
    "\\ufe00-\\ufe0f\\ufeff\\ufff0-\\ufffb"  # variation selectors, byte order mark, annotations
    "\\ue000-\\uf8ff\\U000f0000-\\U0010ffff"  # private use: another shape, or none, on every machine
    "\\ufdd0-\\ufdef\\ufffe\\uffff"  # no characters at all
    "\\U0001d173-\\U0001d17a\\U000e0000-\\U000e0fff"  # marks of music; tags, which spell hidden messages
    "]+"
)
_JOINERS = ("\N{ZERO WIDTH NON-JOINER}", "\N{ZERO WIDTH JOINER}")
_PICTURE = re.compile("[\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001fbff]")
_PICTURE_OR_TEXT = ("\N{VARIATION SELECTOR-15}", "\N{VARIATION SELECTOR-16}")
_KEYS = "0123456789#*"
_PLAIN_SCRIPTS = ("LATIN", "CJK", "GREEK", "CYRILLIC")


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    Every character can be seen: no controls, no marks of writing direction, no zero-width, tag or private-use characters.

    They make one text look like another, hide messages in it, and turn an address or a command into one that reads
    differently from what it does. What emoji and the scripts of India and the Middle East are put together with may stand
    where it joins something.
    """
    for source, text in whole_texts(record):
        for passage in everything_of(source) if _HIDDEN.search(text) else ():
            if _HIDDEN.search(passage.text) is None or _is_refused_address(passage, record):
                continue
            runs = (match for match in _HIDDEN.finditer(passage.text) if not _joins(passage.text, match))
            for match in islice(runs, MOST):
                yield Finding(RULE_ID, passage.place(*match.span()), _message(match[0]), _hint(match[0]))


def _is_refused_address(passage: Passage, record: Record) -> bool:
    """
    Whether *passage* is an address of which `unsafe-reference` says the same.
    """
    addresses = [scalar for _, scalar in values(record, Form.URL)]
    return passage.scalar in addresses and any(unicodedata.category(c)[0] in "CZ" for c in passage.text)


def _joins(text: str, match: re.Match[str]) -> bool:
    """
    Whether the run *match* only shapes or joins the characters around it.
    """
    if match.start() == 0:
        return False
    before = text[match.start() - 1]
    after = text[match.end() : match.end() + 1]
    run = match[0]
    is_picture = _PICTURE.match(before) is not None
    if run[0] in _PICTURE_OR_TEXT and (is_picture or before in _KEYS):
        run = run[1:]
    if run in _JOINERS:
        # Python's names of pictures differ from version to version, those of letters do not.
        return _PICTURE.match(after) is not None if is_picture else _is_of_joined_script(before) and after != ""
    # One of the shapes of a Chinese character, as names of persons have them.
    return run == "" or (len(run) == 1 and _is_variant(run) and unicodedata.name(before, "").startswith("CJK "))


def _is_of_joined_script(character: str) -> bool:
    is_letter = unicodedata.category(character)[0] in "LM"
    return is_letter and not unicodedata.name(character, "LATIN").startswith(_PLAIN_SCRIPTS)


def _is_variant(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe02" or "\U000e0100" <= character <= "\U000e01ef"


def _message(run: str) -> str:
    first = f"U+{ord(run[0]):04X}{_name(run[0])}"
    more = f" and {len(run) - 1} more like it" if len(run) > 1 else ""
    return f"a character that cannot be seen: {first}{more}"


def _name(character: str) -> str:
    name = unicodedata.name(character, "").lower()
    return f" ({name})" if name else ""


def _hint(run: str) -> str:
    if "\ue000" <= run[0] <= "\uf8ff" or run[0] >= "\U000f0000":
        return "write the character that Unicode has for it; every machine shows another one here"
    return f"remove it; to write about it, say U+{ord(run[0]):04X}"
