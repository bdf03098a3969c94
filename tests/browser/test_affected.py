"""
«Am I affected?» in a real browser: what the press says, and nothing told to anybody.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from advisorypress.model.verdict import Range
from advisorypress.model.version_order import compare_versions
from advisorypress.render.affected_index import shard_of
from tests.browser.conftest import Visit
from tests.in_process import run
from tests.inventory.table import Case, things, verdicts

pytestmark = pytest.mark.needs("chromium")

LIST = """\
OpenSSH 9.7p1
OpenSSH 9.8p1
Palo Alto Networks, PAN-OS, 10.2.3
Log4j 2.14
pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1
pkg:deb/debian/openssl@1.0.1e-2+deb7u5
cpe:/a:openssl:openssl:1.0.1f
Windows 10 22H2
nginx 1.25
SECRET-PRODUCT-4711 1.0
"""
MODULES = "assets/press/"


@pytest.fixture
def reader(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[Visit]:
    """
    A reader of the page on a phone, in English where nothing else is asked for.
    """
    context = chromium.new_context(viewport={"width": 360, "height": 800})
    visit = Visit(context.new_page(), address)
    visit.go(f"{getattr(request, 'param', '')}affected/")
    yield visit
    context.close()


both_languages = pytest.mark.parametrize("reader", ["", "zh-hant/"], ids=["en", "zh-Hant"], indirect=True)


@pytest.fixture(scope="module")
def modules(chromium: Browser, address: str) -> Iterator[Page]:
    """
    A page of the site, from which the scripts can be called.
    """
    page = chromium.new_page()
    page.goto(f"{address}affected/")
    yield page
    page.close()


def call(page: Page, address: str, module: str, work: str, given: Any) -> Any:
    """
    What *work*, a function of the *module* and of what is *given*, answers.
    """
    script = f"async ([path, given]) => {{ const module = await import(path); return ({work})(module, given); }}"
    return page.evaluate(script, [f"{address}{MODULES}{module}", given])


def as_row(case: Case) -> list[dict[str, Any]]:
    """
    The ranges of *case* as the index has them.
    """
    ranges = [Range.of(row) for row in case.rows]
    return [
        {"parts": [[part.span.value, part.first, part.last] for part in each.parts], "fixes": list(each.fixes)}
        for each in ranges
    ]


def test_a_browser_judges_as_the_press_does(modules: Page, address: str):
    """
    The same table as tests/inventory/test_verdict.py.
    """
    cases = verdicts()
    given = [[as_row(case), case.version] for case in cases]
    found = call(modules, address, "matching.js", "(m, all) => all.map(([rows, v]) => m.judge(rows, v))", given)

    assert [(str(case), case.outcome, case.why) for case in cases] == [
        (str(case), each["outcome"], each["why"] or "") for case, each in zip(cases, found, strict=True)
    ]


def test_a_browser_orders_versions_as_the_press_does(modules: Page, address: str):
    """
    Also such as nobody would call a version.
    """
    texts = sorted(
        {case.version for case in verdicts()} | {"", "~", "a", "1a", "1a1", "漏洞", "v", "v٣", "1.a٣", "0:0", ":1"}
    )
    pairs = [[one, other] for one in texts for other in texts]
    found = call(modules, address, "matching.js", "(m, all) => all.map(([a, b]) => m.compareVersions(a, b))", pairs)

    assert [compare_versions(one, other) for one, other in pairs] == found


def test_a_browser_reads_lists_and_bills_as_the_press_does(modules: Page, address: str):
    """
    The same table as tests/inventory/test_inventory.py.
    """
    work = """(m, all) => all.map((text) => {
      try { return m.readInventory(text.replace(/^\\ufeff/, "")); }
      catch (error) { if (error instanceof m.Refused) return { refused: true }; throw error; }
    })"""
    found = call(modules, address, "inventory.js", work, [example["text"] for example in things()])

    for example, each in zip(things(), found, strict=True):
        assert {key: value for key, value in example.items() if key not in ("name", "text")} == each, example["name"]


def test_both_choose_the_same_file_of_the_index(modules: Page, address: str):
    tokens = ["panos", "openssl", "漏洞", "pkg:npm/x", "é"]
    found = call(modules, address, "matching.js", "(m, all) => all.map((each) => m.shardOf(each, 64))", tokens)

    assert [shard_of(token, 64) for token in tokens] == found


@both_languages
def test_a_product_and_version(reader: Visit):
    """
    Said by text, announced, and with the way to the advisory in the reader's language.
    """
    page = reader.page
    page.fill("#check-product", "pan os")
    page.fill("#check-version", "10.2.3")
    page.press("#check-version", "Enter")
    link = page.locator(".press-check__results a").first
    expect(link).to_be_visible()

    assert "status" == page.locator(".press-check__count").get_attribute("role")
    assert page.locator(".press-check__count").inner_text() in (
        "1 advisory affects this version.",
        "有1則公告影響此版本。",
    )
    link.click()
    page.wait_for_url("**/advisories/SA-2024-0004/")
    assert reader.path.startswith("zh-hant/") == ("zh" in (page.locator("html").get_attribute("lang") or ""))
    assert [] == reader.complaints


@pytest.mark.full
@both_languages
def test_what_is_not_listed_is_not_called_safe(reader: Visit):
    """
    And names like it are one press away.
    """
    page = reader.page
    page.fill("#check-product", "Log4j")
    page.fill("#check-version", "2.14")
    page.press("#check-version", "Enter")
    offered = page.locator(".press-check__like button")
    expect(offered).to_have_count(1)
    assert page.locator(".press-check__count").inner_text() in (
        "We have no advisory for this version. That does not prove it is safe: keep it updated.",
        "沒有影響此版本的公告，但不代表絕對安全，請保持更新。",
    )

    offered.click()
    expect(page.locator(".press-check__results a").first).to_be_visible()
    assert "Apache" == page.locator("#check-vendor").input_value()
    assert "SA-2021-0002" in page.locator(".press-check__results").inner_text()


@pytest.mark.full
def test_a_list_is_answered_as_the_command_answers_it(reader: Visit, site: Path):
    """
    Outcome for outcome, advisory for advisory.
    """
    given = run(site.parent, "affected", "--json", "-", typed=LIST)
    expected = json.loads(given.stdout)
    page = reader.page
    page.click(".press-check__list summary")
    page.fill("#check-text", LIST)
    page.click(".press-check__many button")
    expect(page.locator(".press-check__results h2").first).to_be_visible()

    boxes = {
        box.locator(".press-check__asked").text_content(): sorted(box.locator(".id").all_text_contents())
        for box in page.locator(".press-check__box").all()
    }
    assert {
        thing["asked"]: sorted(each["id"] for each in thing["advisories"] if each["outcome"] != "not-listed")
        for thing in expected["things"]
    } == boxes
    numbers = [str(number) for number in [len(boxes), *expected["counts"].values()]]
    counted = page.locator(".press-check__count").inner_text()
    assert all(number in counted for number in numbers), counted
    assert [] == reader.complaints


def test_nothing_leaves_the_browser(reader: Visit, tmp_path: Path):
    """
    Whatever is asked, the same files of the site are fetched: the names, and the part of the index that holds them all.
    """
    page = reader.page
    asked: list[tuple[str, str, str | None]] = []
    # The picture of the tab comes whenever the browser likes.
    page.on(
        "request",
        lambda request: (
            request.url.endswith("icon.svg") or asked.append((request.method, request.url, request.post_data))
        ),
    )
    bill = tmp_path / "bill.json"
    bill.write_text(json.dumps({"bomFormat": "CycloneDX", "components": [{"name": "SECRET-4711", "version": "1"}]}))

    page.fill("#check-vendor", "SECRET-VENDOR-4711")
    page.fill("#check-product", "SECRET-PRODUCT-4711")
    page.fill("#check-version", "4711")
    page.press("#check-version", "Enter")
    expect(page.locator(".press-check__box")).to_have_count(1)
    page.click(".press-check__list summary")
    page.fill("#check-text", LIST)
    page.click(".press-check__many button")
    expect(page.locator(".press-check__box")).to_have_count(10)
    page.set_input_files("#check-file", bill)
    page.click(".press-check__many button")
    expect(page.locator(".press-check__asked")).to_have_text("SECRET-4711 1")
    page.wait_for_load_state("networkidle")

    assert {("GET", f"{reader.address}affected/index/{name}.json", None) for name in ("names", "0")} == set(asked)
    assert "" == urlsplit(page.url).query
    assert [] == page.context.cookies()
    assert "{}" == page.evaluate("JSON.stringify(localStorage)")
    assert [] == reader.complaints


@pytest.mark.full
def test_what_cannot_be_read_is_told(reader: Visit):
    page = reader.page
    page.press("#check-version", "Enter")
    assert page.locator(".press-check__count").inner_text() in ("Enter Product.", "請填寫產品。")
    page.click(".press-check__list summary")
    for text in ("<bom/>", '{"name": 1}', "[" * 100_000, "# nothing"):
        page.fill("#check-text", text)
        page.click(".press-check__many button")
        expect(page.locator(".press-check__count")).to_contain_text("OpenSSH" if text.startswith("#") else "CycloneDX")
        assert 0 == page.locator(".press-check__box").count()
    assert [] == reader.complaints


@pytest.mark.full
def test_what_is_given_is_words(reader: Visit):
    """
    Markup in a list stays text.
    """
    page = reader.page
    page.click(".press-check__list summary")
    page.fill("#check-text", "x <img src=x onerror=alert(1)> 1.0\ncpe:<script>\n")
    page.click(".press-check__many button")

    expect(page.locator(".press-check__asked")).to_have_text("x <img src=x onerror=alert(1)> 1.0")
    assert 0 == page.locator("main img").count()
    assert [] == reader.complaints


def test_without_script_it_says_what_to_do(chromium: Browser, address: str):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}affected/")

    assert not page.locator(".press-check__one").is_visible()
    assert page.locator(".press-check__without").is_visible()
    assert page.locator("main a[href*='vendor/microsoft']").is_visible()
    context.close()


def test_a_row_of_the_index_is_what_is_judged(site: Path):
    """
    The index has the very ranges that the press judges by.
    """
    shard = json.loads((site / "affected/index/0.json").read_text(encoding="utf-8"))
    rows = [shard["rows"][place] for place in shard["tokens"]["panos"]]

    assert ["range", "10.2.0", "10.2.9"] in [part for row in rows for part in row["parts"]]
    assert {"10.2.9-h1", "11.0.4-h1", "11.1.2-h3"} == {fix for row in rows for fix in row["fixes"]}
