"""
A body falls into the blocks that CommonMark says, each with its words and its line, whatever is in it.
"""

from __future__ import annotations

import re
import time
from random import Random

import pytest

from advisorypress.finding import Place
from advisorypress.language import Language
from advisorypress.load.blocks import Block, BlockKind, kind_of_mark
from advisorypress.load.body_blocks import body_blocks
from advisorypress.load.front_matter import split_front_matter
from advisorypress.load.nodes import empty_mapping, packed
from advisorypress.load.source import MAXIMUM_BODY, Source
from tests.examples import ROOT
from tests.load.commonmark import Shape, blocks_of, strange_markdown

_WORD = r"w\d+w"


def blocks_in(body: str) -> tuple[Block, ...]:
    """
    The blocks of *body*, which begins on line 10.
    """
    return body_blocks(Source("a.en.md", Language.EN, packed(empty_mapping(1)), body, 10, ""))


def told(body: str) -> list[tuple[str, str]]:
    """
    What they are and what they say.
    """
    return [(block.name, block.text) for block in blocks_in(body)]


def shapes_in(body: str, word: str = r"\w+") -> list[Shape]:
    """
    Our blocks as `blocks_of` tells those of cmark-gfm.
    """
    found = [
        (block.kind.value, block.level, tuple(re.findall(word, block.text)))
        for block in blocks_in(body)
        if block.kind is not BlockKind.HTML
    ]
    return [shape for shape in found if shape[2]]


def test_every_kind_of_block() -> None:
    """
    Headings, paragraphs, items, rows, code and HTML are blocks of their own.
    """
    body = """\
## Solution ##

Update to
7.4.7.

- One.
  Still one.

  More of one.
- Two.
  1. Inner.

> Quoted
without its mark.

| Sign | Meaning |
|------|---------|
| `a` | b

```sh
# no heading
ls
```

Second
---

<details>
Hidden.
</details>
"""

    expected = [
        ("heading", "Solution"),
        ("paragraph", "Update to 7.4.7."),
        ("list item", "One. Still one."),
        ("paragraph", "More of one."),
        ("list item", "Two."),
        ("list item", "Inner."),
        ("paragraph", "Quoted without its mark."),
        ("table row", "Sign | Meaning"),
        ("table row", "`a` | b"),
        ("code block", "# no heading\nls"),
        ("heading", "Second"),
        ("HTML block", "<details> Hidden. </details>"),
    ]
    assert expected == told(body)


def test_every_block_has_its_place() -> None:
    """
    A block stands where its words begin, marks of lists and quotations left out.
    """
    body = "Text\nmore.\n\n> - Item.\n\n| a | b |\n|---|---|\n| c | d |\n"

    expected = [
        Place("a.en.md", 10, 1, 4),
        Place("a.en.md", 13, 5, 5),
        Place("a.en.md", 15, 1, 9),
        Place("a.en.md", 17, 1, 9),
    ]
    assert expected == [block.place for block in blocks_in(body)]


def test_what_the_theme_calls_admonitions_and_tabs_hold_blocks() -> None:
    """
    Hand-written pages have blocks that CommonMark does not know; what is indented under them is no code.
    """
    body = '!!! warning "Take care"\n    One.\n\n    Two.\n\n=== "Windows"\n\n    - Three.\n\nFour.\n'

    expected = [
        ("paragraph", 'warning "Take care"'),
        ("paragraph", "One."),
        ("paragraph", "Two."),
        ("paragraph", '"Windows"'),
        ("list item", "Three."),
        ("paragraph", "Four."),
    ]
    assert expected == told(body)


@pytest.mark.parametrize("body", ["<!-- a note\n\nto us -->\n", "---\n", "-\n", "\n\n", "#\n", "> \n", "```\n```\n"])
def test_what_has_no_words_is_no_block(body: str) -> None:
    """
    A comment, a rule, an empty item: readers read nothing there, so there is nothing to translate.
    """
    assert [] == told(body)


def test_a_mark_tells_the_kind_and_changes_with_the_words() -> None:
    """
    Layout does not count; words, the level of a heading and the kind do.
    """
    marks = {
        text: blocks_in(text)[0].mark for text in ("Up to date.", "Up\nto   date.", "- Up to date.", "# Up", "## Up")
    }

    assert marks["Up to date."] == marks["Up\nto   date."]
    assert 4 == len(set(marks.values()))
    assert BlockKind.ITEM is kind_of_mark(marks["- Up to date."])
    assert all(re.fullmatch(r"[0-9a-f]{6}", mark) for mark in marks.values())


def test_a_mark_is_a_promise() -> None:
    """
    Marks stand in the files of every repository: the same words have the same mark for ever.
    """
    marks = [block.mark for block in blocks_in("## 解決方案\n\nUpdate.\n\n- a\n\n`b`\n\n|c|\n|-|\n\n```\nd\n```\n")]

    assert ["a88162", "b0bdf1", "c4a297", "b52a26", "d2ba61", "edb06b"] == marks


def test_content_is_read_as_it_is_shown() -> None:
    """
    Every body of this repository falls into the blocks that cmark-gfm makes of it.
    """
    paths = [path for folder in ("advisories", "bulletins", "content") for path in (ROOT / folder).rglob("*.md")]
    for path in paths:
        parts = split_front_matter(path.read_text())
        assert parts is not None

        # Their words in full are not the same: where a link leads is no text in HTML.
        expected = [(kind, level, words[0]) for kind, level, words in blocks_of(parts.body) or ()]
        assert expected == [(kind, level, words[0]) for kind, level, words in shapes_in(parts.body)], path


@pytest.mark.parametrize("seed", range(8))
def test_strange_markdown_is_read_as_it_is_shown(seed: int) -> None:
    """
    Five hundred texts of marks in any order: the same blocks with the same words as cmark-gfm finds, on the right line.
    """
    random = Random(seed)
    compared = 0
    while compared < 500:
        body = strange_markdown(random)
        expected = blocks_of(body, _WORD)
        if expected is None:
            continue
        compared += 1
        lines = body.split("\n")

        assert expected == shapes_in(body, _WORD), body
        for block in blocks_in(body):
            first = re.search(_WORD, block.text)
            if first and block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.HEADING):
                # A block may begin with a line of marks alone; none may begin behind its first word.
                assert lines.index(next(line for line in lines if first[0] in line)) >= block.place.line - 10, body


_K = MAXIMUM_BODY
HOSTILE = {
    "nested items": "".join(" " * (2 * depth) + "- a\n" for depth in range(250)),
    "nested items on a line": "- " * 200 + "a\n" + ("\n" + " " * 400 + "b\n") * 150,
    "quotations": "> " * (_K // 4 - 1) + "\n" + "> a\n" * (_K // 8),
    "items": "- a\n" * (_K // 4),
    "comments": "<!--" * (_K // 4),
    "comments to the end": "<!--\n" * (_K // 5 - 1) + "-->",
    "attributes": "<a" + " b" * (_K // 2 - 2) + "!",
    "attributes with values": "<a" + ' b="x"' * (_K // 6 - 1) + "<",
    "spaces in a tag": "<a b" + " " * (_K - 10) + "c",
    "no rule": "- " * (_K // 2 - 1) + "x",
    "no dashes": "|a|\n" + "|-" * (_K // 2 - 4) + "x",
    "tables": "a\n" + ":--\n|-|\n" * (_K // 9),
    "no fence": "`" * (_K - 2) + "a`",
    "no heading": "# " * (_K // 2 - 1) + "x",
    "blank lines": "\n" * _K,
    "lines": "a\n" * (_K // 2),
    "fences": "```\n" * (_K // 4),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_body_takes_long(name: str) -> None:
    """
    The largest body that is ever read is read in no time, whatever is in it.
    """
    body = HOSTILE[name]
    assert len(body) <= _K

    started = time.perf_counter()
    blocks_in(body)

    # A ceiling that catches hangs; on a quiet machine the slowest takes a tenth of it.
    assert time.perf_counter() - started < 20


def test_content_is_there() -> None:
    """
    The comparison with cmark-gfm sees real blocks of every kind that our content uses.
    """
    kinds = {
        block.kind
        for path in (ROOT / "content").rglob("*.md")
        if (parts := split_front_matter(path.read_text()))
        for block in blocks_in(parts.body)
    }

    assert {BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ROW} <= kinds
