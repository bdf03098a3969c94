"""
Search in a real browser, under the strict policy.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from advisorypress.build_time import build_time
from advisorypress.check.examine import examine
from advisorypress.load.tree import load_tree
from advisorypress.search import parts
from advisorypress.search.files import search_files
from advisorypress.settings import read_settings
from advisorypress.vocabulary import read_vocabulary
from tests.browser.conftest import Visit, serving

pytestmark = pytest.mark.needs("chromium")

# Results that the page shows at a time; milliseconds that a busy machine gets for them.
A_PAGE = 10
WAIT = 30_000


@pytest.fixture
def reader(chromium: Browser, address: str) -> Iterator[Visit]:
    context = chromium.new_context(viewport={"width": 360, "height": 800})
    yield Visit(context.new_page(), address)
    context.close()


def results(reader: Visit, query: str, prefix: str = "") -> list[str]:
    """
    The titles that *query* (`q=openssh&severity=high`) gives.
    """
    reader.go(f"{prefix}search/?{query}")
    # Waiting by a function of ours would need what the policy forbids. The page tells the number before it has loaded a title.
    told = reader.page.locator(".press-search__count")
    expect(told).to_have_text(re.compile(r"\d|Nothing|找不到"), timeout=WAIT)
    number = re.match(r"(\d+) result|「.*」有(\d+)項", told.inner_text())
    whole = int(number[1] or number[2]) if number else 0
    titles = reader.page.locator(".press-search__results a")
    for shown in range(A_PAGE, whole, A_PAGE):
        expect(titles).to_have_count(shown, timeout=WAIT)
        reader.page.locator(".press-search__more button").click()
    expect(titles).to_have_count(whole, timeout=WAIT)
    return titles.all_inner_texts()


def test_words_find_pages(reader: Visit):
    titles = results(reader, "q=openssh")

    assert "OpenSSH Server Race Condition Vulnerability (regreSSHion)" in titles
    assert f"{len(titles)} results for “openssh”" == reader.page.locator(".press-search__count").inner_text()
    assert "OpenSSH" in reader.page.locator("mark").all_inner_texts()
    assert [] == reader.complaints


@pytest.mark.parametrize(
    ("prefix", "query", "title"),
    [("", "law-enforcement", "Report an Incident"), ("zh-hant/", "執法機構", "報告事故"), ("", "botnet", "Glossary")],
)
def test_words_of_hand_written_pages_find_them(reader: Visit, prefix: str, query: str, title: str):
    assert title in results(reader, f"q={query}", prefix)
    assert [] == reader.complaints


@pytest.mark.sample(4)
@pytest.mark.parametrize(
    "same", [("軟件", "軟體", "软件"), ("漏洞", "弱點"), ("阻斷服務", "拒絕服務", "拒绝服务"), ("勒索軟件", "勒索软件")]
)
def test_spellings_of_three_places_find_the_same(reader: Visit, same: tuple[str, ...]):
    found = [results(reader, f"q={word}", "zh-hant/") for word in same]

    assert found[0]
    assert 1 == len({frozenset(titles) for titles in found})
    assert [] == reader.complaints


@pytest.mark.sample(4)
@pytest.mark.parametrize(
    ("number", "path"),
    [("CVE-2024-3400", "advisories/SA-2024-0004/"), (" sa-2024-0003 ", "advisories/SA-2024-0003/")],
)
@pytest.mark.parametrize("prefix", ["", "zh-hant/"])
def test_a_number_leads_straight_to_its_page(reader: Visit, number: str, path: str, prefix: str):
    """
    In the reader's language, and the way back does not lead through the search.
    """
    reader.go(f"{prefix}search/")
    reader.page.fill("#q", number)
    reader.page.press("#q", "Enter")
    reader.page.wait_for_url(f"**/{path}")

    assert f"{prefix}{path}" == reader.path
    assert [] == reader.complaints


def test_filters_narrow_and_stand_in_the_address(reader: Visit):
    """
    A vendor alone is a question, too; what was chosen survives a reload and the way back.
    """
    everything = results(reader, "vendor=Microsoft")
    reader.page.select_option("#severity", "high")
    reader.page.wait_for_url("**severity=high**")
    reader.page.wait_for_load_state("networkidle")
    high = reader.page.locator(".press-search__results a").all_inner_texts()

    assert set(high) < set(everything)
    assert "vendor=Microsoft" in reader.page.url
    reader.page.go_back()
    expect(reader.page.locator("#severity")).to_have_value("")
    assert "Microsoft" == reader.page.locator("#vendor").input_value()
    assert [] == reader.complaints


@pytest.mark.full
def test_nothing_found_says_what_to_do(reader: Visit):
    assert [] == results(reader, "q=zzzqqqxyz")
    assert "Nothing found for “zzzqqqxyz”" in reader.page.locator(".press-search__count").inner_text()


@pytest.mark.full
def test_what_is_typed_is_words(reader: Visit):
    """
    Markup in a query stays text.
    """
    results(reader, "q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")

    assert "<img src=x onerror=alert(1)>" in reader.page.locator(".press-search__count").inner_text()
    assert 0 == reader.page.locator("main img").count()
    assert [] == reader.complaints


@pytest.mark.full
def test_the_first_query_is_light(reader: Visit):
    """
    At most 400 KB beyond the page.
    """
    sizes: list[int] = []
    reader.page.on("response", lambda response: sizes.append(len(response.body())))
    reader.go("zh-hant/search/")
    sizes.clear()
    reader.page.fill("#q", "漏洞")
    reader.page.press("#q", "Enter")
    reader.page.wait_for_selector(".press-search__results li")
    reader.page.wait_for_load_state("networkidle")

    assert 0 < sum(sizes) < 400_000


@pytest.mark.full
def test_without_script_there_are_lists(chromium: Browser, address: str):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}search/")

    assert not page.locator("form").is_visible()
    assert page.locator("main a[href*='vendor/microsoft']").is_visible()
    context.close()


@pytest.mark.full
def test_two_parts_are_searched_as_one(chromium: Browser, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """
    The archive's titles, numbers and products are found beside all the words of what is recent.
    """
    monkeypatch.setattr(parts, "RECENT", 50)
    monkeypatch.setattr(parts, "_STEP", 10)
    root = site.parent
    settings, vocabulary = read_settings(root), read_vocabulary(root / "data/vocabulary.csv")
    tree = load_tree(root)
    library = examine(tree, settings, vocabulary, build_time(settings, tree.records, None)).library
    assert library is not None
    copy = tmp_path / "site"
    shutil.copytree(site, copy, ignore=shutil.ignore_patterns("pagefind"))
    for path, data in search_files(library):
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        (copy / path).write_bytes(data)
    assert list(copy.glob("pagefind/en/archive/fragment/*"))

    with serving(copy) as address:
        page = chromium.new_context(viewport={"width": 360, "height": 800}).new_page()
        reader = Visit(page, address)
        # Slammer is in the archive, regreSSHion is not.
        assert "SQL Slammer Worm Attacks Microsoft SQL Server 2000 and MSDE 2000 (MS02-039)" in results(
            reader, "q=slammer"
        )
        assert "OpenSSH Server Race Condition Vulnerability (regreSSHion)" in results(reader, "q=openssh")
        old = results(reader, "q=microsoft&year=2003")
        assert old
        assert results(reader, "q=軟件", "zh-hant/")
        assert [] == reader.complaints
        page.context.close()
