"""
The checked library for the commands that make mail, and the one that has drafts too.
"""

from __future__ import annotations

from dataclasses import dataclass

import click

from advisorypress.build_time import build_time
from advisorypress.check.examine import examine, team_wording
from advisorypress.check.make import make_library
from advisorypress.check.report.lines import SourceLines
from advisorypress.check.report.summary import Summary
from advisorypress.check.report.text import Text
from advisorypress.cli.repository import open_repository
from advisorypress.finding import Level
from advisorypress.load.tree import load_tree
from advisorypress.model.library import Library
from advisorypress.settings import Settings


@dataclass(frozen=True, slots=True)
class Shelf:
    """
    What a repository holds: what may be published, and the same with drafts.
    """

    settings: Settings
    library: Library
    with_drafts: Library


def open_shelf() -> Shelf:
    """
    The shelf of the repository that the command runs in; one with errors ends the command, and tells them.
    """
    repository = open_repository()
    tree = load_tree(repository.root)
    now = build_time(repository.settings, tree.records)
    checked = examine(tree, repository.settings, repository.vocabulary, now)
    if checked.library is None:
        errors = [finding for finding in checked.findings if finding.level is Level.ERROR]
        for line in Text(SourceLines(repository.root), False).report(errors, Summary.of(errors, len(tree.files))):
            click.echo(line, err=True)
        raise click.exceptions.Exit(1)
    wording = team_wording(repository.settings)
    drafts = make_library(tree, repository.settings, repository.vocabulary, wording, now.moment, drafts=True)
    return Shelf(repository.settings, checked.library, drafts)
