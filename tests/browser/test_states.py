"""
The extremes that the demonstration does not have: the longest titles, one product and forty, no fix, three urgent warnings and
none. Point 7 of what the visual brief promises; the other states are pages of tests/browser/test_look.py, and a search without
results is in tests/browser/test_search.py.
"""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from functools import partial

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Handler
from tests.browser.test_look import BOX, CUT, EDITIONS, ILL_SET, PHONE, TOO_WIDE
from tests.engine.conftest import SETTINGS, page
from tests.examples import advisory_file, chinese_file, write_repository
from tests.in_process import run

pytestmark = [pytest.mark.needs("chromium", "chinese-font", "latin-font"), pytest.mark.full]

TITLE = "Microsoft Exchange Server and Fortinet FortiManager Authentication Bypass Vulnerability XY"
CHINESE_TITLE = "微軟伺服器及防火牆管理平台遠端執行程式碼漏洞、繞過身份驗證漏洞及多個權限提升漏洞"
PRODUCTS = "".join(
    f"\n  - {{key: p{number}, vendor: Fortinet, product: FortiManager Cloud Edition {number},"
    f" versions: 7.{number}.0 to 7.{number}.16{', fixed: none' if number % 2 else f', fixed: 7.{number}.17'}}}"
    for number in range(40)
)
ONE = "\n  - {key: fos74, vendor: Fortinet, product: FortiOS, versions: 7.4.0 to 7.4.6, fixed: none}"


def both(number: int, **changes: str) -> dict[str, str]:
    """
    An advisory in both languages by path.
    """
    name = f"advisories/2026/SA-2026-{number:04}"
    english = {"id": f"SA-2026-{number:04}", "languages": "[en, zh-Hant]", "title": TITLE, **changes}
    return {
        f"{name}.en.md": advisory_file(**english),
        f"{name}.zh-Hant.md": chinese_file(title=CHINESE_TITLE),
    }


FILES = {
    "content/about/index.en.md": page(),
    **both(1, affected=ONE, exploited="2026-11-19"),
    **both(2, affected=PRODUCTS, vulnerabilities="\n  - {id: CVE-2026-12345, cwe: CWE-787, affects: [p0]}"),
    **both(3),
}


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """
    Where two sites are served: `urgent/`, built while the warnings are new, and `calm/`, a month later.
    """
    assert (90, 40) == (len(TITLE), len(CHINESE_TITLE))
    folder = tmp_path_factory.mktemp("states")
    for name, moment in (("urgent", "2026-11-25T09:00:00+08:00"), ("calm", "2026-12-25T09:00:00+08:00")):
        root = write_repository(folder / f"{name}-repository", FILES, settings=SETTINGS)
        done = run(root, "build", "--no-search", "--as-of", moment)
        assert 0 == done.returncode, done.stderr
        (root / "site").rename(folder / name)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page(viewport=PHONE)
    yield page
    page.close()


@pytest.mark.parametrize("prefix", EDITIONS)
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_extremes_fit(phone: Page, sites: str, prefix: str, width: int):
    """
    No page is wider than its window, and no number and no date is cut in two.
    """
    phone.set_viewport_size({"width": width, "height": 640})
    wrong = {}
    paths = ["", "advisories/", *(f"advisories/SA-2026-{number:04}/" for number in (1, 2, 3))]
    for path in paths:
        phone.goto(f"{sites}urgent/{prefix}{path}")
        wrong[path] = [phone.evaluate(question) for question in (TOO_WIDE, CUT, ILL_SET)]

    assert {path: [[], [], []] for path in paths} == wrong


@pytest.mark.parametrize("prefix", EDITIONS)
def test_three_urgent_warnings_stand_side_by_side_on_a_desk(phone: Page, sites: str, prefix: str):
    """
    The exploited one first; on a phone one below the other, and the first with its action above the fold.
    """
    phone.goto(f"{sites}urgent/{prefix}")
    items = phone.locator(".press-act > ul > li")
    assert 3 == items.count()
    assert 1 == items.first.locator(".press-badge--exploited").count()
    tops = [item.evaluate(BOX)[1] for item in items.all()]
    assert sorted(tops) == tops
    assert items.first.locator(".press-act__do").evaluate(BOX)[3] <= PHONE["height"]

    phone.set_viewport_size({"width": 1280, "height": 900})
    assert 1 == len({item.evaluate(BOX)[1] for item in items.all()})


@pytest.mark.parametrize("prefix", EDITIONS)
def test_nothing_urgent_is_not_red(phone: Page, sites: str, prefix: str):
    phone.goto(f"{sites}calm/{prefix}")
    quiet = phone.locator(".press-act--none")

    assert quiet.is_visible()
    assert 0 == phone.locator(".press-act").count()
    # Muted ink, and no colour of a severity.
    assert "rgb(75, 88, 102)" == quiet.evaluate("(e) => getComputedStyle(e).color")
    assert "2026" in quiet.inner_text()


@pytest.mark.parametrize("prefix", EDITIONS)
def test_forty_products_and_one(phone: Page, sites: str, prefix: str):
    """
    Each is a card on a phone; without a fix it says so, in plain ink.
    """
    for number, rows in ((1, 1), (2, 40)):
        phone.goto(f"{sites}urgent/{prefix}advisories/SA-2026-{number:04}/")
        table = phone.locator(".press-table").first
        assert rows == table.locator("tbody tr").count()
        assert "block" == table.locator("tbody tr").first.evaluate("(e) => getComputedStyle(e).display")
    unfixed = table.locator("tbody tr").nth(1)
    assert any(words in unfixed.inner_text() for words in ("No fix yet", "暫未有修補程式"))
    assert 0 == unfixed.locator(".press-good").count()
    assert 1 == table.locator("tbody tr").first.locator(".press-good").count()
