"""
One spelling for what readers write in several: Simplified characters, and one word for each term and its variants.

The segmenter of Pagefind knows Simplified Chinese only, so the index holds that, and a page folds what is typed in the same
two steps: characters, then terms. What is shown is never folded. The door to OpenCC.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from opencc import OpenCC

from advisorypress.language import Language
from advisorypress.vocabulary import Vocabulary

# The common Chinese characters: CJK Unified Ideographs and their Extension A.
_RANGES = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000))


@dataclass(frozen=True, slots=True)
class Folding:
    """
    *characters* maps one character to one; *terms* maps words, already folded by character, longest first.
    """

    characters: Mapping[str, str]
    terms: tuple[tuple[str, str], ...]

    _table: Mapping[int, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Made once: it has thousands of characters, and folds tens of thousands of texts.
        object.__setattr__(self, "_table", str.maketrans(dict(self.characters)))

    def fold(self, text: str) -> str:
        """
        *text* as the index has it.
        """
        folded = text.translate(self._table)
        for variant, term in self.terms:
            if variant in folded:
                folded = folded.replace(variant, term)
        return folded


def folding_of(vocabulary: Vocabulary) -> Folding:
    """
    The folding of the Chinese edition: OpenCC's Traditional to Simplified, character by character so that a browser can do
    the same with a table, and the `variants` and `avoid` words of *vocabulary*.
    """
    characters = simplified_characters()
    folded = str.maketrans(dict(characters))
    terms: dict[str, str] = {}
    for term in vocabulary.terms():
        word = term.words[Language.ZH].translate(folded)
        for variant in (*term.variants, *term.avoid):
            plain = variant.translate(folded)
            if len(plain) > 1 and plain != word and plain not in word and not plain.isascii():
                terms.setdefault(plain, word)
    return Folding(characters, tuple(sorted(terms.items(), key=lambda pair: (-len(pair[0]), pair[0]))))


@cache
def simplified_characters() -> Mapping[str, str]:
    """
    Each character that is written in another way in Simplified Chinese, with that.
    """
    converter = OpenCC("t2s")
    return dict(_different(converter))


def _different(converter: OpenCC) -> Iterator[tuple[str, str]]:
    for block in _RANGES:
        for code in block:
            simplified = converter.convert(chr(code))
            if len(simplified) == 1 and simplified != chr(code):
                yield chr(code), simplified
