from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.check.fields import values
from advisorypress.check.quote import quote
from advisorypress.finding import Finding
from advisorypress.load.record import Record
from advisorypress.load.schema import Form
from advisorypress.model.cpe import PARTS, PREFIX, parse_cpe, split_cpe

RULE_ID = "malformed-cpe"

_EXAMPLE = "cpe:2.3:o:fortinet:fortios:7.4.6:*:*:*:*:*:*:*"


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    A `cpe` is a CPE 2.3 name: `cpe:2.3:` and eleven parts between colons, `*` for those that do not matter.

    Other marks than `.`, `-` and `_` stand behind a backslash. Machines find a product in their stock by this name; a name
    that they cannot read finds nothing, and nobody is told.
    """
    for _, scalar in values(record, Form.CPE):
        try:
            parse_cpe(scalar.text)
        except ValueError as error:
            yield Finding(RULE_ID, scalar.place, f"{quote(scalar.text)} {error}", _hint(scalar.text))


def _hint(written: str) -> str:
    guess = _guess(written)
    return f"did you mean {guess}?" if guess else f"write it like {_EXAMPLE}"


def _guess(written: str) -> str:
    """
    *written* in lower case and with all its parts, also where it is in the older form `cpe:/o:vendor:product`.
    """
    plain = written.strip()
    if plain.lower().startswith("cpe:/"):
        parts = [part or "*" for part in plain[len("cpe:/") :].split(":")]
    elif plain.lower().startswith(PREFIX):
        parts = [part or "*" for part in split_cpe(plain[len(PREFIX) :])]
    else:
        return ""
    guess = PREFIX + ":".join([part.lower() for part in parts] + ["*"] * (len(PARTS) - len(parts)))
    try:
        parse_cpe(guess)
    except ValueError:
        return ""
    return guess
