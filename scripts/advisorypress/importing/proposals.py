"""
What a document suggests for the facts that a person decides: severity, category, impacts.

Cautious on purpose: a wrong proposal that looks right is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from advisorypress.importing.imported import Format, Imported, Link, unique
from advisorypress.importing.scores import base_score
from advisorypress.vocabulary import Vocabulary

_RATINGS = {"critical": "critical", "important": "high", "high": "high", "moderate": "medium", "medium": "medium", "low": "low"}  # fmt: skip
_LIBRARIES = ("go", "pypi", "npm", "crates.io", "maven", "nuget", "packagist", "rubygems", "hex", "pub", "swifturl", "conancenter")  # fmt: skip
_SYSTEMS = ("alpine", "debian", "ubuntu", "red hat", "suse", "opensuse", "rocky linux", "almalinux", "android", "linux", "wolfi", "chainguard")  # fmt: skip

# The first that fits wins, so the narrow ones stand first.
_CATEGORIES: tuple[tuple[str, str], ...] = (
    ("industrial-and-iot", r"scada|\bplc\b|\bhmi\b|\bics\b|industrial|simatic|scalance|ruggedcom|siprotec|sinumerik|modbus|profinet|controllogix|firmware of|infusion|pacemaker|medical device"),
    ("browsers", r"\bchrome\b|chromium|firefox|\bsafari\b|microsoft edge|\bbrowser\b"),
    ("email-and-collaboration", r"exchange server|outlook|thunderbird|\bzimbra\b|roundcube|confluence|sharepoint|microsoft teams|\bwebex\b|\bzoom\b"),
    ("virtualisation-and-cloud", r"vmware|esxi|vcenter|hypervisor|kubernetes|openshift|docker|\bxen\b|\bcitrix\b|container platform"),
    ("network-security", r"firewall|\bvpn\b|fortios|fortigate|pan-os|\bios xe\b|cisco ios|junos|router|\bswitch(?:es)?\b|gateway|big-ip|ivanti connect"),
    ("servers-and-databases", r"apache http|\bnginx\b|tomcat|\bmysql\b|postgres|mariadb|mongodb|sql server|oracle database|openssh|\bbind 9\b|single sign-on|keycloak|application server"),
    ("operating-systems", r"\bwindows (?:1[01]|server|7)|\blinux\b|\bmacos\b|enterprise linux|\bkernel\b"),
    ("mobile", r"\bandroid\b|\bios \d|\bipados\b|iphone"),
    ("office-and-productivity", r"microsoft office|\bword\b.*\bexcel\b|acrobat|libreoffice|pdf reader"),
    ("web-applications", r"wordpress|drupal|joomla|\bplugin\b|content management|web application"),
    ("libraries-and-developer-tools", r"\blibrary\b|\bpackage\b|\bsdk\b|log4j|openssl|golang|node\.js|converter"),
)  # fmt: skip

_IMPACT_WORDS: tuple[tuple[str, str], ...] = (
    ("remote-code-execution", r"remote(?:ly)? (?:code execution|execute (?:arbitrary )?(?:code|commands))|execut\w+ (?:of )?(?:arbitrary|malicious) (?:code|commands)[^.]{0,60}\bremote|remote[^.]{0,80}execut\w+ (?:of )?arbitrary (?:code|commands)"),
    ("denial-of-service", r"denial[- ]of[- ]service|\bdos\b condition|\(dos\)|become unavailable|\bcrash(?:es)? "),
    ("elevation-of-privilege", r"privilege escalation|escalat\w+ (?:their |of )?privilege|elevat\w+ (?:their |of )?privilege|gain (?:root|administrator|elevated) (?:access|privilege|right)"),
    ("security-restriction-bypass", r"bypass\w* (?:of )?(?:the )?(?:authentication|authorization|access control|security|restriction)|(?:authentication|authorization|access control|security restriction) bypass"),
    ("information-disclosure", r"information disclosure|disclos\w+ (?:of )?(?:sensitive |confidential )?information|(?:obtain|read|leak|access)\w* (?:sensitive|confidential) (?:information|data)"),
    ("cross-site-scripting", r"cross[- ]site scripting|\bxss\b"),
    ("spoofing", r"\bspoof(?:ing|ed)?\b (?:attack|the|of|vulnerab)"),
    ("data-manipulation", r"(?:tamper(?:ing)? with|modif(?:y|ication of)|manipulat\w+|corrupt) (?:arbitrary |sensitive |the )?(?:data|files?|configuration)"),
)  # fmt: skip

_IMPACT_WEAKNESSES = {
    "CWE-79": "cross-site-scripting", "CWE-80": "cross-site-scripting", "CWE-400": "denial-of-service",
    "CWE-770": "denial-of-service", "CWE-674": "denial-of-service", "CWE-835": "denial-of-service",
    "CWE-407": "denial-of-service", "CWE-1333": "denial-of-service", "CWE-200": "information-disclosure",
    "CWE-532": "information-disclosure", "CWE-359": "information-disclosure", "CWE-287": "security-restriction-bypass",
    "CWE-288": "security-restriction-bypass", "CWE-306": "security-restriction-bypass",
    "CWE-862": "security-restriction-bypass", "CWE-863": "security-restriction-bypass", "CWE-269": "elevation-of-privilege",
    "CWE-290": "spoofing",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proposal:
    """
    A value of a closed vocabulary, and in a few words of ours what it was concluded from.
    """

    value: str
    reason: str


def propose_severity(imported: Imported) -> Proposal:
    """
    The level of the highest score, else of the document's own rating; `medium` where there is neither.
    """
    scored = [
        (base_score(score.vector), weakness.id) for weakness in imported.vulnerabilities for score in weakness.scores
    ]
    if scored:
        highest, id = max(scored)
        return Proposal(_level(highest), f"proposed from the highest score, {highest} of {id}")
    rating = _RATINGS.get(imported.rating.lower())
    if rating:
        return Proposal(rating, "proposed from the rating of the document, which gives no score")
    return Proposal("medium", "the document gives no score")


def _level(score: Decimal) -> str:
    if score >= 9:
        return "critical"
    if score >= 7:
        return "high"
    return "medium" if score >= 4 else "low"


def propose_category(imported: Imported, vocabulary: Vocabulary) -> Proposal:
    """
    The category that the names of products and the title point at; the vocabulary's first where nothing does.
    """
    keys = vocabulary.keys("category")
    vendors = " ".join(product.vendor[:200] for product in imported.products[:50]).lower()
    names = " ".join(
        (imported.title[:500], vendors, *(product.name[:200] for product in imported.products[:50]))
    ).lower()
    if imported.format is Format.OSV:
        found = "operating-systems" if any(name in vendors for name in _SYSTEMS) else ""
        if any(product.vendor.lower() in _LIBRARIES for product in imported.products):
            found = "libraries-and-developer-tools"
        if found in keys:
            return Proposal(found, "proposed from the ecosystem")
    if re.match(r"ics(?:m?a)-", imported.id.lower()) and "industrial-and-iot" in keys:
        return Proposal("industrial-and-iot", "proposed, as the publisher warns of industrial and medical systems")
    text = f"{names} {imported.summary[:2000].lower()}"
    for key, pattern in _CATEGORIES:
        if key in keys and re.search(pattern, names):
            return Proposal(key, "proposed from the names of the products")
    for key, pattern in _CATEGORIES:
        if key in keys and re.search(pattern, text):
            return Proposal(key, "proposed from the summary")
    return Proposal(keys[0] if keys else "", "nothing in the document points at one")


def propose_impacts(imported: Imported, vocabulary: Vocabulary) -> tuple[str, ...]:
    """
    What an attacker gains, as far as weakness types and the document's own words say so plainly.
    """
    allowed = vocabulary.keys("impact")
    text = f"{imported.title[:500]} {imported.summary[:4000]}".lower()
    told = [key for key, pattern in _IMPACT_WORDS if re.search(pattern, text)]
    cwes = [_IMPACT_WEAKNESSES.get(cwe, "") for weakness in imported.vulnerabilities for cwe in weakness.cwes]
    return tuple(key for key in allowed if key in unique((*told, *cwes)))


def propose_link_kind(link: Link, host: str, vendors: Iterable[str]) -> str:
    """
    `vendor` for an address at a host that is called like one of *vendors*; else what the document's own words say.
    """
    for vendor in vendors:
        word = re.split(r"[^a-z0-9]", vendor.lower())[0]
        if len(word) >= 4 and word in host.split("."):
            return "vendor"
    return link.kind
