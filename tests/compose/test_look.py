"""
The mail in a real browser, as a phone and a desktop show it, light and dark: point 9 of what the visual brief promises.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from advisorypress.compose.alert import alert_mail
from advisorypress.compose.digest import compose_digest
from advisorypress.language import Language
from tests.compose.library import a_library, an_advisory, some_advisories, some_words
from tests.compose.mailings import mail_library, the_alert, urgent_advisory

# Every run of words with its own contrast against the nearest ground, by the formula of WCAG 2.2.
CONTRASTS = """() => {
  const channels = colour => colour.match(/[0-9.]+/g).map(Number)
  const light = ([r, g, b]) => [r, g, b]
    .map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0)
  const ground = node => {
    for (; node; node = node.parentElement) {
      const colour = channels(getComputedStyle(node).backgroundColor)
      if (colour.length === 3 || colour[3] === 1) return colour
    }
    return [255, 255, 255]
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const found = []
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement, words = walker.currentNode.data.trim()
    if (!words || !parent.checkVisibility()) continue
    const [high, low] = [light(channels(getComputedStyle(parent).color)), light(ground(parent))].sort((a, b) => b - a)
    found.push([words, (high + .05) / (low + .05), parseFloat(getComputedStyle(parent).fontSize)])
  }
  return found
}"""


@pytest.fixture(scope="module")
def browser(tool: Callable[[str], Path]) -> Iterator[Browser]:
    """
    Debian's chromium.
    """
    path = tool("chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(path), args=["--no-sandbox"])
        yield opened
        opened.close()


def a_wide_mail(language: Language) -> str:
    """
    The small library, and one item with as many badges as there can be, none of which may push the page apart.
    """
    crowded = an_advisory(
        id="SA-2026-9999",
        exploited=date(2026, 11, 20),
        words={language.other: some_words(language.other, title="Supercalifragilistic" * 4)},
    )
    library = a_library(advisories=(crowded, *some_advisories()))
    return compose_digest(library, library.digests[0], language).html


def an_exercise_in_both_languages() -> str:
    """
    An alert with everything that an alert can have: both languages, the marks of a drill and of a release, whom to ask.
    """
    words = some_words(
        Language.ZH,
        title="FortiOS 及 FortiProxy 系列產品遠端執行程式碼及權限提升漏洞",
        revision_notes=("首次發佈。", "已遭利用。"),
    )
    advisory = urgent_advisory(
        words={Language.EN: some_words(Language.EN, title="Supercalifragilistic" * 4), Language.ZH: words}
    )
    library = mail_library(advisory)
    mailing = the_alert(library, is_exercise=True, is_release=True)
    return alert_mail(library, mailing, (Language.EN, Language.ZH), is_personal=True).html


@pytest.mark.sample(3)
@pytest.mark.needs("chromium")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 640])
@pytest.mark.parametrize("language", Language)
def test_the_mail_fits_and_can_be_read(
    language: Language, width: int, scheme: str, browser: Browser, tmp_path: Path
) -> None:
    """
    Nothing is wider than the screen, the column is at most 600 px, all words have a contrast of 4.5 or more in both
    schemes, Chinese is never under 15 px and nothing under 14, and nothing is asked of the network.
    """
    look(browser, tmp_path, a_wide_mail(language), width, scheme)


@pytest.mark.needs("chromium")
@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (640, "light")])
def test_the_alert_fits_and_can_be_read(width: int, scheme: str, browser: Browser, tmp_path: Path) -> None:
    """
    The same of an alert in both languages, marked as exercise and as release.
    """
    look(browser, tmp_path, an_exercise_in_both_languages(), width, scheme)


def look(browser: Browser, tmp_path: Path, html: str, width: int, scheme: str) -> None:
    """
    Holds the claims of the tests above against *html*.
    """
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    file = tmp_path / "mail.html"
    file.write_text(html, encoding="utf-8")

    page.goto(file.as_uri())

    assert width == page.evaluate("document.documentElement.scrollWidth")
    assert min(width, 600) == page.evaluate("document.querySelector('table.card').offsetWidth")
    found = page.evaluate(CONTRASTS)
    assert len(found) > 30
    assert [] == [each for each in found if each[1] < 4.5]
    assert [] == [
        each for each in found if each[2] < (15 if any(c >= "\u4e00" for c in each[0]) else 14) and each[0] != "\xa0"
    ]
    assert ("rgb(28, 35, 43)" if scheme == "dark" else "rgb(253, 253, 253)") == page.evaluate(
        "getComputedStyle(document.querySelector('table.card')).backgroundColor"
    )
    assert [file.as_uri()] == asked
    page.close()
