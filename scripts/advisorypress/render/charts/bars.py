"""
A bar chart as values: what is drawn, and what came out, which has no words and no colours of its own.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bars:
    """
    Rows of bars from one zero line. *series* are the classes of the bars, *rows* have a value for each.

    *stacked* bars of a row follow each other, others stand below each other. *above* sets the label of a row over its bars,
    where there is room for long names.
    """

    series: tuple[str, ...]
    rows: tuple[tuple[int, ...], ...]
    stacked: bool = False
    above: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """
    A path: its class, and its outline as SVG writes it.
    """

    kind: str
    outline: str


@dataclass(frozen=True, slots=True)
class Label:
    """
    Where the words *key* go: `row-3` is the label of the fourth row, any other key is a number to be shown as it is.
    """

    key: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """
    A chart that was drawn, in user units of SVG.
    """

    width: int
    height: int
    shapes: tuple[Shape, ...]
    labels: tuple[Label, ...]
