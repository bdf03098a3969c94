"""
The bodies of advisories as sections, each read once however many pages, feeds and mails show it.
"""

from __future__ import annotations

from collections import OrderedDict

from advisorypress.model.advisory import AdvisoryWords
from advisorypress.render.markdown import markdown_html
from advisorypress.render.sections import Body, known_headings, split_body
from advisorypress.vocabulary import Vocabulary

_KEPT = 256
_SAID_KEPT = 8192


class Bodies:
    """
    Reads bodies with the headings that *vocabulary* knows, and keeps the last few.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._known = known_headings(vocabulary)
        self._kept: OrderedDict[str, tuple[str, Body]] = OrderedDict()
        self._said: OrderedDict[str, frozenset[str]] = OrderedDict()

    def of(self, words: AdvisoryWords) -> Body:
        """
        The sections of *words*.
        """
        return self._read(words.body)[1]

    def html(self, words: AdvisoryWords) -> str:
        """
        The clean HTML of *words* as one piece, its headings as they were written.
        """
        return self._read(words.body)[0]

    def said(self, words: AdvisoryWords) -> frozenset[str]:
        """
        The keys of the sections of *words* that say something: kept for longer, for feeds ask for no more than this, after all
        pages were made.
        """
        said = self._said.get(words.body)
        if said is None:
            said = self._said[words.body] = self.of(words).said
            if len(self._said) > _SAID_KEPT:
                self._said.popitem(last=False)
        return said

    def _read(self, text: str) -> tuple[str, Body]:
        read = self._kept.get(text)
        if read is None:
            html = markdown_html(text)
            read = self._kept[text] = html, split_body(html, self._known)
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return read
