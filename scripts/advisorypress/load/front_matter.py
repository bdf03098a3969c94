"""
The door to python-frontmatter: where the head of a file ends and its body begins, and how the two are joined again.
"""

from __future__ import annotations

from dataclasses import dataclass

from frontmatter.default_handlers import YAMLHandler


@dataclass(frozen=True, slots=True)
class Parts:
    """
    A file's two parts as text, and the line of the file on which each starts (from 1).
    """

    head: str
    head_line: int
    body: str
    body_line: int


def split_front_matter(text: str) -> Parts | None:
    """
    The two parts of *text*; None when it does not start with a front matter block.
    """
    handler = YAMLHandler()
    if not text.startswith("---") or not handler.detect(text):
        return None
    try:
        head, body = handler.split(text)
    except ValueError:  # the block has no end
        return None
    # The handler swallows blank lines after the marks, so lines are counted from what it left.
    head_start = text.index(head) if head else len("---\n")
    body_start = len(text) - len(body)
    return Parts(head, text.count("\n", 0, head_start) + 1, body, text.count("\n", 0, body_start) + 1)


def join_front_matter(head: str, body: str) -> str:
    """
    The text of a file from its two parts, as `split_front_matter` reads it.
    """
    return f"---\n{head.strip(chr(10))}\n---\n{body.lstrip(chr(10))}"
