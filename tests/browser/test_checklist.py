"""
A checklist in a real browser: what is ticked stays there, and without script there are boxes for a pen.
"""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.needs("chromium")


@pytest.mark.sample(2)
def test_ticks_stay_in_the_browser(visit: Visit):
    visit.go("guides/home-pc-check/")
    page = visit.page
    boxes = page.locator(".press-task input")
    if not page.locator(".press-checklist").is_visible():
        assert 0 == boxes.count()
        assert 12 == page.locator(".press-task").count()
        return
    assert 12 == boxes.count()
    # The whole row is the label.
    page.get_by_text("Open one file from the copy.").click()
    assert "1 of 12 done" == page.locator(".press-checklist__done").inner_text()

    page.reload()
    assert "1 of 12 done" == page.locator(".press-checklist__done").inner_text()
    assert page.get_by_label("Open one file from the copy.").is_checked()
    page.get_by_role("button", name="Clear my ticks").click()
    page.reload()
    assert "0 of 12 done" == page.locator(".press-checklist__done").inner_text()
    assert [] == visit.complaints
