"""
A team that begins: the README's own words make this repository empty, and an empty one is a whole site.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from tests.examples import ROOT
from tests.repositories import commit, copy_repository, git, press

NAMES = {"Example CERT": "Harbour CSIRT", "示例網絡安全事故協調中心": "海港網絡安全事故應變小組"}


class Links(HTMLParser):
    """
    The addresses that a page leads to.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.update(value for name, value in attrs if name in ("href", "src") and value)


@pytest.fixture(scope="module")
def emptied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    A copy of this repository after what the README says, built.
    """
    root = copy_repository(tmp_path_factory.mktemp("team") / "repository")
    (said,) = re.findall(r"^    git (rm -r .*)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    git(root, *said.split())
    settings = (root / "mkdocs.yml").read_text(encoding="utf-8")
    for line in ("demonstration: true", "clock: newest-record"):
        settings, times = re.subn(rf"^ *{line}.*\n", "", settings, flags=re.MULTILINE)
        assert 1 == times
    for theirs, ours in NAMES.items():
        settings = settings.replace(theirs, ours)
    (root / "mkdocs.yml").write_text(settings.replace("prefix: SA", "prefix: HC"), encoding="utf-8")
    commit(root)
    built = press(root, "build")
    assert 0 == built.returncode, built.stdout + built.stderr
    assert "warning" not in built.stdout
    return root


def test_every_link_leads_somewhere(emptied: Path) -> None:
    """
    Of every page in both languages: to lists without entries, and to feeds without entries.
    """
    site = emptied / "site"
    lost: set[tuple[str, str]] = set()
    for page in site.rglob("*.html"):
        here = f"/{page.relative_to(site).as_posix()}"
        for link in Links(page.read_text(encoding="utf-8")).found:
            if not re.match(r"[a-z]+:|#", link):
                path = unquote(urlsplit(urljoin(here, link)).path)
                target = site / f"{path[1:]}{'index.html' if path.endswith('/') else ''}"
                lost.update(() if target.is_file() else {(here, link)})

    assert set() == lost


@pytest.mark.parametrize(
    "page", ["index.html", "advisories/index.html", "zh-hant/index.html", "zh-hant/digests/index.html"]
)
def test_the_press_speaks_of_the_team_alone(emptied: Path, page: str) -> None:
    """
    Of the demonstration team only the hand-written pages still speak, by title too.
    """
    html = (emptied / "site" / page).read_text(encoding="utf-8")
    titles = [
        re.search(r"^title: (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)
        for file in emptied.glob("content/about/*.md")
    ]
    for title in titles:
        assert title is not None
        html = html.replace(title[1], "")

    assert not [name for name in NAMES if name in html]
    assert any(name in html for name in NAMES.values())
    assert "not a real team" not in html and "並非真實機構" not in html


def test_the_first_draft_gets_a_number_of_the_teams_own(emptied: Path) -> None:
    """
    The prefix is the new one, and there is no number of another to follow.
    """
    made = press(emptied, "new", "advisory", "--title", "Mail Server Vulnerability")
    numbered = press(emptied, "assign-ids", "--offline")

    assert 0 == made.returncode, made.stderr
    assert re.match(r"HC-20\d\d-9000  advisories/", numbered.stdout)
    assert 0 == press(emptied, "check").returncode
