"""
One line of a list: `OpenSSH 9.7p1`, `Fortinet, FortiOS, 7.4.3`, a CPE name or a package URL.
"""

from __future__ import annotations

import csv
import re

from advisorypress.importing.cpe import cpe_name
from advisorypress.model.cpe import parse_cpe
from advisorypress.model.product_names import REBUILDERS, folded, names_in_cpe, package_key
from advisorypress.model.products import Asked, Name, Reading
from advisorypress.model.purl import parse_purl
from advisorypress.model.verdict import is_version
from advisorypress.render.characters import one_line

LONGEST_LINE = 1000
_THREE_LETTERS = re.compile("[A-Za-z]{3}")
_DIGIT_FIRST = re.compile("[vV]?[0-9]")
_SEPARATORS = "\t;,"
_BEFORE_A_VERSION = frozenset({"version", "ver", "ver.", "v", "v.", "release", "版本"})
_HEADINGS = frozenset({"vendor", "supplier", "publisher", "product", "name", "version", "供應商", "產品", "版本"})


def read_line(line: str) -> Asked | None:
    """
    What *line* asks about; None for an empty line, a comment (`#`) and the headings of a table.

    Raises `ValueError` that says what is wrong with it.
    """
    written = one_line(line)
    if not written or written.startswith("#"):
        return None
    if len(line) > LONGEST_LINE:
        raise ValueError(f"is longer than {LONGEST_LINE} characters")
    if written.lower().startswith("cpe:"):
        return Asked(written, (read_cpe(written),))
    if written.lower().startswith("pkg:"):
        return Asked(written, (read_purl(written),))
    cells = _cells(line)
    if len(cells) > 1 and all(cell.lower() in _HEADINGS for cell in cells):
        return None
    readings = [*_of_words(written), *_of_cells(cells)]
    if not any(folded(name.product) for reading in readings for name in reading.names):
        raise ValueError("names no product")
    return Asked(written, tuple(readings))


def read_cpe(text: str) -> Reading:
    """
    The product in a CPE name, of 2.3 or the older `cpe:/` form; raises `ValueError` for what is none.
    """
    name = cpe_name(text)
    if not name:
        parse_cpe(text)
    vendor, product, version = names_in_cpe(name)
    if not product:
        raise ValueError("names no product")
    return Reading((Name(vendor, product),), version)


def read_purl(text: str) -> Reading:
    """
    The package in a package URL; raises `ValueError` for what is none.

    In most ecosystems a package's name is no product's, but a distributor's and a `generic` package are called like it.
    """
    purl = parse_purl(text)
    names: tuple[Name, ...] = ()
    if purl.type in REBUILDERS or purl.type in ("generic", "github", "bitnami"):
        names = (Name("", purl.name),)
    return Reading(names, purl.version, package_key(purl), purl.type in REBUILDERS)


def _of_words(written: str) -> list[Reading]:
    """
    The whole line is a product, or its last word is the version.
    """
    readings = [Reading((Name("", written),))]
    words = written.split(" ")
    if len(words) > 1 and _looks_like_version(words[-1]):
        product = words[:-1]
        if len(product) > 1 and product[-1].lower() in _BEFORE_A_VERSION:
            product = product[:-1]
        readings.append(Reading((Name("", " ".join(product)),), words[-1]))
    return readings


def _looks_like_version(word: str) -> bool:
    """
    Whether the last word of a line is meant as its version: R81, KB5034441 and 9.x are, Log4j is not.
    """
    return _DIGIT_FIRST.match(word) is not None or (is_version(word) and _THREE_LETTERS.match(word) is None)


def _of_cells(cells: list[str]) -> list[Reading]:
    if len(cells) < 2:
        return []
    if len(cells) > 2:
        vendor, product, version = cells[:3]
    elif _looks_like_version(cells[1]):
        vendor, product, version = "", *cells
    else:
        vendor, product, version = *cells, ""
    return [Reading((Name(vendor, product),), version)] if product else []


def _cells(line: str) -> list[str]:
    separator = next((mark for mark in _SEPARATORS if mark in line), None)
    if separator is None:
        return [one_line(line)]
    try:
        row = next(csv.reader([line.strip("\r\n")], delimiter=separator, skipinitialspace=True), [])
    except csv.Error:
        row = line.split(separator)
    return [one_line(cell) for cell in row]
