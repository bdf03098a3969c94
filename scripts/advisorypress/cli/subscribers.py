"""
`press subscribers`: who gets our mail.
"""

from __future__ import annotations

import click

from advisorypress.cli.subscribers_backup import backup
from advisorypress.cli.subscribers_lists import export, import_, list_
from advisorypress.cli.subscribers_people import add, confirm, forget, remove, show
from advisorypress.cli.subscribers_process import process


@click.group("subscribers", invoke_without_command=False)
def command() -> None:
    """
    Who gets our mail.

    \b
    Example:
      press subscribers import list.csv
      press subscribers show -
      press subscribers process
    """


for each in (add, backup, confirm, export, forget, import_, list_, process, remove, show):
    command.add_command(each)
