"""
`press status`: what waits for an editor.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import click

from advisorypress.build_time import BuildTime
from advisorypress.check.examine import examine
from advisorypress.cli.repository import open_repository
from advisorypress.finding import Level
from advisorypress.language import Language
from advisorypress.load.tree import load_tree
from advisorypress.render.dates import date_and_time
from advisorypress.status import Missed, Published, Waiting, look_at_library, look_at_records

_SHOWN = 10


@click.command("status")
def command() -> None:
    """
    Show what waits for an editor at this moment: drafts, translations that are wanted or stale, exploited
    vulnerabilities without a fix, what is held for later, what readers should act on now, and half-months without a
    digest.

    \b
    Example:
      press status
    """
    repository = open_repository()
    now = datetime.now(repository.settings.timezone)
    tree = load_tree(repository.root)
    checked = examine(tree, repository.settings, repository.vocabulary, BuildTime(now, "wall-clock"))
    click.echo(f"As of {_moment(now)}")
    waiting = look_at_records(tree.records)
    _list("Drafts", waiting.drafts)
    _list("Translations to write", waiting.untranslated)
    _list("Translations of older words", waiting.stale)
    if checked.library is None:
        errors = sum(finding.level is Level.ERROR for finding in checked.findings)
        told = "1 error" if errors == 1 else f"{errors} errors"
        click.echo(f"\n{told}: press check says where; the rest of this can be told when nothing is wrong")
    else:
        _show(look_at_library(checked.library))


def _show(published: Published) -> None:
    _list("Act now", published.act_now)
    _list("Exploited, with a product that has no fix", published.without_fix)
    _list("Held until their time", [Waiting("", "", path) for path in published.held])
    _list("Half-months without a digest", [_missed(each) for each in published.missed])
    if published.newest is not None:
        moment, record = published.newest
        click.echo(f"\nNewest change: {_moment(moment)}\n{_line(record)}")


def _missed(missed: Missed) -> Waiting:
    return Waiting(missed.period.name, f"{missed.advisories} changed", f"press new digest {missed.period.name}")


def _list(heading: str, things: Iterable[Waiting]) -> None:
    things = list(things)
    click.echo(f"\n{heading}: {len(things) or 'none'}")
    for thing in things[:_SHOWN]:
        click.echo(_line(thing))
    if len(things) > _SHOWN:
        click.echo(f"  and {len(things) - _SHOWN} more")


def _line(thing: Waiting) -> str:
    return "  " + "  ".join(dict.fromkeys(part for part in (thing.name, thing.words, thing.path) if part))


def _moment(moment: datetime) -> str:
    return date_and_time(moment, Language.EN, zone=True)
