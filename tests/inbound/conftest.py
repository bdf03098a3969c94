"""
A relay of our own for every test that sends an answer.
"""

from tests.notify.postfix import postfix, postfix_folder

__all__ = ["postfix", "postfix_folder"]
