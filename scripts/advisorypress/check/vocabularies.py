"""
The closed set of values that a key takes.
"""

from __future__ import annotations

from advisorypress.check.context import Context
from advisorypress.load.schema import Key
from advisorypress.model.advisory import Severity


def allowed_values(key: Key, context: Context) -> tuple[str, ...]:
    """
    The values that *key* takes; empty for a key that takes any.
    """
    if key.vocabulary == "severity":
        # A level that only the table knows has no rank, colour or criteria.
        return tuple(level.value for level in Severity if level.value in context.vocabulary.keys("severity"))
    return key.choices or (context.vocabulary.keys(key.vocabulary) if key.vocabulary else ())
