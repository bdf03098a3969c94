"""
The direction of imports, and one door a library, as docs/architecture.md draws them.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.examples import ROOT

PACKAGE = ROOT / "scripts" / "advisorypress"

ORDER = [
    "errors",
    "finding",
    "language",
    "git",
    "spreadsheet",
    "vocabulary",
    "wording",
    "templating",
    "output",
    "policy",
    "tokens",
    "address",
    "workers",
    "json_text",
    "program",
    "thrift",
    "endpoint",
    "load",
    "settings",
    "model",
    "build_time",
    "check",
    "render",
    "search",
    "engine",
    "publish",
    "last_build",
    "wanted",
    "build_anew",
    "build",
    "lifecycle",
    "importing",
    "inventory",
    "find",
    "status",
    "reference",
    "store",
    "compose",
    "notify",
    "inbound",
    "doctor",
    "cli",
]
"""
The parts of the package: each may import those before it, and no other.
"""

NOT = {
    # It runs where neither the repository nor the store is, with nothing installed but Starlette and uvicorn.
    "endpoint": {"finding", "git", "spreadsheet", "vocabulary", "templating", "output", "tokens"},
    "load": {"git", "vocabulary", "wording", "templating", "output"},
    "render": {"build_time", "check"},
    "lifecycle": {"render", "engine", "publish", "build"},
    "importing": {"engine", "publish", "build"},
    "inventory": {"engine", "publish", "build", "lifecycle"},
    "find": {"engine", "publish", "build"},
    "status": {"engine", "publish", "build"},
    "reference": {"render", "engine", "publish", "build", "lifecycle", "importing", "inventory", "find", "status"},
    "compose": {"check", "engine", "publish", "build", "lifecycle", "importing", "inventory", "find", "status"},
    "doctor": {
        "check",
        "render",
        "engine",
        "publish",
        "build",
        "lifecycle",
        "importing",
        "inventory",
        "find",
        "status",
        "inbound",
    },
    "notify": {
        "check",
        "render",
        "engine",
        "publish",
        "build",
        "lifecycle",
        "importing",
        "inventory",
        "find",
        "status",
    },
}
"""
What a part may not import although it stands before it.
"""

DOORS: dict[str, str | tuple[str, ...]] = {
    "aiosmtplib": "notify/smtp.py",
    "apprise": "notify/channels.py",
    "click": "cli/",
    "cmarkgfm": "render/markdown.py",
    "cryptography": ("notify/dkim.py", "store/sealed.py"),
    "cvss": "model/scores.py",
    "dns": "doctor/dns.py",
    "feedgen": "render/feeds/",
    "icalendar": "render/calendar.py",
    "frontmatter": "load/front_matter.py",
    "jinja2": "templating.py",
    "lxml": "render/feeds/",
    "markdown": "render/prose.py",
    "matplotlib": "render/charts/matplotlib_svg.py",
    "mkdocs": "engine/",
    "nh3": "render/clean.py",
    "opencc": "search/folding.py",
    "pagefind": "search/pagefind.py",
    "requests": "notify/channels.py",
    "sqlalchemy": "store/",
    "starlette": "endpoint/",
    "watchdog": "engine/",
    "wcwidth": "check/report/",
    "yaml": "load/yaml_events.py",
}
"""
The one module, or folder, that imports each library; of `cryptography` signatures and backups use different halves.
"""

EVERYWHERE = {"markupsafe"}
"""
Words, not machinery: `Markup` says that a text is HTML already, and has to be said wherever HTML is made.
"""


def each_of(door: str | tuple[str, ...]) -> tuple[str, ...]:
    return (door,) if isinstance(door, str) else door


def files() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def imports(file: Path) -> Iterator[str]:
    """
    The full names of the modules that *file* imports, also inside functions.
    """
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative imports hide the direction"
            assert node.module is not None
            yield node.module


def part_of(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("file", files(), ids=lambda file: str(file.relative_to(PACKAGE)))
def test_imports_go_one_way(file: Path) -> None:
    """
    No part imports one that stands after it, so none knows what is made of its values.
    """
    part = part_of(file)
    if part in ("__init__", "__main__"):
        return
    allowed = {part, *ORDER[: ORDER.index(part)]} - NOT.get(part, set())
    ours = [name.split(".") for name in imports(file) if name.split(".")[0] == "advisorypress"]

    assert set() == {name[1] for name in ours if len(name) > 1} - allowed


@pytest.mark.parametrize("file", files(), ids=lambda file: str(file.relative_to(PACKAGE)))
def test_a_library_is_imported_through_its_door(file: Path) -> None:
    """
    What a library is like is known in one place.
    """
    here = file.relative_to(PACKAGE).as_posix()
    for name in imports(file):
        library = name.split(".")[0]
        if library in sys.stdlib_module_names or library == "advisorypress" or library in EVERYWHERE:
            continue
        door = DOORS.get(library)
        assert door is not None, f"{library} has no door yet: name it here and in docs/architecture.md"
        assert any(here == each or (each.endswith("/") and here.startswith(each)) for each in each_of(door)), (
            f"{library} is imported by {door} alone"
        )


def test_the_doors_are_used() -> None:
    """
    A library that nobody imports any more leaves the table.
    """
    used = {name.split(".")[0] for file in files() for name in imports(file)}

    assert set(DOORS) <= used


def test_the_architecture_names_every_part_and_door() -> None:
    """
    The page and this table say the same.
    """
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")

    assert [] == [part for part in ORDER if part not in page]
    assert [] == [door for doors in DOORS.values() for door in each_of(doors) if f"`{door}`" not in page]
