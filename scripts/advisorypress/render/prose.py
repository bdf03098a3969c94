"""
The door to Python-Markdown: newsletters, guides, articles, news and events, as the engine would read them.
"""

from __future__ import annotations

from markdown import Markdown

from advisorypress.errors import PressError
from advisorypress.language import Language
from advisorypress.render.characters import writable
from advisorypress.render.clean import clean_html
from advisorypress.render.patience import patience
from advisorypress.wording import Wording


def prose_html(text: str, language: Language, wording: Wording) -> str:
    """
    Clean HTML of *text*, its links still as they were written and its headings still at their levels.

    Raises `PressError` for a text that is nested more deeply than the library can follow, or keeps it busy for too long.
    """
    converter = Markdown(
        extensions=["tables", "attr_list", "def_list", "footnotes", "fenced_code", "sane_lists"],
        extension_configs={
            "tables": {"use_align_attribute": True},
            "footnotes": {"BACKLINK_TEXT": wording.say("document.footnote", language), "BACKLINK_TITLE": ""},
        },
        output_format="html",
    )
    try:
        with patience():
            return clean_html(converter.convert(writable(text)))
    except RecursionError:
        raise PressError(
            "a text is nested too deeply to be read: take out some levels of its lists or quotations"
        ) from None
