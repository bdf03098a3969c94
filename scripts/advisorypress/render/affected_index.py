"""
The index by which the page «Am I affected?» compares in the browser: small files of which a reader fetches a few.

A product's file is chosen by a hash of its name, so that whoever sees which file was fetched learns one of many products,
and while all of it is small there is one file, which tells nothing. `names.json` is fetched by everybody.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from advisorypress.language import Language
from advisorypress.model.advisory import Advisory
from advisorypress.model.library import Library
from advisorypress.model.product_names import folded
from advisorypress.model.products import ProductRow, Products, products_of
from advisorypress.output import Output
from advisorypress.render.characters import one_line
from advisorypress.render.dates import short_date

FOLDER = "affected/index/"
ROWS_A_SHARD = 500


def shard_count(library: Library) -> int:
    """
    How many files the index has: a power of two, so that a growing library moves its products seldom.
    """
    rows = sum(len(advisory.affected) for advisory in library.advisories if library.is_to_follow(advisory))
    count = 1
    while count * ROWS_A_SHARD < rows:
        count *= 2
    return count


def shard_of(token: str, count: int) -> int:
    """
    The file that has *token*: its FNV-1a hash of 32 bits, of *count*.
    """
    value = 0x811C9DC5
    for byte in token.encode():
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return value % count


def plan_affected_index(library: Library) -> Iterator[Output]:
    """
    The files of the index; nothing is sorted into them before the first is asked for.
    """
    count = shard_count(library)

    @cache
    def products() -> Products:
        return products_of(library)

    @cache
    def shards() -> list[dict[str, list[ProductRow]]]:
        made: list[dict[str, list[ProductRow]]] = [{} for _ in range(count)]
        for token, rows in products().rows.items():
            made[shard_of(token, count)][token] = list(rows)
        return made

    yield Output(
        f"{FOLDER}names.json", lambda: _json([[one_line(n.vendor), one_line(n.product)] for n in products().names])
    )
    for number in range(count):
        yield Output(f"{FOLDER}{number}.json", _making(shards, number))


def _making(shards: Callable[[], list[dict[str, list[ProductRow]]]], number: int) -> Callable[[], bytes]:
    return lambda: _json(_shard(shards()[number]))


def _shard(rows: Mapping[str, list[ProductRow]]) -> dict[str, Any]:
    """
    Each row once, in *rows*; *tokens* has their positions.
    """
    places: dict[int, int] = {}
    written: list[dict[str, Any]] = []
    advisories: dict[str, Advisory] = {}
    for row in (row for each in rows.values() for row in each):
        if id(row) not in places:
            places[id(row)] = len(written)
            written.append(_row(row))
            advisories[row.advisory.id] = row.advisory
    return {
        "advisories": {id: _advisory(advisory) for id, advisory in advisories.items()},
        "rows": written,
        "tokens": {token: [places[id(row)] for row in each] for token, each in rows.items()},
    }


def _row(row: ProductRow) -> dict[str, Any]:
    """
    What is the rule is left out: vendors called as the row calls them, versions within the grammar, a fix that is one.
    """
    said: dict[str, Any] = {
        "id": row.advisory.id,
        "vendor": one_line(row.row.vendor),
        "product": one_line(row.row.product),
        "parts": [[part.span.value, part.first, part.last] for part in row.range.parts],
        "fixes": row.range.fixes,
    }
    if row.vendors != (folded(row.row.vendor),):
        said["vendors"] = row.vendors
    if not row.range.parts:
        said["written"] = one_line(row.row.versions.written)
    if row.row.fixed is not None and row.range.fixes != (row.row.fixed,):
        said["fixed"] = one_line(row.row.fixed)
    return said


def _advisory(advisory: Advisory) -> dict[str, Any]:
    return {
        "severity": advisory.severity.value,
        "level": advisory.severity.level,
        "exploited": advisory.is_exploited,
        "time": int(advisory.published.timestamp()),
        "lang": advisory.source.tag,
        "dates": {language.tag: short_date(advisory.published, language) for language in Language},
        "titles": {language.tag: one_line(words.title) for language, words in advisory.words.items()},
    }


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode()
