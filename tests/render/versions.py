"""
A library with an advisory of three versions, one that is withdrawn, and what was taken down.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from advisorypress.language import Language
from advisorypress.model.advisory import NO_FIX, Advisory, Affected, Reference
from advisorypress.model.library import Library
from advisorypress.model.takedown import Reason, Removed, Takedown
from advisorypress.model.versions import parse_versions
from tests.examples import a_library, a_moment, a_revision, advisory_words, an_advisory, the_settings

EN, ZH = Language.EN, Language.ZH
ID = "SA-2026-0142"
REVISIONS = (
    a_revision(1, "new", a_moment(20)),
    a_revision(2, "patch-available", a_moment(22)),
    a_revision(3, "correction", a_moment(24)),
)
ROW = Affected("Fortinet", "FortiOS", parse_versions("7.4.0 to 7.4.6"), key="fos74")
NOTES = ("First published.", "The update is out.", "Telemetry does not matter.")
NOTES_ZH = ("首次發佈。", "更新已推出。", "與遙測無關。")


def _words(notes: int, body: str, body_zh: str, **english: object) -> dict[Language, object]:
    return {
        EN: advisory_words(body=body, revision_notes=NOTES[:notes], **english),
        ZH: advisory_words(ZH, body=body_zh, revision_notes=NOTES_ZH[:notes]),
    }


FIRST = an_advisory(
    is_archived=True,
    revisions=REVISIONS[:1],
    affected=(replace(ROW, fixed=NO_FIX),),
    words=_words(
        1,
        "## Solution\n\nThere is no update yet.\n\n## Workaround\n\nSwitch off telemetry until then.\n",
        "## 解決方案\n\n暫未有更新。\n\n## 臨時處理方法\n\n請先關閉遙測。\n",
        actions=("Switch off telemetry.",),
    ),
)
SECOND = an_advisory(
    is_archived=True,
    revisions=REVISIONS[:2],
    affected=(replace(ROW, fixed="7.4.7"),),
    words=_words(
        2,
        "## Solution\n\nUpdate to 7.4.7.\n\n## Workaround\n\nSwitch off telemetry until then.\n",
        "## 解決方案\n\n請更新至 7.4.7。\n\n## 臨時處理方法\n\n請先關閉遙測。\n",
        actions=("Update to 7.4.7.", "Switch off telemetry until then."),
    ),
)
CURRENT = an_advisory(
    revisions=REVISIONS,
    affected=(replace(ROW, fixed="7.4.7"),),
    references=(
        Reference("https://www.fortiguard.com/psirt/FG-IR-26-001", "vendor"),
        Reference("https://labs.example/<report>", "report"),
    ),
    words=_words(
        3,
        "## Solution\n\nUpdate to 7.4.7.\n\n## Workaround\n\nSwitch off SSL VPN until then.\n",
        "## 解決方案\n\n請更新至 7.4.7。\n\n## 臨時處理方法\n\n請先關閉 SSL VPN。\n",
        actions=("Update to 7.4.7.",),
        reference_titles=("FG-IR-26-001", "A <report>"),
    ),
)
WHOLE = Takedown("SA-2026-0100", date(2026, 11, 25), Reason.PERSONAL_DATA)
FIRST_ONLY = Takedown(ID, date(2026, 11, 26), Reason.COURT_ORDER, (1,))
REMOVED = Removed(
    id="SA-2026-0100", published=a_moment(2), takedown=WHOLE, aliases=("SA15010100", "/alerts/100"), superseded_by=(ID,)
)


def the_library(*earlier: Advisory, current: Advisory = CURRENT, **changes: object) -> Library:
    """
    A library with *current*, its *earlier* versions, and what *changes* says.
    """
    settings = replace(the_settings(), contacts=replace(the_settings().contacts, email="report@cert.example"))
    library = a_library(current, settings=settings)
    return replace(library, earlier={ID: earlier} if earlier else {}, **changes)  # type: ignore[arg-type]
