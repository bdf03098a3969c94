"""
What is held of every input, whoever made it up: a fuzzer, a property, or the corpus that they left behind.
"""

from __future__ import annotations

from collections.abc import Mapping

from advisorypress.errors import PressError
from tests.hostile.harmless import faults
from tests.hostile.in_memory import Pressed, press_in_memory


def judged(files: Mapping[str, bytes], *, twice: bool = False) -> Pressed:
    """
    What the press makes of *files*, none of which can harm a reader; *twice*, and it is the same again.
    """
    try:
        pressed = press_in_memory(files)
    except PressError as error:
        # Of the world; nothing of it is to blame on what an author wrote, who is to be told by a finding.
        raise AssertionError(f"refused without a finding: {error}") from error
    harm = [fault for path, made in pressed.site.items() for fault in faults(path, made)]
    assert not harm, "\n".join(harm[:5])
    if twice:
        assert pressed == press_in_memory(files), "not the same a second time"
    return pressed
