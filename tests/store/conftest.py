"""
A store in memory for every test of it.
"""

from tests.store.mailings import quick

__all__ = ["quick"]
