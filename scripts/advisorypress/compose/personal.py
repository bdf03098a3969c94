"""
What one person gets of the digests there are, as their choices stand now.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisorypress.compose.choice import wanted
from advisorypress.compose.mailing import DigestMailing
from advisorypress.compose.message import Mail
from advisorypress.compose.reader import Edition, Format
from advisorypress.compose.variant import compose_variant
from advisorypress.model.digest_items import digest_items
from advisorypress.model.document import Digest
from advisorypress.model.library import Library


def last_digests(library: Library, number: int) -> tuple[Digest, ...]:
    """
    The newest *number* published digests, oldest first.
    """
    newest = sorted(library.digests, key=lambda digest: digest.period, reverse=True)[:number]
    return tuple(reversed(newest))


def mails_for(
    library: Library, digests: Sequence[Digest], edition: Edition, format: Format, topics: Sequence[str]
) -> Iterator[tuple[Digest, Mail | None]]:
    """
    Each of *digests* with the mail that somebody with *topics* gets, None where it has nothing for them.
    """
    for digest in digests:
        items = wanted(digest_items(library, digest), topics)
        mailing = DigestMailing(digest=digest)
        yield digest, compose_variant(library, mailing, edition, format, items) if items else None
