from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.finding import Finding
from advisorypress.load.nodes import EACH
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind
from advisorypress.model.advisory import EDITORIAL

RULE_ID = "half-withdrawn"

_COMMAND = "`press withdraw` writes all three"


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    A withdrawn advisory has `status: withdrawn`, a last revision of type `withdrawn` (editorial ones may follow), and a
    `withdrawn_reason`; an advisory that is not withdrawn has none of them.

    Mail and feeds go by the revision, the page by the status and the reader by the reason. Other records have no revisions
    to say it, and are not withdrawn.
    """
    status = record.text("status")
    if record.kind is not Kind.ADVISORY:
        if status == "withdrawn":
            hint = "say in it what was wrong, or take it off the site with `status: draft`"
            yield record.finding(
                RULE_ID, ("status",), f"only advisories are withdrawn, not a {record.kind.value}", hint
            )
        return
    if not status:
        return
    types = [scalar for scalar in record.scalars("revisions", EACH, "type") if scalar.text != EDITORIAL]
    last = types[-1] if types else None
    is_last = last is not None and last.text == "withdrawn"
    reason = record.text("withdrawn_reason").strip()
    if status == "withdrawn":
        if last is not None and not is_last:
            message = f"the advisory is withdrawn, but its last revision is `{last.text}`"
            yield Finding(RULE_ID, last.place, message, f"add a revision of type `withdrawn`; {_COMMAND}")
        if not reason:
            message = "the advisory is withdrawn, but there is no `withdrawn_reason`"
            yield record.finding(RULE_ID, ("status",), message, f"say why in `withdrawn_reason`; {_COMMAND}")
        return
    for scalar in types:
        if scalar.text == "withdrawn":
            message = f"this revision withdraws the advisory, but its `status` is `{status}`"
            yield Finding(RULE_ID, scalar.place, message, f"write `status: withdrawn`; {_COMMAND}")
    if reason:
        message = f"there is a `withdrawn_reason`, but `status` is `{status}`"
        yield record.finding(RULE_ID, ("withdrawn_reason",), message, "write `status: withdrawn`, or remove the reason")
