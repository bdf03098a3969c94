"""
The library while its files are being written.
"""

from __future__ import annotations

import os
from dataclasses import fields
from pathlib import Path

import pytest

from advisorypress.engine.live import LiveLibrary, State
from advisorypress.engine.preview import MarkedShells, Preview
from advisorypress.finding import has_errors
from advisorypress.language import Language
from advisorypress.model.library import Library
from advisorypress.output import Page
from tests.examples import CHINESE_PATH, ID, MKDOCS, PATH, advisory_file, chinese_file, front_matter, write_repository

OTHER = "advisories/2026/SA-2026-0143.en.md"
DRAFT = "advisories/2026/draft-new-flaw.en.md"
GUIDE = "content/guides/ransomware.en.md"
FILES = {
    PATH: advisory_file(languages=None),
    CHINESE_PATH: chinese_file(),
    OTHER: advisory_file(id="SA-2026-0143", title="Another Vulnerability"),
    DRAFT: advisory_file(id="draft", status="draft", title="New Flaw"),
    GUIDE: front_matter(
        {"title": "A guide", "summary": "One.", "published": "2026-01-02T09:00:00+08:00", "audience": "[home]"},
        "Text.\n",
    ),
}


class Plain:
    """
    Shells that are the article alone.
    """

    def fill(self, page: Page) -> bytes:
        return page.article.encode()


@pytest.fixture
def live(tmp_path: Path) -> LiveLibrary:
    return LiveLibrary(write_repository(tmp_path, FILES))


def write(live: LiveLibrary, path: str, text: str) -> None:
    """
    Saves *text*, with a time that differs from the one before as a person's second save would.
    """
    file = live.root / path
    before = file.stat().st_mtime_ns if file.exists() else 0
    file.write_text(text, encoding="utf-8")
    os.utime(file, ns=(before + 1_000_000, before + 1_000_000))


def text_at(state: State, path: str) -> str:
    reply = Preview(state, Plain()).reply(path)
    assert reply is not None
    return reply.body.decode()


def test_drafts_and_their_marks(live: LiveLibrary):
    state = live.refresh()

    assert frozenset({"advisories/draft-new-flaw/"}) == state.hidden
    assert "Preview. Not published." in text_at(state, "advisories/draft-new-flaw/")
    assert "預覽，尚未發佈。" in text_at(state, "zh-hant/advisories/draft-new-flaw/")
    assert "Preview. Not published." not in text_at(state, f"advisories/{ID}/")


def test_record_whose_time_has_not_come_is_shown_and_marked(live: LiveLibrary):
    """
    In a private clone; in a public one it is a mistake that it is there at all.
    """
    write(live, "mkdocs.yml", MKDOCS.replace("  press:\n", "  press:\n    repository: private\n"))
    later = "2999-01-01T00:00:00+08:00"
    revisions = f"\n  - {{date: {later}, type: new, note: First published.}}"
    write(live, OTHER, advisory_file(id="SA-2026-0143", published=later, revisions=revisions))

    state = live.refresh()

    assert "advisories/SA-2026-0143/" in state.hidden
    assert "Preview. Not published." in text_at(state, "advisories/SA-2026-0143/")


def test_one_edit_reads_one_file(live: LiveLibrary):
    first = live.refresh()
    write(live, PATH, advisory_file(title="Changed Vulnerability", languages=None))

    second = live.refresh()

    assert [ID] == [record.name for record in second.changed]
    assert first.library.by_id["SA-2026-0143"] is second.library.by_id["SA-2026-0143"]
    assert "Changed Vulnerability" == second.library.by_id[ID].words[Language.EN].title


EDITS = {
    "title": (PATH, advisory_file(title="Changed Vulnerability", languages=None)),
    "severity": (PATH, advisory_file(severity="low", languages=None)),
    "earlier": (
        PATH,
        advisory_file(
            languages=None,
            published="2026-03-01T09:30:00+08:00",
            revisions="\n  - {date: 2026-03-01T09:30:00+08:00, type: new, note: First published.}",
        ),
    ),
    "translation": (CHINESE_PATH, chinese_file(title="另一個漏洞")),
    "draft": (DRAFT, advisory_file(id="draft", status="draft", title="Newer Flaw")),
    "guide": (GUIDE, FILES[GUIDE].replace("A guide", "Another guide")),
}


@pytest.mark.parametrize(("path", "text"), EDITS.values(), ids=EDITS)
def test_quick_way_and_long_way_come_to_the_same(live: LiveLibrary, path: str, text: str):
    """
    `edit` is `refresh` without looking at what did not change.
    """
    before = live.refresh()
    write(live, path, text)

    edited = live.edit(before, [path])
    fresh = LiveLibrary(live.root).refresh()

    assert edited is not None
    state, _ = edited
    assert _without_clock(fresh.library) == _without_clock(state.library)
    assert fresh.tree.records == state.tree.records
    assert fresh.findings(fresh.tree.records) == state.findings(state.tree.records)
    assert [record.source.path.rpartition(".")[0] for record in state.changed]


def _without_clock(library: Library) -> dict[str, object]:
    return {field.name: getattr(library, field.name) for field in fields(library) if field.name != "now"}


def test_edit_says_when_it_moves_other_pages(live: LiveLibrary):
    state = live.refresh()
    write(live, PATH, advisory_file(title="Changed", languages=None))
    edited = live.edit(state, [PATH])
    assert edited is not None
    assert edited[1]

    write(live, PATH, advisory_file(title="Changed", languages=None, supersedes="[SA-2026-0143]"))
    edited = live.edit(edited[0], [PATH])

    assert edited is not None
    assert not edited[1]
    assert (ID,) == live.refresh().library.by_id["SA-2026-0143"].superseded_by


@pytest.mark.parametrize("path", ["advisories/2026/SA-2026-0999.en.md", "advisories/2026/SA-2026-0143.zh-Hant.md"])
def test_new_files_take_the_long_way(live: LiveLibrary, path: str):
    state = live.refresh()
    write(live, path, advisory_file(id="SA-2026-0999"))

    assert live.edit(state, [path]) is None


def test_removed_file_takes_the_long_way_and_its_page_goes(live: LiveLibrary):
    state = live.refresh()
    (live.root / OTHER).unlink()

    assert live.edit(state, [OTHER]) is None
    assert Preview(live.refresh(), Plain()).reply("advisories/SA-2026-0143/") is None


BROKEN = {
    "rule": advisory_file(severity="huge", languages=None),
    "no front matter": "half a fi",
    "yaml": "---\ntitle: [\n---\n",
    "empty": "",
    "no dates": advisory_file(published=None, languages=None),
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_broken_record_shows_its_findings_and_harms_nobody(live: LiveLibrary, text: str):
    """
    On both of its pages, the quick way and the long way; as soon as it is mended it is back.
    """
    before = live.refresh()
    write(live, PATH, text)
    edited = live.edit(before, [PATH])
    assert edited is not None

    for state in (edited[0], live.refresh(), LiveLibrary(live.root).refresh()):
        assert has_errors(state.findings_at(f"advisories/{ID}/"))
        assert "This file has mistakes" in text_at(state, f"advisories/{ID}/")
        assert "檔案有錯誤" in text_at(state, f"zh-hant/advisories/{ID}/")
        assert "Another Vulnerability" in text_at(state, "advisories/SA-2026-0143/")
        assert "Another Vulnerability" in text_at(state, "advisories/")

    write(live, PATH, FILES[PATH])
    mended = live.edit(edited[0], [PATH])
    for state in (mended[0] if mended else live.refresh(), live.refresh()):
        assert "FortiOS Remote Code Execution Vulnerability" in text_at(state, f"advisories/{ID}/")


def test_warnings_do_not_hide_a_record(live: LiveLibrary):
    write(live, PATH, advisory_file(title="Only In English So Far", languages=None))
    (live.root / CHINESE_PATH).unlink()

    state = live.refresh()

    assert state.findings_at(f"advisories/{ID}/")
    assert "Only In English So Far" in text_at(state, f"advisories/{ID}/")


def test_preview_sends_the_right_kinds_and_ways(live: LiveLibrary):
    preview = Preview(live.refresh(), MarkedShells(Plain(), live.refresh()))

    kinds = {
        path: preview.reply(path)
        for path in ("", "feeds/all.atom", f"advisories/{ID}/advisory.json", "advisories", "nothing/")
    }

    assert "text/html; charset=utf-8" == _kind(kinds[""])
    assert "application/atom+xml; charset=utf-8" == _kind(kinds["feeds/all.atom"])
    assert "application/json; charset=utf-8" == _kind(kinds[f"advisories/{ID}/advisory.json"])
    assert kinds["advisories"] is not None
    assert "advisories/" == kinds["advisories"].location
    assert kinds["nothing/"] is None


def _kind(reply: object) -> str:
    return getattr(reply, "kind", "none")
