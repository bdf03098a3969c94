"""
How fast a slow phone has a page, by Lighthouse: the median of three, of the site as nginx serves it.

    scripts/bench pages

The goal is 0.95. What else the machine does makes pages slower, and never faster.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path

from tests import tools
from tests.examples import ROOT
from tests.lighthouse.look import PAGES, look
from tests.nginx import running_nginx
from tests.repositories import copy_repository, press

_PROGRAMS = ("node", "lighthouse", "chromium", "nginx")
_TIMES = 3


def main() -> None:
    """
    Prints a row a page and edition.
    """
    argparse.ArgumentParser(description="Speed of pages on a slow phone, by Lighthouse.").parse_args()
    found = {name: tools.ALL[name].find() for name in _PROGRAMS}
    missing = [name for name, path in found.items() if path is None]
    if missing:
        sys.exit(f"this machine lacks {', '.join(missing)}: scripts/test --install brings it")
    programs = {name: path for name, path in found.items() if path is not None}
    with tempfile.TemporaryDirectory(prefix="press-pages-") as folder:
        place = Path(folder)
        place.chmod(0o755)
        root = copy_repository(place / "repository")
        done = press(root, "build")
        if done.returncode:
            sys.exit(done.stdout + done.stderr)
        (place / "nginx").mkdir()
        shipped = (ROOT / "docs/deploy/press-site.nginx.conf").read_text(encoding="utf-8")
        with running_nginx(place / "nginx", f"root {root / 'site'};\n{shipped}") as port:
            print("| page | speed, median of three |\n|---|---|")
            for page in PAGES.values():
                for prefix in ("", "zh-hant/"):
                    url = f"http://127.0.0.1:{port}/{prefix}{page}"
                    with redirect_stdout(sys.stderr):
                        times = [
                            look(url, ("performance",), programs, place / "report.json")["performance"]
                            for _ in range(_TIMES)
                        ]
                    print(f"| /{prefix}{page} | {statistics.median(times):.2f} |", flush=True)
