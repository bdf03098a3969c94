"""
The index of the page «Am I affected?».
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from advisorypress.model.advisory import Affected
from advisorypress.model.library import Library
from advisorypress.model.products import products_of
from advisorypress.model.versions import parse_versions
from advisorypress.render import affected_index
from advisorypress.render.affected_index import plan_affected_index, shard_count, shard_of
from tests.examples import a_library, an_advisory


def many(count: int) -> Library:
    """
    A library with *count* products, one advisory each.
    """
    return a_library(
        *(
            an_advisory(
                id=f"SA-2026-{number:04}", affected=(Affected("V", f"Product {number}", parse_versions("1.0")),)
            )
            for number in range(1, count + 1)
        )
    )


def made(library: Library) -> dict[str, Any]:
    return {output.path: json.loads(output.make()) for output in plan_affected_index(library)}


@pytest.mark.parametrize(("rows", "files"), [(0, 1), (10, 1), (11, 2), (40, 4), (41, 8)])
def test_files_of_like_size(monkeypatch: pytest.MonkeyPatch, rows: int, files: int):
    """
    One while all is small: then a request tells nothing.
    """
    monkeypatch.setattr(affected_index, "ROWS_A_SHARD", 10)
    library = many(rows)

    assert files == shard_count(library)
    assert {"affected/index/names.json", *(f"affected/index/{n}.json" for n in range(files))} == set(made(library))


def test_every_product_is_where_its_hash_says(monkeypatch: pytest.MonkeyPatch):
    """
    With its rows and their advisories, and in the company of others.
    """
    monkeypatch.setattr(affected_index, "ROWS_A_SHARD", 25)
    library = many(100)
    files = made(library)

    for token, rows in products_of(library).rows.items():
        shard = files[f"affected/index/{shard_of(token, 4)}.json"]
        found = [shard["rows"][place] for place in shard["tokens"][token]]
        assert [row.advisory.id for row in rows] == [row["id"] for row in found]
        assert all(row["id"] in shard["advisories"] for row in found)
    assert 100 == len(files["affected/index/names.json"])
    assert all(len(files[f"affected/index/{n}.json"]["tokens"]) > 10 for n in range(4))


def test_the_hash_is_fnv_1a():
    """
    Vectors of the Internet-Draft (draft-eastlake-fnv, appendix C).
    """
    assert [0x811C9DC5, 0xE40C292C, 0xBF9CF968] == [shard_of(text, 1 << 32) for text in ("", "a", "foobar")]
