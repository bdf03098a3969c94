"""
What fuzzing has found stays found: every input that took the press a new way, and all that once did harm.
"""

from __future__ import annotations

from tests.fuzz.inputs import corpus, files_of
from tests.fuzz.judge import judged


def test_the_corpus_does_no_harm() -> None:
    """
    None raises anything, none takes more than seconds, and nothing that is made of them can harm a reader.
    """
    inputs = corpus()

    assert len(inputs) >= 100
    for name, data in inputs.items():
        try:
            judged(files_of(data), twice=len(data) % 16 == 0)
        except Exception as error:
            error.add_note(f"tests/fuzz/corpus/{name}")
            raise
