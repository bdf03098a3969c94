"""
The door to cmark-gfm: the bodies of advisories, which are CommonMark with tables.

Raw HTML is left out, and bare addresses are not made into links: an advisory may have to name a harmful one.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any, cast

from cmarkgfm import cmark

from advisorypress.render.characters import writable
from advisorypress.render.clean import clean_html

_OPTIONS = cmark.Options.CMARK_OPT_VALIDATE_UTF8


def markdown_html(text: str) -> str:
    """
    Clean HTML of *text*, its links still as they were written and its headings still at their levels.
    """
    return clean_html(_html(writable(text)))


def _html(text: str) -> str:
    """
    As the library's `markdown_to_html_with_extensions`, which keeps the tree and the HTML of every text until the program ends:
    8 KB for a body of two, 160 MB for 10,000 advisories.
    """
    parser = cmark.parser_new(_OPTIONS)
    root = html = None
    try:
        cmark.parser_attach_syntax_extension(parser, _table())
        cmark.parser_feed(parser, text)
        root = cmark.parser_finish(parser)
        html = _FROM_C.cmark_render_html(root, _OPTIONS, cmark.parser_get_syntax_extensions(parser))
        return cast("str", _CFFI.string(html).decode())
    finally:
        _release(_free_tree, root)
        _release(_free_text, html)
        cmark.parser_free(parser)


_CFFI, _FROM_C = cmark._cmark.ffi, cmark._cmark.lib  # where the library's own functions are


def _table() -> Any:
    cmark.core_extensions_ensure_registered()
    return cmark.find_syntax_extension("table")


def _function(library: str | None, name: str) -> Callable[[ctypes.c_void_p], None] | None:
    """
    The C function *name* that takes back memory; None where the library does not show it, and then nothing is taken back.
    """
    found = getattr(ctypes.CDLL(library), name, None)
    if found is not None:
        found.argtypes, found.restype = (ctypes.c_void_p,), None
    return cast("Callable[[ctypes.c_void_p], None] | None", found)


_free_tree = _function(cmark._cmark.__file__, "cmark_node_free")
_free_text = _function(None, "free")


def _release(free: Callable[[ctypes.c_void_p], None] | None, pointer: Any) -> None:
    if free is not None and pointer:
        free(ctypes.c_void_p(int(_CFFI.cast("uintptr_t", pointer))))
