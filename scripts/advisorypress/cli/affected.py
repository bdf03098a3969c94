"""
`press affected`: which advisories are about what a person has.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from advisorypress.cli.shelf import open_shelf
from advisorypress.cli.terminal import print_line
from advisorypress.errors import UsageError
from advisorypress.importing.reading import read_bytes
from advisorypress.importing.refused import Refused
from advisorypress.inventory.inventory import MAXIMUM_BYTES, Inventory, read_inventory
from advisorypress.inventory.report import as_data, report_lines
from advisorypress.model.products import products_of
from advisorypress.model.verdict import Outcome

_MOST_TOLD = 10


@click.command("affected")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="Print JSON for another program.")
@click.option("--all", "everything", is_flag=True, help="Name also each thing that no advisory lists.")
@click.option("--exit-code", is_flag=True, help="End with status 1 when anything is affected.")
def command(file: Path, as_json: bool, everything: bool, exit_code: bool) -> None:
    """
    Compare what FILE lists (`-` is the standard input) with the versions that the published advisories name.

    FILE is a CycloneDX or SPDX bill of materials in JSON, or a list with one thing on each line: a product with its
    version, cells (vendor, product, version), a CPE name or a package URL. The page /affected/ compares in the same way.
    What no advisory lists is never called safe, and a version that cannot be compared is told with what to read.
    Exit status: 0 compared, 1 errors in the repository (with --exit-code also: something is affected), 2 usage,
    3 the world failed.

    \b
    Example:
      press affected sbom.cdx.json
      echo "Palo Alto Networks PAN-OS 10.2.3" | press affected -
      press affected --json servers.txt
    """
    inventory = _read(file)
    for line in inventory.unread[:_MOST_TOLD]:
        click.echo(f"{click.format_filename(file)}:{line.number}: not read: it {line.why}", err=True)
    if len(inventory.unread) > _MOST_TOLD:
        click.echo(f"and {len(inventory.unread) - _MOST_TOLD:,} more lines that could not be read", err=True)
    if not inventory.things:
        raise UsageError("no line could be read; write one product on each, like `OpenSSH 9.7p1`")
    library = open_shelf().library
    products = products_of(library)
    answers = [products.answer(thing) for thing in inventory.things]
    if as_json:
        print_line(json.dumps(as_data(answers, library), ensure_ascii=False, indent=2))
    else:
        for line_of_report in report_lines(answers, library, everything=everything):
            print_line(line_of_report)
    if exit_code and any(answer.outcome is Outcome.AFFECTED for answer in answers):
        raise click.exceptions.Exit(1)


def _read(file: Path) -> Inventory:
    try:
        if str(file) != "-":
            return read_inventory(read_bytes(file, MAXIMUM_BYTES))
        data = sys.stdin.buffer.read(MAXIMUM_BYTES + 1)
        if len(data) > MAXIMUM_BYTES:
            raise Refused(f"it is larger than {MAXIMUM_BYTES // 1024 // 1024} MB")
        return read_inventory(data)
    except Refused as refusal:
        raise UsageError(f"{click.format_filename(file)} cannot be compared: {refusal}") from None
