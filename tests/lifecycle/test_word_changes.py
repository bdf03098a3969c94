"""
Two wordings are told apart word by word, and nothing of either is lost.
"""

from __future__ import annotations

import pytest

from advisorypress.lifecycle.word_changes import Fate, word_changes


def told(old: str, new: str) -> str:
    """
    The difference as it is printed.
    """
    marks = {Fate.KEPT: "{}", Fate.REMOVED: "[-{}-]", Fate.ADDED: "{{+{}+}}"}
    return "".join(marks[run.fate].format(run.text) for run in word_changes(old, new))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Update to 7.4.7 now.", "Update to 7.4.8 now.", "Update to[- 7.4.7-]{+ 7.4.8+} now."),
        ("Update it.", "Update it. Then look.", "Update it.{+ Then look.+}"),
        ("", "All new.", "{+All new.+}"),
        ("All old.", "", "[-All old.-]"),
        ("The same.", "The same.", "The same."),
        ("請更新至 7.4.7。", "請盡快更新至 7.4.8。", "請{+盡快+}更新至[- 7.4.7-]{+ 7.4.8+}。"),
        ("請立即更新", "快立即更新吧", "[-請-]{+快+}立即更新{+吧+}"),
        ("請更新", "快更新吧", "[-請更新-]{+快更新吧+}"),
    ],
)
def test_words_and_characters(old: str, new: str, expected: str) -> None:
    """
    English goes by words, Chinese by characters.
    """
    assert expected == told(old, new)


def test_a_word_between_two_changes_goes_with_them() -> None:
    """
    Which is easier to read than a sentence in shreds.
    """
    assert "We say[- one and two-]{+ three and four+} in all of it." == told(
        "We say one and two in all of it.", "We say three and four in all of it."
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [("a b c d e", "b c x e f"), ("請 a 更新b", "a請更b"), ("x", "y"), ("[-a-]", "{+a+}"), ("a" * 3000, "b c")],
)
def test_both_can_be_read_off(old: str, new: str) -> None:
    """
    Without what was added it is the old text, without what was removed the new one, spaces apart.
    """
    runs = word_changes(old, new)

    assert _solid(old) == _solid("".join(run.text for run in runs if run.fate is not Fate.ADDED))
    assert _solid(new) == _solid("".join(run.text for run in runs if run.fate is not Fate.REMOVED))


def _solid(text: str) -> str:
    return "".join(text.split())
