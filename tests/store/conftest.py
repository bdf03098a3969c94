"""
Stores to test with: every test that takes `store` or `store_url` runs on SQLite and on PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from advisorypress.store.connect import Store, open_store
from tests.store.mailings import quick

__all__ = ["quick"]


@pytest.fixture(params=["sqlite", "postgresql"])
def new_store_url(request: pytest.FixtureRequest, quick: Path) -> Callable[[], str]:
    """
    Makes an empty database of one kind and gives its URL, each time another one.
    """
    if request.param == "postgresql":
        made: Callable[[], str] = request.getfixturevalue("postgres")
        return made
    paths = iter(quick / f"state{number}" / "store.sqlite" for number in range(9))
    return lambda: f"sqlite:///{next(paths)}"


@pytest.fixture
def store_url(new_store_url: Callable[[], str]) -> str:
    """
    The URL of an empty store.
    """
    return new_store_url()


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """
    An empty store.
    """
    engine = open_store(store_url, {})
    yield engine
    engine.dispose()
