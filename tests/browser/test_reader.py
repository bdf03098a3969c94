"""
A reader's way through the site in a real browser, under a strict policy, with JavaScript and without.
"""

from __future__ import annotations

import re
from functools import partial
from itertools import cycle
from pathlib import Path

import pytest
from playwright.sync_api import Error, Route

from tests.browser.conftest import POLICY, Visit
from tests.browser.test_look import EDITIONS, KINDS

pytestmark = pytest.mark.needs("chromium")


@pytest.mark.sample(3)
@pytest.mark.parametrize(("prefix", "tag", "other"), [("", "en", "zh-Hant-HK"), ("zh-hant/", "zh-Hant-HK", "en")])
def test_home_list_advisory_other_language_feed(visit: Visit, prefix: str, tag: str, other: str):
    page = visit.page
    visit.go(prefix)
    assert tag == page.locator("html").get_attribute("lang")

    page.locator("header nav a[href$='advisories/']").first.click()
    page.wait_for_load_state()
    assert f"{prefix}advisories/" == visit.path

    page.locator("main a[href*='SA-2024-0003']").first.click()
    page.wait_for_load_state()
    assert f"{prefix}advisories/SA-2024-0003/" == visit.path
    title = page.locator("h1").inner_text()
    assert tag == page.locator("html").get_attribute("lang")

    page.locator(f"header a[hreflang='{other}']").first.click()
    page.wait_for_load_state()
    other_prefix = "" if prefix else "zh-hant/"
    assert f"{other_prefix}advisories/SA-2024-0003/" == visit.path
    assert other == page.locator("html").get_attribute("lang")
    assert title != page.locator("h1").inner_text()

    announced = page.locator("head link[rel~='alternate'][type='application/atom+xml']").first.get_attribute("href")
    link = page.locator("footer a[href$='.atom']").first
    assert link.get_attribute("href") == announced
    with page.expect_response(lambda response: response.url.endswith(".atom")) as answer:
        link.click()
    assert f"{visit.address}{other_prefix}feeds/all.atom" == answer.value.url
    assert "application/atom+xml" == answer.value.headers["content-type"]
    assert f'/{other_prefix}advisories/SA-2024-0003/"' in page.request.get(answer.value.url).text()
    assert [] == visit.complaints


@pytest.mark.full
def test_no_page_has_anything_for_a_browser_to_complain_about(visit: Visit, site: Path):
    """
    No script error, no missing file, nothing that the policy forbids, and no request to another host.
    """
    pages = [page for page in pages_of(site) if not is_redirect(page)]
    assert len(pages) > 50
    for page in pages:
        visit.page.goto(visit.address + page.relative_to(site).as_posix(), wait_until="load")
    visit.page.wait_for_load_state("networkidle")

    assert [] == visit.complaints


@pytest.mark.full
def test_no_kind_of_page_has_anything_for_a_browser_to_complain_about(visit: Visit):
    """
    One of each, in one language and the other by turns.
    """
    for kind, prefix in zip(KINDS, cycle(EDITIONS), strict=False):
        visit.page.goto(visit.address + prefix + kind, wait_until="load")
    visit.page.wait_for_load_state("networkidle")

    assert [] == visit.complaints


@pytest.mark.sample(2)
def test_what_a_browser_complains_about_is_heard(visit: Visit, request: pytest.FixtureRequest):
    """
    The tests above could not fail otherwise: what the policy refuses, a script's error, what is missing, and a request to
    another host that no policy stopped.
    """
    inline = '<!doctype html><p style="color: red">Red<img src="https://other.example/refused.png">'
    loose = '<!doctype html><img src="https://other.example/asked.png"><img src="/missing.png"><script>none()</script>'
    page = visit.page
    page.route("https://other.example/**", lambda route: route.fulfill(body=""))
    for name, body, headers in (("strict", inline, {"Content-Security-Policy": POLICY}), ("loose", loose, {})):
        answer = partial(Route.fulfill, body=body, headers=headers, content_type="text/html")
        page.route(f"**/{name}/", lambda route, *, answer=answer: answer(route))
        page.goto(f"{visit.address}{name}/", wait_until="load")
    page.wait_for_load_state("networkidle")

    case = request.node.callspec.id
    heard = "\n".join(visit.complaints)
    assert "style-src 'self'" in heard
    assert "refused.png" in heard
    assert "loose/ asks for https://other.example/asked.png" in heard
    assert "missing.png: 404" in heard
    assert ("none is not defined" in heard) == ("script" == case)


@pytest.mark.sample(2)
def test_old_addresses_lead_to_the_advisory(visit: Visit, site: Path):
    """
    The id in lower case, and the addresses that records say they had before.
    """
    redirects = [page.relative_to(site).parent.as_posix() for page in pages_of(site) if is_redirect(page)]
    assert "advisories/sa-2024-0003" in redirects
    for path in ("advisories/sa-2024-0003", *redirects[-2:]):
        visit.page.goto(f"{visit.address}{path}/")
        visit.page.wait_for_url(re.compile(r"/advisories/SA-\d{4}-\d{4}/$"))
        assert path.startswith("zh-hant/") == visit.path.startswith("zh-hant/")

    assert [] == visit.complaints


def pages_of(site: Path) -> list[Path]:
    """
    Every page of the site.
    """
    return sorted(site.rglob("*.html"))


def is_redirect(page: Path) -> bool:
    """
    Whether *page* only leads to another.
    """
    return b'http-equiv="refresh"' in page.read_bytes()


@pytest.mark.sample(2)
def test_page_opens_from_the_disk(visit: Visit, site: Path):
    """
    The styles are there without a server, too.
    """
    visit.page.goto((site / "advisories/SA-2024-0003/index.html").as_uri(), wait_until="load")

    try:
        sheets = visit.page.evaluate("document.styleSheets.length")
    except Error:
        pytest.fail("the page could not be asked about its styles")
    assert sheets > 0
