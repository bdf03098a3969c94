"""
What a browser may do with our pages (Content Security Policy Level 3): load what the site itself has, and nothing else.
"""

from __future__ import annotations

from urllib.parse import urlsplit


def page_policy(endpoint: str = "") -> str:
    """
    The policy that a page states of itself; *endpoint* is the address that the subscribe form is sent to, "" for none.

    `data:` is for the icons of the style sheets, `wasm-unsafe-eval` for the search engine.
    """
    where = urlsplit(endpoint)
    form = f" {where.scheme}://{where.netloc}" if where.scheme == "https" and where.netloc else ""
    return (
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; "
        f"connect-src 'self'; base-uri 'none'; form-action 'self'{form}"
    )


def header_policy(endpoint: str = "") -> str:
    """
    The policy as a server sends it, which alone can forbid others to frame a page.
    """
    return f"{page_policy(endpoint)}; frame-ancestors 'none'"
