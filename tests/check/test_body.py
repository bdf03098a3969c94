"""
What rules see of a body: its links, tags and headings, and nothing of its code.
"""

from __future__ import annotations

import time

import pytest

from advisorypress.check.body import place_in_body, read_prose
from tests.examples import a_source, advisory_file


def links(body: str) -> list[str]:
    return [link.text for link in read_prose(body).links]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("[a](/x/)", ["/x/"]),
        ('[a](/x/ "title") ![b](/y.png)', ["/x/", "/y.png"]),
        ("[a](</x y/>)", ["/x y/"]),
        ("[a](/x(1)/)", ["/x(1)/"]),
        ("[a](\n/x/)", ["/x/"]),
        ("[`code`](/x/)", ["/x/"]),
        ("[a [b] c](/x/)", ["/x/"]),
        ("中文[連結](/x/)後", ["/x/"]),
        ("[a]\n\n[a]: /x/ 'title'", ["/x/"]),
        ("<https://a.example/>", ["https://a.example/"]),
        ('<a class=x href="/x/">a</a>', ["/x/"]),
        ("> - [a](/x/)", ["/x/"]),
        ("- a\n\n    [b](/x/)", ["/x/"]),
        ("```\ncode\n```\n[a](/x/)", ["/x/"]),
        ("> ```\n> [a](/no/)\n[b](/x/)", ["/x/"]),
        ("- ```\n  [a](/no/)\n\n[b](/x/)", ["/x/"]),
        ("a ` b\n\n[c](/x/) ` d", ["/x/"]),
        ("[a](/x/", ["/x/"]),
    ],
)
def test_links_are_seen(body: str, expected: list[str]) -> None:
    """
    In every way that Markdown can write them.
    """
    assert expected == links(body)


@pytest.mark.parametrize(
    "body",
    [
        "`[a](/x/)`",
        "`` ` [a](/x/) ``",
        "```\n[a](/x/)\n```",
        "~~~~\n[a](/x/)\n~~~\n[b](/y/)\n~~~~",
        "  ```sh\n  [a](/x/)\n  ```",
        "```\n[a](/x/) never closed",
        "- ```\n  [a](/x/)\n  ```",
        "> ```\n> [a](/x/)\n> ```",
        "text\n\n    [a](/x/)\n\n    [b](/y/)",
        "\t[a](/x/)",
        "<!-- [a](/x/) -->",
        "<!-- [a](/x/)\n\n[b](/y/) -->",
        "\\[a](/x/)",
        "[a\n\n](/x/)",
        "a](/x/)",
        "[^1]: /x/",
    ],
)
def test_code_comments_and_escapes_hold_no_links(body: str) -> None:
    """
    What is shown as it is written is no link.
    """
    assert [] == links(body)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("a <b>c</b>", ["<b>"]),
        ("<script>alert(1)</script>", ["<script>"]),
        ("<img src=x onerror=alert(1)>", ["<img src=x onerror=alert(1)>"]),
        ("open <filename> now", ["<filename>"]),
        ("<br/>", ["<br/>"]),
        ("`<b>` 1 < 2 > 1 <https://a.example> <!-- <b> --> \\<b>", []),
    ],
)
def test_tags_are_seen(body: str, expected: list[str]) -> None:
    """
    Opening tags are raw HTML; addresses, comparisons, comments and code are not.
    """
    assert expected == [tag.text for tag in read_prose(body).tags()]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("# a", ["#"]),
        ("## a\n### b", []),
        ("#hashtag", []),
        ("a\n===", ["==="]),
        ("a\n\n===", []),
        ("```\n# a\n```", []),
    ],
)
def test_headings_of_the_first_level(body: str, expected: list[str]) -> None:
    """
    With a mark before, or a line below.
    """
    assert expected == [mark.text for mark in read_prose(body).top_headings()]


def test_nothing_moves() -> None:
    """
    What is blanked out is blanked character for character.
    """
    body = "a `中` b\n\n```\n中文\n```\n\n<!-- 文 --> \\* [x](/y/)\n"
    prose = read_prose(body)

    assert len(body) == len(prose.text)
    assert [i for i, c in enumerate(body) if c == "\n"] == [i for i, c in enumerate(prose.text) if c == "\n"]


def test_places_in_a_body_are_places_in_the_file() -> None:
    """
    The front matter and blank lines before the body are counted, and characters, not bytes.
    """
    source = a_source(advisory_file("\n\n## 詳情\n\n請看[連結](/x/)。\n"))
    (link,) = read_prose(source.body).links
    place = place_in_body(source, link.start, link.end)
    line = advisory_file("\n\n## 詳情\n\n請看[連結](/x/)。\n").split("\n")[place.line - 1]

    assert "/x/" == line[place.column - 1 : place.column - 1 + place.width]


@pytest.mark.parametrize(
    "part", ["[", "](", "[a](", "![", "<", "<a ", "<!--", "`", "``  `", "\\", "> ", "- ", "1. ", "===\n", "{", "]: "]
)
def test_no_body_takes_long(part: str) -> None:
    """
    64 KB of the worst that we know are read in a moment; the time limit is generous, for a quadratic reader takes minutes.
    """
    body = (part * 64_000)[:64_000]
    start = time.perf_counter()
    prose = read_prose(body)
    list(prose.tags())
    list(prose.top_headings())

    assert time.perf_counter() - start < 50
