"""
The earlier sites that a build is compared with, and how what it would break is told.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from pathlib import Path

import click

from advisorypress.check.report.visible import visible
from advisorypress.errors import PublishError
from advisorypress.finding import Level
from advisorypress.publish.continuity import Broken
from advisorypress.publish.earlier import Earlier, open_earlier
from advisorypress.publish.targets.target import Target, shown
from advisorypress.settings import Settings

MOST_TOLD = 50


def open_against(given: str | None, settings: Settings) -> tuple[Earlier, ...]:
    """
    The earlier site that *given* names; none, and a warning, when its manifest cannot be had. Raises `UsageError` for what
    the press does not fetch.
    """
    if given is None:
        return ()
    try:
        return (open_earlier(given, settings, Path.cwd()),)
    except PublishError as error:
        warn(error)
        return ()


def published_by(targets: Iterable[tuple[str, Target]]) -> tuple[Earlier, ...]:
    """
    What stands at each of *targets* now, as far as it can be had.
    """
    found = []
    for name, target in targets:
        try:
            manifest = target.manifest()
        except PublishError as error:
            warn(error)
            continue
        if manifest is not None:
            found.append(Earlier(shown(name), manifest))
    return tuple(found)


def warn(error: PublishError) -> None:
    """
    Tells that nothing is compared with an earlier site. It stops nothing: an urgent advisory does not wait for a network.
    """
    click.echo(f"press: warning: nothing is compared with it: {visible(str(error))}", err=True)


def tell_broken(broken: Iterable[tuple[str, Broken]]) -> None:
    """
    Prints what of earlier sites would not be kept, and what to do.
    """
    for name, group in itertools.groupby(broken, key=lambda each: each[0]):
        found = [each for _, each in group]
        for each in found[:MOST_TOLD]:
            click.echo(f"{each.level.value}: {visible(each.message)} [{each.kind}]")
            click.echo(f"    hint: {visible(each.hint)}")
        errors = sum(each.level is Level.ERROR for each in found)
        more = f", of which the first {MOST_TOLD} are told" if len(found) > MOST_TOLD else ""
        click.echo(f"compared with {name}: {_count(errors, 'error')}, {_count(len(found) - errors, 'warning')}{more}")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
