"""
The statistics page: a sentence that says what changed, then each chart with its sentence and its table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from advisorypress.model.advisory import Severity
from advisorypress.model.statistics import Statistics, days_label, in_groups, median_days, statistics
from advisorypress.output import Page
from advisorypress.render.charts.bars import Bars, Drawing
from advisorypress.render.charts.kept import drawing_of
from advisorypress.render.desk import Desk, PlannedPage
from advisorypress.render.measure_words import with_counts_whole
from advisorypress.render.statistics_tables import STATISTICS, Table, tables_of
from advisorypress.render.voice import Voice

ENOUGH = 5
"""
The fewest advisories for a chart: with fewer the table says it all, and bars would pretend to more.
"""
CACHE = ".cache/charts"
"""
Where drawings are kept, under the root of the repository.
"""

_BARS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Part:
    """
    One subject of the page; *drawing* is None where there are too few advisories for a chart. *rows* are the labels of its
    rows, *series* the classes and names of its bars, where there is more than one.
    """

    heading: str
    sentence: Markup
    table: Table
    drawing: Drawing | None
    series: tuple[tuple[str, str], ...] = ()

    @property
    def rows(self) -> tuple[str, ...]:
        """
        What the rows of the chart are called.
        """
        return tuple(str(row[0]) for row in self.table.shown)


def statistics_pages(desk: Desk) -> Iterator[PlannedPage]:
    """
    The one page.
    """
    yield PlannedPage(STATISTICS, partial(statistics_page, desk))


def statistics_page(desk: Desk) -> Page:
    """
    The page as of build time.
    """
    voice, counted = desk.voice, statistics(desk.library)
    title, opening = voice.say("nav.statistics"), _opening(voice, counted)
    article = desk.article(
        "render/statistics.html",
        STATISTICS,
        title=title,
        opening=with_counts_whole(opening),
        parts=tuple(_parts(desk, counted)) if counted.total else (),
        month=voice.month(counted.months[-1].first),
    )
    return Page(
        language=desk.language,
        path=STATISTICS,
        section="statistics",
        title=title,
        description=str(opening.striptags()),
        article=article,
    )


def _opening(voice: Voice, counted: Statistics) -> Markup:
    month = voice.month(counted.months[-1].first)
    if not counted.total:
        return voice.html("stats.none", month=month)
    advisories = voice.count("list.count", counted.total)
    difference = abs(counted.total - counted.before)
    key = "more" if counted.total > counted.before else "fewer" if counted.total < counted.before else "same"
    return voice.html(f"stats.opening.{key}", month=month, advisories=advisories, n=f"{difference:,}")


def _parts(desk: Desk, counted: Statistics) -> Iterator[Part]:
    voice = desk.voice
    months, vendors, waits = tables_of(voice, counted)
    chart = partial(drawing_of, folder=desk.library.settings.root / CACHE)
    enough = counted.total >= ENOUGH
    severities = tuple(severity.value for severity in Severity)
    by_month = Bars(
        severities, tuple(tuple(month.counts[each] for each in Severity) for month in counted.months), stacked=True
    )
    yield Part(
        voice.say("stats.months"),
        with_counts_whole(_months_sentence(voice, counted)),
        months,
        chart(by_month) if enough else None,
        tuple((each, voice.word("severity", each)) for each in severities),
    )
    if counted.vendors:
        shown = tuple((vendor.advisories,) for vendor in counted.vendors[:_BARS_SHOWN])
        drawing = chart(Bars(("one",), shown, above=True)) if enough else None
        sentence = with_counts_whole(_vendors_sentence(voice, counted))
        yield Part(voice.say("stats.vendors"), sentence, vendors, drawing)
    if counted.waits:
        both = (in_groups(counted.advisory_days), in_groups(counted.chinese_days))
        bars = Bars(("one", "other"), tuple(zip(*both, strict=True)), above=True)
        yield Part(
            voice.say("stats.waits"),
            with_counts_whole(_waits_sentence(voice, counted)),
            waits,
            chart(bars) if len(counted.waits) >= ENOUGH else None,
            (("one", voice.say("stats.to.advisory")), ("other", voice.say("stats.to.chinese"))),
        )


def _months_sentence(voice: Voice, counted: Statistics) -> Markup:
    most = max(month.total for month in counted.months)
    # The last one of several is what a reader remembers.
    busiest = next(month for month in reversed(counted.months) if month.total == most)
    critical = sum(month.counts[Severity.CRITICAL] for month in counted.months)
    return voice.html(
        "stats.months.sentence",
        n=f"{critical:,}",
        m=f"{counted.total:,}",
        severity=voice.word("severity", Severity.CRITICAL.value),
        month=voice.month(busiest.first),
        most=f"{most:,}",
    )


def _vendors_sentence(voice: Voice, counted: Statistics) -> Markup:
    most = counted.vendors[0].advisories
    first = [vendor.name for vendor in counted.vendors if vendor.advisories == most]
    if len(first) > 3:
        return voice.html(
            "stats.vendors.many", n=f"{len(counted.vendors):,}", advisories=voice.count("list.count", most)
        )
    return voice.html("stats.vendors.sentence", vendors=voice.all_of(first), n=f"{most:,}", m=f"{counted.total:,}")


def _waits_sentence(voice: Voice, counted: Statistics) -> Markup:
    chinese = median_days(counted.chinese_days)
    return voice.html(
        "stats.waits.sentence" if chinese is not None else "stats.waits.alone",
        n=f"{len(counted.waits):,}",
        advisory=_days(voice, median_days(counted.advisory_days) or 0),
        **({} if chinese is None else {"chinese": _days(voice, chinese)}),
    )


def _days(voice: Voice, days: float) -> str:
    if days == 0:
        return voice.say("stats.days.same")
    return voice.say("stats.days.one" if days == 1 else "stats.days.other", n=days_label(days))
