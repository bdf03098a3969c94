"""
Version ranges of other formats in the words of ours (see `model/versions.py`).

What fits into no word stays as it was written: the page shows it so, and `free-versions` warns about it. A range that
ends before a version is written `V to before W`.
"""

from __future__ import annotations

import re

_VERS = re.compile(r"^vers:[a-z0-9.+-]+/", re.IGNORECASE)
_WORDS = re.compile(r"^(?:all versions|versions?)\b[:\s]*", re.IGNORECASE)
_RANGE = re.compile(r"(?P<low>>=|>)\s*(?P<from>[^<>=|]+?)\s*(?:\||,|and\b|&)?\s*(?P<high><=|<)\s*(?P<to>[^<>=|]+)")
_UPPER = re.compile(r"(?P<high><=|<)\s*(?P<to>[^<>=|]+)")
_LOWER = re.compile(r">=\s*(?P<from>[^<>=|]+)")
_NAMED = re.compile(r"versions? (\S*\d\S*)", re.IGNORECASE)
_LIST = re.compile(r"[^<>=|*]+(?:\|[^<>=|*]+)+")


def from_csaf(name: str) -> str:
    """
    What a version or version range of a CSAF product tree says: `vers:all/<V2.9.7` is `before V2.9.7`.
    """
    text = _VERS.sub("", name).strip()
    if text == "*" or re.fullmatch(r"all versions|all", text, re.IGNORECASE):
        return "all"
    bare = _WORDS.sub("", text)
    if match := _RANGE.fullmatch(bare):
        return _between(match["from"].strip(), match["to"].strip(), match["low"], match["high"]) or text
    if (match := _UPPER.fullmatch(bare)) and _is_one(match["to"]):
        return before(match["to"].strip()) if match["high"] == "<" else up_to(match["to"].strip())
    if (match := _LOWER.fullmatch(bare)) and _is_one(match["from"]):
        return since(match["from"].strip())
    if _LIST.fullmatch(text):
        return ", ".join(part.strip() for part in text.split("|"))
    return match[1] if (match := _NAMED.fullmatch(text)) else text


def _is_one(version: str) -> bool:
    # `V2.2.2 and Function State (FS)` says more than one thing.
    return " and " not in version and " with " not in version


def _between(low: str, high: str, low_sign: str, high_sign: str) -> str:
    if low_sign == ">" or not (_is_one(low) and _is_one(high)):
        return ""
    return span_before(low, high) if high_sign == "<" else span_to(low, high)


def before(version: str) -> str:
    """
    All versions that are lower than *version*.
    """
    return f"before {version}"


def up_to(version: str) -> str:
    """
    *version* and all lower ones.
    """
    return f"{version} and earlier"


def since(version: str) -> str:
    """
    *version* and all higher ones.
    """
    return f"{version} and later"


def span_to(low: str, high: str) -> str:
    """
    All versions from *low* to *high*, both included.
    """
    return f"{low} to {high}"


def span_before(low: str, high: str) -> str:
    """
    All versions from *low* on that are lower than *high*.
    """
    return f"{low} to before {high}"
