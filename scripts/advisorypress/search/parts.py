"""
The parts of an index: what is recent is found by all its words, the archive by titles, summaries, numbers and products.

A reader loads some of every part at the first query, and an edit makes its part anew; so there are two, and the archive,
which is long and seldom changes, is kept.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from advisorypress.search.pagefind import IndexRecord, make_index

RECENT = 1000
"""
How many records are found by all their words, at most.
"""

# The archive grows by so many at once: else each new advisory would make all of it anew.
_STEP = 500


def archived(count: int) -> int:
    """
    How many of *count* records, the oldest, are in the archive.
    """
    return 0 if count <= RECENT else -(-(count - RECENT) // _STEP) * _STEP


def kept_index(cache: Path | None, records: Sequence[IndexRecord], language: str) -> Mapping[str, bytes]:
    """
    `make_index` of *records*; out of the folder *cache* when it was made before of the same ones, and kept there.
    """
    if cache is None:
        return make_index(records, language)
    said = json.dumps([(each.url, each.words, dict(each.meta)) for each in records])
    digest = hashlib.sha256(said.encode()).hexdigest()
    path = cache / f"{language}.json"
    index = _read(path, digest)
    if index is None:
        index = make_index(records, language)
        _write(path, digest, records, index)
    return index


def _read(path: Path, digest: str) -> dict[str, bytes] | None:
    try:
        document = json.loads(path.read_bytes())
        if document["digest"] != digest:
            return None
        return {name: base64.b64decode(data, validate=True) for name, data in document["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _write(path: Path, digest: str, records: Sequence[IndexRecord], index: Mapping[str, bytes]) -> None:
    """
    Keeps *index*, whole or not at all; that it cannot be written is no failure. The addresses stand there in clear, so that
    what was taken down is found in it.
    """
    files = {name: base64.b64encode(data).decode("ascii") for name, data in index.items()}
    document = {"digest": digest, "urls": [each.url for each in records], "files": files}
    aside = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(json.dumps(document), encoding="ascii")
        aside.replace(path)
