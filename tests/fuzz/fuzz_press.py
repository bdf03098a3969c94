"""
Fuzzes load, check and render with atheris: no input may raise anything, hang, or come out harmful.

    python tests/fuzz/fuzz_press.py --seeds FOLDER        write the seeds
    python tests/fuzz/fuzz_press.py FOLDER [libFuzzer's options]
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

with atheris.instrument_imports(include=["advisorypress", "markdown"]):
    from advisorypress.errors import PressError
    from tests.fuzz.inputs import files_of, seeds
    from tests.hostile.harmless import faults
    from tests.hostile.in_memory import press_in_memory


def one(data: bytes) -> None:
    """
    One input: what the press makes of it must do no harm, and be the same again now and then.
    """
    files = files_of(data)
    try:
        pressed = press_in_memory(files)
    except PressError as error:
        # Of the world; nothing of it is to blame on what an author wrote, and it must be told in a sentence.
        raise AssertionError(f"refused without a finding: {error}") from error
    harm = [fault for path, made in pressed.site.items() for fault in faults(path, made)]
    assert not harm, "\n".join(harm[:5])
    if len(data) % 16 == 0:
        assert pressed == press_in_memory(files), "not the same a second time"


def main() -> None:
    """
    Writes the seeds, or fuzzes until it is stopped.
    """
    if sys.argv[1:2] == ["--seeds"]:
        folder = Path(sys.argv[2])
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in seeds(ROOT).items():
            (folder / name).write_bytes(data)
        return
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
