"""
What a test needs of the machine, and how long it may take.

    @pytest.mark.needs("chromium", "chinese-font")     skipped, and named loudly at the end, where one is missing
    @pytest.mark.full                                  run by `scripts/test --full` only
    @pytest.mark.sample(8)                             of its many cases every eighth, the first among them; all with --full
    def test_it(tool): tool("chromium")                the program's path (or the same skip)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import tools

SKIPPED_TOOL = "SKIPPED TOOL:"
NOT_FULL = "a full test: scripts/test --full"
# Read by scripts/test, which repeats it as its last words.
REPORT = tools.ROOT / ".cache" / "skipped-tools.txt"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="run the long tests too")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(*tools): the tools of tests/tools.py without which this test is skipped")
    config.addinivalue_line("markers", "full: a long test, run with --full only")
    config.addinivalue_line(
        "markers", "sample(n): of the test's cases the first and every n-th after it; all with --full"
    )


@pytest.hookimpl(tryfirst=True)  # before `-m full` chooses
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    cases: Counter[str] = Counter()
    for item in items:
        test = item.nodeid.partition("[")[0]
        sample = item.get_closest_marker("sample")
        if sample and cases[test] % sample.args[0]:
            item.add_marker(pytest.mark.full)
        if item.get_closest_marker("full") and not config.getoption("--full"):
            item.add_marker(pytest.mark.skip(reason=NOT_FULL))
        cases[test] += 1


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in item.iter_markers("needs"):
        for name in marker.args:
            path_of(name)


@pytest.fixture(scope="session")
def tool() -> Callable[[str], Path]:
    """
    The path of a tool by its name in tests/tools.py; the test is skipped where the machine lacks it.
    """
    return path_of


def path_of(name: str) -> Path:
    """
    Where the tool *name* is; skips the test that asks when it is nowhere.
    """
    found = tools.ALL[name].find()
    if found is None:
        pytest.skip(f"{SKIPPED_TOOL} {name} ({tools.ALL[name].purpose})")
    return found


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    reasons = Counter(
        str(report.longrepr[2]).removeprefix("Skipped: ")
        for report in terminalreporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple)
    )
    lines = [
        f"{reason.removeprefix(SKIPPED_TOOL).strip()}: {count} not run"
        for reason, count in sorted(reasons.items())
        if reason.startswith(SKIPPED_TOOL)
    ]
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    if lines:
        terminalreporter.section(
            "SKIPPED FOR LACK OF A TOOL (scripts/test --install brings them)", yellow=True, bold=True
        )
        for line in lines:
            terminalreporter.line(f"  {line}", yellow=True, bold=True)
    if reasons[NOT_FULL]:
        terminalreporter.line(f"{reasons[NOT_FULL]} full tests not run; scripts/test --full runs them too")
