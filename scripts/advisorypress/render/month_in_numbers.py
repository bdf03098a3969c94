"""
The month of a newsletter in one chart with its table: the advisories published in it, by risk level.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from advisorypress.model.advisory import Severity
from advisorypress.render.charts.bars import Bars, Drawing
from advisorypress.render.charts.kept import drawing_of
from advisorypress.render.desk import Desk
from advisorypress.render.measure_words import with_counts_whole
from advisorypress.render.statistics_page import CACHE, ENOUGH


@dataclass(frozen=True, slots=True)
class MonthInNumbers:
    """
    How many advisories a month has: in a sentence, and by risk level (its words, how many). *drawing* is None where there are
    too few for a chart.
    """

    sentence: Markup
    rows: tuple[tuple[str, int], ...]
    drawing: Drawing | None


def month_in_numbers(desk: Desk, month: date) -> MonthInNumbers | None:
    """
    The month that begins on *month*; None when nothing was published in it. What is withdrawn does not count.
    """
    counts = Counter(
        advisory.severity
        for advisory in desk.library.advisories
        if advisory.published.date().replace(day=1) == month and not advisory.is_withdrawn
    )
    if not counts:
        return None
    # A row a level, in which the bars of the others have no length: each level keeps its colour.
    rows = tuple(tuple(counts[level] if level is row else 0 for level in Severity) for row in Severity)
    bars = Bars(tuple(level.value for level in Severity), rows, stacked=True, above=True)
    voice = desk.voice
    advisories = voice.count("list.count", counts.total())
    return MonthInNumbers(
        with_counts_whole(voice.say("newsletter.count", month=voice.month(month), advisories=advisories)),
        tuple((voice.word("severity", level.value), counts[level]) for level in Severity),
        drawing_of(bars, desk.library.settings.root / CACHE) if counts.total() >= ENOUGH else None,
    )
