"""
A small repository for the engine, and its build.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest

from advisorypress.engine.build import Engine, build_engine
from advisorypress.settings import read_settings
from tests.examples import MKDOCS, NOW, ROOT, front_matter, write_repository

PACKAGE = ROOT / "scripts" / "advisorypress"
SETTINGS = MKDOCS.replace(
    "theme: {name: material}",
    f"theme: {{name: material, custom_dir: {PACKAGE}/theme}}\nhooks: [{PACKAGE}/engine/hook.py]\nplugins: []",
)


def page(title: str = "About us", body: str = "Text.\n", **changes: str) -> str:
    """
    The text of a hand-written page.
    """
    return front_matter({"title": title, "summary": "Who we are.", **changes}, body)


def build(root: Path, files: Mapping[str, str | bytes], *, settings: str = SETTINGS, now: datetime = NOW) -> Engine:
    """
    The engine's part of a repository in *root* that has *files*.
    """
    write_repository(root, files, settings=settings)
    return build_engine(read_settings(root), root / ".cache" / "engine", now)


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """
    A build with a page in both languages, one in English only, one whose translation is stale, and the 404 page.
    """
    files = {
        "content/about/index.en.md": page(body="See [the guides](/guides/) and [privacy](/about/privacy/).\n"),
        "content/about/index.zh-Hant.md": page("關於我們", "請看[指引](/guides/)。\n", source_digest="00000000"),
        "content/about/privacy.en.md": page("Privacy", "Nothing is kept.\n"),
        "content/subscribe.zh-Hant.md": page("訂閱", "只有中文。\n"),
        "content/404.en.md": page("Page not found", "Go [home](/) or to [advisories](/advisories/).\n"),
        "content/404.zh-Hant.md": page("找不到網頁", "返回[主頁](/)。\n"),
        "content/about/map.png": b"\x89PNG",
        "content/about/map.svg": "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        "content/guides/ransomware.en.md": page("A guide", "Not the engine's.\n"),
    }
    return build(tmp_path_factory.mktemp("engine"), files)
