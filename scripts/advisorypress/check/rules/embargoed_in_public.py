from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.finding import Finding
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind
from advisorypress.model.forms import parse_time

RULE_ID = "embargoed-in-public"


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    A public repository holds no advisory whose time has not come.

    The site would wait for `published`, but everyone can read the file in the repository. What counts is the newest moment
    that the tree can know of: the time of its commit, or of the clock where there are changes that no commit has yet. So
    a look back (`--as-of`) refuses nothing, and an advisory of yesterday is never refused.
    """
    if record.kind is not Kind.ADVISORY or context.settings.repository != "public":
        return
    for scalar in record.scalars("published"):
        try:
            published = parse_time(scalar.text)
        except ValueError:
            continue  # `date-without-zone` speaks of it
        if published > context.present:
            message = f"{scalar.text} has not come, and in a public repository everyone reads this at once"
            hint = "keep it in a private clone and push it as one commit at the hour; or correct the time"
            yield Finding(RULE_ID, scalar.place, message, hint)
