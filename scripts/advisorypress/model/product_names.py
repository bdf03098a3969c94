"""
When two names mean one product: `Palo Alto Networks PAN-OS`, `paloaltonetworks:pan-os` of a CPE, a package URL.

`theme/assets/press/matching.js` does the same in a browser; one table of examples is put to both.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from advisorypress.model.cpe import parse_cpe
from advisorypress.model.purl import PackageUrl

REBUILDERS = frozenset({"alpm", "apk", "deb", "rpm"})
"""
Types of package URLs whose versions are a distributor's own: it mends old versions, so 1.0.1e-2+deb7u5 is no 1.0.1e.
"""

_ANY = ("*", "-")
# Of marks only those that tell products apart: C, C++ and C#.
_WORD = re.compile(r"[^\W_]+[+#]*")


@lru_cache(maxsize=4096)  # an advisory names one product in many rows, and the next advisory again
def words_of(name: str) -> tuple[str, ...]:
    """
    The words of *name* without case, width and marks: `Log4j 2 (log4j-core)` is log4j, 2, log4j, core.
    """
    return tuple(_WORD.findall(unicodedata.normalize("NFKC", name).lower()))


def folded(name: str) -> str:
    """
    *name* as names are compared: `PAN-OS` and `pan_os` are both `panos`.
    """
    return "".join(words_of(name))


def is_same_vendor(one: str, other: str) -> bool:
    """
    Whether two folded names of vendors may be one vendor's: the same, or `apache` and `apachesoftwarefoundation`.
    """
    return one == other or (min(len(one), len(other)) > 1 and (one.startswith(other) or other.startswith(one)))


def package_key(purl: PackageUrl) -> str:
    """
    What *purl* names, without version and without what tells builds apart: `pkg:maven/org.apache.logging.log4j/log4j-core`.
    """
    name = re.sub(r"[-_.]+", "-", purl.name) if purl.type == "pypi" else purl.name
    return "/".join([f"pkg:{purl.type}", *purl.namespace, name]).lower()


def names_in_cpe(text: str) -> tuple[str, str, str]:
    """
    Vendor, product and version in the CPE 2.3 name *text*, "" for what it leaves open; its update stands behind the version.

    Raises `ValueError` for what is no CPE 2.3 name.
    """
    _, vendor, product, version, update, *_ = parse_cpe(text)
    version, update = _plain(version), _plain(update)
    return _plain(vendor), _plain(product), f"{version}-{update}" if version and update else version


def _plain(part: str) -> str:
    return "" if part in _ANY else part.replace("\\", "")
