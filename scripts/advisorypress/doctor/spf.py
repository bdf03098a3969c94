"""
SPF as receivers evaluate it: may this IP address send mail of this domain? (RFC 7208)
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from advisorypress.doctor.dns import Dns

MOST_QUESTIONS = 10
_MOST_NOTHINGS = 2
_MOST_NAMES = 10
_MACRO = re.compile(r"%(?:\{([slodipvhcrt])(\d*)(r?)([.\-+,/_=]*)\}|([%_-]))", re.IGNORECASE)
_TERM = re.compile(r"([-+~?])?([A-Za-z][A-Za-z0-9_.-]*)(?:([:=])([^\s]*?))?((?:/\d{1,3})?(?://\d{1,3})?)", re.ASCII)
IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


class Result(StrEnum):
    """
    The results of RFC 7208 section 2.6; *permerror* is a record that nobody can evaluate.
    """

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"
    SOFTFAIL = "softfail"
    NEUTRAL = "neutral"
    NONE = "none"
    PERMERROR = "permerror"


@dataclass(frozen=True, slots=True)
class Spf:
    """
    A result, why (for permerror), and how many questions it took.
    """

    result: Result
    why: str = ""
    questions: int = 0


def spf_records(dns: Dns, domain: str) -> tuple[str, ...]:
    """
    The SPF records of *domain*; there must be one.
    """
    return tuple(text for text in dns.texts(domain) if text.lower() == "v=spf1" or text.lower().startswith("v=spf1 "))


def check_host(dns: Dns, address: str, domain: str, sender: str) -> Spf:
    """
    May the IP *address* send with an envelope sender *sender* of *domain*? Raises `DnsError` when a name server is silent.
    """
    check = _Check(dns, ipaddress.ip_address(address), sender)
    try:
        result = check.result(domain)
    except _PermError as error:
        return Spf(Result.PERMERROR, str(error), check.questions)
    return Spf(result, "", check.questions)


def questions_of(dns: Dns, domain: str) -> Spf:
    """
    Whether the record of *domain* can be evaluated to its end, as for an address that nothing matches.
    """
    # A documentation prefix (RFC 3849) that no record names.
    return check_host(dns, "2001:db8:ffff:ffff:ffff:ffff:ffff:fffe", domain, f"postmaster@{domain}")


class _PermError(Exception):
    """
    The record cannot be evaluated.
    """


@dataclass(slots=True)
class _Check:
    dns: Dns
    address: IpAddress
    sender: str
    questions: int = 0
    nothings: int = 0
    path: list[str] = field(default_factory=list)

    def result(self, domain: str) -> Result:
        records = spf_records(self.dns, domain)
        if not records:
            return Result.NONE
        if len(records) > 1:
            raise _PermError(f"{domain} has {len(records)} SPF records, and may have one")
        redirect = ""
        terms = list(_terms(records[0], domain))
        for sign, name, joint, value, prefix in terms:
            if joint == "=":
                if name == "redirect":
                    redirect = value
                continue
            if self._matches(name, value, prefix, domain):
                return _RESULTS[sign]
        if redirect and not any(name == "all" for _, name, *_ in terms):
            self._count()
            target = self._expand(redirect, domain)
            result = self.result(target)
            if result is Result.NONE:
                raise _PermError(f"{domain} redirects to {target}, which has no SPF record")
            return result
        return Result.NEUTRAL

    def _matches(self, name: str, value: str, prefix: str, domain: str) -> bool:
        if name == "all":
            return True
        if name in ("ip4", "ip6"):
            return self._is_in(value + prefix, domain)
        if name not in ("include", "a", "mx", "exists", "ptr"):
            raise _PermError(f"the record of {domain} has an unknown mechanism `{name}`")
        self._count()
        target = self._expand(value, domain) if value else domain
        match name:
            case "include":
                result = self.result(target)
                if result in (Result.NONE, Result.PERMERROR):
                    raise _PermError(f"{domain} includes {target}, which has no SPF record")
                return result is Result.PASS
            case "a":
                return self._has_one(self._look_up(target), prefix)
            case "mx":
                hosts = self.dns.mail_servers(target)
                if len(hosts) > _MOST_NAMES:
                    raise _PermError(f"{target} has more than {_MOST_NAMES} MX hosts")
                self._note(hosts)
                return any(self._has_one(self._look_up(host), prefix) for host in hosts)
            case "exists":
                return any(":" not in address for address in self._look_up(target))
            case _:
                names = self.dns.names(str(self.address))[:_MOST_NAMES]
                ending = target.lower().rstrip(".")
                return any(
                    (name == ending or name.endswith(f".{ending}")) and str(self.address) in self.dns.addresses(name)
                    for name in names
                )

    def _is_in(self, text: str, domain: str) -> bool:
        try:
            return self.address in ipaddress.ip_network(text, strict=False)
        except ValueError:
            raise _PermError(f"the record of {domain} has a range that is none: `{text}`") from None

    def _look_up(self, host: str) -> tuple[str, ...]:
        return self._note(self.dns.addresses(host))

    def _note(self, found: tuple[str, ...]) -> tuple[str, ...]:
        if not found:
            self.nothings += 1
            if self.nothings > _MOST_NOTHINGS:
                raise _PermError(f"more than {_MOST_NOTHINGS} of its names lead nowhere")
        return found

    def _has_one(self, found: tuple[str, ...], prefix: str) -> bool:
        four, _, six = prefix.lstrip("/").partition("//") if not prefix.startswith("//") else ("", "", prefix[2:])
        length = (four or "32") if self.address.version == 4 else (six or "128")
        for text in found:
            each = ipaddress.ip_address(text)
            if each.version == self.address.version:
                try:
                    network = ipaddress.ip_network(f"{each}/{length}", strict=False)
                except ValueError:
                    raise _PermError(f"`{prefix}` is no length of a prefix") from None
                if self.address in network:
                    return True
        return False

    def _count(self) -> None:
        self.questions += 1
        if self.questions > MOST_QUESTIONS:
            raise _PermError(f"it takes more than {MOST_QUESTIONS} questions to name servers, where receivers stop")

    def _expand(self, text: str, domain: str) -> str:
        """
        *text* with its macros filled in (RFC 7208 section 7).
        """
        local, _, host = self.sender.rpartition("@")
        packed = self.address.packed
        plain = (
            str(self.address)
            if self.address.version == 4
            else ".".join(f"{byte >> 4:x}.{byte & 15:x}" for byte in packed)
        )
        values = {
            "s": self.sender, "l": local or "postmaster", "o": host, "d": domain, "i": plain, "h": host, "p": "unknown",
            "v": "in-addr" if self.address.version == 4 else "ip6",
        }  # fmt: skip

        def fill(match: re.Match[str]) -> str:
            if match[5]:
                return {"%": "%", "_": " ", "-": "%20"}[match[5]]
            value = values.get(match[1].lower())
            if value is None:
                raise _PermError(f"`{match[0]}` stands where it may not")
            parts = re.split(f"[{re.escape(match[4] or '.')}]", value)
            parts = parts[::-1] if match[3] else parts
            return ".".join(parts[-int(match[2]) :] if match[2] and int(match[2]) else parts)

        return _MACRO.sub(fill, text)


_RESULTS = {"+": Result.PASS, "-": Result.FAIL, "~": Result.SOFTFAIL, "?": Result.NEUTRAL}


def _terms(record: str, domain: str) -> Iterator[tuple[str, str, str, str, str]]:
    """
    The terms of a record: sign, name, `:` or `=`, value, and lengths of prefixes (`/24//64`).
    """
    for word in record.split()[1:]:
        match = _TERM.fullmatch(word)
        if match is None:
            raise _PermError(f"the record of {domain} has a term that is none: `{word[:60]}`")
        yield match[1] or "+", match[2].lower(), match[3] or "", match[4] or "", match[5] or ""
