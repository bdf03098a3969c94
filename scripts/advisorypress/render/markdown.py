"""
The door to cmark-gfm: the bodies of advisories, which are CommonMark with tables.

Raw HTML is left out, and bare addresses are not made into links: an advisory may have to name a harmful one.
"""

from __future__ import annotations

from typing import cast

from cmarkgfm import cmark

from advisorypress.render.characters import writable
from advisorypress.render.clean import clean_html

_OPTIONS = cmark.Options.CMARK_OPT_VALIDATE_UTF8


def markdown_html(text: str) -> str:
    """
    Clean HTML of *text*, its links still as they were written and its headings still at their levels.
    """
    raw = cmark.markdown_to_html_with_extensions(writable(text), options=_OPTIONS, extensions=["table"])
    return clean_html(cast("str", raw))
