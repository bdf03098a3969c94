"""
Statistics: what is counted, and the chart, table and files that say it.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from advisorypress.language import Language
from advisorypress.model.advisory import Affected, Severity, Status
from advisorypress.model.statistics import in_groups, statistics
from advisorypress.model.versions import parse_versions
from advisorypress.render.charts.bars import Bars
from advisorypress.render.charts.kept import drawing_of
from advisorypress.render.charts.matplotlib_svg import draw, read_svg
from tests.examples import NOW, ZONE, a_library, an_advisory
from tests.render.pages import BareShells, outputs_of, parse

DAY = datetime(2026, 11, 10, 9, 0, tzinfo=ZONE)


def advisories(number: int, **changes: object):
    """
    So many advisories of one day, and numbers after each other.
    """
    return [an_advisory(id=f"SA-2026-{each + 1:04}", **{"published": DAY, **changes}) for each in range(number)]  # type: ignore[arg-type]


def test_months_end_with_that_of_the_build_and_have_every_month():
    counted = statistics(
        a_library(
            *advisories(2),
            an_advisory(id="SA-2026-0101", published=DAY.replace(month=1), severity=Severity.LOW),
            an_advisory(id="SA-2026-0102", published=DAY, status=Status.WITHDRAWN),
            an_advisory(id="SA-2025-0103", published=DAY.replace(year=2025)),
        )
    )

    assert 12 == len(counted.months)
    assert NOW.date().replace(day=1) == counted.months[-1].first
    assert [1, 0, 2, 0] == [counted.months[number].total for number in (0, 9, 10, 11)]
    assert (3, 1) == (counted.total, counted.before)


def test_days_from_the_vendors_notice():
    """
    An advisory that came before the notice waited for nothing, and one that is in English only waits still.
    """
    counted = statistics(
        a_library(
            *advisories(1, disclosed=DAY.date() - timedelta(days=3)),
            an_advisory(id="SA-2026-0101", published=DAY, disclosed=DAY.date() + timedelta(days=1)),
            an_advisory(id="SA-2026-0102", published=DAY),
        )
    )

    assert {("SA-2026-0001", 3), ("SA-2026-0101", 0)} == {(wait.id, wait.advisory) for wait in counted.waits}
    assert (1, 0, 1, 0, 0, 0) == in_groups(counted.advisory_days)
    assert 1 == sum(in_groups((200,))[-1:])


def test_page_has_a_chart_with_its_sentence_table_and_files(tmp_path: Path):
    outputs = outputs_of(a_library(*advisories(6)), shells := BareShells())
    for path in ("statistics/index.html", "zh-hant/statistics/index.html"):
        outputs[path].make()
    page = parse(shells.pages["statistics/index.html"].article)

    assert "In the twelve months to December 2026 we published 6 advisories, 6 more than" in page.text
    assert "6 of 6 advisories were rated Extremely High Risk. Most were published in November 2026: 6." in page.text
    assert (
        "截至2026年12月的十二個月內共發佈6則公告" in parse(shells.pages["zh-hant/statistics/index.html"].article).text
    )
    charts = list(page.all("svg", "press-chart"))
    assert 2 == len(charts)
    assert all(svg.attributes["role"] == "img" and svg.attributes["aria-label"] for svg in charts)
    assert {"months.csv", "months.json", "vendors.csv", "vendors.json"} == {
        link.attributes["href"].rpartition("/")[2] for link in page.all("a")
    }


def test_too_few_advisories_have_a_table_and_no_chart():
    outputs_of(a_library(*advisories(2)), shells := BareShells())["statistics/index.html"].make()
    page = parse(shells.pages["statistics/index.html"].article)

    assert [] == page.all("svg", "press-chart")
    assert "2 of 2 advisories" in page.text


def test_nothing_published_is_said():
    outputs_of(a_library(), shells := BareShells())["statistics/index.html"].make()

    assert "No advisory was published" in shells.pages["statistics/index.html"].article


@pytest.mark.parametrize("prefix", [language.prefix for language in Language])
def test_files_hold_every_row(prefix: str):
    """
    And a spreadsheet program computes none of them.
    """
    library = a_library(*advisories(1, affected=(Affected("=1+1", "x", parse_versions("all")),), disclosed=DAY.date()))
    outputs = outputs_of(library)

    rows = list(csv.reader(io.StringIO(outputs[f"{prefix}statistics/vendors.csv"].make().decode("utf-8-sig"))))
    assert ["'=1+1", "1"] == rows[1]
    assert [{"vendor": "=1+1", "advisories": 1}] == json.loads(outputs[f"{prefix}statistics/vendors.json"].make())
    waits = json.loads(outputs[f"{prefix}statistics/waits.json"].make())
    assert [{"advisory": "SA-2026-0001", "days_to_advisory": 0}] == [
        {key: row[key] for key in ("advisory", "days_to_advisory")} for row in waits
    ]
    assert 12 == len(json.loads(outputs[f"{prefix}statistics/months.json"].make()))


BARS = Bars(("critical", "high"), ((1, 2), (0, 0)), stacked=True)


def test_a_drawing_is_outlines_and_places_of_words():
    drawing = draw(BARS)

    assert {"critical", "high", "base"} == {shape.kind for shape in drawing.shapes}
    assert all(set(shape.outline) <= set("MLz 0123456789.-") for shape in drawing.shapes)
    assert ["row-0", "3", "row-1", "0"] == [label.key for label in drawing.labels]
    assert drawing == draw(BARS)


def test_styles_of_matplotlib_stay_behind():
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg"><style>*{}</style><g id="figure_1"><g id="press-one">'
        '<path d="M 1.23456 2 &#10;L 3 4" style="fill: #123456"/></g><g id="press-label">'
        '<text style="font: 15px x; text-anchor: end" x="1.26" y="2">row-0</text></g></g></svg>'
    )
    (shape,), (label,) = read_svg(svg)

    assert ("one", "M 1.2 2 L 3 4") == (shape.kind, shape.outline)
    assert ("row-0", 1.3, 2.0, "end") == (label.key, label.x, label.y, label.anchor)


def test_a_kept_drawing_is_not_drawn_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """
    And a damaged one is.
    """
    first = drawing_of(BARS, tmp_path)
    (kept,) = tmp_path.iterdir()
    drawn: list[Bars] = []
    monkeypatch.setattr("advisorypress.render.charts.kept.draw", lambda bars: drawn.append(bars) or first)

    assert first == drawing_of(BARS, tmp_path)
    assert [] == drawn
    kept.write_text("{", encoding="utf-8")
    assert first == drawing_of(BARS, tmp_path)
    assert [BARS] == drawn
