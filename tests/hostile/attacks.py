"""
Bodies that make a Markdown reader work for nothing: each costs some library minutes, gigabytes or its stack.

All are made as large as a file may be, for what is larger is refused before anything reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from advisorypress.load.source import MAXIMUM_BODY


def full(piece: str, end: str = "\n") -> str:
    """
    As many of *piece* as a body can hold.
    """
    return piece * ((MAXIMUM_BODY - len(end.encode()) - 8) // len(piece.encode())) + end


def lines(piece: str, width: int = 60_000) -> str:
    """
    The same in lines of at most *width* characters, for a line has a limit, too.
    """
    line = piece * (width // len(piece))
    return f"{line}\n"


def _nested_lists(depth: int) -> str:
    return "".join(f"{'  ' * number}- a\n" for number in range(depth))


def _fences() -> str:
    return "".join(f"{'`' * (3 + number % 300)}a{number}\nb\n" for number in range(380))


def _backticks() -> str:
    return " ".join("`" * number for number in range(1, 350)) + "\n"


def _wide_table(columns: int, rows: int) -> str:
    return "|a" * columns + "|\n" + "|-" * columns + "|\n" + "|\n" * rows


def _footnotes(count: int) -> str:
    return (
        "".join(f"[^{number}]\n" for number in range(count))
        + "\n"
        + "".join(f"[^{number}]: a\n" for number in range(count))
    )


def _references(count: int) -> str:
    return "".join(f"[a{number}]: /\n" for number in range(count)) + "\n" + "[a1] " * 900


# From the issue: each hangs or crashes a stock engine.
NAMED: Mapping[str, Callable[[], str]] = {
    "8000-brackets": lambda: lines("[", 8000),
    "32000-characters-of-links": lambda: lines("[a](", 32_000),
    "32000-characters-of-images": lambda: lines("![", 32_000),
    "200000-entities": lambda: "&amp;" * 200_000,
    "300-nested-lists": lambda: _nested_lists(300),
    "300-nested-quotes": lambda: "> " * 300 + "a\n",
    "300000-paragraphs": lambda: "a\n\n" * 300_000,
}

MORE: Mapping[str, Callable[[], str]] = {
    "brackets": lambda: lines("["),
    "closing-brackets": lambda: lines("]"),
    "brackets-far-apart": lambda: lines("[" + "a" * 60),
    "pairs-of-brackets": lambda: lines("[a]"),
    "links": lambda: lines("[a]("),
    "links-far-apart": lambda: lines("[a](" + "b" * 56),
    "links-with-titles": lambda: lines('[a](b "' + "c" * 53),
    "links-with-escapes": lambda: lines("[a](b\\)" + "c" * 53),
    "links-with-code": lambda: lines("[a](`)`" + "c" * 53),
    "links-with-open-titles": lambda: lines("[a](/b 'c)" + "d" * 51),
    "brackets-closed-in-code": lambda: lines("[``]`" + "a" * 55),
    "brackets-closed-by-escapes": lambda: lines("[\\]" + "a" * 57),
    "brackets-and-parentheses": lambda: lines("[](" + "(" * 57),
    "links-in-links": lambda: "[" * 900 + "a" + "](/)" * 900 + "\n",
    "images": lambda: lines("!["),
    "reference-definitions": lambda: full("[a]: /b\n"),
    "many-references": lambda: _references(4000),
    "footnote-marks": lambda: lines("[^1]"),
    "footnotes": lambda: full("[^1]: a\n"),
    "many-footnotes": lambda: _footnotes(900),
    "abbreviations": lambda: full("*[a]: b\n"),
    "entities": lambda: lines("&amp;"),
    "ampersands": lambda: lines("&"),
    "numbers-of-characters": lambda: lines("&#x"),
    "escapes": lambda: lines("\\"),
    "escaped-brackets": lambda: lines("\\["),
    "open-tags": lambda: lines("<a "),
    "open-tags-far-apart": lambda: lines("<a " + "b" * 60),
    "tags": lambda: lines("<b>"),
    "tags-of-blocks": lambda: full("<div>\n"),
    "attributes": lambda: "<p" + ' a="b"' * 9000 + ">\n",
    "comments": lambda: lines("<!--"),
    "instructions": lambda: lines("<?"),
    "declarations": lambda: lines("<![CDATA["),
    "closing-tags": lambda: lines("</"),
    "autolinks": lambda: lines("<http://"),
    "mail-autolinks": lambda: lines("<a@b."),
    "addresses": lambda: lines("http://a."),
    "asterisks": lambda: lines("*"),
    "underlines": lambda: lines("_"),
    "emphasis": lambda: lines("*a **b "),
    "emphasis-of-three": lambda: lines("***a"),
    "closing-emphasis": lambda: lines("a**b* "),
    "mixed-emphasis": lambda: lines("*a_ "),
    "words-with-underlines": lambda: lines("_a__b"),
    "strikes": lambda: lines("~~a"),
    "backticks": lambda: lines("`"),
    "code-spans": lambda: lines("`a"),
    "growing-backticks": _backticks,
    "headings": lambda: full("# a\n"),
    "underlined-headings": lambda: full("a\n-\n\n"),
    "headings-without-words": lambda: full("#\n"),
    "rules": lambda: full("---\n\n"),
    "almost-a-rule": lambda: "- " * 29_000 + "a\n",
    "almost-a-heading": lambda: "# a" + " #" * 29_000 + "b\n",
    "paragraphs": lambda: full("a\n\n"),
    "lines": lambda: full("a\n"),
    "breaks": lambda: full("a  \n"),
    "blank-lines": lambda: "a" + "\n" * 60_000 + "b\n",
    "spaces": lambda: "a" + " " * 60_000 + "b\n",
    "tabs": lambda: "a" + "\t" * 60_000 + "b\n",
    "code": lambda: full("    a\n"),
    "fences": lambda: full("```a\n"),
    "fences-of-both-kinds": lambda: full("```a\n~~~b\n"),
    "growing-fences": _fences,
    "fence-with-a-gap": lambda: "```" + " " * 60_000 + "a\n",
    "fence-with-marked-lines": lambda: "```hl_lines='" + "'\n" * 30_000,
    "fence-with-a-long-name": lambda: "```" + "a" * 60_000 + "!\n",
    "fence-of-ticks": lambda: "`" * 30_000 + "{" + "}" * 30_000 + "a\n",
    "fences-with-attributes": lambda: full("``` {.a #b c=d}\n"),
    "fence-with-attributes": lambda: "``` {" + " .a" * 19_000 + "\nb\n```\n",
    "lists": lambda: full("- a\n"),
    "lists-of-numbers": lambda: full("1. a\n"),
    "loose-lists": lambda: full("- a\n\n"),
    "lists-on-a-line": lambda: lines("- "),
    "numbers-on-a-line": lambda: lines("1. "),
    "twenty-lists": lambda: full(_nested_lists(19) + "\n"),
    "quotes": lambda: full("> a\n\n"),
    "quotes-on-a-line": lambda: lines(">"),
    "quotes-and-lists": lambda: lines("> - "),
    "definitions": lambda: full("a\n: b\n\n"),
    "definitions-in-one": lambda: full(": b\n"),
    "terms": lambda: full("a\n") + ": b\n",
    "attribute-lists": lambda: lines("{: a=b }"),
    "open-attribute-lists": lambda: lines("{: a"),
    "attributes-of-a-list": lambda: "a {:" + " .b" * 19_000 + "}\n",
    "braces": lambda: lines("{"),
    "bars": lambda: lines("|"),
    "table": lambda: "|a|b|\n|-|-|\n" + full("|c|d|\n")[:65_000],
    "wide-table": lambda: _wide_table(14_000, 5),
    "table-that-fills-itself": lambda: _wide_table(8_000, 12_000),
    "square-table": lambda: _wide_table(900, 30_000),
    "tables": lambda: full("|a|\n|-|\n|b|\n\n"),
    "dashes-of-tables": lambda: full("|-|\n"),
    "code-in-a-table": lambda: "|a|\n|-|\n" + "|" + "`|" * 29_000 + "\n",
    "tasks": lambda: full("- [ ] a\n"),
    "theme-blocks": lambda: full('!!! note "a"\n    b\n\n'),
    "icons": lambda: lines(":a:"),
    "templates": lambda: lines("{{a}}"),
    "insertions": lambda: full('--8<-- "a"\n'),
    "words": lambda: lines("a "),
    "a-word": lambda: lines("a"),
    "chinese": lambda: lines("漏", 20_000),
    "astral": lambda: lines("𠮷", 15_000),
    "combining": lambda: "a" + "\u0301" * 20_000 + "\n",
    "line-separators": lambda: lines("\u2028", 20_000),
    "carriage-returns": lambda: lines("\r"),
    "form-feeds": lambda: lines("a\f"),
    "null-characters": lambda: lines("a\ufffd", 18_000),
}
