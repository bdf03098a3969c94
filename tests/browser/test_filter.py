"""
The filter of the lists of advisories, in a real browser, under the strict policy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.needs("chromium")


@pytest.fixture
def reader(chromium: Browser, address: str) -> Iterator[Visit]:
    context = chromium.new_context(viewport={"width": 360, "height": 800})
    yield Visit(context.new_page(), address)
    context.close()


def shown(reader: Visit) -> list[str]:
    """
    The numbers of the advisories that the filter shows, once it has said how many there are.
    """
    count = reader.page.locator(".press-browse__count")
    expect(count).to_have_text(re.compile(r"^(\d+ advisor|\d+則公告符合|No advisories|沒有符合)"))
    number = re.match(r"\d+", count.inner_text())
    expect(reader.page.locator(".press-browse__results li")).to_have_count(min(int(number[0]) if number else 0, 20))
    return reader.page.locator(".press-browse__results .press-card__facts").all_inner_texts()


COMBINATIONS = {
    "severity=critical&year=2024&q=palo": ["SA-2024-0004"],
    "vendor=microsoft&category=operating-systems&severity=high": ["SA-2024-0007", "SA-2024-0009", "SA-2024-0010"],
    "vendor=palo-alto-networks": ["SA-2024-0004"],
    "vendor=open&severity=critical,high": ["SA-2024-0006", "SA-2023-0004", "SA-2014-0001"],
    "exploited=1&year=2021&impact=remote-code-execution": ["SA-2021-0002", "SA-2021-0001", "SA-2021-0003"],
    "exploited=1&severity=low": [],
    "q=%3Cimg%20src%3Dx%3E": [],
}


@pytest.mark.parametrize("prefix", ["", "zh-hant/"])
def test_any_combination(reader: Visit, prefix: str):
    """
    By the address alone; newest first, as the list itself is. What the filter does not know is no filter.
    """
    found = {}
    for query in COMBINATIONS:
        reader.go(f"{prefix}advisories/?{query}")
        found[query] = [re.findall(r"SA-\d{4}-\d{4}", facts)[0] for facts in shown(reader)]
        assert not reader.page.locator(".press-month").first.is_visible()
    assert COMBINATIONS == found

    # What was replaced says so, as in the list.
    reader.go(f"{prefix}advisories/?year=2021")
    shown(reader)
    tags = (
        reader.page.locator(".press-browse__results li", has_text="SA-2021-0001")
        .locator(".press-tag")
        .all_inner_texts()
    )
    assert tags in (["Replaced"], ["已被取代"])

    reader.go(f"{prefix}advisories/?severity=&other=1")
    assert reader.page.locator(".press-month").first.is_visible()
    assert [] == reader.complaints


def test_each_choice_is_a_step_back(reader: Visit):
    """
    A chip, a list, letters: each changes the address and what is shown, and is announced.
    """
    page = reader.page
    reader.go("advisories/")
    assert "status" == page.locator(".press-browse__count").get_attribute("role")
    page.click(".press-chip >> nth=0")
    critical = shown(reader)
    assert "advisories/?severity=critical" == reader.path
    assert "true" == page.locator(".press-chip >> nth=0").get_attribute("aria-current")

    page.click(".press-filters summary")
    page.select_option("#filter-year", "2024")
    page.wait_for_url("**severity=critical&year=2024")
    assert set(shown(reader)) < set(critical)

    page.locator("#filter-q").press_sequentially("palo")
    page.wait_for_url("**/?q=palo&severity=critical&year=2024")
    expect(page.locator(".press-browse__count")).to_have_text("1 advisory matches")
    page.go_back()
    expect(page.locator("#filter-q")).to_have_value("")
    assert "advisories/?severity=critical&year=2024" == reader.path
    page.go_back()
    assert critical == shown(reader)

    page.click(".press-chip >> nth=0")
    expect(page.locator(".press-month").first).to_be_visible()
    assert "advisories/" == reader.path
    assert [] == reader.complaints


def test_a_list_of_one_kind_leads_on(reader: Visit):
    """
    Its own kind is chosen already.
    """
    page = reader.page
    reader.go("advisories/vendor/palo-alto-networks/")
    page.click(".press-filters summary")
    assert "Palo Alto Networks" == page.locator("#filter-vendor").input_value()
    page.select_option("#filter-year", "2024")
    page.wait_for_url("**/advisories/?year=2024&vendor=Palo+Alto+Networks")

    assert 1 == len(shown(reader))
    assert [] == reader.complaints


def test_an_index_that_is_not_there_leaves_the_links(reader: Visit):
    """
    As `press build --no-search` makes it.
    """
    reader.page.route("**/pagefind/**", lambda route: route.abort())
    reader.go("advisories/?severity=high")

    expect(reader.page.locator(".press-browse__count")).to_have_text(re.compile("does not work at present"))
    assert reader.page.locator(".press-month").first.is_visible()
    assert reader.page.locator(".press-filters a[href*='2024']").first.is_visible()
