"""
What Chinese pages say, as they are built: its own punctuation, and dates and counts without spaces. Point 6 of what the visual
brief promises, with tests/browser/test_look.py and, for the strings of the interface, tests/theme/test_words.py.
"""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from tests.browser.test_look import EDITIONS, KINDS
from tests.theme.test_words import half_width

VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "path", "rect", "wbr"})
# Not prose: programs, examples of them, and texts that a reader copies.
SKIPPED = frozenset({"head", "script", "template", "code", "pre"})


class Runs(HTMLParser):
    """
    Collects the Chinese runs of text of a page.
    """

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        language = dict(attrs).get("lang")
        is_chinese = language.startswith("zh") if language else bool(self._open and self._open[-1][1])
        self._open.append((tag, is_chinese and tag not in SKIPPED))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            while self._open and self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][1] and data.strip():
            self.found.append(" ".join(data.split()))


def test_no_half_width_mark_and_no_space_in_dates_and_counts(site: Path):
    faults = []
    seen = 0
    for path in (f"{prefix}{kind}" for prefix in EDITIONS for kind in KINDS):
        page = site / path / "index.html" if path == "" or path.endswith("/") else site / path
        runs = Runs()
        runs.feed(page.read_text("utf-8"))
        seen += len(runs.found)
        faults += [f"{path}: {fault!r} in {run}" for run in runs.found for fault in half_width(run)]

    assert seen > 1_000
    assert [] == faults


def test_what_is_wrong_is_seen():
    runs = Runs()
    runs.feed('<p lang="zh-Hant-HK">請更新,並重新啟動<code>a,b</code>。共 3 則<em lang="en">one, 2</em></p>')

    assert [["新,"], ["共 3"]] == [half_width(run) for run in runs.found if half_width(run)]
