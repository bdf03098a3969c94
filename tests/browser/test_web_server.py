"""
The site behind nginx with the configuration that is shipped: what its answers say, and how much a reader fetches.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser

from advisorypress.policy import header_policy
from tests.browser.conftest import Visit

pytestmark = pytest.mark.needs("nginx")

TYPES = {
    "": "text/html; charset=utf-8",
    "feeds/all.atom": "application/atom+xml; charset=utf-8",
    "feeds/all.rss": "application/rss+xml; charset=utf-8",
    "feeds/all.json": "application/feed+json; charset=utf-8",
    "zh-hant/feeds/all.json": "application/feed+json; charset=utf-8",
    "advisories/SA-2024-0004/advisory.json": "application/json",
    "advisories/SA-2024-0004/advisory.md": "text/markdown; charset=utf-8",
    "advisories/SA-2024-0004/advisory.txt": "text/plain; charset=utf-8",
    "zh-hant/events.ics": "text/calendar; charset=utf-8",
    "statistics/months.csv": "text/csv; charset=utf-8",
    "sitemap.xml": "text/xml; charset=utf-8",
    ".well-known/security.txt": "text/plain; charset=utf-8",
    "assets/press/press.css": "text/css; charset=utf-8",
    "assets/press/press.js": "text/javascript; charset=utf-8",
    "assets/press/icon.svg": "image/svg+xml",
}
FOREVER = "public, max-age=31536000, immutable"

# What an advisory may weigh on the wire, all files with their headers, in bytes.
FIRST_VISIT, NEXT_VISIT = 120_000, 15_000


def ask(address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """
    The status, headers (names in lower case) and bytes of an answer.
    """
    try:
        answer = urlopen(Request(address, headers=headers))
    except HTTPError as error:
        answer = error
    with answer:
        return answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read()


def test_every_answer_has_the_headers_of_the_site(published: str, site: Path):
    """
    Those of `_headers`, on pages, feeds, files that never change, and what is not there; each one once.
    """
    every = re.match(r"/\*\n((?:  .+\n)+)", (site / "_headers").read_text("utf-8"))
    assert every
    expected = dict(line.strip().split(": ", 1) for line in every[1].splitlines())
    assert header_policy() == expected["Content-Security-Policy"]
    sheet = next((site / "assets/stylesheets").iterdir()).relative_to(site).as_posix()
    for path in ("", "zh-hant/", "feeds/all.json", "zh-hant/feeds/all.json", sheet, "nowhere/", "zh-hant/nowhere/"):
        _, headers, _ = ask(published + path)
        assert expected == {name: headers.get(name.lower()) for name in expected}, path


def test_types(published: str):
    """
    Readers' programs go by them.
    """
    found = {path: ask(published + path) for path in TYPES}

    assert {200} == {status for status, _, _ in found.values()}
    assert {path: headers["content-type"] for path, (_, headers, _) in found.items()} == TYPES


def test_what_may_be_kept(published: str, site: Path):
    """
    A page is asked for again each time, and answered in few bytes; what changes its name with its content is kept.
    """
    status, headers, _ = ask(f"{published}advisories/SA-2024-0004/")
    again = ask(f"{published}advisories/SA-2024-0004/", **{"If-None-Match": headers["etag"]})
    index = next(site.glob("pagefind/**/*.pf_index"))
    kept = [next((site / "assets/stylesheets").iterdir()), index]

    assert (200, "no-cache") == (status, headers["cache-control"])
    assert (304, b"") == (again[0], again[2])
    assert {FOREVER} == {ask(published + path.relative_to(site).as_posix())[1]["cache-control"] for path in kept}


@pytest.mark.parametrize("prefix", ["", "zh-hant/"])
def test_what_is_not_there_says_so_in_the_readers_language(published: str, prefix: str):
    """
    And a folder's missing slash leads to the folder, wherever nginx stands.
    """
    status, headers, page = ask(f"{published}{prefix}nowhere/at/all/")

    assert (404, "text/html; charset=utf-8") == (status, headers["content-type"])
    assert f'<html lang="{"zh-Hant-HK" if prefix else "en"}"' in page.decode()


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("prefix", ["", "zh-hant/"])
def test_an_advisory_is_light(chromium: Browser, published: str, prefix: str):
    """
    As a browser counts it: the heaviest kind of advisory on a first visit, and another on the next.
    """
    context = chromium.new_context(viewport={"width": 360, "height": 640})
    visit = Visit(context.new_page(), published)
    session = context.new_cdp_session(visit.page)
    session.send("Network.enable")
    sizes: list[int] = []

    def loaded(event: dict[str, Any]) -> None:
        sizes.append(int(event["encodedDataLength"]))

    session.on("Network.loadingFinished", loaded)
    visit.go(f"{prefix}advisories/SA-2024-0007/")
    first = sum(sizes)
    sizes.clear()
    visit.go(f"{prefix}advisories/SA-2024-0004/")
    second = sum(sizes)
    context.close()

    assert [] == visit.complaints
    assert 5_000 < first <= FIRST_VISIT
    assert 1_000 < second <= NEXT_VISIT
