"""
The door to matplotlib: bars become outlines and places of labels; its styles, fonts and ids stay behind.

matplotlib takes a second to import, so it is imported when something has to be drawn.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from advisorypress.render.charts.bars import Bars, Drawing, Label, Shape

# In user units, which are CSS pixels where the chart is as wide as a phone's column: text is never under 12 of them.
WIDTH = 320
_TEXT = 15
_LABELS = 92
_NUMBERS = 44
_BAR = 18
_GAP = 10
# Segments of a stack stand apart, so that two of one lightness are two.
_BETWEEN = 2

_SVG = "{http://www.w3.org/2000/svg}"
_PREFIX = "press-"
_NUMBER = re.compile(r"-?\d+\.\d+")


def draw(bars: Bars) -> Drawing:
    """
    *bars* drawn; the same bars give the same drawing on every machine.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    lines = 1 if bars.stacked else len(bars.series)
    row_height = lines * _BAR + _GAP + (_TEXT + 4 if bars.above else 0)
    height = len(bars.rows) * row_height
    # Text stays text, so no font decides on what is drawn.
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "press", "font.size": _TEXT, "path.simplify": False}):
        figure = Figure(figsize=(WIDTH / 72, height / 72))
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(height, 0))
        axes.set_axis_off()
        start = 1 if bars.above else _LABELS
        scale = (WIDTH - start - _NUMBERS) / max([1, *(_length(row, bars.stacked) for row in bars.rows)])
        for number, row in enumerate(bars.rows):
            top = number * row_height + _GAP / 2
            label_y = top + (_TEXT - 2 if bars.above else lines * _BAR / 2 + _TEXT / 3)
            label = axes.text(
                0 if bars.above else start - 8, label_y, f"row-{number}", ha="left" if bars.above else "right"
            )
            label.set_gid(f"{_PREFIX}label")
            top += _TEXT + 4 if bars.above else 0
            x, said = float(start), 0
            for place, (kind, value) in enumerate(zip(bars.series, row, strict=True)):
                y = top if bars.stacked else top + place * _BAR
                if value:
                    width = max(value * scale - (_BETWEEN if bars.stacked else 0), 1)
                    bar = axes.barh(y, width, _BAR - (0 if bars.stacked else 3), left=x, align="edge", clip_on=False)
                    bar.patches[0].set_gid(f"{_PREFIX}{kind}")
                if bars.stacked:
                    x, said = x + value * scale, said + value
                else:
                    _say(axes, start + value * scale, y + _BAR / 2 + _TEXT / 3 - 1, value)
            if bars.stacked:
                _say(axes, x, top + _BAR / 2 + _TEXT / 3, said)
            (line,) = axes.plot([start - 0.5] * 2, [top - 2, top + lines * _BAR + 1], clip_on=False)
            line.set_gid(f"{_PREFIX}base")
        file = io.StringIO()
        figure.savefig(file, format="svg", metadata={"Date": None})
    shapes, labels = read_svg(file.getvalue())
    return Drawing(WIDTH, height, shapes, labels)


def _length(row: tuple[int, ...], stacked: bool) -> int:
    return sum(row) if stacked else max(row)


def _say(axes: object, x: float, y: float, value: int) -> None:
    text = axes.text(x + 6, y, f"{value:,}", ha="left")  # type: ignore[attr-defined]
    text.set_gid(f"{_PREFIX}number")


def read_svg(svg: str) -> tuple[tuple[Shape, ...], tuple[Label, ...]]:
    """
    What matplotlib's *svg* draws under our names: outlines without styles, and where each label stands.
    """
    shapes: list[Shape] = []
    labels: list[Label] = []
    for kind, element in _named(ET.fromstring(svg)):  # noqa: S314  (our own, made a moment ago)
        if element.tag == f"{_SVG}path":
            outline = _NUMBER.sub(lambda match: f"{float(match[0]):.1f}".removesuffix(".0"), element.get("d", ""))
            shapes.append(Shape(kind, " ".join(outline.split())))
        elif element.tag == f"{_SVG}text":
            anchor = re.search(r"text-anchor:\s*(\w+)", element.get("style", ""))
            x, y = (round(float(element.get(name, "0")), 1) for name in ("x", "y"))
            labels.append(Label(element.text or "", x, y, anchor[1] if anchor else "start"))
    return tuple(shapes), tuple(labels)


def _named(root: ET.Element) -> Iterator[tuple[str, ET.Element]]:
    for group in root.iter(f"{_SVG}g"):
        name = group.get("id", "")
        if name.startswith(_PREFIX):
            for element in group.iter():
                yield name.removeprefix(_PREFIX), element
