"""
The form on which an incident is reported, in a real browser: it writes a mail, and nothing leaves the page.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.needs("chromium")

MAIL = ".press-report__mail"


@pytest.mark.sample(2)
@pytest.mark.parametrize("prefix", ["", "zh-hant/"])
@pytest.mark.parametrize("visit", [True], indirect=True)
def test_what_is_typed_stands_in_the_mail(visit: Visit, prefix: str, tmp_path: Path):
    visit.go(f"{prefix}report-incident/")
    page = visit.page
    page.locator("#report-kind").select_option("ransomware")
    assert page.locator("#report-help-ransomware").text_content() == page.locator(".press-form__help").inner_text()
    page.locator(MAIL).click()
    assert "report-what" == page.evaluate("document.activeElement.id")
    assert page.locator("#report-error").is_visible()

    page.locator("#report-what").fill("Files & folders\nare locked. 檔案被鎖。")
    page.locator("#report-when").fill("today")
    assert not page.locator("#report-error").is_visible()
    text = page.locator("#report-text").inner_text()
    assert "\nFiles & folders\nare locked. 檔案被鎖。\n" in text
    body = parse_qs(urlsplit(page.locator(MAIL).get_attribute("href") or "").query)["body"][0]
    assert text.strip() == body.replace("\r\n", "\n").strip()

    with page.expect_download() as saved:
        page.locator(".press-report__save").click()
    saved.value.save_as(tmp_path / "report.txt")
    assert text.strip() == (tmp_path / "report.txt").read_text("utf-8").strip()
    page.locator("#report-what").fill("x" * 3000)
    assert "body" not in (page.locator(MAIL).get_attribute("href") or "")
    assert [] == visit.complaints


@pytest.mark.sample(2)
def test_the_text_can_be_copied_with_script_and_without(visit: Visit):
    visit.go("report-incident/")
    page = visit.page
    button = page.locator(".press-copy")
    if button.is_visible():
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        button.click()
        page.locator(".press-copied", has_text="Copied").wait_for()
        assert page.locator("#report-text").inner_text() == page.evaluate("navigator.clipboard.readText()")
    else:
        assert not page.locator(".press-form").is_visible()
        assert "What happened?" in page.locator("#report-text").inner_text()
    assert "subject=Incident%20report" in (page.locator(MAIL).get_attribute("href") or "")
    assert [] == visit.complaints
