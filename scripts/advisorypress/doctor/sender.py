"""
What the DNS says of us as a sender: SPF, DKIM, DMARC, the names of our addresses, and where answers go.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from advisorypress.doctor.diagnosis import Diagnosis, could_be_better, unknown, well, wrong
from advisorypress.doctor.dns import Dns
from advisorypress.doctor.spf import MOST_QUESTIONS, Result, check_host, questions_of, spf_records
from advisorypress.doctor.tags import read_tags
from advisorypress.errors import DnsError
from advisorypress.notify.dkim import ED25519_KEY, KEY, LEAST_BITS, Signer, bits_of, public_record

_STRING = 255
_POLICIES = ("none", "quarantine", "reject")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """
    Who sends: the domain of the From address, that of the envelope, the IP addresses that the mail leaves from, and whether
    these are only guessed from the relay's name.
    """

    domain: str
    envelope: str
    addresses: tuple[str, ...] = ()
    is_guess: bool = False


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """
    Where a DKIM key is published.
    """

    domain: str
    selector: str

    @property
    def name(self) -> str:
        """
        Its name in the DNS.
        """
        return f"{self.selector}._domainkey.{self.domain}"


def look(subject: str, ask: Callable[[], Iterable[Diagnosis]]) -> Iterator[Diagnosis]:
    """
    What *ask* finds; when a name server is silent, that.
    """
    try:
        yield from ask()
    except DnsError as error:
        yield unknown(subject, str(error))


def spf(dns: Dns, sending: Sending) -> Iterator[Diagnosis]:
    """
    Whether receivers let our addresses send for the envelope's domain (RFC 7208).
    """
    domain = sending.envelope
    records = spf_records(dns, domain)
    ranges = " ".join(f"ip{6 if ':' in address else 4}:{address}" for address in sending.addresses)
    if not records:
        wanted = ranges or "ip4:THE-ADDRESS-OF-YOUR-RELAY"
        remedy = "publish one; name every address that your mail leaves from" + (
            " (these are the relay's; --ip names others)" if sending.is_guess else ""
        )
        yield wrong("SPF", f"{domain} has no SPF record", remedy, txt(domain, f"v=spf1 {wanted} -all"))
        return
    whole = questions_of(dns, domain)
    if whole.result is Result.PERMERROR:
        yield wrong("SPF", f"receivers cannot evaluate it: {whole.why}", "mend the record", txt(domain, records[0]))
        return
    if whole.result is Result.PASS:
        yield wrong(
            "SPF",
            f"the record of {domain} lets every machine in the world send",
            "end it with -all",
            txt(domain, records[0]),
        )
        return
    if whole.questions > MOST_QUESTIONS - 2:
        yield could_be_better(
            "SPF",
            f"the record of {domain} takes {whole.questions} of the {MOST_QUESTIONS} questions that receivers ask at most",
            "an include of yours that grows by two will break it; name addresses instead of includes",
        )
    if not sending.addresses:
        yield could_be_better(
            "SPF",
            f"{domain} has a record; whether it names your relay is not known here",
            "name the addresses that your mail leaves from: --ip ADDRESS",
        )
    for address in sending.addresses:
        found = check_host(dns, address, domain, f"postmaster@{domain}")
        if found.result is Result.PASS:
            yield well("SPF", f"{address} may send for {domain}")
            continue
        tell = could_be_better if sending.is_guess else wrong
        yield tell(
            "SPF",
            f"{address} may not send for {domain} ({found.result})",
            "add it to the record"
            + ("; if the relay sends from other addresses, name those by --ip" if sending.is_guess else ""),
            txt(domain, _with(records[0], f"ip{6 if ':' in address else 4}:{address}")),
        )


def dkim(dns: Dns, place: KeyPlace, signer: Signer | None = None, *, is_second: bool = False) -> Iterator[Diagnosis]:
    """
    Whether the key at *place* is published as receivers want it (RFC 6376), and is that of *signer* when we sign ourselves. One that *is_second*
    stands beside an RSA key, and need not be one.
    """
    wanted = txt(place.name, public_record(signer)) if signer is not None else ""
    records = [text for text in dns.texts(place.name) if "p" in read_tags(text)]
    if not records:
        remedy = "publish the public key" if signer is not None else "publish the public key of the relay that signs"
        yield wrong("DKIM", f"there is no key at {place.name}", remedy, wanted)
        return
    if len(records) > 1:
        yield wrong("DKIM", f"{place.name} has {len(records)} keys; receivers take any of them", "leave one", wanted)
        return
    tags = read_tags(records[0])
    kind = tags.get("k", "rsa")
    if not tags["p"]:
        yield wrong("DKIM", f"the key at {place.name} is revoked (p= is empty)", "publish the key in use", wanted)
        return
    try:
        bits = bits_of(kind, base64.b64decode(tags["p"], validate=True))
    except (ValueError, binascii.Error):
        yield wrong("DKIM", f"what stands at {place.name} is no {kind} key", "publish it again, in one record", wanted)
        return
    if signer is not None and read_tags(public_record(signer))["p"] != tags["p"]:
        yield wrong(
            "DKIM",
            f"the key at {place.name} is not that of {ED25519_KEY if is_second else KEY}",
            "publish the one in use",
            wanted,
        )
        return
    if kind == "rsa" and bits < LEAST_BITS:
        yield could_be_better(
            "DKIM", f"the key at {place.name} has {bits} bits", f"make one of {LEAST_BITS}: openssl genrsa {LEAST_BITS}"
        )
    elif kind != "rsa" and not is_second:
        yield could_be_better(
            "DKIM", f"the key at {place.name} is {kind}, which large receivers do not check", "sign with RSA-2048"
        )
    else:
        yield well("DKIM", f"the key at {place.name} is published ({kind}, {bits} bits)")
    if "y" in tags.get("t", "").split(":"):
        yield could_be_better("DKIM", f"the key at {place.name} says that it is a test (t=y)", "take t=y out")


def dmarc(dns: Dns, sending: Sending, place: KeyPlace | None) -> Iterator[Diagnosis]:
    """
    Whether the From domain has a policy (RFC 7489), and whether DKIM and SPF speak for that domain.
    """
    domain = sending.domain
    at, records = _policy(dns, domain)
    example = txt(f"_dmarc.{domain}", f"v=DMARC1; p=none; rua=mailto:dmarc@{domain}")
    if not records:
        yield wrong(
            "DMARC",
            f"{domain} has no policy, and large receivers want one from whoever mails many",
            "publish one",
            example,
        )
        return
    tags = read_tags(records[0])
    if len(records) > 1 or tags.get("p", "").lower() not in _POLICIES:
        yield wrong(
            "DMARC",
            f"the policy at _dmarc.{at} is not one record with p=none, quarantine or reject",
            "mend it",
            example,
        )
        return
    policy = tags["p"].lower()
    if policy == "none":
        stronger = re.sub(r"(?i)\bp=none\b", "p=quarantine", records[0])
        yield could_be_better(
            "DMARC",
            f"the policy at _dmarc.{at} is p=none: anybody can write in your name",
            "when the reports show only your own mail, ask for more",
            txt(f"_dmarc.{at}", stronger),
        )
    else:
        yield well("DMARC", f"the policy at _dmarc.{at} is p={policy}")
    if "rua" not in tags:
        yield could_be_better(
            "DMARC",
            f"the policy at _dmarc.{at} asks for no reports",
            "add rua=",
            txt(f"_dmarc.{at}", f"{records[0].rstrip('; ')}; rua=mailto:dmarc@{at}"),
        )
    yield from _alignment(sending, at, tags, place)


def _alignment(sending: Sending, at: str, tags: dict[str, str], place: KeyPlace | None) -> Iterator[Diagnosis]:
    by_spf = _is_aligned(sending.envelope, sending.domain, at, tags.get("aspf", "r"))
    by_dkim = place is not None and _is_aligned(place.domain, sending.domain, at, tags.get("adkim", "r"))
    if place is not None and not by_dkim:
        yield wrong(
            "DMARC",
            f"signatures of {place.domain} do not speak for {sending.domain}",
            f"sign as {sending.domain} (extra.press.mail.dkim.domain, or in the relay)",
        )
    elif by_dkim:
        yield well("DMARC", f"signatures speak for {sending.domain}")
    if not by_spf and not by_dkim:
        yield could_be_better(
            "DMARC",
            f"bounces go to {sending.envelope}, which does not speak for {sending.domain}: DKIM has to",
            "let the relay sign as your domain; --eml shows whether it does",
        )


def names(dns: Dns, sending: Sending) -> Iterator[Diagnosis]:
    """
    Whether each address that mail leaves from has a name that leads back to it, without which large receivers refuse.
    """
    for address in sending.addresses:
        found = dns.names(address)
        back = [name for name in found if address in dns.addresses(name)]
        if back:
            yield well("PTR", f"{address} is {back[0]}, and {back[0]} is {address}")
        elif found:
            kind = "AAAA" if ":" in address else "A"
            yield wrong(
                "PTR",
                f"{address} is called {found[0]}, which does not lead back",
                "publish it",
                f"{found[0]}. IN {kind} {address}",
            )
        else:
            tell = could_be_better if sending.is_guess else wrong
            yield tell(
                "PTR",
                f"{address} has no name",
                f"ask whoever gave you the address to name it, like mail.{sending.domain}",
            )
    if not sending.addresses:
        yield could_be_better(
            "PTR", "the addresses that your mail leaves from are not known here", "name them: --ip ADDRESS"
        )


def answers(dns: Dns, domain: str) -> Iterator[Diagnosis]:
    """
    Whether bounces and requests to leave, which are mailed to *domain*, arrive anywhere.
    """
    hosts = dns.mail_servers(domain)
    if hosts in (("",), (".",)):
        yield wrong("Mailbox", f"{domain} says that it takes no mail (RFC 7505)", "give it an MX")
    elif hosts:
        yield well("Mailbox", f"mail to {domain} goes to {hosts[0]}")
    elif dns.addresses(domain):
        yield could_be_better("Mailbox", f"{domain} has no MX; senders try its own address", "give it an MX")
    else:
        yield wrong(
            "Mailbox",
            f"mail to {domain} goes nowhere, and bounces and requests to leave are mailed there",
            "give it an MX (extra.press.mail.mailbox_domain)",
            f"{domain}. IN MX 10 mail.{domain}.",
        )


def txt(name: str, text: str) -> str:
    """
    A line of a zone file; a long text in strings of 255 (RFC 1035 section 3.3.14).
    """
    strings = [text[at : at + _STRING] for at in range(0, len(text), _STRING)]
    quoted = (string.replace("\\", "\\\\").replace('"', '\\"') for string in strings)
    return f"{name}. IN TXT " + " ".join(f'"{string}"' for string in quoted)


def _with(record: str, term: str) -> str:
    """
    *record* with *term* before the one that ends it.
    """
    words = record.split()
    at = next(
        (number for number, word in enumerate(words) if re.fullmatch(r"[-+~?]?all|redirect=.*", word, re.IGNORECASE)),
        len(words),
    )
    return " ".join([*words[:at], term, *words[at:]])


def _policy(dns: Dns, domain: str) -> tuple[str, Sequence[str]]:
    """
    The policy that holds for *domain* and where it stands: its own, or that of a domain above it.
    """
    labels = domain.split(".")
    for at in range(len(labels) - 1):
        above = ".".join(labels[at:])
        records = [text for text in dns.texts(f"_dmarc.{above}") if re.match(r"(?i)v\s*=\s*DMARC1\s*(;|$)", text)]
        # A policy for all domains below a public suffix is not the team's.
        if records and read_tags(records[0]).get("psd", "n").lower() != "y":
            return above, records
    return domain, ()


def _is_aligned(other: str, domain: str, at: str, mode: str) -> bool:
    """
    Whether *other* speaks for *domain*, whose policy stands at *at*: strictly the same, else both below one organisation.
    """
    other, domain = other.lower(), domain.lower()
    if mode.lower() == "s":
        return other == domain
    return other in (domain, at) or other.endswith(f".{at}") or domain.endswith(f".{other}")
