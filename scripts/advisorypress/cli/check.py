"""
`press check`: what is wrong, where, and what to do.
"""

from __future__ import annotations

from pathlib import Path

import click

from advisorypress.build_time import build_time
from advisorypress.check.base import read_base
from advisorypress.check.examine import examine
from advisorypress.check.report.github import report_github
from advisorypress.check.report.json import report_json
from advisorypress.check.report.sarif import report_sarif
from advisorypress.check.report.summary import Summary
from advisorypress.check.report.visible import visible
from advisorypress.cli.findings import print_findings, print_lines
from advisorypress.cli.repository import open_repository
from advisorypress.errors import UsageError
from advisorypress.finding import Finding, has_errors
from advisorypress.load.tree import load_tree
from advisorypress.thrift import CACHE, Thrift
from advisorypress.workers import cores, kept_to_the_end

FORMATS = ("text", "json", "github", "sarif")


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option("--base", metavar="REF", help="Also say what has changed since REF without a revision.")
@click.option("--as-of", metavar="TIME", help="The moment to take for now, like 2026-11-20T09:30:00+08:00.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="How findings are told.  [text]")
def command(paths: tuple[Path, ...], base: str | None, as_of: str | None, form: str) -> None:
    """
    Look at every record and say what is wrong, where, and what to do.

    Everything is looked at; with PATHs (files or folders), only what is found in them is told. With --base, each published
    advisory is compared with what REF (a branch, tag or commit) had where this branch left it: words and facts may only
    have changed with a revision.
    Exit status: 0 no error (there may be warnings), 1 errors, 2 usage, 3 the world failed.

    \b
    Example:
      press check
      press check advisories/2026 content/guides/ransomware.en.md
      press check --base origin/main
      press check --format json | jq '.findings[].rule'
      press check --format sarif > press.sarif
    """
    repository = open_repository()
    chosen = [_inside(path, repository.root) for path in paths]
    thrift = Thrift(repository.root / CACHE, cores())
    with kept_to_the_end():
        tree = load_tree(repository.root, thrift=thrift)
        now = build_time(repository.settings, tree.records, as_of)
        former = None if base is None else read_base(repository.root, base)
        checked = examine(tree, repository.settings, repository.vocabulary, now, former, thrift)
    findings = [finding for finding in checked.findings if _is_chosen(finding.place.path, chosen)]
    files = sum(path.endswith(".md") and _is_chosen(path, chosen) for path in tree.files)
    _tell(findings, files, form, repository.root)
    for path in checked.library.held if checked.library is not None else ():
        click.echo(f"left out until its time comes: {visible(path)}", err=True)
    elsewhere = len(checked.findings) - len(findings)
    if elsewhere:
        click.echo(f"{elsewhere} more in other files; `press check` tells all", err=True)
    if has_errors(findings):
        raise click.exceptions.Exit(1)


def _inside(path: Path, root: Path) -> str:
    """
    *path* relative to the repository, with forward slashes; "." for the repository itself.
    """
    if not path.exists():
        raise UsageError(f"there is no {path}")
    full = path.resolve()
    if not full.is_relative_to(root):
        raise UsageError(f"{path} lies outside the repository {root}")
    return full.relative_to(root).as_posix()


def _is_chosen(path: str, chosen: list[str]) -> bool:
    return not chosen or any(one == "." or path == one or path.startswith(f"{one}/") for one in chosen)


def _tell(findings: list[Finding], files: int, form: str, root: Path) -> None:
    match form:
        case "json":
            click.echo(report_json(findings, Summary.of(findings, files)))
        case "sarif":
            click.echo(report_sarif(findings))
        case "github":
            print_lines(report_github(findings, Summary.of(findings, files)))
        case _:
            print_findings(findings, files, root)
