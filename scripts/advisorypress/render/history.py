"""
The revision history: every version, which of them can still be read, and where it is compared with the one before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from advisorypress.model.advisory import Advisory, Revision
from advisorypress.model.library import Library
from advisorypress.model.text import Text
from advisorypress.render.voice import Voice


class HistoryRow(NamedTuple):
    """
    One version. *page* is where it can be read, "" for the one that is being read and for one that cannot; *compared* is the
    number of the version that it is compared with at *comparison*, 0 where there is none.
    """

    revision: Revision
    note: Text
    page: str = ""
    compared: int = 0
    comparison: str = ""
    is_current: bool = False
    is_removed: bool = False


def readable_versions(library: Library, advisory: Advisory) -> Mapping[int, Advisory]:
    """
    The versions of *advisory* that can be read, the current one with them, oldest first.
    """
    current = library.current_of(advisory)
    return {version.version: version for version in (*library.earlier_of(current), current)}


def changes_anchor(number: int) -> str:
    """
    The anchor, on the page of an earlier version, of its comparison with version *number*.
    """
    return f"changes-{number}"


def history_of(voice: Voice, advisory: Advisory) -> Iterator[HistoryRow]:
    """
    The versions of *advisory*, newest first, up to the one that is being read.
    """
    library = voice.library
    current = library.current_of(advisory)
    readable = readable_versions(library, advisory)
    removed = library.removed_versions(current)
    for revision in reversed(advisory.revisions):
        number = revision.number
        before = max((each for each in readable if each < number), default=0) if number in readable else 0
        is_read = number == advisory.version
        yield HistoryRow(
            revision=revision,
            note=advisory.note_for(revision, voice.language),
            page=readable[number].path if number in readable and not is_read else "",
            compared=before,
            comparison=f"{readable[before].path}#{changes_anchor(number)}" if before else "",
            is_current=number == current.version,
            is_removed=number in removed,
        )
