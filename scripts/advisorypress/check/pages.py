"""
The page of every rule: what it claims, and why.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass

from advisorypress.check.rules import RULES, TREE_RULES

READING = {
    "broken-yaml": """
        Front matter is YAML of the plain kind: keys, values and lists.

        Anchors, aliases, tags and a second document are refused, and so is nesting deeper than 12: no advisory needs them,
        and each has been used to make a reader see other values than the author, or to stop it.
    """,
    "no-front-matter": """
        A file begins with its front matter: a line `---`, `key: value` lines, a second line `---`.

        Without it nobody knows what the text is.
    """,
    "not-a-file": """
        Everything in the folders of content is a regular file.

        A pipe or a device would make every build wait.
    """,
    "not-utf8": """
        Files are UTF-8, without a byte order mark and without NUL.

        Any other encoding shows some readers other characters than the author wrote.
    """,
    "symbolic-link": """
        No file is a symbolic link.

        It may lead out of the repository, to something that must not be published, and to something else on every machine.
    """,
    "too-large": """
        A file has at most 256 KB, a line and a body 64 KB, a list in front matter 10,000 rows.

        An advisory has a few KB. What is larger belongs into a document that the advisory links to.
    """,
}
"""
The pages of what is found while a file is read, before there is a record that a rule could look at.
"""


@dataclass(frozen=True, slots=True)
class RulePage:
    """
    A rule as readers of findings meet it: *claim* is what holds when it finds nothing, *text* the rest.
    """

    id: str
    claim: str
    text: str


def rule_pages() -> tuple[RulePage, ...]:
    """
    The pages of all rules, by their ids.
    """
    docs = {rule.RULE_ID: rule.look.__doc__ or "" for rule in RULES}
    of_trees = {rule.RULE_ID: rule.look.__doc__ or "" for rule in TREE_RULES}
    return tuple(_page(id, doc) for id, doc in sorted((docs | of_trees | READING).items()))


def _page(id: str, doc: str) -> RulePage:
    claim, _, text = inspect.cleandoc(doc).partition("\n\n")
    return RulePage(id, " ".join(claim.split()), text)
