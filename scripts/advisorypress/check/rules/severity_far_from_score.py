from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from advisorypress.check.context import Context
from advisorypress.finding import Finding, Level
from advisorypress.load.nodes import EACH
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind
from advisorypress.model.advisory import Severity
from advisorypress.model.scores import Score, parse_cvss

RULE_ID = "severity-far-from-score"

# FIRST's qualitative scale, by the lowest score of each.
_LOWEST = {
    Severity.CRITICAL: Decimal("9.0"),
    Severity.HIGH: Decimal("7.0"),
    Severity.MEDIUM: Decimal("4.0"),
    Severity.LOW: Decimal("0.0"),
}


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    `severity` is at most one level away from one of the CVSS scores.

    A hint, for the level is the team's judgement: it weighs who uses the product and whether it is attacked, which a score
    does not know. But `low` beside 9.8 is more often a slip.
    """
    if record.kind is not Kind.ADVISORY:
        return
    scores = [
        score for scalar in record.scalars("vulnerabilities", EACH, "cvss", EACH) if (score := _score(scalar.text))
    ]
    for severity in record.scalars("severity"):
        if severity.text not in set(Severity) or not scores:
            continue
        given = Severity(severity.text)
        nearest = min(scores, key=lambda score: (abs(_level(score.value).level - given.level), -score.value))
        if abs(_level(nearest.value).level - given.level) > 1:
            message = f"`{given.value}` is far from every CVSS score; the nearest is {nearest.value} ({_level(nearest.value).value})"
            hint = "keep it if you mean it, and say in the text why"
            yield Finding(RULE_ID, severity.place, message, hint, Level.HINT)


def _score(vector: str) -> Score | None:
    try:
        return parse_cvss(vector)
    except ValueError:
        return None  # `malformed-cvss` speaks of it


def _level(value: Decimal) -> Severity:
    return next(severity for severity in Severity if value >= _LOWEST[severity])
