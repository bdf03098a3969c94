"""
The whole way from bytes to the files of a site in memory: load, check, render, with nothing left out but the disk.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from advisorypress.build_time import BuildTime
from advisorypress.check.examine import examine
from advisorypress.check.make import make_library
from advisorypress.check.report.github import report_github
from advisorypress.check.report.json import report_json
from advisorypress.check.report.lines import SourceLines
from advisorypress.check.report.summary import Summary
from advisorypress.check.report.text import Text
from advisorypress.engine import shell
from advisorypress.engine.shell import Key, Shell, ShellSet
from advisorypress.finding import Finding, Level
from advisorypress.language import Language
from advisorypress.load.archive import read_archive
from advisorypress.load.source import Source, Unreadable, parse_source
from advisorypress.load.takedowns import TAKEDOWNS, parse_takedowns
from advisorypress.load.tree import Tree, is_archived, name_of, read_records
from advisorypress.render.links import localise
from advisorypress.render.prose import prose_html
from advisorypress.render.site import plan
from advisorypress.wording import standard_wording
from tests.examples import NOW, the_settings, the_vocabulary


@dataclass(frozen=True, slots=True)
class Pressed:
    """
    What became of some files: the findings in them, and the files of the site; none when an error stopped it.
    """

    findings: tuple[Finding, ...]
    site: Mapping[str, bytes]


# What the renderers take too, for they are safe by themselves and not because a rule refuses a file: these mistakes anywhere,
_TAKEN = {"hidden-characters", "house-style", "image-without-alt", "mixed-letters", "prompt-left", "too-long"}
# and these in a body.
_TAKEN_IN_BODY = {"body-heading", "broken-link", "theme-syntax", "unsafe-reference"}


def press_in_memory(files: Mapping[str, bytes]) -> Pressed:
    """
    What the press makes of a repository with *files*: its findings, told in every form, and its pages, feeds and data.

    They are made although one of the rules above refused the file.
    """
    tree = _tree(files)
    checked = examine(tree, _settings(), the_vocabulary(), BuildTime(NOW, "as-of"))
    _tell(checked.findings, files)
    if any(_stops(finding, tree) for finding in checked.findings):
        return Pressed(checked.findings, {})
    library = make_library(tree, _settings(), the_vocabulary(), standard_wording(), NOW)
    site = {output.path: output.make() for output in plan(library, bare_shells())}
    return Pressed(checked.findings, {**site, **dict(_hand_written(tree))})


def _stops(finding: Finding, tree: Tree) -> bool:
    if finding.level is not Level.ERROR or finding.rule in _TAKEN:
        return False
    archived = (version.record for versions in tree.archive.values() for version in versions)
    sources = (source for record in (*tree.records, *archived) for source in record.editions.values())
    in_body = any(source.path == finding.place.path and source.body_line <= finding.place.line for source in sources)
    return not (in_body and finding.rule in _TAKEN_IN_BODY)


@cache
def _settings():  # type: ignore[no-untyped-def]
    # A repository without a disk: nothing lies in its folder.
    return the_settings(root=Path(tempfile.mkdtemp(prefix="press-empty-")))


def _tree(files: Mapping[str, bytes]) -> Tree:
    root = _settings().root
    names = [name for path in sorted(files) if (name := name_of(path))]

    def read(root: Path, path: str, language: Language) -> Source | Unreadable:
        return parse_source(files[path], path, language)

    records, findings = read_records(root, names, read)
    archive, unread = read_archive(root, filter(is_archived, sorted(files)), read)
    takedowns, refused = parse_takedowns(files[TAKEDOWNS]) if TAKEDOWNS in files else (None, ())
    return Tree(root, records, (*findings, *unread, *refused), frozenset(files), archive, takedowns)


def _tell(findings: tuple[Finding, ...], files: Mapping[str, bytes]) -> None:
    lines = SourceLines(_settings().root)
    for path, data in files.items():
        lines._files[path] = data.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
    summary = Summary.of(findings, len(files))
    told = [*Text(lines).report(findings, summary), *report_github(findings, summary), report_json(findings, summary)]
    "\n".join(told).encode()
    for finding in findings:
        place = finding.place
        assert finding.message and finding.rule, finding
        assert place.path in files, finding
        assert 1 <= place.line <= len(lines._files[place.path]) + 1, finding
        line = "" if place.line > len(lines._files[place.path]) else lines._files[place.path][place.line - 1]
        assert 1 <= place.column <= len(line) + 1, (finding, line)
        assert place.width >= 1, finding


def _hand_written(tree: Tree):  # type: ignore[no-untyped-def]
    """
    The articles of hand-written pages, without the engine around them.
    """
    for record in tree.records:
        if record.kind.value == "page":
            for language, source in record.editions.items():
                html = localise(prose_html(source.body, language, standard_wording()), language, 1)
                yield f"{language.prefix}{record.name}/index.html", f"<!doctype html>{html}".encode()


@cache
def bare_shells() -> ShellSet:
    """
    Shells with nothing around a page but its title, description and address.
    """
    parts = {
        shell.TITLE: "<title>{}</title>",
        shell.DESCRIPTION: '<meta name="description" content="{}">',
        shell.HEAD: "{}",
        shell.ARTICLE: "<main>{}</main>",
    }
    html = "".join(parts.get(each, '<link rel="canonical" href="{}">').format(each) for each in shell._PLACEHOLDERS)
    html = f"<!doctype html><html><body>{html}</body></html>"
    return ShellSet(
        {
            Key(language, "", depth): Shell.split(html)
            for language in Language
            for depth in range(shell.MAXIMUM_DEPTH + 1)
        }
    )
