from __future__ import annotations

import re
from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.check.quote import quote
from advisorypress.finding import Finding
from advisorypress.load.nodes import EACH
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind

RULE_ID = "malformed-alias"

LONGEST = 200
MOST = 100
# What the press or the engine fills with other things.
TAKEN = ("assets", "api", "cap", "feeds", "pagefind", "zh-hant", ".well-known")
_PART = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*")


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    An alias is an old id (`SA15010101`), or an old path of this site that begins with a slash (`/my_url/en/alert/15010101`).

    A page stands there that leads to the advisory, on any server and without a script. So an alias has neither host, query
    nor fragment, and cannot leave the site or cover what stands there. An advisory has at most 100.
    """
    if record.kind is not Kind.ADVISORY:
        return
    for number, scalar in enumerate(record.scalars("aliases", EACH)):
        if number == MOST:
            yield Finding(
                RULE_ID, scalar.place, f"there are more than {MOST} aliases", "have the server lead the others"
            )
            return
        wrong = _wrong(scalar.text) if scalar.text else None
        if wrong:
            yield Finding(RULE_ID, scalar.place, f"{quote(scalar.text)} {wrong[0]}", wrong[1])


def _wrong(alias: str) -> tuple[str, str] | None:
    if "://" in alias or alias.startswith("//"):
        return "is a whole address", "write only its path, from the slash after the host on"
    if "?" in alias or "#" in alias:
        return "has a query or a fragment", "a static site cannot tell them apart; have the server lead them here"
    if len(alias) > LONGEST:
        return f"is longer than {LONGEST} characters", "have the server lead it here"
    parts = alias.strip("/").split("/")
    if len(parts) > 1 and not alias.startswith("/"):
        return "is a path without its first slash", f"write /{alias}"
    if not all(_PART.fullmatch(part) for part in parts):
        return "is neither an old id nor a path", "use letters, digits, `-`, `_`, `.` and `~`, and / between the parts"
    if alias.startswith("/") and parts[0].lower() in TAKEN:
        return f"stands below /{parts[0]}/, which the press fills itself", "have the server lead it here"
    return None
