"""
The order in which files of tests are run: the long ones first, so that both workers have something to do until the end.
"""

from __future__ import annotations

import pytest

# Those that build sites, start browsers and servers, or wait for a network that is not there.
LONG_FIRST = (
    "browser",
    "hostile",
    "publish",
    "lifecycle",
    "github",
    "notify",
    "store",
    "inbound",
    "endpoint",
    "test_build",
    "theme",
    "engine",
    "check",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """
    Stable, so that the tests of a file stay together and in order.
    """
    items.sort(key=_rank)


def _rank(item: pytest.Item) -> int:
    names = item.nodeid.removeprefix("tests/")
    return next((rank for rank, name in enumerate(LONG_FIRST) if names.startswith(name)), len(LONG_FIRST))
