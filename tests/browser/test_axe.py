"""
axe-core on every kind of page: WCAG 2.2 at level AA and best practices, in both languages, light and dark. Point 4 of what the
visual brief promises, with tests/browser/test_keyboard.py.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.screenshots import DESK, KINDS, PHONE

pytestmark = [pytest.mark.needs("chromium", "axe"), pytest.mark.full]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """
async (tags) => {
  const found = await axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
  return found.violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}
"""


@pytest.mark.parametrize("prefix", ["", "zh-hant/"])
@pytest.mark.parametrize(
    "view",
    [{"viewport": DESK, "color_scheme": "light"}, {"viewport": PHONE, "color_scheme": "dark"}],
    ids=["desk-light", "phone-dark"],
)
def test_no_violation(
    chromium: Browser,
    address: str,
    site: Path,
    tool: Callable[[str], Path],
    view: dict[str, Any],
    prefix: str,
):
    """
    The menu open and closed.
    """
    script = tool("axe").read_text("utf-8")
    # The site's policy would refuse the checker, too; and a menu that is still fading in has no contrast yet.
    context = chromium.new_context(bypass_csp=True, reduced_motion="reduce", **view)
    page = context.new_page()
    page.set_default_timeout(180_000)
    violations = []
    for pattern in KINDS.values():
        found = sorted((site / prefix).glob(pattern))
        for path in [each.relative_to(site).as_posix() for each in found[:1]]:
            page.goto(address + path, wait_until="networkidle")
            page.evaluate(script)
            violations += [f"{path}: {violation}" for violation in page.evaluate(RUN, TAGS)]
    button = page.locator("button.press-menu")
    if button.is_visible():
        button.click()
        violations += [f"menu: {violation}" for violation in page.evaluate(RUN, TAGS)]
    context.close()

    assert [] == violations
