"""
Whether a message may be answered: written by a person, at the address that it names (RFC 3834, RFC 8601).
"""

from __future__ import annotations

import re

from advisorypress.inbound.message import Header, without_comments

_RESULT = re.compile(r"\b(dmarc|spf|dkim)\s*=\s*([a-z]+)", re.IGNORECASE)
_PROPERTY = re.compile(
    r"\b(smtp\.mailfrom|smtp\.mail|header\.d|header\.i|header\.from)\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE
)
_ADDRESS = re.compile(r"[^\s<>,;:\"()\[\]\\]+@[^\s<>,;:\"()\[\]\\@]+")
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.){0,300}\"")
_BULK = frozenset({"bulk", "list", "junk"})
MAX_RESULTS = 10


def is_automatic(header: Header) -> bool:
    """
    Whether a machine wrote it: then nothing is answered, and it confirms nothing.
    """
    said = without_comments(header.first("auto-submitted")).partition(";")[0].strip().lower()
    if said not in ("", "no"):
        return True
    if (
        header.first("precedence").strip().lower() in _BULK
        or header.first("list-id")
        or header.first("list-unsubscribe")
    ):
        return True
    if any(header.first(name) for name in ("x-autoreply", "x-autorespond", "feedback-id")):
        return True
    return has_null_sender(header) or header.media_type == "multipart/report"


def has_null_sender(header: Header) -> bool:
    """
    Whether the envelope names nobody to answer to (`Return-Path: <>`), as every report of failure does.
    """
    return any(path.replace(" ", "") in ("<>", "") for path in header.all("return-path")[:1])


def author(header: Header) -> str:
    """
    The one address of From, "" when there is none or more than one.
    """
    fields = header.all("from")
    if len(fields) != 1:
        return ""
    found = _ADDRESS.findall(without_comments(_QUOTED.sub(" ", fields[0][:2_000])))
    return found[0] if len(found) == 1 else ""


def is_authentic(header: Header, authserv_id: str) -> bool:
    """
    Whether our own mail server found that the message comes from the domain of its author: by DMARC, or by an SPF or DKIM
    that passes for the same domain, one above or one below.

    With *authserv_id* "" the server tells nothing, and every message passes. Of each method only the topmost result counts;
    the server has to take away such fields that came from outside (RFC 8601 section 5).
    """
    if not authserv_id:
        return True
    domain = author(header).rpartition("@")[2].lower()
    ours = [value for value in header.all("authentication-results") if _names(value, authserv_id)][:MAX_RESULTS]
    told: set[str] = set()
    for value in ours:
        methods = set()
        for clause in without_comments(value).split(";")[1:40]:
            match = _RESULT.match(clause.strip())
            if match is None:
                continue
            method, result = match[1].lower(), match[2].lower()
            # Several signatures have a result each, in one field.
            if method in told:
                continue
            methods.add(method)
            if result == "pass" and (method == "dmarc" or _is_for(clause, method, domain)):
                return bool(domain)
        told |= methods
    return False


def _names(value: str, authserv_id: str) -> bool:
    words = without_comments(value).partition(";")[0].split()
    return bool(words) and words[0].lower() == authserv_id.lower()


def _is_for(clause: str, method: str, domain: str) -> bool:
    wanted = ("smtp.mailfrom", "smtp.mail") if method == "spf" else ("header.d", "header.i")
    for name, value in _PROPERTY.findall(clause):
        if name.lower() in wanted:
            found = value.rpartition("@")[2].lower().strip(".")
            if _same_or_below(found, domain) or _same_or_below(domain, found):
                return True
    return False


def _same_or_below(name: str, above: str) -> bool:
    # One label alone is a registry's, under which strangers live.
    return name == above or ("." in above and name.endswith(f".{above}"))
