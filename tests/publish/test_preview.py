"""
`press preview`: one record, exactly as a build would show it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.examples import advisory_file, chinese_file
from tests.publish.conftest import files_in
from tests.repositories import copy_repository, press

MARK = "Preview. Not published."
CHINESE_MARK = "預覽，尚未發佈。"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    This repository, built, with a draft, a held advisory and a broken one added after that.
    """
    root = copy_repository(tmp_path_factory.mktemp("preview") / "repository")
    assert 0 == press(root, "build").returncode
    folder = root / "advisories/2024"
    later = "2999-01-01T00:00:00+08:00"
    revisions = f"\n  - {{date: {later}, type: new, note: First published.}}"
    draft = advisory_file(id="draft", status="draft", supersedes="[SA-2024-0003]", languages=None)
    (folder / "draft-gateway.en.md").write_text(draft, encoding="utf-8")
    (folder / "draft-gateway.zh-Hant.md").write_text(chinese_file(), encoding="utf-8")
    (folder / "SA-2024-0900.en.md").write_text(
        advisory_file(id="SA-2024-0900", published=later, revisions=revisions), encoding="utf-8"
    )
    (folder / "SA-2024-0901.en.md").write_text(advisory_file(id="SA-2024-0901", severity="terrible"), encoding="utf-8")
    settings = (root / "mkdocs.yml").read_text(encoding="utf-8")
    (root / "mkdocs.yml").write_text(settings.replace("repository: public", "repository: private"), encoding="utf-8")
    return root


@pytest.mark.sample(4)
@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("SA-2024-0003", "advisories/SA-2024-0003/"),
        ("sa-2024-0001", "advisories/SA-2024-0001/"),
        ("ransomware", "guides/ransomware/"),
        ("2024-07-first", "digests/2024-07-first/"),
    ],
)
def test_published_record_has_the_bytes_of_the_build(repository: Path, name: str, address: str):
    """
    Although a draft beside it supersedes it, another record is broken, and the tree has changes.
    """
    done = press(repository, "preview", name)

    assert 0 == done.returncode, done.stdout + done.stderr
    built = {
        path: data
        for path, data in files_in(repository / "site").items()
        if path.startswith((address, f"zh-hant/{address}"))
    }
    printed = [Path(line) for line in done.stdout.splitlines() if line.startswith(str(repository))]
    folder = printed[0].parents[2]
    assert folder.parent == repository / ".cache/preview"
    assert built == {path.relative_to(folder).as_posix(): path.read_bytes() for path in printed}
    assert {f"{address}index.html", f"zh-hant/{address}index.html"} <= built.keys()


def test_preview_has_all_that_its_pages_ask_for(repository: Path):
    """
    So it opens from the disk.
    """
    press(repository, "preview", "SA-2024-0003")

    preview = files_in(repository / ".cache/preview/SA-2024-0003")
    site = files_in(repository / "site")
    assets = {path: data for path, data in site.items() if path.startswith("assets/")}
    assert assets
    assert [] == [path for path in assets if preview.get(path) != assets[path]]
    assert {"advisories/SA-2024-0003/index.html", "zh-hant/advisories/SA-2024-0003/index.html"} <= preview.keys()
    assert all("advisories/SA-2024-0003/" in path for path in preview if path.endswith(".html"))


@pytest.mark.parametrize("name", ["draft-gateway", "SA-2024-0900"])
def test_what_is_not_published_says_so_in_both_languages(repository: Path, name: str):
    done = press(repository, "preview", name)

    assert 0 == done.returncode, done.stdout + done.stderr
    folder = repository / ".cache/preview" / name
    assert MARK in (folder / f"advisories/{name}/index.html").read_text(encoding="utf-8")
    assert CHINESE_MARK in (folder / f"zh-hant/advisories/{name}/index.html").read_text(encoding="utf-8")


@pytest.mark.full
def test_second_preview_replaces_the_first(repository: Path):
    file = repository / "advisories/2024/draft-gateway.en.md"
    press(repository, "preview", "draft-gateway")
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("title: FortiOS", "title: Changed FortiOS"), encoding="utf-8")

    assert 0 == press(repository, "preview", "draft-gateway").returncode
    page = repository / ".cache/preview/draft-gateway/advisories/draft-gateway/index.html"
    assert "Changed FortiOS" in page.read_text(encoding="utf-8")


def test_broken_record_is_told_and_not_shown(repository: Path):
    done = press(repository, "preview", "SA-2024-0901")

    assert 1 == done.returncode
    assert "advisories/2024/SA-2024-0901.en.md:7:11: error: " in done.stdout
    assert not (repository / ".cache/preview/SA-2024-0901").exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("SA-1999-0001", "there is no record called SA-1999-0001"),
        ("../../etc/passwd", "there is no record called"),
        ("privacy", "hand-written page"),
    ],
)
def test_name_that_is_no_record_is_told(repository: Path, name: str, said: str):
    done = press(repository, "preview", name)

    assert 2 == done.returncode
    assert said in done.stderr
    assert "Traceback" not in done.stderr
