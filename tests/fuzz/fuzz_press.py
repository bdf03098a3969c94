"""
Fuzzes load, check and render with atheris: no input may raise anything, hang, or come out harmful.

    python tests/fuzz/fuzz_press.py --seeds FOLDER        write the seeds, and what earlier fuzzing found
    python tests/fuzz/fuzz_press.py FOLDER [libFuzzer's options]
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

with atheris.instrument_imports(include=["advisorypress", "markdown"]):
    from tests.fuzz.inputs import corpus, files_of, seeds
    from tests.fuzz.judge import judged


def one(data: bytes) -> None:
    """
    One input; every sixteenth is pressed twice, for it must come out the same.
    """
    judged(files_of(data), twice=len(data) % 16 == 0)


def main() -> None:
    """
    Writes the seeds, or fuzzes until it is stopped.
    """
    if sys.argv[1:2] == ["--seeds"]:
        folder = Path(sys.argv[2])
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in {**seeds(ROOT), **corpus()}.items():
            (folder / name).write_bytes(data)
        return
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
