"""
Names of vendors as the last part of an address, and as what a subscriber asks for.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

_LONGEST = 60


def vendor_slug(name: str) -> str:
    """
    ASCII letters and digits of *name* in lower case with hyphens; a name without any gets a digest.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].strip("-")
    return slug or f"v-{hashlib.sha256(name.encode()).hexdigest()[:10]}"
