"""
The `press` command and its table of commands, each imported only when it is called.
"""

from __future__ import annotations

import importlib
import io
import os
import re
import sys

import click

from advisorypress import __version__
from advisorypress.check.nearest import nearest
from advisorypress.errors import PressError, UsageError

_ADDRESS = re.compile(r"[^\s'\"(),]*[@＠][^\s'\"(),]*")
COMMANDS = {
    "affected": "affected",
    "alert": "alert",
    "assign-ids": "numbering",
    "build": "build",
    "check": "check",
    "digest": "digest",
    "doctor": "doctor",
    "find": "find",
    "hooks": "hooks",
    "import": "import_",
    "mail": "mail",
    "new": "new",
    "preview": "preview",
    "publish": "publish",
    "revise": "revise",
    "serve": "serve",
    "status": "status",
    "subscribers": "subscribers",
    "translations": "translations",
    "withdraw": "withdraw",
}
"""
Each command by name, with the module of this package that holds it as `command`.
"""


class Commands(click.Group):
    """
    A group that imports a command's module when it is asked for, so that `press check` does not wait for the engine.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"advisorypress.cli.{COMMANDS[cmd_name]}")
        command = module.command
        assert isinstance(command, click.Command)  # noqa: S101
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and (meant := nearest(args[0], COMMANDS)):
            ctx.fail(f"No such command '{args[0]}'. Did you mean '{meant}'?")
        return super().resolve_command(ctx, args)


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="press")
def press() -> None:
    """
    A press for a security response team: Markdown advisories in, a bilingual site, feeds and mail out.

    \b
    Example:
      press new advisory        a draft in both languages
      press check               what is wrong, where, and what to do
      press serve               look at it while you write
    """


def main() -> None:
    """
    Runs the command line; what goes wrong in the world is told in one line, never as a traceback.
    """
    try:
        # Without its standalone mode click gives a command's exit status back instead of leaving with it.
        status = press(standalone_mode=False)
        sys.exit(status if isinstance(status, int) else 0)
    except click.ClickException as error:
        # Click repeats what was typed, and logs of timers keep it: a subscriber's address must not be in one.
        words = io.StringIO()
        error.show(words)
        click.echo(_ADDRESS.sub("…", words.getvalue()), nl=False, err=True)
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("stopped", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except PressError as error:
        click.echo(f"press: {error}{_notes(error)}", err=True)
        sys.exit(2 if isinstance(error, UsageError) else 3)
    except OSError as error:
        # A disk that is full or may not be written, wherever it was met.
        what = f"{error.filename}: " if error.filename is not None else ""
        click.echo(f"press: {what}{error.strerror or error}{_notes(error)}", err=True)
        # What stdout could not take must not be tried again by the interpreter's own goodbye.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.exit(3)


def _notes(error: Exception) -> str:
    return "".join(f"\n  {note}" for note in getattr(error, "__notes__", ()))
