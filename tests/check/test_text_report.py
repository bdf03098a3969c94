"""
Findings at a terminal: the mark is under the mistake, and no author's text is obeyed.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from wcwidth import wcswidth

from advisorypress.check.report.lines import SourceLines
from advisorypress.check.report.summary import Summary
from advisorypress.check.report.text import Text, excerpt
from advisorypress.check.report.visible import visible
from advisorypress.finding import Finding, Level, Place


def told(tmp_path: Path, line: str, column: int, width: int, **changes: object) -> list[str]:
    (tmp_path / "a.md").write_text(f"first\n{line}\n", encoding="utf-8")
    finding = Finding("some-rule", Place("a.md", 2, column, width), "it is wrong", **changes)  # type: ignore[arg-type]
    return list(Text(SourceLines(tmp_path)).finding(finding))


def test_a_finding_is_told_in_four_lines(tmp_path: Path) -> None:
    """
    Place and message, the line, the mark, the hint.
    """
    expected = [
        "a.md:2:10: error: it is wrong [some-rule]",
        "      - {id: 1.2}",
        "             ^~~",
        "    hint: write it like CVE-2026-12345",
    ]

    assert expected == told(tmp_path, "  - {id: 1.2}", 10, 3, hint="write it like CVE-2026-12345")


def test_a_hint_of_several_lines_stays_to_be_copied(tmp_path: Path) -> None:
    """
    The line to paste stands alone.
    """
    expected = ["    hint: paste this", "    source_digest: 3f2a9c1d"]

    assert expected == told(tmp_path, "x", 1, 1, hint="paste this\nsource_digest: 3f2a9c1d")[-2:]


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("title: 漏洞 hihg", "hihg"),
        ("title: 漏洞漏洞", "洞漏"),
        ("title: cafe\u0301 hihg", "hihg"),
        ("title: \U0001f600 hihg", "hihg"),
        ("title: \U0001f469\u200d\U0001f4bb hihg", "hihg"),
        ("a\tb\thihg", "hihg"),
        ("\thihg", "hihg"),
        ("ｆｕｌｌ：hihg", "hihg"),
        ("a\x1b[31m hihg", "hihg"),
        ("a\u202e hihg", "hihg"),
        ("x" * 400 + " hihg " + "x" * 400, "hihg"),
        ("漏" * 400 + "hihg" + "洞" * 400, "hihg"),
    ],
)
def test_the_mark_is_under_the_mistake(line: str, wrong: str) -> None:
    """
    Wide and combining characters, emoji, tabs, escapes and long lines: the mark begins and ends with the mistake.
    """
    shown, start, end = excerpt(line, Place("a.md", 1, line.index(wrong) + 1, len(wrong)))

    before, _, _ = shown.partition(wrong)
    assert wcswidth(before) == start
    assert wcswidth(wrong) == end - start
    assert wcswidth(shown) <= 2 * 200


def test_a_place_behind_the_line_is_marked_at_its_end(tmp_path: Path) -> None:
    """
    A reader of YAML may count lines and columns in another way; nothing breaks.
    """
    assert "    ab" == told(tmp_path, "ab", 9, 4)[1]
    assert "      ^" == told(tmp_path, "ab", 9, 4)[2]


def test_a_line_that_is_not_there_is_not_shown(tmp_path: Path) -> None:
    """
    The place and the message are enough then.
    """
    finding = Finding("some-rule", Place("gone.md", 7), "it is wrong")

    assert ["gone.md:7:1: error: it is wrong [some-rule]"] == list(Text(SourceLines(tmp_path)).finding(finding))


@pytest.mark.parametrize(
    "hostile",
    [
        "\x1b",
        "\x07",
        "\x00",
        "\x7f",
        "\x9b",
        "\r",
        "\u202e",
        "\u2066",
        "\u200b",
        "\u2028",
        "\ufeff",
        "\udc80",
        "\U000e0041",
        "\x85",
    ],
)
def test_nothing_unseen_reaches_the_terminal(tmp_path: Path, hostile: str) -> None:
    """
    Control and bidirectional characters are written as <U+…>, in the line, the message, the hint and the file's name.
    """
    name = f"a{hostile}.md" if hostile != "\0" else "<U+0000>.md"  # the one that no file's name can have
    finding = Finding("some-rule", Place(name), f"it {hostile} is", f"write {hostile}")
    lines = list(Text(SourceLines(tmp_path)).finding(finding))

    assert not any(hostile in line for line in lines)
    assert all(f"<U+{ord(hostile):04X}>" in line for line in lines)
    assert f"<U+{ord(hostile):04X}>" in excerpt(f"a{hostile}b", Place("a.md"))[0]


def test_what_can_be_read_is_left_alone() -> None:
    """
    Chinese, accents, emoji and joiners are shown as they are.
    """
    text = "漏洞 café cafe\u0301 \U0001f469\u200d\U0001f4bb ﷼ नमस्ते"

    assert text == visible(text)


def test_long_messages_are_cut(tmp_path: Path) -> None:
    """
    A value of 60 KB does not fill the screen.
    """
    finding = Finding("some-rule", Place("a.md"), "x" * 60_000)

    assert all(len(line) < 400 for line in Text(SourceLines(tmp_path)).finding(finding))


def test_colour_only_where_it_is_asked_for(tmp_path: Path) -> None:
    """
    The words are the same with and without.
    """
    (tmp_path / "a.md").write_text("abc\n")
    finding = Finding("some-rule", Place("a.md", 1, 2), "it is wrong", "mend it", Level.WARNING)
    plain = "\n".join(Text(SourceLines(tmp_path)).finding(finding))
    coloured = "\n".join(Text(SourceLines(tmp_path), colour=True).finding(finding))

    assert "\x1b" not in plain
    assert "\x1b[1;33mwarning\x1b[0m" in coloured


@pytest.mark.parametrize(
    ("levels", "files", "expected"),
    [
        ([], 24, "No problems in 24 files."),
        ([], 1, "No problems in 1 file."),
        ([Level.ERROR] * 3 + [Level.WARNING], 24, "3 errors, 1 warning in 24 files"),
        ([Level.WARNING] * 2000, 4001, "2,000 warnings in 4,001 files"),
        ([Level.HINT], 2, "1 hint in 2 files"),
    ],
)
def test_the_closing_line(levels: list[Level], files: int, expected: str) -> None:
    """
    How many of what in how many files.
    """
    findings = [Finding("some-rule", Place("a.md"), "", "", level) for level in levels]

    assert expected == str(Summary.of(findings, files))
