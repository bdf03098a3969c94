"""
`press serve`: the whole site while you write.
"""

from __future__ import annotations

import click

from advisorypress.cli.repository import open_repository


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
def command(host: str, port: int) -> None:
    """
    Show the whole site while you write, both languages.

    A saved file is in the browser within a second. Drafts and records whose time has not come are shown, too, marked as a
    preview; a record with mistakes shows what `press check` says about it. Ctrl+C stops it.

    \b
    Example:
      press serve
      press serve --port 8080
    """
    repository = open_repository()
    # The engine takes a moment to import, which --help need not wait for.
    from advisorypress.engine.serve import is_loopback, serve

    if not is_loopback(host):
        click.echo(f"press: drafts can be read by everybody who reaches {host}", err=True)
    serve(repository.root, host, port)
