"""
Pictures of a built site for people to look at, taken by Debian's browser: `scripts/screenshots`. Point 5 of what the visual
brief promises.
"""

from __future__ import annotations

import argparse
import http.server
import re
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import Handler
from tests.tools import ALL, ROOT

KINDS = {
    "home": "index.html",
    "advisories": "advisories/index.html",
    "advisories-critical": "advisories/severity/critical/index.html",
    "advisory": "advisories/SA-*/index.html",
    "advisory-version": "advisories/SA-*/v1/index.html",
    "affected": "affected/index.html",
    "guides": "guides/index.html",
    "guide": "guides/ransomware/index.html",
    "checklist": "guides/home-pc-check/index.html",
    "articles": "articles/index.html",
    "article": "articles/*/index.html",
    "news": "news/index.html",
    "news-item": "news/*/index.html",
    "bulletins": "bulletins/index.html",
    "newsletter": "bulletins/*/index.html",
    "digests": "digests/index.html",
    "digest": "digests/*/index.html",
    "events": "events/index.html",
    "event": "events/*/index.html",
    "latest": "latest/index.html",
    "statistics": "statistics/index.html",
    "subscribe": "subscribe/index.html",
    "feeds": "feeds/index.html",
    "report-incident": "report-incident/index.html",
    "search": "search/index.html",
    "glossary": "glossary/index.html",
    "about": "about/index.html",
    "press": "about/press/index.html",
    "rfc2350": "about/rfc2350/index.html",
    "severity": "about/severity/index.html",
    "accessibility": "about/accessibility/index.html",
    "privacy": "about/privacy/index.html",
    "404": "404.html",
}
"""
Every kind of page, and where the first one of it is found.
"""

# In milliseconds: long pages take a while on a busy machine.
_PATIENCE = 180_000

PHONE, DESK = {"width": 360, "height": 640}, {"width": 1280, "height": 900}


@dataclass(frozen=True, slots=True)
class View:
    """
    How a page is looked at: the name of the picture, what the browser is told, what its developer tools pretend, and the
    kinds of page that are looked at so (all, if none is named).
    """

    name: str
    context: dict[str, Any]
    deficiency: str = ""
    paper: bool = False
    kinds: tuple[str, ...] = ()


VIEWS = (
    View("phone-light", {"viewport": PHONE}),
    View("phone-dark", {"viewport": PHONE, "color_scheme": "dark"}),
    View("desk-light", {"viewport": DESK}),
    View("desk-dark", {"viewport": DESK, "color_scheme": "dark"}),
    View("phone-no-script", {"viewport": PHONE, "java_script_enabled": False}),
    View("desk-dark-no-script", {"viewport": DESK, "color_scheme": "dark", "java_script_enabled": False}),
    View("desk-forced", {"viewport": DESK, "forced_colors": "active"}),
    View("desk-contrast", {"viewport": DESK, "contrast": "more"}),
    View("desk-dark-contrast", {"viewport": DESK, "contrast": "more", "color_scheme": "dark"}),
    View("paper", {"viewport": {"width": 794, "height": 1123}}, paper=True),
    View("desk-grey", {"viewport": DESK}, "achromatopsia", kinds=("home", "advisories", "statistics")),
    View("desk-deuteranopia", {"viewport": DESK}, "deuteranopia", kinds=("home", "advisories", "statistics")),
)


@dataclass(slots=True)
class Studio:
    """
    Takes pictures of the *site* served at *address* into *folder*.
    """

    site: Path
    folder: Path
    address: str
    words: Sequence[str]
    taken: int = 0
    complaints: list[str] = field(default_factory=list)

    def take_all(self, browser: Browser) -> None:
        """
        Every kind of page, in every view, that the words ask for.
        """
        for view in VIEWS:
            context = browser.new_context(**view.context)
            page = context.new_page()
            page.set_default_timeout(_PATIENCE)
            page.on("console", lambda said: self.complaints.append(f"{said.location.get('url')}: {said.text}"))
            page.on("pageerror", lambda error: self.complaints.append(str(error)))
            for name, path in self._wanted(view):
                self._take(page, view, name, path)
            context.close()

    def _wanted(self, view: View) -> Iterator[tuple[str, str]]:
        for language, prefix in (("en", ""), ("zh", "zh-hant/")):
            for kind, pattern in KINDS.items():
                found = sorted((self.site / prefix).glob(pattern))
                name = f"{kind}.{language}.{view.name}"
                if not found or (view.kinds and kind not in view.kinds):
                    continue
                if all(re.search(word, name) for word in self.words):
                    yield name, found[0].relative_to(self.site).as_posix()

    def _take(self, page: Page, view: View, name: str, path: str) -> None:
        page.goto(self.address + path, wait_until="networkidle")
        if view.paper:
            page.emulate_media(media="print")
        if view.deficiency:
            session = page.context.new_cdp_session(page)
            session.send("Emulation.setEmulatedVisionDeficiency", {"type": view.deficiency})
        page.screenshot(path=self.folder / f"{name}.png", full_page=True)
        self.taken += 1


def main(words: Sequence[str]) -> int:
    """
    Takes the pictures; 1 when a page had anything for the browser to complain about.
    """
    parser = argparse.ArgumentParser(prog="scripts/screenshots", description=__doc__)
    parser.add_argument("folder", nargs="?", default=ROOT / ".cache" / "screenshots", type=Path)
    parser.add_argument("--site", default=ROOT / "site", type=Path)
    parser.add_argument(
        "--only",
        nargs="+",
        default=[],
        metavar="WORD",
        help="patterns that a picture's name must all have: 'home' 'zh'",
    )
    choices = parser.parse_args(words)
    chromium = ALL["chromium"].find()
    if chromium is None or not (choices.site / "index.html").is_file():
        print("This needs a browser (scripts/test --install) and a site (scripts/build).", file=sys.stderr)
        return 3
    choices.folder.mkdir(parents=True, exist_ok=True)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(choices.site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    studio = Studio(choices.site, choices.folder, f"http://127.0.0.1:{server.server_port}/", choices.only)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        studio.take_all(browser)
        browser.close()
    server.shutdown()
    for complaint in sorted(set(studio.complaints)):
        print(complaint, file=sys.stderr)
    print(f"{studio.taken} pictures in {choices.folder}. Next: look at them.")
    return 1 if studio.complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
