"""
The script that a page has for itself, as it stands in its head.
"""

from __future__ import annotations

from advisorypress.language import Language


def script_tag(name: str, path: str, language: Language) -> str:
    """
    The tag for the theme's script *name* (`search`) on the page at *path* (`search/`, without the language).
    """
    root = "../" * (path.count("/") + language.prefix.count("/"))
    return f'<script src="{root}assets/press/{name}.js" type="module"></script>'
