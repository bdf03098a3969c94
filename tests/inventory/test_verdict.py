"""
What follows for a version from what an advisory says; the browser is asked the same in tests/browser/test_affected.py.
"""

from __future__ import annotations

import pytest

from advisorypress.model.verdict import Range, judge
from tests.inventory.table import Case, verdicts


@pytest.mark.parametrize("case", verdicts(), ids=str)
def test_verdict(case: Case):
    verdict = judge([Range.of(row) for row in case.rows], case.version)

    assert (case.outcome, case.why) == (verdict.outcome.value, verdict.why.value if verdict.why else "")


def test_a_verdict_names_the_rows_that_it_rests_on():
    case = next(case for case in verdicts() if case.version == "7.6.1")

    assert (1,) == judge([Range.of(row) for row in case.rows], "7.6.1").rows
    assert (0,) == judge([Range.of(row) for row in case.rows], "7.4.9").rows
    assert (0, 1) == judge([Range.of(row) for row in case.rows], "").rows
