"""
Old addresses that keep resolving: an advisory's id in lower case, and its aliases; and the address that its current version
will have once there is a newer one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import partial

from advisorypress.model.advisory import Advisory
from advisorypress.model.takedown import Removed
from advisorypress.output import Output
from advisorypress.render.keys import NO_KEY, Keys
from advisorypress.render.voice import Voice
from advisorypress.templating import fill, filled

_PART = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*")
_FILE = re.compile(r".+\.(html?|php|aspx?|jsp)", re.IGNORECASE)
# What the press or the engine fills with other things.
_TAKEN = frozenset({"assets", "api", "cap", "feeds", "pagefind", "zh-hant"})


def plan_redirects(voice: Voice, taken: Collection[str], keys: Keys | None = None) -> Iterator[Output]:
    """
    A page at every old address of one edition that leads to the advisory, or to its tombstone; none where *taken* has a file
    already.

    It works on any static server and without a script.
    """
    done = set(taken)
    for advisory in voice.library.listed:
        for old in old_files(advisory):
            path = f"{voice.language.prefix}{old}"
            if path not in done:
                done.add(path)
                key = keys.key("redirect", advisory.id, advisory.path, old) if keys else NO_KEY
                yield Output(path, partial(_redirect, voice, advisory, old), key)


def old_files(advisory: Advisory | Removed) -> Iterator[str]:
    """
    The files, without the language, at which a page leads to *advisory*.
    """
    if isinstance(advisory, Advisory) and advisory.version > 1:
        # With one version there is nothing to tell apart, and the advisory's own address says it all.
        yield f"{advisory.path_of(advisory.version)}index.html"
    yield f"advisories/{advisory.id.lower()}/index.html"
    for alias in advisory.aliases:
        parts = alias.strip("/").split("/")
        if not all(_PART.fullmatch(part) for part in parts) or parts[0].lower() in _TAKEN:
            continue  # an alias cannot leave the site or cover what stands there
        if len(parts) == 1 and not alias.startswith("/"):
            yield from dict.fromkeys(f"advisories/{id}/index.html" for id in (alias, alias.lower()))
        elif _FILE.fullmatch(parts[-1]):
            yield "/".join(parts)
        else:
            yield f"{'/'.join(parts)}/index.html"


def _redirect(voice: Voice, advisory: Advisory | Removed, old: str) -> bytes:
    target = f"{'../' * old.count('/')}{advisory.path}"
    link = filled('<a href="{}">{}</a>', target, advisory.id)
    text = fill(
        "render/redirect.html",
        v=voice,
        target=target,
        canonical=voice.library.settings.url(voice.language, advisory.path),
        sentence=voice.html("redirect.text", link=link),
    )
    return text.encode()
