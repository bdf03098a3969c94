from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.finding import Finding
from advisorypress.load.record import Record
from advisorypress.load.schema import TLP_LABELS

RULE_ID = "tlp-not-clear"

CLEAR = "CLEAR"


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    Nothing but TLP:CLEAR is published, and a public repository holds nothing else.

    What is pushed to a public repository can be read by anyone at once, drafts too. In a private one
    (`extra.press.repository: private`) a draft may have any label; to be published it must be CLEAR.
    """
    for scalar in record.scalars("tlp"):
        if scalar.text not in TLP_LABELS or scalar.text == CLEAR:
            continue  # a label that does not exist is a matter of `not-in-vocabulary`
        if context.settings.repository == "public":
            message = f"TLP:{scalar.text} in a public repository, where everyone reads what is pushed"
            hint = "do not push it: keep it in a private clone until it may be `tlp: CLEAR`"
            yield Finding(RULE_ID, scalar.place, message, hint)
        elif not record.is_draft:
            message = f"TLP:{scalar.text} cannot be published"
            yield Finding(RULE_ID, scalar.place, message, "write `status: draft` until it may be `tlp: CLEAR`")
