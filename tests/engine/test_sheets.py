"""
The style sheets are joined, and colours repeated, without drifting.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from advisorypress.engine.sheets import DARK, DARK_WITHOUT_SCRIPT, Block, blocks_of, colour_copies, joined_sheets

TOKENS = """
/* { a brace in a comment } */
:root, [data-md-color-scheme="default"] { --page: #fff; }
[data-md-color-scheme="slate"] { --page: #000; }
@media (prefers-contrast: more) {
  [data-md-color-scheme="slate"] { --page: #111; }
}
@keyframes open { from { opacity: 0; } }
"""


def test_blocks_are_found_with_their_media():
    blocks = list(blocks_of(TOKENS))

    assert [
        Block("", ':root, [data-md-color-scheme="default"]', " --page: #fff; "),
        Block("", DARK, " --page: #000; "),
        Block("(prefers-contrast: more)", DARK, " --page: #111; "),
    ] == blocks


def test_dark_blocks_are_repeated_for_a_device_without_script():
    copies = [block for block in blocks_of(colour_copies(TOKENS)) if block.selector == DARK_WITHOUT_SCRIPT]

    assert [
        ("(prefers-color-scheme: dark)", " --page: #000; "),
        ("(prefers-contrast: more) and (prefers-color-scheme: dark)", " --page: #111; "),
    ] == [(block.media, block.body) for block in copies]


def test_paper_is_always_light():
    copies = [block for block in blocks_of(colour_copies(TOKENS)) if block.media == "print"]

    assert [" --page: #fff; "] == [block.body for block in copies]


def test_sheets_stand_in_the_order_of_their_names(tmp_path: Path):
    (tmp_path / "20-b.css").write_text("b {}")
    (tmp_path / "10-a.css").write_text("a {}")
    (tmp_path / "note.txt").write_text("c {}")

    assert "a {}\nb {}" == joined_sheets(tmp_path)


def test_block_without_end_is_an_error():
    with pytest.raises(ValueError, match="without end"):
        list(blocks_of("a { b: c;"))
