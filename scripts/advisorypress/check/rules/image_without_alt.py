from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from itertools import islice

from advisorypress.check.body import place_in_body, read_prose
from advisorypress.check.context import Context
from advisorypress.check.quote import quote
from advisorypress.finding import Finding, Level
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind
from advisorypress.load.source import Source

RULE_ID = "image-without-alt"

MOST = 20

_IMAGE = re.compile(r"!\[([^\[\]]*)\](?:\([ \t]*<?([^\s()<>]*)|\[|)")
_TAG = re.compile(r"<img(?=[\s/>])[^<>]*>", re.IGNORECASE)
_FILE = re.compile(r"\S+\.(?:png|jpe?g|gif|webp|avif|svg|bmp)", re.IGNORECASE)
_ALT = re.compile(r"\salt[ \t]*=[ \t]*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))", re.IGNORECASE)


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    Every image says in words what it shows: `![What it shows](/assets/image.png)`.

    Those who listen to the page, and those whose mail program shows no images, have nothing else; the name of the file tells
    them nothing. The words are of the edition's language. In a translation this is a warning.
    """
    for source in record.editions.values():
        level = Level.ERROR if source is record.source else Level.WARNING
        if "![" in source.body or "<" in source.body:
            yield from islice(_images(source, record.kind, level), MOST)


def _images(source: Source, kind: Kind, level: Level) -> Iterator[Finding]:
    text = read_prose(source.body).text
    for match in _IMAGE.finditer(text):
        is_image = match[2] is not None or text[match.end() - 1 : match.end()] == "["
        if is_image:
            yield from _look(source, match.start(), match.end(), match[1], match[2] or "", level)
    # In an advisory raw HTML is left out, and `raw-html` says so.
    for match in () if kind is Kind.ADVISORY else _TAG.finditer(text):
        alt = _ALT.search(match[0])
        words = next((group for group in alt.groups() if group is not None), "") if alt else ""
        yield from _look(source, match.start(), match.end(), words, "", level)


def _look(source: Source, start: int, end: int, alt: str, address: str, level: Level) -> Iterator[Finding]:
    words = " ".join(alt.split())
    place = place_in_body(source, start, end)
    if not words:
        yield Finding(RULE_ID, place, "nothing says what this image shows", "say it between `![` and `]`", level)
    elif words.casefold() == posixpath.basename(address).casefold() or _FILE.fullmatch(words):
        message = f"{quote(words)} is the name of the file, not what the image shows"
        yield Finding(RULE_ID, place, message, "say what a reader should see in it", level)
