"""
Blocks of text that become the two bodies of a draft, in step with each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from advisorypress.check.body import read_prose
from advisorypress.language import Language
from advisorypress.load.source import MAXIMUM_BODY
from advisorypress.wording import standard_wording

_ROOM = MAXIMUM_BODY - 2048
# `markdown_text` puts the headings of a document at these levels, and escapes what only looks like one.
_HEADING = re.compile(r"^#{4,6} .*$", re.MULTILINE)

Both = tuple[str, str]
"""
The same in English and in Chinese.
"""


@dataclass(frozen=True, slots=True)
class Bodies:
    """
    The two bodies, and how many blocks did not fit into them.
    """

    english: str
    chinese: str
    left_out: int = 0


def say(key: str, language: Language, **values: object) -> str:
    """
    A string of the interface.
    """
    return standard_wording().say(key, language, **values)


def both(key: str, **values: object) -> Both:
    """
    A string of the interface in both languages.
    """
    return say(key, Language.EN, **values), say(key, Language.ZH, **values)


@dataclass(slots=True)
class Blocks:
    """
    Blocks of both bodies, in order.
    """

    found: list[Both] = field(default_factory=list)

    def heading(self, level: int, words: Both) -> None:
        """
        A heading.
        """
        self.found.append((f"{'#' * level} {words[0]}", f"{'#' * level} {words[1]}"))

    def prose(self, text: str) -> None:
        """
        Words to be translated; headings among them stand in both bodies.
        """
        done = 0
        for heading in _HEADING.finditer(read_prose(text).text) if "####" in text else ():
            self._passage(text[done : heading.start()])
            self.found.append((text[heading.start() : heading.end()],) * 2)
            done = heading.end()
        self._passage(text[done:])

    def _passage(self, text: str) -> None:
        if text.strip():
            self.found.append((text.strip("\n"), say("draft.import.translate", Language.ZH)))

    def prompt(self, key: str) -> None:
        """
        A prompt to whoever decides on the facts, by the key of its words.
        """
        # Facts stand in the English edition, so that is where somebody decides on them.
        self.found.append((say(key, Language.EN), ""))

    def listed(self, lines: Iterable[Both]) -> None:
        """
        A list; nothing when it has no lines.
        """
        english, chinese = [], []
        for words in lines:
            english.append(f"- {words[0]}")
            chinese.append(f"- {words[1]}")
        if english:
            self.found.append(("\n".join(english), "\n".join(chinese)))

    def section(self, words: Both, lines: Iterable[Both]) -> None:
        """
        A list under a heading of its own; nothing when it has no lines.
        """
        told = list(lines)
        if told:
            self.heading(3, words)
            self.listed(told)

    def joined(self) -> Bodies:
        """
        As many blocks as fit; the most important stand first.
        """
        texts: tuple[list[str], list[str]] = ([], [])
        sizes = [0, 0]
        for number, block in enumerate(self.found):
            if any(size + len(words.encode()) + 2 > _ROOM for size, words in zip(sizes, block, strict=True)):
                for text, words in zip(texts, both("import.cut"), strict=True):
                    text.append(words)
                return Bodies(_text(texts[0]), _text(texts[1]), len(self.found) - number)
            for side, words in enumerate(block):
                # One prompt is enough where several passages follow each other.
                if words and texts[side][-1:] != [words]:
                    texts[side].append(words)
                    sizes[side] += len(words.encode()) + 2
        return Bodies(_text(texts[0]), _text(texts[1]))


def _text(blocks: list[str]) -> str:
    return "\n\n".join(blocks) + "\n"
