"""
Drawings kept by what they are made of, so that a build with the same numbers draws nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path

from advisorypress.render.charts.bars import Bars, Drawing, Label, Shape
from advisorypress.render.charts.matplotlib_svg import draw

_KEPT = 60


def drawing_of(bars: Bars, folder: Path) -> Drawing:
    """
    *bars* drawn, or as they were drawn before and kept in *folder*, which may be deleted at any time.
    """
    path = folder / f"{_name(bars)}.json"
    kept = _read(path)
    if kept is not None:
        return kept
    drawing = draw(bars)
    _keep(drawing, path)
    return drawing


def _name(bars: Bars) -> str:
    return hashlib.sha256(_maker() + repr(bars).encode()).hexdigest()[:24]


@cache
def _maker() -> bytes:
    """
    What decides on a drawing beside its numbers.
    """
    here = Path(__file__).resolve().parent
    digest = hashlib.sha256(version("matplotlib").encode())
    for name in ("bars.py", "matplotlib_svg.py"):
        digest.update((here / name).read_bytes())
    return digest.digest()


def _read(path: Path) -> Drawing | None:
    try:
        kept = json.loads(path.read_bytes())
        shapes = tuple(Shape(str(each["kind"]), str(each["outline"])) for each in kept["shapes"])
        labels = tuple(
            Label(str(each["key"]), float(each["x"]), float(each["y"]), str(each["anchor"])) for each in kept["labels"]
        )
        return Drawing(int(kept["width"]), int(kept["height"]), shapes, labels)
    except (OSError, ValueError, KeyError, TypeError):
        return None  # not there, or damaged: it is drawn again


def _keep(drawing: Drawing, path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.{os.getpid()}")
        aside.write_text(json.dumps(asdict(drawing)), encoding="utf-8")
        aside.replace(path)
        for old in sorted(path.parent.glob("*.json"), key=lambda each: each.stat().st_mtime)[:-_KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return  # a folder that cannot be written costs time and nothing else
