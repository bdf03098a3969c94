"""
The files of search: for each language an index, the table by which results can be narrowed, and the folding of Chinese; for
both the numbers that lead straight to a page.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from advisorypress.errors import EngineError, doing
from advisorypress.language import Language
from advisorypress.model.library import Library
from advisorypress.model.numbers import numbers_by_year
from advisorypress.render.voice import Voice
from advisorypress.search.folding import Folding, folding_of
from advisorypress.search.pagefind import make_index
from advisorypress.search.parts import kept_index
from advisorypress.search.records import Found, folding_for, searchable

FOLDER = "pagefind/"
ARCHIVE = "archive/"
CODES: Mapping[Language, str] = {Language.EN: "en", Language.ZH: "zh"}
"""
What Pagefind calls the languages. A longer tag would stand in the hash of every page.
"""

# Pagefind's own user interfaces come with every index; ours takes their place.
_NEEDED = re.compile(r"pagefind\.js|pagefind-worker\.js|pagefind-entry\.json|wasm\..*|.*\.pf_meta|(index|fragment)/.*")
_FRAGMENT = re.compile(r"fragment/([^/]+)\.pf_fragment")
_SIGNATURE = b"pagefind_dcd"


def search_files(library: Library, cache: Path | None = None) -> Iterator[tuple[str, bytes]]:
    """
    The path and bytes of every file of search, in the order of their paths within each part and language. The index of the
    archive is kept in the folder *cache*.

    Raises `EngineError` when Pagefind fails.
    """
    folding = folding_of(library.vocabulary)
    for language in Language:
        yield from _edition(Voice(library, language), folding_for(language, folding), cache)
    yield f"{FOLDER}zh/folding.json", _folding(folding)
    for year, numbers in numbers_by_year(library).items():
        yield f"{FOLDER}numbers/{year}.json", _json(numbers)


def _edition(voice: Voice, folding: Folding | None, cache: Path | None) -> Iterator[tuple[str, bytes]]:
    # Apart from the other language, so that its index is given back before the next is made.
    language = voice.language
    found = list(searchable(voice, folding))
    base = f"{FOLDER}{CODES[language]}/"
    with doing(f"making the search index ({language.value})"):
        recent = make_index((each.record for each in found if not each.in_archive), CODES[language])
        old = [each.record for each in found if each.in_archive]
        archive = kept_index(cache, old, CODES[language]) if old else {}
    for folder, index in ((base, recent), (f"{base}{ARCHIVE}", archive)):
        for path in sorted(path for path in index if _NEEDED.fullmatch(path)):
            yield f"{folder}{path}", index[path]
    yield f"{base}parts.json", _json([ARCHIVE] if archive else [])
    yield f"{base}browse.json", _browse(found, {**_names(recent), **_names(archive)})


def _browse(found: Sequence[Found], names: Mapping[str, str]) -> bytes:
    """
    The facts of each page by the name that the index gives it (*names* has them by address), so that results are narrowed
    before they are loaded, and lists of advisories are filtered without a word.
    """
    vendors = sorted({vendor for each in found for vendor in each.vendors}, key=lambda name: (name.casefold(), name))
    impacts = sorted({impact for each in found for impact in each.impacts})
    numbers = {vendor: number for number, vendor in enumerate(vendors)}
    impact_numbers = {impact: number for number, impact in enumerate(impacts)}
    rows = {
        names[each.record.url]: [
            each.kind,
            each.year,
            each.severity,
            each.category,
            [numbers[vendor] for vendor in each.vendors],
            [impact_numbers[impact] for impact in each.impacts],
            int(each.is_exploited),
            each.place,
        ]
        for each in found
    }
    return _json({"vendors": vendors, "impacts": impacts, "rows": rows})


def _names(index: Mapping[str, bytes]) -> dict[str, str]:
    names = {}
    for path, data in index.items():
        match = _FRAGMENT.fullmatch(path)
        if match is None:
            continue
        text = gzip.decompress(data)
        if not text.startswith(_SIGNATURE):
            raise EngineError("pagefind writes its fragments in a way that this press does not know")
        names[json.loads(text[len(_SIGNATURE) :])["url"]] = match[1]
    return names


def _folding(folding: Folding) -> bytes:
    characters = sorted(folding.characters.items())
    return _json(
        {
            "from": "".join(one for one, _ in characters),
            "to": "".join(other for _, other in characters),
            "terms": folding.terms,
        }
    )


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode()
