"""
A document that is not taken, and why.
"""

from __future__ import annotations


class Refused(Exception):
    """
    The document cannot be imported; the text says why, in one line, and is shown as it is.
    """
