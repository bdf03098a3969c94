"""
The door to FIRST's CVSS library: a vector as written, and the base score that follows from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from cvss import CVSS2, CVSS3, CVSS4
from cvss.exceptions import CVSSError


@dataclass(frozen=True, slots=True)
class Score:
    """
    A CVSS vector, its version ("3.1") and the score computed from it.
    """

    vector: str
    version: str
    value: Decimal


@lru_cache(maxsize=4096)  # most vectors of an archive are a few hundred, and several ask for each
def parse_cvss(vector: str) -> Score:
    """
    The score of *vector*, which starts with `CVSS:4.0/`, `CVSS:3.1/` or `CVSS:3.0/`, or is a bare version 2 vector.

    Raises `ValueError` that says what is wrong with it.
    """
    try:
        if vector.startswith("CVSS:4.0/"):
            return Score(vector, "4.0", Decimal(str(CVSS4(vector).base_score)))
        if vector.startswith(("CVSS:3.1/", "CVSS:3.0/")):
            return Score(vector, vector[5:8], Decimal(str(CVSS3(vector).base_score)))
        if vector.startswith("AV:"):
            return Score(vector, "2.0", Decimal(str(CVSS2(vector).base_score)))
    except CVSSError as error:
        raise ValueError(f"`{vector}` is not a CVSS vector: {error}") from None
    raise ValueError(f"`{vector}` is not a CVSS vector")
