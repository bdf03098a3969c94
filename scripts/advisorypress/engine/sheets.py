"""
The one style sheet of the site: the theme's sheets joined in the order of their names.

Dark colours stand in one block of the source and are wanted in three places: where the reader chose them, where the device
prefers them and no script can say so, and nowhere on paper. The copies are made here, so that they cannot drift.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LIGHT = ':root, [data-md-color-scheme="default"]'
DARK = '[data-md-color-scheme="slate"]'
DARK_WITHOUT_SCRIPT = '.no-js [data-md-color-scheme="default"]'
DARK_DEVICE = "(prefers-color-scheme: dark)"

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_TOKENS = re.compile(r"^\d+-tokens\.css$")


@dataclass(frozen=True, slots=True)
class Block:
    """
    A rule of a sheet: the media it is for ("" for all), its selector, and what stands between its braces.
    """

    media: str
    selector: str
    body: str


def joined_sheets(folder: Path) -> str:
    """
    The style sheet made of all sheets in *folder*.
    """
    return "\n".join(_sheet(path) for path in sorted(folder.glob("*.css")))


def _sheet(path: Path) -> str:
    css = path.read_text(encoding="utf-8")
    return f"{css}{colour_copies(css)}" if _TOKENS.match(path.name) else css


def colour_copies(css: str) -> str:
    """
    The blocks of *css* that repeat its colours: dark for a device without script, light for paper.
    """
    blocks = list(blocks_of(css))
    dark = [_dark_without_script(block) for block in blocks if block.selector == DARK]
    light = [_light_on_paper(block) for block in blocks if block.selector == LIGHT and not block.media]
    return "\n".join(["\n/* Made from the blocks above. */\n", *dark, *light])


def _dark_without_script(block: Block) -> str:
    media = f"{block.media} and {DARK_DEVICE}" if block.media else DARK_DEVICE
    scheme = "" if block.media else f"\n  :root.no-js, {DARK_WITHOUT_SCRIPT} {{\n    color-scheme: dark;\n  }}\n"
    return f"@media {media} {{{scheme}\n  {DARK_WITHOUT_SCRIPT} {{{block.body}}}\n}}\n"


def _light_on_paper(block: Block) -> str:
    return f"@media print {{\n  {DARK}, {DARK_WITHOUT_SCRIPT} {{{block.body}}}\n}}\n"


def blocks_of(css: str, media: str = "") -> Iterator[Block]:
    """
    The rules of *css*, those inside `@media` with what it asks for; other at-rules are passed over.
    """
    css = _COMMENT.sub("", css)
    position = 0
    while (opening := css.find("{", position)) >= 0:
        selector = css[position:opening].strip()
        closing = _end_of_block(css, opening)
        body = css[opening + 1 : closing]
        if selector.startswith("@media"):
            yield from blocks_of(body, selector.removeprefix("@media").strip())
        elif not selector.startswith("@"):
            yield Block(media, " ".join(selector.split()), body)
        position = closing + 1


def _end_of_block(css: str, opening: int) -> int:
    depth = 0
    for position in range(opening, len(css)):
        if css[position] == "{":
            depth += 1
        elif css[position] == "}":
            depth -= 1
            if depth == 0:
                return position
    raise ValueError("a style sheet has a block without end")
