"""
Header, menu, footer and display settings in a real browser, under a strict policy.
"""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from advisorypress.engine.build import Engine, build_engine
from advisorypress.settings import read_settings
from tests.browser.conftest import Handler
from tests.engine.conftest import SETTINGS, page
from tests.examples import NOW, write_repository

pytestmark = pytest.mark.needs("chromium")

LONG = "A page with a_very_long_word_that_nobody_would_write_but_a_vendor_" + "x" * 80
TABLE = (
    "| a | b | c | d | e | f |\n|---|---|---|---|---|---|\n" + "| a long cell of a table | b | c | d | e | f |\n" * 2
)
FILES = {
    "content/about/index.en.md": page(body=f"{LONG}\n\n{TABLE}\n```\n{'x' * 300}\n```\n"),
    "content/about/index.zh-Hant.md": page("關於我們", f"{'內文' * 60}\n\n{TABLE}"),
    "content/report-incident.en.md": page("Report an Incident"),
    "content/subscribe.en.md": page("Subscribe"),
}
PHONE = {"width": 360, "height": 640}
NARROW = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = SETTINGS.replace("  press:\n", "  press:\n    demonstration: true\n")
    root = write_repository(tmp_path_factory.mktemp("chrome"), FILES, settings=settings)
    engine: Engine = build_engine(read_settings(root), root / "kept", NOW)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(engine.site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser(tool: Callable[[str], Path]) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=tool("chromium"), args=["--no-sandbox"])
        yield started
        started.close()


Open = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, address: str) -> Iterator[Open]:
    """
    Opens a page of the site in a window of its own; what the browser complains about fails the test.
    """
    complaints: list[str] = []
    contexts = []

    def open_it(path: str = "about/", **choices: object) -> Page:
        context = browser.new_context(**{"viewport": PHONE, **choices})  # type: ignore[arg-type]
        contexts.append(context)
        shown = context.new_page()
        shown.on("console", lambda message: complaints.append(message.text))
        shown.on("pageerror", lambda error: complaints.append(str(error)))
        shown.on("requestfailed", lambda request: complaints.append(request.url))
        shown.goto(address + path, wait_until="load")
        return shown

    yield open_it
    for context in contexts:
        context.close()
    assert [] == complaints


def focus(shown: Page) -> str:
    return str(shown.evaluate("document.activeElement.textContent.trim()"))


def test_menu_opens_by_keyboard_closes_with_escape_and_gives_the_focus_back(opened: Open):
    shown = opened()
    button = shown.get_by_role("button", name="Menu")
    panel = shown.get_by_role("navigation", name="Main menu")
    assert not panel.is_visible()

    shown.keyboard.press("Tab")
    assert "Skip to main content" == focus(shown)
    shown.keyboard.press("Tab")
    assert "Menu" == focus(shown)
    shown.keyboard.press("Enter")
    assert "true" == button.get_attribute("aria-expanded")
    assert panel.is_visible()
    for expected in ("ExampleCERT", "繁體中文", "Search", "Security Advisories"):
        shown.keyboard.press("Tab")
        assert expected in focus(shown)
    shown.keyboard.press("Escape")

    assert not panel.is_visible()
    assert "Menu" == focus(shown)
    assert "false" == button.get_attribute("aria-expanded")


@pytest.mark.full
def test_menu_closes_when_the_focus_leaves_it(opened: Open):
    shown = opened()
    shown.get_by_role("button", name="Menu").click()
    panel = shown.get_by_role("navigation", name="Main menu")
    panel.get_by_role("link").last.focus()
    assert panel.is_visible()

    shown.keyboard.press("Tab")

    assert not panel.is_visible()


def test_without_script_the_menu_is_the_map_of_the_site(opened: Open):
    shown = opened(java_script_enabled=False)

    shown.get_by_role("link", name="Menu").click()

    assert shown.url.endswith("#site-map")
    site_map = shown.get_by_role("navigation", name="Site map")
    for name in ("Security Advisories", "Security Guides", "Subscribe", "Report an Incident", "About us"):
        assert site_map.get_by_role("link", name=name, exact=True).is_visible()
    assert not shown.locator(".press-display").is_visible()


@pytest.mark.full
@pytest.mark.parametrize("path", ["about/", "zh-hant/about/"])
@pytest.mark.parametrize("viewport", [NARROW, PHONE, DESK], ids=["320", "360", "1280"])
def test_nothing_scrolls_sideways_and_the_header_fits(opened: Open, path: str, viewport: dict[str, int]):
    shown = opened(path, viewport=viewport)

    assert shown.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    assert shown.evaluate("document.querySelector('main').scrollWidth") <= viewport["width"]
    for selector in (".press-menu", ".press-name", ".press-switch"):
        box = shown.locator(selector).bounding_box()
        if box is not None:  # a wide window has tabs and no menu
            assert 0 <= box["x"]
            assert box["x"] + box["width"] <= viewport["width"]
            assert box["height"] >= 38


@pytest.mark.full
def test_wide_window_has_tabs_and_the_report_at_the_far_end(opened: Open):
    shown = opened("subscribe/", viewport=DESK)
    nav = shown.get_by_role("navigation", name="Main menu")

    assert not shown.locator(".press-menu").is_visible()
    tabs = [link.bounding_box() for link in nav.locator(".press-nav__main a").all()]
    assert len({round(box["y"] + box["height"] / 2) for box in tabs if box}) <= 2, "one row"
    last = tabs[-1]
    assert last is not None
    assert last["x"] + last["width"] > 1280 - 60
    assert "page" == nav.get_by_role("link", name="Subscribe").get_attribute("aria-current")


def background(shown: Page) -> str:
    return str(shown.evaluate("getComputedStyle(document.body).backgroundColor"))


LIGHT, DARK = "rgb(255, 255, 255)", "rgb(16, 22, 28)"


@pytest.mark.sample(4)
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize(("scheme", "colour"), [("light", LIGHT), ("dark", DARK)])
def test_device_decides_about_colours(opened: Open, script: bool, scheme: str, colour: str):
    shown = opened(color_scheme=scheme, java_script_enabled=script)

    assert colour == background(shown)


@pytest.mark.full
def test_reader_s_choice_of_colours_is_kept(opened: Open):
    shown = opened(color_scheme="dark")
    shown.get_by_role("radio", name="Light").check()
    assert LIGHT == background(shown)

    shown.reload()
    assert LIGHT == background(shown)
    assert shown.get_by_role("radio", name="Light").is_checked()

    shown.get_by_role("radio", name="Same as my device").check()
    assert DARK == background(shown)


@pytest.mark.full
def test_paper_is_light(opened: Open):
    shown = opened(color_scheme="dark")

    shown.emulate_media(media="print", color_scheme="dark")

    assert LIGHT == background(shown)
    assert not shown.locator(".press-header").is_visible()


def test_chinese_is_set_as_hong_kong_chinese(opened: Open):
    shown = opened("zh-hant/about/")

    assert "zh-Hant-HK" == shown.locator("html").get_attribute("lang")
    for selector in ("body", "h1", "main p", ".press-name", "footer a"):
        family = shown.locator(selector).first.evaluate("element => getComputedStyle(element).fontFamily")
        assert family.startswith('"PingFang HK", "Noto Sans HK"'), selector
    size = shown.locator(".press-footer li").first.evaluate("element => parseFloat(getComputedStyle(element).fontSize)")
    assert size >= 15


@pytest.mark.full
def test_focus_can_be_seen(opened: Open):
    """
    Each stop of the Tab key looks different with the focus and without.
    """
    shown = opened(viewport=DESK)
    seen = 0
    for _ in range(12):
        shown.keyboard.press("Tab")
        box = shown.evaluate(
            "(() => { const b = document.activeElement.getBoundingClientRect();"
            " return [b.x, b.y, b.width, b.height]; })()"
        )
        x, y, width, height = (max(0, value) for value in box)
        clip = {"x": max(0, x - 8), "y": max(0, y - 8), "width": width + 16, "height": height + 16}
        with_focus = shown.screenshot(clip=clip)  # type: ignore[arg-type]
        shown.evaluate("window.held = document.activeElement; document.activeElement.blur()")
        without = shown.screenshot(clip=clip)  # type: ignore[arg-type]
        shown.evaluate("window.held.focus({ focusVisible: true })")
        assert with_focus != without, shown.evaluate("window.held.textContent")
        seen += 1
    assert 12 == seen
