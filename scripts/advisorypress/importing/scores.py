"""
CVSS vectors of other formats.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from advisorypress.model.scores import parse_cvss

_LONGEST = 400
_BASE = frozenset(["AV", "AC", "AT", "PR", "UI", "S", "C", "I", "A", "Au", "VC", "VI", "VA", "SC", "SI", "SA"])


def known_vector(text: str) -> str:
    """
    *text* as a vector that we can compute a score from; "" when it is none. Version 2 may stand in brackets.
    """
    vector = text.strip().removeprefix("(").removesuffix(")")
    if len(vector) > _LONGEST:
        return ""
    try:
        parse_cvss(vector)
    except ValueError:
        return ""
    return vector


def vector_of_calculator(url: str) -> str:
    """
    The vector that a link to FIRST's calculator carries; "" for any other link.

    CSAF 2.0 has no place for CVSS 4.0, so its authors give that score as such a link.
    """
    match = re.fullmatch(r"https?://(?:www\.)?first\.org/cvss/calculator/[\d.-]+#(CVSS:\S+)", url)
    return known_vector(match[1]) if match else ""


def base_score(vector: str) -> Decimal:
    """
    The base score of a vector that `known_vector` knows.
    """
    return parse_cvss(vector).value


def is_other_number(told: str, computed: Decimal) -> bool:
    """
    Whether a document tells a score that does not follow from its vector.
    """
    try:
        return bool(told) and Decimal(told) != computed
    except InvalidOperation:
        return True


def major_version(vector: str) -> str:
    """
    `2`, `3` or `4`: a document gives one score of each for a vulnerability.
    """
    return vector[5] if vector.startswith("CVSS:") else "2"


def says_the_same(first: str, second: str) -> bool:
    """
    Whether two vectors have the same base metrics, as those of versions 3.0 and 3.1 often do.
    """
    return major_version(first) == major_version(second) and _base(first) == _base(second)


def _base(vector: str) -> frozenset[str]:
    return frozenset(metric for metric in vector.split("/") if metric.partition(":")[0] in _BASE)
