"""
What the visual brief promises, asked of a real browser: nothing scrolls sideways, the answers are above the fold, Chinese is
set as Chinese, text is large and strong enough to be read.

Which test proves which of the nine points at its end:

1. colours: tests/theme/test_contrast.py, tests/theme/test_fills.py, and what the browser draws here
2. above the fold at 360 × 640, the header at 320: here
3. nothing scrolls sideways at 320, cards instead of tables: here; at 400 %: test_keyboard.py
4. axe-core: test_axe.py; the keyboard, its order and its indicator: test_keyboard.py, tests/theme/test_chrome.py
5. forced colours, contrast, print, no script, grey, deuteranopia: pictures of screenshots.py, looked at by people
6. Chinese: here, test_chinese_text.py, tests/theme/test_words.py
7. states: the pages below, test_states.py, test_search.py
8. nothing inline, nothing from elsewhere, no small text: here, test_reader.py
9. mail: tests/compose/test_look.py; the sheet of paper in large print: here
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.needs("chromium", "chinese-font", "latin-font")

KINDS = [
    "",
    "advisories/",
    "advisories/2024/",
    "advisories/SA-2024-0004/",  # three versions
    "advisories/SA-2024-0004/v1/",  # an earlier one, with what changed in two later ones
    "advisories/SA-2024-0001/v1/",  # an earlier one, compared in English on the Chinese page
    "advisories/SA-2024-0007/",  # many products and vulnerabilities, a table
    "advisories/SA-2024-0008/",  # written in Chinese
    "advisories/SA-2024-0001/",  # its translation is stale
    "advisories/SA-2024-0002/",  # English only
    "advisories/SA-2023-0002/",  # withdrawn
    "advisories/SA-2021-0001/",  # replaced
    "bulletins/",
    "bulletins/2024-06/",
    "digests/",
    "digests/2024-07-first/",
    "guides/",
    "guides/ransomware/",
    "guides/first-hour/",
    "guides/home-pc-check/",
    "articles/",
    "articles/polyfill-supply-chain/",
    "news/",
    "news/crowdstrike-outage/",
    "events/",
    "events/clean-pc-campaign/",
    "about/",
    "about/rfc2350/",
    "about/severity/",
    "about/privacy/",
    "affected/",
    "search/",
    "advisories/vendor/microsoft/",
    "advisories/severity/critical/",
    "about/press/",
    "statistics/",
    "latest/",
    "glossary/",
    "feeds/",
    "subscribe/",
    "report-incident/",
    "404.html",
]
EDITIONS = {"": "en", "zh-hant/": "zh-Hant-HK"}
SAMPLE = "advisories/SA-2024-0004/"
PHONE = {"width": 360, "height": 640}

# Elements that a reader sees.
SEEN = """
const seen = [...document.body.querySelectorAll('*')].filter((e) => {
  const box = e.getBoundingClientRect();
  return box.width > 1 && box.height > 1 && !e.closest('.press-hidden, .press-skip');
});
const texts = seen.filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()));
const called = (e) => `${e.tagName.toLowerCase()}.${e.className} "${e.textContent.trim().slice(0, 30)}"`;
const isChinese = (e) => e.closest('[lang]').lang.startsWith('zh');
"""
TOO_WIDE = f"""() => {{ {SEEN}
  const edge = document.documentElement.clientWidth + .5;
  const wide = seen.filter((e) => e.getBoundingClientRect().right > edge && !e.closest('.press-scroll, pre'));
  const whole = document.documentElement.scrollWidth > edge ? ['the page'] : [];
  return whole.concat(wide.map(called));
}}"""
ILL_SET = f"""() => {{ {SEEN}
  const faults = [];
  for (const e of texts) {{
    const style = getComputedStyle(e), chinese = isChinese(e), code = e.closest('code, pre:not(.press-text)');
    const first = style.fontFamily.split(',')[0];
    const fault = (what) => faults.push(`${{what}}: ${{called(e)}}`);
    if (parseFloat(style.fontSize) < (chinese ? 15 : 14) - .01) fault(style.fontSize);
    if (!['400', '700'].includes(style.fontWeight)) fault(style.fontWeight);
    if (first !== (code ? 'ui-monospace' : chinese ? '"PingFang HK"' : '"Helvetica Neue"')) fault(first);
    if (code && chinese && !style.fontFamily.includes('"PingFang HK"')) fault(style.fontFamily);
    if (chinese && !['normal', '0px'].includes(style.letterSpacing)) fault(style.letterSpacing);
    if (chinese && style.fontStyle !== 'normal') fault(style.fontStyle);
    if (chinese && style.textAutospace !== 'no-autospace') fault(style.textAutospace);
  }}
  return faults;
}}"""
# An id or a date that a line break cuts in two.
CUT = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), cut = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.closest('script, code, pre, .press-hidden')) continue;
    for (const match of node.data.matchAll(/CVE-\\d{4}-\\d+|SA-\\d{4}-\\d{4}|(\\d{4}年)?\\d{1,2}月(\\d{1,2}日)?/g)) {
      const range = document.createRange();
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) cut.push(match[0]);
    }
  }
  return cut;
}"""
FAINT = f"""() => {{ {SEEN}
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = (colour) => {{
    const [red, green, blue] = channels(colour).map((part) => part / 255)
      .map((part) => (part <= .03928 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4));
    return .2126 * red + .7152 * green + .0722 * blue;
  }};
  const ground = (e) => {{
    for (; e; e = e.parentElement) {{
      const colour = getComputedStyle(e).backgroundColor;
      if ((channels(colour)[3] ?? 1) === 1) return colour;
    }}
    return 'rgb(255, 255, 255)';
  }};
  return texts.flatMap((e) => {{
    const [dark, light] = [luminance(getComputedStyle(e).color), luminance(ground(e))].sort((a, b) => a - b);
    const ratio = (light + .05) / (dark + .05);
    return ratio < 4.5 ? [`${{ratio.toFixed(2)}}: ${{called(e)}}`] : [];
  }});
}}"""
BOX = "(e) => { const b = e.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; }"

Visitor = Callable[..., Any]


Faults = dict[tuple[str, int], dict[str, list[str]]]


@pytest.fixture(scope="module")
def faults(chromium: Browser, address: str) -> Faults:
    """
    What is wrong with every kind of page in both languages, by question and width of the window; each page is loaded once.
    """
    asked = {320: (TOO_WIDE, CUT), 360: (TOO_WIDE, CUT, ILL_SET), 1280: (TOO_WIDE,)}
    found: Faults = {(question, width): {} for width, questions in asked.items() for question in questions}
    page = chromium.new_page()
    for path in (f"{prefix}{kind}" for prefix in EDITIONS for kind in KINDS):
        page.goto(f"{address}{path}", wait_until="domcontentloaded")
        for width, questions in asked.items():
            page.set_viewport_size({"width": width, "height": 640})
            for question in questions:
                if wrong := page.evaluate(question):
                    found[question, width][path] = wrong
    page.close()
    return found


@pytest.fixture
def window(chromium: Browser) -> Iterator[Callable[..., Any]]:
    """
    Opens a window: `with window(width=360, height=640) as page`.
    """

    @contextmanager
    def opened(width: int = 360, height: int = 640, **options: Any) -> Iterator[Page]:
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        try:
            yield context.new_page()
        finally:
            context.close()

    yield opened


@pytest.mark.full
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_nothing_scrolls_sideways(faults: Faults, width: int):
    """
    Only the box of a wide table or of code may.
    """
    assert {} == faults[TOO_WIDE, width]


@pytest.mark.full
def test_type(faults: Faults):
    """
    The stacks, sizes and weights of the brief; no letter-spacing and no italics in Chinese.
    """
    assert {} == faults[ILL_SET, 360]


def test_language_of_the_page(window: Visitor, address: str):
    """
    It is what makes a system choose Hong Kong's forms.
    """
    with window() as page:
        for prefix, tag in EDITIONS.items():
            page.goto(f"{address}{prefix}")
            assert tag == page.locator("html").get_attribute("lang")


@pytest.mark.full
@pytest.mark.parametrize("width", [320, 360])
def test_no_id_and_no_date_is_cut_in_two(faults: Faults, width: int):
    assert {} == faults[CUT, width]


@pytest.mark.full
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_is_strong_enough(window: Visitor, address: str, scheme: str):
    """
    4.5 to 1 for all text, as the browser draws it.
    """
    faint = {}
    with window(color_scheme=scheme) as page:
        for path in ("", SAMPLE, "advisories/SA-2024-0008/", "zh-hant/advisories/SA-2024-0001/", "report-incident/"):
            page.goto(f"{address}{path}")
            faint[path] = page.evaluate(FAINT)

    assert [] == [fault for wrong in faint.values() for fault in wrong]


@pytest.mark.sample(2)
@pytest.mark.parametrize("prefix", EDITIONS)
def test_answers_are_above_the_fold(window: Visitor, address: str, prefix: str):
    """
    What is it, am I affected, what should I do: on a phone, without scrolling.
    """
    with window(**PHONE) as page:
        page.goto(f"{address}{prefix}{SAMPLE}")

        assert 3 == page.locator(".press-brief__row").count()
        assert bottom(page, ".press-brief") <= PHONE["height"]


@pytest.mark.sample(2)
@pytest.mark.parametrize("prefix", EDITIONS)
def test_first_urgent_warning_is_above_the_fold(window: Visitor, address: str, prefix: str):
    """
    With the one thing to do.
    """
    with window(**PHONE) as page:
        page.goto(f"{address}{prefix}")

        assert bottom(page, ".press-act__do") <= PHONE["height"]
        assert page.locator(".press-act__do").first.inner_text()


@pytest.mark.sample(4)
@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("prefix", EDITIONS)
def test_header_fits_the_narrowest_phone(window: Visitor, address: str, prefix: str, *, script: bool):
    """
    Menu, name, language and search are on the screen, beside each other, and large enough for a thumb.
    """
    with window(width=320, java_script_enabled=script) as page:
        page.goto(f"{address}{prefix}{SAMPLE}")
        boxes = [page.locator(f".press-{part}").first.evaluate(BOX) for part in ("menu", "name", "switch", "find")]

        edges = [edge for left, _, right, _ in boxes for edge in (left, right)]
        assert sorted(edges) == edges
        assert 0 <= edges[0] and edges[-1] <= 320
        assert all(box[3] - box[1] >= 44 for box in (boxes[0], *boxes[2:]))
        assert page.locator(".press-name__short").is_visible()
        assert not page.locator(".press-name").evaluate("(e) => e.scrollWidth > e.clientWidth")


@pytest.mark.full
@pytest.mark.parametrize("width", [360, 1280])
def test_the_button_of_the_menu_looks_the_same_on_its_own_page(window: Visitor, address: str, width: int):
    def shape(page: Page) -> list[float]:
        page.goto(f"{address}{path}")
        if width < 1220:
            page.locator(".press-menu").click()
        left, _, right, _ = page.locator(".press-nav__report").evaluate(BOX)
        style = page.locator(".press-nav__report").evaluate("(e) => getComputedStyle(e).paddingLeft")
        return [right - left, style]

    with window(width=width) as page:
        path = ""
        elsewhere = shape(page)
        path = "report-incident/"

        assert elsewhere == shape(page)


@pytest.mark.full
def test_figures_of_the_year_stand_side_by_side(window: Visitor, address: str):
    """
    Two by two on a phone, and four from a tablet on; tiles have room between them.
    """
    with window() as page:
        page.goto(address)
        for width, columns in ((360, 2), (720, 4), (1280, 4)):
            page.set_viewport_size({"width": width, "height": 640})
            lefts = page.locator(".press-numbers li").evaluate_all("(all) => all.map((e) => e.offsetLeft)")
            assert columns == len(set(lefts))
            tiles = [tile.evaluate(BOX) for tile in page.locator(".press-tile").all()]
            assert all(second[0] - first[2] >= 12 or second[1] - first[3] >= 12 for first, second in pairwise(tiles))


def test_rows_of_a_table_are_cards_on_a_phone(window: Visitor, address: str):
    """
    Headed by what they are about, still a table to a screen reader; on paper they are rows.
    """
    with window() as page:
        page.goto(f"{address}{SAMPLE}")
        row = page.locator(".press-table").first.locator("tbody tr").first
        assert "block" == row.evaluate("(e) => getComputedStyle(e).display")
        assert 1 == page.get_by_role("table").first.get_by_role("row").nth(1).get_by_role("rowheader").count()

        page.emulate_media(media="print")
        assert "table-row" == row.evaluate("(e) => getComputedStyle(e).display")


@pytest.mark.full
@pytest.mark.parametrize("prefix", EDITIONS)
def test_the_first_sheet_of_paper_has_the_answers_in_large_print(window: Visitor, address: str, prefix: str):
    """
    16 pt, and nothing else below them: A4 between the margins is 680 pixels wide and 1,001 high.
    """
    with window(width=680, height=1001) as page:
        page.goto(f"{address}{prefix}{SAMPLE}")
        page.emulate_media(media="print")
        sizes = page.locator(".press-brief :is(p, li, h3)").evaluate_all(
            "(all) => all.map((e) => parseFloat(getComputedStyle(e).fontSize))"
        )

        assert {21.3} == {round(size, 1) for size in sizes}
        assert bottom(page, ".press-banner") <= 1001
        assert "page" == page.locator(".press-facts").evaluate("(e) => getComputedStyle(e).breakBefore")


def test_no_style_and_no_resource_from_elsewhere(site: Path):
    """
    In no built page: a strict policy would take it away, and another host would learn who reads.
    """
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 100
    assert {} == {page.relative_to(site).as_posix(): inline for page in pages if (inline := inline_and_remote(page))}


def inline_and_remote(page: Path) -> list[str]:
    """
    The `style` attributes and elements of *page*, and the addresses elsewhere that a browser would load.
    """
    reader = Resources()
    reader.feed(page.read_text(encoding="utf-8"))
    return reader.found


class Resources(HTMLParser):
    """
    Collects what a strict policy forbids.
    """

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        loaded = [values.get("src", ""), values.get("srcset", "")]
        if tag == "link" and values.get("rel") in ("stylesheet", "icon", "preload", "modulepreload"):
            loaded.append(values.get("href", ""))
        if tag == "style" or "style" in values or any("//" in address for address in loaded):
            self.found.append(self.get_starttag_text() or tag)


def bottom(page: Page, selector: str) -> float:
    """
    Where the first *selector* ends, from the top of the window.
    """
    box: list[float] = page.locator(selector).first.evaluate(BOX)
    return box[3]
