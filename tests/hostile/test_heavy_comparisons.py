"""
Texts as full as a body can be that have nothing in common: to compare them with an earlier version, or with the words that
a translation is of, takes no more time than to read them.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

import pytest

from advisorypress.load.source import MAXIMUM_BODY, MAXIMUM_LINE
from tests.examples import CHINESE_HEAD, CHINESE_PATH, HEAD, ID, PATH, front_matter
from tests.fuzz.inputs import REVISED
from tests.hostile.conftest import Hostile

pytestmark = pytest.mark.full

INDEX = f"advisories/{ID}/index.html"
Make = Callable[[random.Random], str]

BODIES: Mapping[str, tuple[str, Make]] = {
    "paragraphs": ("", lambda chance: f"{chance.choice('abcdefghij')}\n\n"),
    "items": ("", lambda chance: f"- {chance.choice('abcdefghij')}\n"),
    "rows": ("|a|\n|-|\n", lambda chance: f"|{chance.choice('abcdefghij')}|\n"),
    "code": ("```\n", lambda chance: f"{chance.choice('abcdefghij')}\n"),
    "headings": ("", lambda chance: f"## {chance.randrange(10_000)}\n"),
    "sections": ("", lambda chance: f"## {chance.choice('abcdef')}\n\n{chance.choice('abcdef')}\n\n"),
    "sentences": ("", lambda chance: f"{chance.choice('abcdef')}. "),
    "sentences-alike": ("", lambda chance: f"Ab cd ef gh {chance.randrange(10)}. "),
    "words": ("", lambda chance: chance.choice("abc ")),
    "marks": ("", lambda chance: chance.choice(",;:!?")),
}
PLAIN = ("paragraphs", "sentences-alike")


def full(name: str, seed: int) -> str:
    """
    A full body of *name*, another one for each *seed*.
    """
    chance = random.Random(seed)
    begin, make = BODIES[name]
    made, length = [begin], 0
    while (length := length + len(piece := make(chance))) < MAXIMUM_BODY - 60:
        made.append(piece)
    return "".join(made)


marked = [name if name in PLAIN else pytest.param(name, marks=pytest.mark.full) for name in BODIES]


@pytest.mark.parametrize("name", marked)
def test_two_full_versions(hostile: Hostile, name: str) -> None:
    hostile.write(f"advisories/2026/archive/{ID}/v1.en.md", front_matter(HEAD, full(name, 1)))
    hostile.write(PATH, front_matter({**HEAD, "revisions": REVISED}, full(name, 2)))

    outcome = hostile.press()

    outcome.assert_built(INDEX, f"advisories/{ID}/v1/index.html")
    print(f"{outcome.seconds:.1f} s {outcome.megabytes} MB {sum(map(len, outcome.site.values())) // 1024} KB")


@pytest.mark.parametrize("name", marked)
def test_a_full_translation_of_other_words(hostile: Hostile, name: str) -> None:
    """
    The digest says that nearly every block was another one, and there are as many marks in it as a line can hold.
    """
    chance = random.Random(3)
    marks = ".".join(f"{chance.choice('abcdef')}{chance.randrange(1 << 20):05x}" for _ in range(MAXIMUM_LINE // 7 - 10))
    hostile.write(PATH, front_matter({**HEAD, "languages": None}, full(name, 1)))
    hostile.write(CHINESE_PATH, front_matter({**CHINESE_HEAD, "source_digest": f"00000000/{marks}"}, full(name, 2)))

    outcome = hostile.press()

    outcome.assert_built(INDEX)
    assert "[translation-stale]" in outcome.check.out
    print(f"{outcome.seconds:.1f} s {outcome.megabytes} MB")
