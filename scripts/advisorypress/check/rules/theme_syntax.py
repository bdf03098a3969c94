from __future__ import annotations

import re
from collections.abc import Iterator

from advisorypress.check.body import place_in_body, read_prose
from advisorypress.check.context import Context
from advisorypress.check.quote import quote
from advisorypress.finding import Finding
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind

RULE_ID = "theme-syntax"

# What it is called, how it is written, what stands in each of these (to look for that first is much faster), and what to do.
_SYNTAX: tuple[tuple[str, re.Pattern[str], str, str], ...] = (
    ("an admonition", re.compile(r"^[ \t]*!!! *[A-Za-z].*$", re.MULTILINE), "!!!", "write it as a quotation with `> `"),
    (
        "a folding block",
        re.compile(r"^[ \t]*\?\?\?\+? *[A-Za-z\"].*$", re.MULTILINE),
        "???",
        "write it under a heading",
    ),
    (
        "a tab",
        re.compile(r"^[ \t]*===[!+]? *\".*$", re.MULTILINE),
        "===",
        "write each under a heading of its own",
    ),
    ("an attribute list", re.compile(r"\{:? *[.#][A-Za-z][^{}\n]*\}|\{:[^{}\n]*\}"), "{", "remove it"),
    (
        "a table of contents",
        re.compile(r"^[ \t]*\[TOC\][ \t]*$", re.MULTILINE),
        "[TOC]",
        "remove it; the page has one",
    ),
    (
        "an insertion of a file",
        re.compile(r"^[ \t]*-{1,2}8<-{1,2}.*$", re.MULTILINE),
        "-8<-",
        "put the text itself here",
    ),
    ("an icon", re.compile(r":(?:material|octicons|fontawesome|simple)-[a-z0-9-]+:"), ":", "say it in words"),
    (
        "an abbreviation",
        re.compile(r"^[ \t]*\*\[[^\]\n]+\]:.*$", re.MULTILINE),
        "*[",
        "say what it means where it stands",
    ),
    ("a footnote", re.compile(r"\[\^[^\]\s]+\]:?"), "[^", "say it in the text, or add it to `references`"),
)


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    The body of an advisory is CommonMark with tables; what only the theme of the hand-written pages knows stays away.

    An advisory is also mail, feeds, plain text and machine formats, where `!!! note` would be read as it is written.
    """
    if record.kind is not Kind.ADVISORY:
        return
    for source in record.editions.values():
        text = read_prose(source.body).text
        for what, pattern, sign, hint in _SYNTAX:
            for match in pattern.finditer(text) if sign in text else ():
                start = match.end() - len(match[0].lstrip())
                written = source.body[start : match.end()].rstrip()
                place = place_in_body(source, start, start + len(written))
                yield Finding(RULE_ID, place, f"{quote(written)} is {what}, which only the theme knows", hint)
