"""
One file of an author: every byte of it may be hostile.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from advisorypress.errors import SourceUnavailable
from advisorypress.finding import Finding
from advisorypress.language import Language
from advisorypress.load.nodes import scalars
from advisorypress.load.source import Source, Unreadable, parse_source, read_source

HEAD = b"---\ntitle: A\nsummary: B.\n---\n"


def refused(data: bytes) -> Finding:
    source = parse_source(data, "a.en.md", Language.EN)
    assert isinstance(source, Unreadable)
    (finding,) = source.findings
    return finding


def read(data: bytes) -> Source:
    source = parse_source(data, "a.en.md", Language.EN)
    assert isinstance(source, Source)
    return source


@pytest.mark.parametrize(
    ("data", "rule", "line", "column"),
    [
        (b"\xef\xbb\xbf" + HEAD, "not-utf8", 1, 1),
        (HEAD + b"ab\0c", "not-utf8", 5, 3),
        (HEAD + "標題".encode() + b"\xff", "not-utf8", 5, 3),
        ("標題".encode("big5"), "not-utf8", 1, 1),
        (HEAD + b"x" * 65_537, "too-large", 5, 1),
        (HEAD + b"x\n" * 32_769, "too-large", 1, 1),
        (b"", "no-front-matter", 1, 1),
        (b"---\ntitle: A\n", "no-front-matter", 1, 1),
        (b"\n" + HEAD, "no-front-matter", 1, 1),
        (b"---\n- a\n- b\n---\n", "broken-yaml", 2, 1),
        (b"---\ntitle: A\n\tsummary: B\n---\n", "broken-yaml", 3, 1),
    ],
)
def test_what_cannot_be_read_is_a_finding_with_a_place(data: bytes, rule: str, line: int, column: int) -> None:
    """
    A byte order mark, a NUL, another encoding, a long line, a long body, and front matter that is none.
    """
    finding = refused(data)

    assert (rule, line, column) == (finding.rule, finding.place.line, finding.place.column)
    assert finding.hint


def test_the_limits_themselves_are_allowed() -> None:
    """
    A line of 64 KB, and a body of 64 KB.
    """
    # The body begins with the end of the line that closes the front matter.
    assert 65_536 == len(read(HEAD + b"x" * 65_535).body)
    assert 65_535 == len(read(HEAD + b"x\n" * 32_767).body)


def test_lines_end_in_any_way() -> None:
    """
    A file written on Windows says the same, at the same places.
    """
    unix, windows = read(HEAD + b"\nText.\n\nMore.\n"), read((HEAD + b"\nText.\n\nMore.\n").replace(b"\n", b"\r\n"))

    assert unix.body == windows.body
    assert unix.head == windows.head
    assert unix.digest != windows.digest


@pytest.mark.parametrize(("blank", "line"), [(b"", 5), (b"\n", 6), (b"\n\n\n", 8)])
def test_the_body_knows_its_line(blank: bytes, line: int) -> None:
    """
    Blank lines after the front matter do not move what is told of the body.
    """
    source = read(HEAD + blank + b"Here.\n")
    before = source.body[: source.body.index("Here")]

    assert line == source.body_line + before.count("\n")


def test_blank_lines_and_comments_in_the_front_matter_move_nothing() -> None:
    """
    A key is where it stands.
    """
    source = read(b"---\n\n# a comment\n\ntitle: A\n---\nText.\n")
    (title,) = scalars(source.head, ("title",))

    assert (5, 8) == (title.place.line, title.place.column)
    assert 7 == source.body_line + source.body[: source.body.index("Text")].count("\n")


def test_empty_front_matter_has_no_keys() -> None:
    """
    The two marks alone are front matter in which everything is missing.
    """
    assert () == read(b"---\n---\nText.\n").head.entries


def test_a_symbolic_link_is_not_followed(tmp_path: Path) -> None:
    """
    A link may lead out of the repository, to a secret.
    """
    (tmp_path / "secret").write_bytes(HEAD)
    (tmp_path / "a.en.md").symlink_to("secret")

    source = read_source(tmp_path, "a.en.md", Language.EN)

    assert isinstance(source, Unreadable)
    assert ["symbolic-link"] == [finding.rule for finding in source.findings]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """
    Opening a pipe without a writer would wait for ever.
    """
    os.mkfifo(tmp_path / "a.en.md")

    source = read_source(tmp_path, "a.en.md", Language.EN)

    assert isinstance(source, Unreadable)
    assert ["not-a-file"] == [finding.rule for finding in source.findings]


def test_a_large_file_is_not_read_whole(tmp_path: Path) -> None:
    """
    A file that is too large is refused, however much more it is.
    """
    with (tmp_path / "a.en.md").open("wb") as file:
        file.truncate(1 << 40)  # one terabyte, of which the disk holds nothing

    source = read_source(tmp_path, "a.en.md", Language.EN)

    assert isinstance(source, Unreadable)
    assert ["too-large"] == [finding.rule for finding in source.findings]


def test_a_file_that_vanished_is_a_trouble_of_the_world(tmp_path: Path) -> None:
    """
    No author can mend that.
    """
    with pytest.raises(SourceUnavailable, match=r"a\.en\.md"):
        read_source(tmp_path, "a.en.md", Language.EN)
