"""
What somebody wants to get, as it is written in an address (`subscribe+zh-hant.urgent@`) and in the preferences form.
"""

from __future__ import annotations

import re

from advisorypress.address import Rejected
from advisorypress.inbound.deed import Wish
from advisorypress.store.topics import PACES, PLAIN, parse_topic

LANGUAGES = ("en", "zh-Hant", "both")
FORMATS = ("html", "text")
_KINDS = ("kind", "severity", "category", "vendor", "word")
_MANAGEMENT = frozenset({"manage", "preferences", "change", "settings", "leave", "unsubscribe", "stop"})
MAX_TOPICS = 40
MAX_TOPIC = 100

_LINE = re.compile(r"(?P<quoted>[>\s|]*)(?P<name>[A-Za-z]+|\w{1,6})\s*[:：][ \t]*(?P<value>.{0,2000})")
_NAMES = {
    "language": "language", "語言": "language",
    "format": "format", "格式": "format",
    "pace": "pace", "頻率": "pace",
    "topics": "topics", "topic": "topics", "主題": "topics",
}  # fmt: skip
_SEPARATOR = re.compile(r"[,，、;；]")


def is_management(words: str) -> bool:
    """
    Whether the *words* behind `subscribe+` ask for the preferences form, which also says how to leave.
    """
    return words.lower() in _MANAGEMENT


def wish_of_words(words: str) -> Wish:
    """
    The wish in the *words* behind `subscribe+`, parted by dots: `en.digest`, `zh-hant.urgent.severity-high`,
    `both.both.vendor-acme`. The first `both` is the language. What is unknown is left out: the confirmation says what will
    be sent.
    """
    language = format_ = pace = ""
    topics: list[str] = []
    for word in words.lower().split("."):
        kind, dash, name = word.partition("-")
        if not language and (known := _known(word, LANGUAGES)):
            language = known
        elif not pace and word in PACES:
            pace = word
        elif not format_ and word in FORMATS:
            format_ = word
        elif word in PLAIN:
            topics.append(word)
        elif kind in _KINDS and dash and name:
            topics.append(f"{kind}:{name}")
    return Wish(language, format_, pace, tuple(dict.fromkeys(topics)))


def read_form(text: str) -> Wish | None:
    """
    The wish in the form of the preferences mail: lines `language: en`, `format: text`, `pace: digest`, `topics: all`.

    Lines that were written count before lines that were only quoted, so an answer above the form is an answer too. None
    when nothing is understood.
    """
    given: dict[str, str] = {}
    quoted: dict[str, str] = {}
    for line in text.splitlines()[:500]:
        match = _LINE.fullmatch(line.strip())
        name = _NAMES.get(match["name"].lower()) if match else None
        if match is not None and name is not None and match["value"].strip():
            (quoted if match["quoted"].strip() else given).setdefault(name, match["value"].strip())
    if not given:
        # Mail programs mark the whole form as quoted when it is answered in place.
        given = quoted
    wish = Wish(
        language=_known(given.get("language", ""), LANGUAGES),
        format=_known(given.get("format", ""), FORMATS),
        pace=_known(given.get("pace", ""), PACES),
        topics=_topics(given.get("topics", "")),
    )
    return wish if wish != Wish() else None


def topics_of(texts: tuple[str, ...]) -> tuple[str, ...]:
    """
    Those of *texts* that are topics in the form in which the store keeps them, in lower case; what is none is left out.
    """
    return tuple(dict.fromkeys(found for found in map(_topic, texts) if found))[:MAX_TOPICS]


def _topic(text: str) -> str:
    try:
        return str(parse_topic(text))
    except Rejected:
        return ""


def _topics(value: str) -> tuple[str, ...]:
    found = (each.strip().lower() for each in _SEPARATOR.split(value))
    return tuple(dict.fromkeys(each for each in found if 0 < len(each) <= MAX_TOPIC))[:MAX_TOPICS]


def _known(word: str, known: tuple[str, ...]) -> str:
    return next((each for each in known if each.lower() == word.strip().lower()), "")
