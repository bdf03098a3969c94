"""
A relay of our own for every test that hands mail over.
"""

from tests.notify.postfix import postfix, postfix_folder, postfix_with_tls
from tests.store.mailings import quick

__all__ = ["postfix", "postfix_folder", "postfix_with_tls", "quick"]
