"""
`press hooks`: look before a commit, and before a push.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import click

from advisorypress.check.push_gate import find_secrets, read_pushes, told
from advisorypress.check.report.visible import visible
from advisorypress.cli.findings import print_lines
from advisorypress.cli.repository import open_repository
from advisorypress.lifecycle.git_hooks import Hook, install_hooks


@click.group()
def command() -> None:
    """
    Hooks of git: check before a commit, keep secrets from a push.

    \b
    Example:
      press hooks install
    """


@command.command()
def install() -> None:
    """
    Write the hooks pre-commit and pre-push of this repository.

    Before a commit `press check` runs. Before a push every commit that the remote does not have is looked at: in a public
    repository nothing goes out that has a `tlp` other than CLEAR or a `published` that has not come. A hook that is not
    ours stays as it is; what to add to it is printed. Running this again is harmless.
    Exit status: 0 both stand, 1 one does not.

    \b
    Example:
      press hooks install
    """
    hooks = install_hooks(open_repository().root)
    print_lines(line for hook in hooks for line in _told(hook))
    if any(hook.addition for hook in hooks):
        raise click.exceptions.Exit(1)


def _told(hook: Hook) -> list[str]:
    line = f"{hook.name}: {hook.state.value} ({visible(str(hook.path))})"
    if not hook.addition:
        return [line]
    stdin = " It reads what git gives on stdin." if hook.name == "pre-push" else ""
    return [
        line,
        f"    To have both, put this line into it:{stdin}",
        f"    {hook.addition}",
        f"    Where pre-commit.com keeps it, press-check is for its configuration; for {hook.name} itself say",
        f"    pre-commit uninstall -t {hook.name}; press hooks install; pre-commit install -t {hook.name}",
    ]


@command.group(hidden=True)
def run() -> None:
    """
    What the hooks run.
    """


@run.command("pre-push")
@click.argument("remote", default="")
@click.argument("url", default="")
def pre_push(remote: str, url: str) -> None:
    """
    Refuse a push of what may not be public. Git gives the REMOTE, its URL and, on stdin, what is pushed.

    \b
    Example:
      git push origin main      (git calls this)
    """
    repository = open_repository()
    pushes = read_pushes(sys.stdin.read())
    now = datetime.now(UTC).astimezone(repository.settings.timezone)
    secrets = find_secrets(repository.settings, repository.vocabulary, remote, pushes, now)
    if secrets:
        for line in told(secrets):
            click.echo(f"press: {visible(line)}" if not line.startswith("  ") else visible(line), err=True)
        raise click.exceptions.Exit(1)
