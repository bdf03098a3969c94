"""
The repository's own records.
"""

from __future__ import annotations

from advisorypress.build_time import build_time
from advisorypress.check.examine import examine
from advisorypress.check.report.lines import SourceLines
from advisorypress.check.report.text import Text
from advisorypress.cli.repository import open_repository
from advisorypress.finding import Level
from advisorypress.load.tree import load_tree
from tests.examples import ROOT


def test_no_rule_finds_an_error_in_our_own_records() -> None:
    """
    Warnings are allowed: the demonstration shows a stale translation.
    """
    repository = open_repository(ROOT)
    tree = load_tree(ROOT)
    now = build_time(repository.settings, tree.records)
    checked = examine(tree, repository.settings, repository.vocabulary, now)
    text = Text(SourceLines(ROOT))
    errors = [line for finding in checked.findings if finding.level is Level.ERROR for line in text.finding(finding)]

    assert [] == errors
    assert checked.library is not None
    assert checked.library.advisories
