"""
A list or a bill of materials as things to ask about, whatever its format.

`theme/assets/press/inventory.js` reads the same in a browser; one table of examples is put to both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from advisorypress.importing.reading import parse_document
from advisorypress.importing.refused import Refused
from advisorypress.inventory.components import read_components
from advisorypress.inventory.lines import read_line
from advisorypress.model.products import Asked

MAXIMUM_BYTES = 32 * 1024 * 1024
MOST_THINGS = 50_000
_LINE_END = re.compile(r"\r\n|[\r\n]")


@dataclass(frozen=True, slots=True)
class Unread:
    """
    A line that could not be read; *number* counts from 1.
    """

    number: int
    why: str


@dataclass(frozen=True, slots=True)
class Inventory:
    """
    The things asked about, each once, and the lines that could not be read.
    """

    things: tuple[Asked, ...]
    unread: tuple[Unread, ...] = ()


def read_inventory(data: bytes) -> Inventory:
    """
    The inventory in *data*: CycloneDX or SPDX as JSON, or a list with a product, CPE name or package URL on each line.

    Raises `Refused` for what is none of these or holds nothing, and for more than 50,000 things.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(f"it is not UTF-8 (byte {error.start}); save it as UTF-8, or export the JSON again") from None
    start = text.lstrip()[:40]
    if start.startswith(("{", "[")):
        inventory = Inventory(_each_once(read_components(parse_document(data, "inventory.json"))))
    elif start.startswith(("<", "SPDXVersion:")):
        raise Refused("it is a bill of materials in another form than JSON; export it as CycloneDX or SPDX JSON")
    else:
        inventory = _read_list(text)
    if not inventory.things and not inventory.unread:
        raise Refused("it names no product; write one on each line, like `OpenSSH 9.7p1`")
    return inventory


def _read_list(text: str) -> Inventory:
    things, unread = [], []
    for number, line in enumerate(_LINE_END.split(text), start=1):
        try:
            thing = read_line(line)
        except ValueError as error:
            unread.append(Unread(number, str(error)))
            continue
        if thing is not None:
            things.append(thing)
    return Inventory(_each_once(things), tuple(unread))


def _each_once(things: Iterable[Asked]) -> tuple[Asked, ...]:
    once: dict[Asked, None] = {}
    for thing in things:
        once[thing] = None
        if len(once) > MOST_THINGS:
            raise Refused(f"it names more than {MOST_THINGS:,} things; ask in parts")
    return tuple(once)
