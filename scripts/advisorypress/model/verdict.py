"""
Whether an advisory is about a version: what it says of the versions of one product, and what follows for one of them.

`theme/assets/press/matching.js` does the same in a browser; one table of examples is put to both. No verdict is "safe".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from advisorypress.model.advisory import NO_FIX, Affected
from advisorypress.model.version_order import are_comparable, compare_versions, holds, leading_numbers
from advisorypress.model.versions import Span, VersionPart, parse_versions

# A person's own version may be anything that an inventory has; what has no number in its first letters is no version.
_VERSION = re.compile(r"[A-Za-z]{0,3}[0-9][!-~]{0,199}")
_PLACEHOLDER = re.compile(r"\.[xX*](?![0-9A-Za-z_])")


class Outcome(StrEnum):
    """
    What follows for a version, worst first.
    """

    AFFECTED = "affected"
    UNCOMPARED = "cannot-compare"
    FIXED = "fixed"
    NOT_LISTED = "not-listed"


class Why(StrEnum):
    """
    Why versions cannot be compared.
    """

    NO_VERSION = "no-version"
    NO_NUMBER = "not-a-version"
    OTHER_NUMBERING = "other-numbering"
    REBUILT = "rebuilt"


@dataclass(frozen=True, slots=True)
class Range:
    """
    One row of an advisory: the affected versions, no *parts* when they are in words of its own, and those that mend.
    """

    parts: tuple[VersionPart, ...]
    fixes: tuple[str, ...] = ()

    @classmethod
    def of(cls, row: Affected) -> Range:
        """
        What *row* says of versions.
        """
        fixed = parse_versions(row.fixed).parts if row.fixed not in (None, NO_FIX) else ()
        return cls(row.versions.parts, tuple(part.first for part in fixed if part.span in (Span.EXACT, Span.SINCE)))


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    An outcome; *rows* are the positions of the ranges that it rests on, and *why* says what could not be compared.
    """

    outcome: Outcome
    rows: tuple[int, ...] = ()
    why: Why | None = None


def is_version(text: str) -> bool:
    """
    Whether *text* can be compared as a version: 7.4.6, 2:8.2, R81.20; not `latest`, not 7.4.x.
    """
    return _VERSION.fullmatch(text) is not None and _PLACEHOLDER.search(text) is None


def judge(ranges: Sequence[Range], version: str) -> Verdict:
    """
    What *ranges*, all of one advisory and product, say of *version*; "" when it is not known.

    Fixed is a version that is at or after one that mends, of the same line (7.4.8 after 7.4.7) or after everything that
    the advisory names. A version between two lines (7.5.0, where 7.4 and 7.6 are affected) is not listed.
    """
    everything = tuple(number for number, each in enumerate(ranges) if _is_all(each) and not each.fixes)
    if everything:
        return Verdict(Outcome.AFFECTED, everything)
    if not is_version(version):
        why = Why.NO_NUMBER if version else Why.NO_VERSION
        return Verdict(Outcome.UNCOMPARED, tuple(range(len(ranges))), why)
    hit = tuple(number for number, each in enumerate(ranges) if _hits(each, version))
    if hit:
        return Verdict(Outcome.AFFECTED, hit)
    unlike = tuple(number for number, each in enumerate(ranges) if not _can_compare(each, version))
    if unlike:
        return Verdict(Outcome.UNCOMPARED, unlike, Why.OTHER_NUMBERING)
    mended = _mended(ranges, version)
    return Verdict(Outcome.FIXED, mended) if mended else Verdict(Outcome.NOT_LISTED)


def _is_all(row: Range) -> bool:
    return any(part.span is Span.ALL for part in row.parts)


def _hits(row: Range, version: str) -> bool:
    for part in row.parts:
        if part.span is Span.ALL:
            # Beside `all` the version that mends says where it ends.
            if all(are_comparable(version, fix) and compare_versions(version, fix) < 0 for fix in row.fixes):
                return True
        elif _is_comparable(part, version) and holds(part, version):
            return True
    return False


def _can_compare(row: Range, version: str) -> bool:
    if not row.parts:
        return False
    return all(
        all(are_comparable(version, fix) for fix in row.fixes)
        if part.span is Span.ALL
        else _is_comparable(part, version)
        for part in row.parts
    )


def _is_comparable(part: VersionPart, version: str) -> bool:
    return are_comparable(version, part.first) and (not part.last or are_comparable(version, part.last))


def _mended(ranges: Sequence[Range], version: str) -> tuple[int, ...]:
    """
    The row whose fix *version* has, as a tuple; an empty one when it has none.
    """
    reached = [
        (number, fix)
        for number, each in enumerate(ranges)
        for fix in each.fixes
        if are_comparable(version, fix) and compare_versions(fix, version) <= 0
    ]
    if not reached:
        return ()
    number, highest = reached[0]
    for each, fix in reached[1:]:
        if compare_versions(fix, highest) > 0:
            number, highest = each, fix
    bounds = [bound for each in ranges for part in each.parts for bound in (part.first, part.last) if bound]
    fixes = [fix for each in ranges for fix in each.fixes if are_comparable(version, fix)]
    is_last = all(compare_versions(bound, version) <= 0 for bound in (*bounds, *fixes))
    return (number,) if is_last or _is_same_line(highest, version) else ()


def _is_same_line(fix: str, version: str) -> bool:
    """
    Whether *version* differs from *fix* in its last number only: 7.4.8 and 7.4.7, 10.2.9-h3 and 10.2.9-h1.
    """
    ours, theirs = leading_numbers(version), leading_numbers(fix)
    count = max(1, len(theirs) - 1)
    padded = (*ours, *[(0, "")] * count)
    return padded[:count] == theirs[:count]
