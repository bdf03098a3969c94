"""
Bodies that make a Markdown reader work for nothing: they are refused by limits, or read in seconds.
"""

from __future__ import annotations

import pytest

from advisorypress.load.schema import Kind
from tests.examples import front_matter
from tests.fuzz.inputs import RECORDS
from tests.hostile.attacks import MORE, NAMED
from tests.hostile.conftest import Hostile

# One for each reader: CommonMark, Python-Markdown as we call it, and Python-Markdown as the engine does.
READERS = (Kind.ADVISORY, Kind.GUIDE, Kind.PAGE)
GOOD = {good.kind: good for good in reversed(RECORDS)}
LIMITS = ("too-large", "heavy-markdown", "nested-too-deep")
SITE = {
    Kind.ADVISORY: "advisories/SA-2026-0142/index.html",
    Kind.GUIDE: "guides/ransomware/index.html",
    Kind.PAGE: "privacy/index.html",
}


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("attack", [*NAMED, *MORE])
def test_is_refused_or_read_in_time(hostile: Hostile, attack: str, kind: Kind) -> None:
    """
    `press` of the fixture holds the time and the memory.
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
    else:
        outcome.assert_built(SITE[kind])
    print(f"{attack} {kind} {outcome.seconds:.1f} s {outcome.megabytes} MB {outcome.check.status}")


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("attack", NAMED)
def test_named_attacks_are_refused_by_a_limit_where_they_harm(hostile: Hostile, attack: str, kind: Kind) -> None:
    """
    The alarm is not what ends them; the reader of advisories takes those that fit into a body.
    """
    good = GOOD[kind]
    hostile.write(good.path, front_matter(good.head, NAMED[attack]()))

    outcome = hostile.press()

    if outcome.check.status == 0:
        assert kind is Kind.ADVISORY
    else:
        assert any(f"[{limit}]" in outcome.check.out for limit in LIMITS) or "[broken-link]" in outcome.check.out
