"""
`press subscribers`: who gets our mail.
"""

from __future__ import annotations

import click

from advisorypress.cli.subscribers_process import process


@click.group("subscribers", invoke_without_command=False)
def command() -> None:
    """
    Who gets our mail.

    \b
    Example:
      press subscribers process
    """


command.add_command(process)
