"""
The files of search: an index a language, the facts to narrow by, and the numbers that lead to a page.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from advisorypress.language import Language
from advisorypress.load.schema import Kind
from advisorypress.model.library import HandWritten, Library
from advisorypress.publish.cache import forget
from advisorypress.render.voice import Voice
from advisorypress.search import pagefind, parts
from advisorypress.search.files import search_files
from advisorypress.search.records import searchable
from tests.examples import a_document, a_library, advisory_words, an_advisory


def a_site() -> Library:
    """
    Two advisories, one of them in English only, a guide and a hand-written page.
    """
    both = an_advisory()
    english = an_advisory(id="SA-2026-0143", words={Language.EN: advisory_words(title="Only English")})
    pages = (HandWritten("about/", {Language.EN: "About us", Language.ZH: "關於我們"}),)
    return replace(a_library(both, english, a_document(Kind.GUIDE)), pages=pages)


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return dict(search_files(a_site()))


def test_every_page_can_be_found_in_both_languages(files: dict[str, bytes]) -> None:
    for language in ("en", "zh"):
        rows = json.loads(files[f"pagefind/{language}/browse.json"])["rows"]
        names = {
            path.rpartition("/")[2].removesuffix(".pf_fragment") for path in files if f"/{language}/fragment/" in path
        }

        assert 5 == len(rows)  # the glossary, too
        assert names == set(rows)
        assert {"advisory", "guide", "page"} == {row[0] for row in rows.values()}


def test_hand_written_pages_are_found_by_their_words() -> None:
    """
    Without anchors and the marks of the press's own parts; in the other language, where there is no edition in the reader's.
    """
    body = "## How to change {#change}\n\n[[mail-choices]]\n\nWrite to *us*.\n"
    page = HandWritten(
        "subscribe/", {Language.EN: "Subscribe"}, {Language.EN: "Follow us. It is free."}, {Language.EN: body}
    )
    library = replace(a_library(), pages=(page,))
    for language in Language:
        found, glossary = searchable(Voice(library, language), None)

        text = " ".join(found.record.words.split())
        assert "Subscribe Follow us. It is free. How to change Write to us ." == text
        assert "Follow us." == found.record.meta["summary"]
        assert ("en" if language is Language.ZH else None) == found.record.meta.get("lang")
        assert "釣魚網站" in glossary.record.words and "Phishing site" in glossary.record.words


def test_lists_are_filtered_by_facts_of_the_index(files: dict[str, bytes]) -> None:
    """
    Impacts, whether it is exploited, and its place in the list of all, newest first.
    """
    table = json.loads(files["pagefind/en/browse.json"])
    rows = [row for row in table["rows"].values() if row[0] == "advisory"]

    assert [list(an_advisory().impacts)] * 2 == [[table["impacts"][number] for number in row[5]] for row in rows]
    assert [0, 0] == [row[6] for row in rows]
    assert [0, 1] == sorted(row[7] for row in rows)


def test_no_file_is_empty_and_no_interface_of_pagefind_is_shipped(files: dict[str, bytes]) -> None:
    assert [] == [path for path, data in files.items() if not data]
    assert [] == [path for path in files if "ui" in path.rpartition("/")[2]]
    assert {"pagefind/en/pagefind.js", "pagefind/zh/pagefind.js", "pagefind/zh/folding.json"} <= set(files)


def test_numbers_lead_to_their_advisories(files: dict[str, bytes]) -> None:
    """
    A CVE number that two advisories share leads to both.
    """
    numbers = json.loads(files["pagefind/numbers/2026.json"])

    assert ["SA-2026-0142"] == numbers["SA-2026-0142"]
    (cve,) = {each.id for each in an_advisory().vulnerabilities}
    assert {"SA-2026-0142", "SA-2026-0143"} == set(numbers[cve])


def test_the_same_library_gives_the_same_bytes(files: dict[str, bytes]) -> None:
    assert files == dict(search_files(a_site()))


def test_an_empty_library_can_be_searched() -> None:
    """
    Nothing but the glossary is found, and nothing breaks.
    """
    files = dict(search_files(a_library()))

    assert 1 == len(json.loads(files["pagefind/en/browse.json"])["rows"])


def test_an_empty_file_is_made_again_and_then_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A search without its program finds nothing and says nothing.
    """
    made = iter([{"wasm.en.pagefind": b""}, {"wasm.en.pagefind": b"program"}])
    monkeypatch.setattr(pagefind, "_make", lambda records, language: next(made))
    assert {"wasm.en.pagefind": b"program"} == pagefind.make_index([], "en")

    monkeypatch.setattr(pagefind, "_make", lambda records, language: {"wasm.en.pagefind": b""})
    with pytest.raises(pagefind.EngineError, match="empty file"):
        pagefind.make_index([], "en")


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Two records are recent, and the archive grows by two.
    """
    monkeypatch.setattr(parts, "RECENT", 2)
    monkeypatch.setattr(parts, "_STEP", 2)


def test_the_archive_grows_by_steps() -> None:
    """
    So that a new advisory seldom makes it anew.
    """
    assert [0, 0, 500, 500, 1000, 19_000] == [parts.archived(n) for n in (0, 1000, 1001, 1500, 1501, 20_000)]


def test_what_is_old_has_an_index_of_its_own(small_parts: None, tmp_path: Path) -> None:
    files = dict(search_files(a_site(), tmp_path))

    assert {"pagefind/en/archive/pagefind-entry.json", "pagefind/zh/archive/pagefind-entry.json"} <= set(files)
    assert ["archive/"] == json.loads(files["pagefind/en/parts.json"])
    assert [] == [path for path, data in files.items() if not data]
    # Both parts are in the one table.
    assert 5 == len(json.loads(files["pagefind/en/browse.json"])["rows"])


def test_an_archive_that_is_the_same_is_not_made_again(
    small_parts: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = dict(search_files(a_site(), tmp_path))
    monkeypatch.setattr(parts, "make_index", lambda records, language: pytest.fail("it is made again"))
    assert first == dict(search_files(a_site(), tmp_path))

    monkeypatch.setattr(parts, "make_index", pagefind.make_index)
    (tmp_path / "en.json").write_bytes(b'{"digest": 1')
    (tmp_path / "zh.json").write_bytes(b"[]")
    assert first == dict(search_files(a_site(), tmp_path))


def test_what_is_kept_says_of_whom_it_speaks(small_parts: None, tmp_path: Path) -> None:
    """
    A takedown finds it by the number, though the index itself is compressed.
    """
    list(search_files(a_site(), tmp_path / "search"))
    assert 2 == len(list(tmp_path.glob("search/*.json")))

    forget(tmp_path, ["SA-2026-0142"], keep=())

    assert [] == list(tmp_path.glob("search/*.json"))
