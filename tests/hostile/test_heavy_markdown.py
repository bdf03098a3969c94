"""
Bodies that make a Markdown reader work for nothing: they are refused by limits, or read in seconds.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from advisorypress.load.schema import Kind
from tests.examples import front_matter
from tests.fuzz.inputs import RECORDS
from tests.hostile.attacks import MORE, NAMED
from tests.hostile.conftest import Hostile

pytestmark = pytest.mark.sample(5)

# One for each reader: CommonMark, Python-Markdown as we call it, and Python-Markdown as the engine does.
READERS = (Kind.ADVISORY, Kind.GUIDE, Kind.PAGE)
GOOD = {good.kind: good for good in reversed(RECORDS)}
LIMITS = ("too-large", "heavy-markdown", "nested-too-deep")
SITE = {
    Kind.ADVISORY: "advisories/SA-2026-0142/index.html",
    Kind.GUIDE: "guides/ransomware/index.html",
    Kind.PAGE: "privacy/index.html",
}


# The named ones always, the rest in the long run: each is a repository pressed twice.
ATTACKS = [*NAMED, *(pytest.param(name, marks=pytest.mark.full) for name in MORE)]


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("attack", ATTACKS)
def test_is_refused_or_read_in_time(hostile: Hostile, attack: str, kind: Kind) -> None:
    """
    `press` of the fixture holds the time and the memory. The alarm is not what ends a named attack: a limit refuses it,
    and the reader of advisories takes those that fit into a body.
    """
    good = GOOD[kind]
    body = {**NAMED, **MORE}[attack]()
    hostile.write(good.path, front_matter(good.head, body))

    outcome = hostile.press()

    assert outcome.check.status == outcome.build.status
    if outcome.check.status:
        assert 1 == outcome.check.status
        assert f"{good.path}:" in outcome.check.out
        assert outcome.before == outcome.site
        if attack in NAMED:
            assert any(f"[{limit}]" in outcome.check.out for limit in LIMITS) or "[broken-link]" in outcome.check.out
    else:
        outcome.assert_built(SITE[kind])
        assert kind is Kind.ADVISORY or attack in MORE
    print(f"{attack} {kind} {outcome.seconds:.1f} s {outcome.megabytes} MB {outcome.check.status}")


FIRST = 3000
ADDRESSES = {"advisories/SA-2026": Kind.ADVISORY, "guides/hostile": Kind.GUIDE, "hostile": Kind.PAGE}
LONGEST_WORDS = 8_000
"""
Characters of an attack in one value; a record has up to twelve of them, and a line of 64 KB is refused.
"""


def test_heavy_words_of_front_matter_are_refused(hostile: Hostile) -> None:
    """
    No word is read as Markdown, and what is too long for a title or a summary says so, in its line.
    """
    lines = {path: data.split("\n") for path, data in _all_named(is_translation=False)}
    for path, text in lines.items():
        hostile.write(path, "\n".join(text))

    outcome = hostile.press()

    assert [1, 1] == [outcome.check.status, outcome.build.status]
    assert outcome.before == outcome.site
    for path, text in lines.items():
        for key in ("title", "summary"):
            line = next(number for number, line in enumerate(text, start=1) if line.startswith(f"{key}:"))
            assert any(
                told.startswith(f"{path}:{line}:") and told.endswith("[too-long]")
                for told in outcome.check.out.splitlines()
            ), (path, key)


def test_heavy_words_of_a_translation_are_shown(hostile: Hostile) -> None:
    """
    A translation never stops a build: its words are warned of, and come out in time.
    """
    for path, data in _all_named(is_translation=True):
        hostile.write(path, data)

    hostile.press().assert_built(
        *(f"zh-hant/{place}-{number}/index.html" for place in ADDRESSES for number in range(FIRST, FIRST + len(NAMED)))
    )


def _all_named(*, is_translation: bool) -> Iterator[tuple[str, str]]:
    """
    A record of each reader for each attack, which stands in all words of its one edition, or of its translation.
    """
    for number, make in enumerate(NAMED.values(), start=FIRST):
        text = make()[:LONGEST_WORDS]
        for address, kind in ADDRESSES.items():
            name = f"{address.rpartition('/')[2]}-{number}"
            place = f"advisories/2026/{name}" if kind is Kind.ADVISORY else f"content/{address}-{number}"
            good = GOOD[kind]
            own: dict[str, str | None] = {"id": name} if kind is Kind.ADVISORY else {}
            if is_translation:
                yield f"{place}.en.md", front_matter({**good.head, **own, "languages": None}, "Text.\n")
                yield f"{place}.zh-Hant.md", front_matter(good.translation(text), "文字。\n")
            else:
                yield f"{place}.en.md", front_matter({**good.filled(text), **own}, "Text.\n")
