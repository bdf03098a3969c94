"""
Links as authors and templates write them (root-relative, in the English form) made right for where they stand.
"""

from __future__ import annotations

import re
from functools import lru_cache

from advisorypress.language import Language
from advisorypress.settings import Settings

# The cleaner and the templates escape every "<" in text and in attributes, so this finds tags and nothing else.
_LINK = re.compile(r'(<(?:a|img)\b[^>]*?\b(?:href|src)=")(/[^"]*)(?=")')

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
    return _LINK.sub(lambda match: match[1] + _relative(match[2], up, root), html)


def absolute(html: str, language: Language, settings: Settings) -> str:
    """
    *html* with every root-relative link made absolute, for what is read away from the site: feeds and mail.
    """

    def full(link: str) -> str:
        path, mark, fragment = link[1:].partition("#")
        return f"{settings.url(Language.EN if _is_shared(path) else language, path)}{mark}{fragment}"

    return _LINK.sub(lambda match: match[1] + full(match[2]), html)


def to_edition(path: str, language: Language, depth: int) -> str:
    """
    The relative link from a page *depth* folders deep in the other edition to *path* in the edition of *language*.
    """
    up = "../" * (depth if language is Language.ZH else depth + 1)
    return f"{up}{language.prefix}{path}" or "./"


# Hundreds of pages in a row have mostly the same links.
@lru_cache(4096)
def _relative(link: str, up: str, root: str) -> str:
    path, mark, fragment = link[1:].partition("#")
    return f"{f'{root if _is_shared(path) else up}{path}' or './'}{mark}{fragment}"


def _is_shared(path: str) -> bool:
    return _SHARED.match(path.partition("#")[0].partition("?")[0]) is not None
