"""
Draws the social cards (1200 × 630) with Debian's browser and fonts: `scripts/cards`. No team's name is on them, so that every
team can use them; sites that show a card put the name beside it.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from advisorypress.language import Language
from advisorypress.render.structured_data import severity_card
from advisorypress.vocabulary import read_vocabulary
from advisorypress.wording import standard_wording
from tests.tools import ALL, ROOT

THEME = ROOT / "scripts" / "advisorypress" / "theme"
CARDS = THEME / "assets" / "press" / "cards"
PARTS = ROOT / "scripts" / "advisorypress" / "templates" / "render" / "parts.html"
_COLOURS = 64

STYLE = """
* { box-sizing: border-box; margin: 0 }
body { width: 1200px; height: 630px; padding: 80px 100px 0 140px; color: #17212b; background: #fff; font-weight: 700;
  border-left: 40px solid var(--edge); position: relative; font-family: "Liberation Sans", sans-serif }
:lang(zh) { font-family: "Noto Sans CJK HK", sans-serif }
.badge { display: inline-flex; gap: 20px; align-items: center; height: 84px; padding: 0 28px; font-size: 42px;
  border: 4px solid var(--edge); border-radius: 6px; color: var(--on); background: var(--fill); white-space: nowrap }
svg { width: 52px; height: 52px; fill: currentColor; fill-rule: evenodd }
h1 { margin-top: 64px; font-size: 80px; line-height: 98px }
h1:lang(zh) { line-height: 104px }
body > h1:first-child, h1 + h1 { margin-top: 32px; font-size: 68px; line-height: 84px }
p { position: absolute; left: 140px; right: 100px; top: 508px; padding-top: 28px; border-top: 3px solid #c7d0d9;
  font-size: 38px; font-weight: 400; color: #4b5866 }
"""


@dataclass(frozen=True, slots=True)
class Card:
    """
    A card: the name of its file, and the HTML that is photographed.
    """

    name: str
    html: str


def cards() -> Iterator[Card]:
    """
    One for each severity and language, and one in both languages for each kind of page.
    """
    vocabulary, words, tokens = read_vocabulary(ROOT / "data" / "vocabulary.csv"), standard_wording(), _tokens()
    shapes = dict(re.findall(r'"(\w+)": "(M[^"]+)"', PARTS.read_text("utf-8")))
    for severity in ("critical", "high", "medium", "low"):
        colours = (tokens[f"{severity}-edge"], tokens[severity], tokens[f"on-{severity}"])
        for language in Language:
            badge = (
                f'<div class="badge"><svg viewBox="0 0 16 16"><path d="{shapes[severity]}"/></svg>'
                f"{vocabulary.word('severity', severity, language)}</div>"
            )
            title = vocabulary.word("publication", "advisory", language)
            small = words.say("home.lede", language)
            html = _page(language, colours, f"{badge}<h1>{title}</h1><p>{small}</p>")
            yield Card(severity_card(severity, language), html)
    for name, keys in _KINDS.items():
        both = [_words(keys, language) for language in Language]
        body = f'<h1>{both[0]}</h1><h1 lang="{Language.ZH.tag}">{both[1]}</h1>'
        lede = " · ".join(
            f'<span lang="{language.tag}">{words.say("home.title", language)}</span>' for language in Language
        )
        yield Card(name, _page(Language.EN, (tokens["brand"],) * 3, f"{body}<p>{lede}</p>"))


_KINDS = {
    "advisories": "list.title",
    "articles": "publication/article",
    "bulletins": "list.bulletins",
    "digests": "list.digests",
    "events": "list.events",
    "guides": "nav.guides",
    "news": "nav.news",
    "report-incident": "nav.report",
    "site": "home.title",
    "statistics": "nav.statistics",
}


def _words(key: str, language: Language) -> str:
    group, slash, name = key.partition("/")
    if slash:
        return read_vocabulary(ROOT / "data" / "vocabulary.csv").word(group, name, language)
    return standard_wording().say(key, language)


def _tokens() -> dict[str, str]:
    """
    The light colours of the theme: the first of each name.
    """
    css = (THEME / "sheets" / "10-tokens.css").read_text("utf-8")
    return dict(reversed(re.findall(r"--press-([a-z-]+):\s*(#[0-9a-f]{3,6})\b", css)))


def _page(language: Language, colours: tuple[str, ...], body: str) -> str:
    edge, fill, on = colours
    return (
        f'<!doctype html><html lang="{language.tag}"><meta charset="utf-8"><style>'
        f":root{{--edge:{edge};--fill:{fill};--on:{on}}}{STYLE}</style><body>{body}</body></html>"
    )


def main(words: list[str]) -> int:
    """
    Draws all of them.
    """
    chromium = ALL["chromium"].find()
    if chromium is None or not ALL["chinese-font"].find():
        print("This needs a browser and a Chinese font: scripts/test --install.", file=sys.stderr)
        return 3
    folder = Path(words[0]) if words else CARDS
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1200, "height": 630})
        for card in cards():
            page.set_content(card.html)
            drawn = (
                Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
            )
            drawn.save(folder / f"{card.name}.png", optimize=True)
        browser.close()
    print(f"{len(list(cards()))} cards in {folder}. Next: look at them.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
