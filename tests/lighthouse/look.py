"""
What Lighthouse says of one page.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

# At times it fails to record a page, and says to run it again.
_TRIES = 3
WHOLE = ("accessibility", "best-practices", "seo")
PAGES = {
    "home": "",
    "list": "advisories/",
    "advisory": "advisories/SA-2024-0007/",
    "guide": "guides/ransomware/",
    "search": "search/",
}


def look(url: str, categories: Sequence[str], programs: Mapping[str, Path], report: Path) -> dict[str, float]:
    """
    The score of each of *categories* (0 to 1) for the page at *url*, on a slow phone; what falls short is printed. *programs*
    are those of `node`, `lighthouse` and `chromium`.
    """
    words = [
        *(programs["node"], programs["lighthouse"], url),
        *("--quiet", "--no-enable-error-reporting", "--output=json", f"--output-path={report}"),
        *("--chrome-flags=--headless=new --no-sandbox", f"--only-categories={','.join(categories)}"),
    ]
    environment = {**os.environ, "CHROME_PATH": str(programs["chromium"])}
    for _ in range(_TRIES):
        done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=300)
        if done.returncode == 0:
            break
    assert 0 == done.returncode, done.stderr
    found = json.loads(report.read_text("utf-8"))
    short = {
        audit["id"]: audit.get("displayValue") or audit["title"]
        for category in found["categories"].values()
        for audit in (found["audits"][ref["id"]] for ref in category["auditRefs"] if ref["weight"])
        if audit["score"] is not None and audit["score"] < 1
    }
    scores = {name: category["score"] for name, category in found["categories"].items()}
    print(f"{url}: {scores}, {short}")
    return scores
