"""
How fast the press builds, as ratios to Hugo in the same round.

    scripts/bench build [--records N ...] [--mkdocs-to N] [--no-search] [--rounds N]

For each size the same made-up advisories are built by Hugo with an equal template (and Pagefind after it), by plain
mkdocs-material up to `--mkdocs-to`, and by the press: cold, with nothing changed, after one edit, each without and with
search; `press check` cold and warm, and `press publish --only`. The builds of a round run one after another, so what else the
machine does meets them alike; the medians of the rounds are printed. Nothing of these passes or fails.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench import others
from tests.bench.corpus import write_corpus
from tests.bench.measure import Cost, cost_of

PRESS = (sys.executable, "-m", "advisorypress")
HUGO, WITH_PAGEFIND = "Hugo, HTML and RSS", "Hugo and Pagefind"


@dataclass(slots=True)
class Table:
    """
    What each way cost, round by round.
    """

    rows: dict[str, list[Cost]] = field(default_factory=dict)

    def add(self, name: str, cost: Cost) -> Cost:
        """
        Notes *cost* of the way *name*.
        """
        self.rows.setdefault(name, []).append(cost)
        return cost

    def lines(self, size: int) -> Iterator[str]:
        """
        A row a way, with its ratio to Hugo's.
        """
        hugo = self._median(HUGO)
        searched = self._median(WITH_PAGEFIND) if WITH_PAGEFIND in self.rows else hugo
        for name in self.rows:
            cost = self._median(name)
            base = searched if "search" in name else hugo
            yield (
                f"| {size:,} × 2 | {name} | {cost.seconds:.1f} | {cost.processor:.1f} | {cost.seconds / base.seconds:.3f}"
                f" | {cost.processor / base.processor:.3f} | {cost.largest:.0f} | {cost.together:.0f} |"
            )

    def _median(self, name: str) -> Cost:
        costs = self.rows[name]
        return Cost(
            statistics.median(cost.seconds for cost in costs),
            statistics.median(cost.processor for cost in costs),
            max(cost.largest for cost in costs),
            max(cost.together for cost in costs),
        )


def main() -> None:
    """
    Prints the machine and a table.
    """
    parser = argparse.ArgumentParser(description="Measure builds against Hugo and plain mkdocs-material.")
    parser.add_argument("--records", type=int, nargs="+", default=[200], help="advisories, each in two languages")
    parser.add_argument("--mkdocs-to", type=int, default=2000, metavar="N", help="the largest size for mkdocs-material")
    parser.add_argument("--no-search", action="store_true", help="leave out what has to do with search")
    parser.add_argument("--rounds", type=int, default=1)
    wanted = parser.parse_args()
    print("\n".join(_machine()) + "\n")
    columns = ("size", "what", "s", "processor s", "ratio", "ratio of processor", "largest MB", "together MB")
    print("| " + " | ".join(columns) + " |\n|" + "---|" * len(columns), flush=True)
    for size in wanted.records:
        with tempfile.TemporaryDirectory(prefix="press-bench-") as folder:
            table = Table()
            write_repository(Path(folder) / "repository", size)
            for _ in range(wanted.rounds):
                _measure(Path(folder), table, size <= wanted.mkdocs_to, search=not wanted.no_search)
            print("\n".join(table.lines(size)), flush=True)


def _machine() -> Iterator[str]:
    cores = len([line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("processor")])
    memory = int(Path("/proc/meminfo").read_text().split()[1]) // 1024
    yield f"{cores} cores, {memory:,} MB, {platform.system()}, Python {platform.python_version()}, Hugo {others.HUGO_VERSION}"


def write_repository(root: Path, size: int) -> None:
    """
    The made-up repository with one commit, so that build time is its own.
    """
    write_corpus(root, size)
    (root / ".gitignore").write_text("/.cache/\n/site/\n/.site.press/\n", encoding="utf-8")
    _git(root, "init", "--quiet")
    commit(root)


def commit(root: Path) -> None:
    """
    Commits everything at *root*.
    """
    _git(root, "add", ".")
    _git(root, "-c", "user.name=Bench", "-c", "user.email=bench@example.org", "commit", "--quiet", "-m", "Made up")


def _git(root: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=root, check=True)


def _measure(folder: Path, table: Table, mkdocs: bool, *, search: bool) -> None:
    root, hugo, plain = folder / "repository", folder / "hugo", folder / "plain"
    for site in (hugo, plain):
        shutil.rmtree(site, ignore_errors=True)
        site.mkdir()
    others.write_hugo_site(root, hugo)
    only = table.add(HUGO, others.cost_of_hugo(hugo))
    if search:
        index = others.cost_of_pagefind(hugo)
        table.add(WITH_PAGEFIND, _one_after_the_other(only, index))
    shutil.rmtree(hugo)
    if mkdocs:
        others.write_plain_site(root, plain)
        table.add("mkdocs-material, its own index", others.cost_of_plain(plain))
    shutil.rmtree(plain)
    for flags in (("--no-search",), ()) if search else (("--no-search",),):
        said = "" if flags else ", search"
        for path in (root / "site", root / ".cache"):
            shutil.rmtree(path, ignore_errors=True)
        if flags:
            table.add("press check, cold", _press(root, "check"))
            table.add("press check, warm", _press(root, "check"))
            shutil.rmtree(root / ".cache", ignore_errors=True)
        table.add(f"press build, cold{said}", _press(root, "build", *flags))
        table.add(f"press build, nothing changed{said}", _press(root, "build", *flags))
        edit(root)
        table.add(f"press build, one edit{said}", _press(root, "build", *flags))
    if search:
        table.add("press publish to a new folder, search", _press(root, "publish", "--to", "../www"))
        table.add("press publish --only, search", _press(root, "publish", "--to", "../www", "--only", edit(root)))
        shutil.rmtree(folder / "www")
    shutil.rmtree(root / "site", ignore_errors=True)


def _one_after_the_other(first: Cost, second: Cost) -> Cost:
    return Cost(
        first.seconds + second.seconds,
        first.processor + second.processor,
        max(first.largest, second.largest),
        max(first.together, second.together),
    )


def _press(root: Path, *words: str) -> Cost:
    return cost_of((*PRESS, *words), root)


def edit(root: Path) -> str:
    """
    Gives an advisory in the middle another title, as a revision would not, commits it, and says which one it is.
    """
    files: Sequence[Path] = sorted(root.glob("advisories/*/*.en.md"))
    file = files[len(files) // 2]
    lines = file.read_text(encoding="utf-8").split("\n")
    # In turn, for a title has an end.
    lines[2] = lines[2].removesuffix(" Again") if lines[2].endswith(" Again") else f"{lines[2]} Again"
    file.write_text("\n".join(lines), encoding="utf-8")
    commit(root)
    return file.name.removesuffix(".en.md")


if __name__ == "__main__":
    main()
