"""
Links as authors and templates write them (root-relative, in the English form) made right for where they stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from advisorypress.language import Language
from advisorypress.settings import Settings

# The cleaner and the templates escape every "<" in text and in attributes, so this finds tags and nothing else.
_LINK = re.compile(r'<(?:a|img)\b[^>]*?\b(?:href|src)="(/[^"]*)"')

# What stands once for the site and not once an edition.
_SHARED = re.compile(
    r"zh-hant(/|$)|assets/|cap/|api/|pagefind/|\.well-known/|(sitemap\.xml|robots\.txt|manifest\.json)(\.asc)?$"
    r"|.*\.(png|jpe?g|gif|svg|webp|avif|pdf)$"
)


def localise(html: str, language: Language, depth: int) -> str:
    """
    *html* with every root-relative link (`/guides/ransomware/`) made relative, for a page *depth* folders deep in the
    edition of *language*.

    A relative link holds under any address of the site, on a mirror and from a file.
    """
    up = "../" * depth
    root = up if language is Language.EN else f"../{up}"

    def relative(path: str) -> str:
        return (f"{root}{path}" if _is_shared(path) else f"{up}{path}") or "./"

    return _with_links(html, relative)


def absolute(html: str, language: Language, settings: Settings) -> str:
    """
    *html* with every root-relative link made absolute, for what is read away from the site: feeds and mail.
    """

    def full(path: str) -> str:
        return settings.url(Language.EN if _is_shared(path) else language, path)

    return _with_links(html, full)


def to_edition(path: str, language: Language, depth: int) -> str:
    """
    The relative link from a page *depth* folders deep in the other edition to *path* in the edition of *language*.
    """
    up = "../" * (depth if language is Language.ZH else depth + 1)
    return f"{up}{language.prefix}{path}" or "./"


def _is_shared(path: str) -> bool:
    return _SHARED.match(path.partition("#")[0].partition("?")[0]) is not None


def _with_links(html: str, change: Callable[[str], str]) -> str:
    def replaced(match: re.Match[str]) -> str:
        before = match[0][: match.start(1) - match.start()]
        path, mark, fragment = match[1][1:].partition("#")
        return f'{before}{change(path)}{mark}{fragment}"'

    return _LINK.sub(replaced, html)
