from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from advisorypress.check.context import Context
from advisorypress.check.nearest import nearest
from advisorypress.check.quote import quote
from advisorypress.finding import Finding
from advisorypress.load.nodes import EACH
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind

RULE_ID = "affects-unknown-key"


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    `affects` names rows of `affected` by their `key`, and each key names one row.

    From it machines learn which product has which vulnerability.
    """
    if record.kind is not Kind.ADVISORY:
        return
    keys: dict[str, None] = {}
    for scalar in record.scalars("affected", EACH, "key"):
        if scalar.text and scalar.text in keys:
            message = f"a row above has the key {quote(scalar.text)} too"
            yield Finding(RULE_ID, scalar.place, message, "give each row a key of its own")
        keys[scalar.text] = None
    for scalar in record.scalars("vulnerabilities", EACH, "affects", EACH):
        if scalar.text and scalar.text not in keys:
            yield Finding(
                RULE_ID,
                scalar.place,
                f"no row of `affected` has the key {quote(scalar.text)}",
                _hint(scalar.text, keys),
            )


def _hint(written: str, keys: dict[str, None]) -> str:
    guess = nearest(written, keys)
    if guess:
        return f"did you mean `{guess}`?"
    if keys:
        return f"there are {', '.join(islice(keys, 10))}{', …' if len(keys) > 10 else ''}"
    return f"write `key: {written}` into the row that it means, or leave `affects` out"
