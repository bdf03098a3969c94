"""
What stands once for the whole site: the map for search engines, the file for robots, and security.txt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from xml.sax.saxutils import escape

from advisorypress.language import Language
from advisorypress.model.library import Library
from advisorypress.output import Output
from advisorypress.policy import header_policy
from advisorypress.render.desk import PlannedPage

SITEMAP, ROBOTS, SECURITY_TXT, HEADERS = "sitemap.xml", "robots.txt", ".well-known/security.txt", "_headers"
# The protocol takes 50,000 addresses a file (sitemaps.org); each page has two.
_PAGES_A_FILE = 20_000
_EXPIRES_AFTER = timedelta(days=300)
_NOT_INDEXED = {"404/"}
_OPEN = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"


def plan_site_files(library: Library, pages: Sequence[PlannedPage], present: datetime) -> Iterator[Output]:
    """
    The files; *pages* are those that records make, in one edition, and *present* is the committer's time.
    """
    listed = {page.path: page.updated for page in pages if page.is_indexed}
    listed |= {page.path: None for page in library.pages if page.path not in _NOT_INDEXED}
    paths = sorted(listed)
    parts = [paths[start : start + _PAGES_A_FILE] for start in range(0, len(paths), _PAGES_A_FILE)] or [[]]
    if len(parts) == 1:
        yield Output(SITEMAP, partial(_sitemap, library, paths, listed))
    else:
        names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
        yield Output(SITEMAP, partial(_index, library, names))
        for name, part in zip(names, parts, strict=True):
            yield Output(name, partial(_sitemap, library, part, listed))
    yield Output(HEADERS, partial(_headers, library))
    yield Output(ROBOTS, partial(_robots, library))
    yield Output(SECURITY_TXT, partial(_security_txt, library, present))


def _sitemap(library: Library, paths: Sequence[str], updated: dict[str, datetime | None]) -> bytes:
    """
    Every page with its counterpart in the other language; English is the one for readers of neither.
    """
    lines = [f'{_OPEN}<urlset xmlns="{_NAMESPACE}" xmlns:xhtml="{_XHTML}">']
    for path in paths:
        urls = {language: escape(library.settings.url(language, path)) for language in Language}
        moment = updated[path]
        changed = "" if moment is None else f"<lastmod>{moment.isoformat(timespec='seconds')}</lastmod>"
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{tag}" href="{url}"/>'
            for tag, url in (*((each.tag, urls[each]) for each in Language), ("x-default", urls[Language.EN]))
        )
        lines += [f"<url><loc>{urls[language]}</loc>{changed}{links}</url>" for language in Language]
    return ("\n".join(lines) + "\n</urlset>\n").encode()


def _index(library: Library, names: Sequence[str]) -> bytes:
    rows = "".join(f"<sitemap><loc>{escape(library.settings.site_url + name)}</loc></sitemap>\n" for name in names)
    return f'{_OPEN}<sitemapindex xmlns="{_NAMESPACE}">\n{rows}</sitemapindex>\n'.encode()


def _robots(library: Library) -> bytes:
    return f"User-agent: *\nAllow: /\n\nSitemap: {library.settings.site_url}{SITEMAP}\n".encode()


def _headers(library: Library) -> bytes:
    """
    What the answers of a server say, in the form that hosts of static sites read.
    """
    every = {
        "Content-Security-Policy": header_policy(library.settings.mail.endpoint),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    types = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}
    lines = ["/*", *(f"  {name}: {value}" for name, value in every.items())]
    for language in Language:
        lines += [f"/{language.prefix}events.ics", "  Content-Type: text/calendar; charset=utf-8"]
        for ending, media_type in types.items():
            lines += [f"/{language.prefix}feeds/*.{ending}", f"  Content-Type: {media_type}; charset=utf-8"]
    return ("\n".join(lines) + "\n").encode()


def _security_txt(library: Library, present: datetime) -> bytes:
    """
    RFC 9116. A site that is built again within 300 days never shows an old one, and no build fails for it.
    """
    settings = library.settings
    expires = (present.astimezone(UTC) + _EXPIRES_AFTER).strftime("%Y-%m-%dT%H:%M:%SZ")
    pages = {page.path for page in library.pages}
    email, phone = settings.contacts.email, re.sub(r"[ ().-]", "", settings.contacts.phone)
    lines = [f"Contact: mailto:{email}"] if email else []
    if "report-incident/" in pages:
        lines.append(f"Contact: {settings.url(Language.EN, 'report-incident/')}")
    # A number without its country is no tel: URI (RFC 3966).
    if re.fullmatch(r"\+[0-9]{6,15}", phone):
        lines.append(f"Contact: tel:{phone}")
    lines += [
        f"Expires: {expires}",
        f"Preferred-Languages: {', '.join(language.tag for language in Language)}",
        f"Canonical: {settings.site_url}{SECURITY_TXT}",
    ]
    if "about/rfc2350/" in pages:
        lines.append(f"Policy: {settings.url(Language.EN, 'about/rfc2350/')}")
    return ("\n".join(lines) + "\n").encode()
