"""
The keyboard alone, on every kind of page, on a desk and in a window enlarged to 400 % (320 × 256 of its pixels are left of
1280 × 1024): points 3 and 4 of what the visual brief promises. What axe-core finds: tests/browser/test_axe.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.screenshots import DESK, KINDS
from tests.browser.test_look import TOO_WIDE

pytestmark = [pytest.mark.needs("chromium", "chinese-font", "latin-font"), pytest.mark.full]

VIEWS: dict[str, dict[str, Any]] = {
    "desk": {"viewport": DESK},
    "400%": {"viewport": {"width": 320, "height": 256}, "device_scale_factor": 4},
}

# All that a keyboard has to reach: what is shown and can be used. Of the choices of one name it reaches one.
MARK = """() => {
  const names = new Set();
  const wanted = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")].filter((e) => {
    if (e.disabled || e.tabIndex < 0 || !e.checkVisibility({ visibilityProperty: true })) return false;
    if (e.type !== "radio") return true;
    const group = document.querySelector(`input[name="${e.name}"]:checked`) ?? e;
    return e === group && !names.has(e.name) && names.add(e.name);
  });
  wanted.forEach((e, number) => { e.pressStop = number; });
  globalThis.pressStops = wanted;
  return wanted.length;
}"""
NAME = "(number) => globalThis.pressStops[number].outerHTML.slice(0, 120)"
# Where the focus is: its number, its name, the kind of thing it is on, its box on the page, whether nothing lies over it.
WHERE = """() => {
  const e = document.activeElement;
  if (e === document.body || e === null) return null;
  // A link that breaks has a box a line; the first is where its words begin.
  const box = e.getClientRects()[0] ?? e.getBoundingClientRect();
  // Of a box of many lines a browser brings the caret into the window: what is seen of it counts.
  const middle = (from, to, size) => (Math.max(from, 0) + Math.min(to, size)) / 2;
  const [x, y] = [middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight)];
  const over = document.elementFromPoint(x, y);
  const kind = (n) => `${n.tagName}.${n.className.baseVal ?? n.className}`;
  return {
    stop: e.pressStop ?? -1,
    name: `${kind(e)} "${(e.textContent || e.id).trim().slice(0, 30)}"`,
    kind: [e, e.parentElement, e.parentElement.parentElement].map(kind).join(" < "),
    box: [box.left + scrollX, box.top + scrollY, box.right + scrollX, box.bottom + scrollY],
    clear: over !== null && (e.contains(over) || over.contains(e) || e.labels?.[0]?.contains(over) === true),
  };
}"""
# With the focus taken away, and given back.
HOLD = "() => { globalThis.pressHeld = document.activeElement; document.activeElement.blur(); }"
GIVE_BACK = "() => globalThis.pressHeld.focus({ focusVisible: true, preventScroll: true })"
# A text's caret blinks; a picture is of the indicator.
NO_CARET = {"caret": "hide", "animations": "disabled"}


@dataclass(slots=True)
class Walk:
    """
    A reader who presses Tab from the top of a page to its end; *looked_at* has the kinds of thing whose indicator was seen
    already, on this page or another.
    """

    page: Page
    looked_at: set[str]

    def faults_of_this_page(self) -> list[str]:
        """
        What is not reached, or not in the order in which it is seen, and where the focus cannot be seen.
        """
        count = self.page.evaluate(MARK)
        faults: list[str] = []
        stops = list(self._stops(count, faults))
        faults += [f"not reached: {self.page.evaluate(NAME, number)}" for number in self._missed(stops, count)]
        faults += [
            f"{other['name']} stands before {one['name']}"
            for one, other in pairwise(stops)
            if _is_back(one["box"], other["box"])
        ]
        return faults + [f"{stop['name']} lies under something" for stop in stops if not stop["clear"]]

    def _missed(self, stops: list[dict[str, Any]], count: int) -> set[int]:
        return set(range(count)) - {stop["stop"] for stop in stops}

    def _stops(self, count: int, faults: list[str]) -> Iterator[dict[str, Any]]:
        for _ in range(count + 20):
            self.page.keyboard.press("Tab")
            stop = self.page.evaluate(WHERE)
            if stop is None:
                return
            if stop["kind"] not in self.looked_at:
                self.looked_at.add(stop["kind"])
                if not self._is_seen():
                    faults.append(f"the focus on {stop['name']} cannot be seen")
            yield stop
        faults.append("the Tab key finds no end")

    def _is_seen(self) -> bool:
        with_focus = self.page.screenshot(**NO_CARET)  # type: ignore[arg-type]
        self.page.evaluate(HOLD)
        without = self.page.screenshot(**NO_CARET)  # type: ignore[arg-type]
        self.page.evaluate(GIVE_BACK)
        return with_focus != without


def _is_back(one: list[float], other: list[float]) -> bool:
    """
    Whether *other*, the next stop, stands wholly above *one*, and not at the head of a column beside it.
    """
    return other[3] <= one[1] and other[0] < one[2]


@dataclass(slots=True)
class Reader:
    """
    A reader's windows in one view; *looked_at* has the kinds of thing whose indicator was seen on some page.
    """

    context: BrowserContext
    looked_at: set[str] = field(default_factory=set)


@pytest.fixture(scope="module")
def readers(chromium: Browser) -> Iterator[dict[str, Reader]]:
    """
    One for each view.
    """
    contexts = {name: chromium.new_context(reduced_motion="reduce", **view) for name, view in VIEWS.items()}
    yield {name: Reader(context) for name, context in contexts.items()}
    for context in contexts.values():
        context.close()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("prefix", ["", "zh-hant/"])
@pytest.mark.parametrize("view", VIEWS)
def test_the_tab_key_reaches_everything_in_the_order_in_which_it_is_seen(
    readers: dict[str, Reader], address: str, site: Path, view: str, prefix: str, kind: str
):
    """
    And nothing scrolls sideways. Each page has a window of its own: where the last one left the focus is no beginning.
    """
    path = min((site / prefix).glob(KINDS[kind])).relative_to(site).as_posix()
    page = readers[view].context.new_page()
    page.goto(address + path, wait_until="networkidle")
    wide = page.evaluate(TOO_WIDE)
    faults = Walk(page, readers[view].looked_at).faults_of_this_page()
    page.close()

    assert [] == wide
    assert [] == faults
    assert readers[view].looked_at
