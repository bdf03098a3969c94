"""
SPF as RFC 7208 wants it, asked of a name server of our own.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from advisorypress.doctor.dns import Dns
from advisorypress.doctor.spf import MOST_QUESTIONS, Result, Spf, check_host, questions_of
from advisorypress.errors import DnsError, SettingsError
from tests.doctor.name_server import BROKEN, NameServer, a_name_server

ZONE = {
    "plain.example": 'TXT "v=spf1 ip4:192.0.2.0/28 ip6:2001:db8:1::/48 -all"',
    "soft.example": 'TXT "v=spf1 a mx ~all"\nA 192.0.2.1\nMX 10 mx.soft.example.',
    "mx.soft.example": "A 192.0.2.2\nAAAA 2001:db8::2",
    "wide.example": 'TXT "v=spf1 a/24//64 -all"\nA 192.0.2.1\nAAAA 2001:db8::1',
    "include.example": 'TXT "v=spf1 include:plain.example ?all"',
    "redirect.example": 'TXT "v=spf1 redirect=plain.example"',
    "macro.example": 'TXT "v=spf1 exists:%{i}._spf.%{d2} -all"',
    "192.0.2.7._spf.macro.example": "A 127.0.0.2",
    "ptr.example": 'TXT "v=spf1 ptr -all"',
    "9.2.0.192.in-addr.arpa": "PTR mail.ptr.example.",
    "mail.ptr.example": "A 192.0.2.9",
    "open.example": 'TXT "v=spf1 +all"',
    "split.example": 'TXT "v=spf1 ip4:192." "0.2.3 -all"',
    "other.example": 'TXT "some-site-verification=1"\nTXT "v=spf10 -all"',
    "two.example": 'TXT "v=spf1 -all"\nTXT "v=spf1 +all"',
    "typo.example": 'TXT "v=spf1 ipv4:192.0.2.1 -all"',
    "range.example": 'TXT "v=spf1 ip4:192.0.2.300 -all"',
    "lost.example": 'TXT "v=spf1 include:nowhere.example -all"',
    "loop.example": 'TXT "v=spf1 include:loop.example -all"',
    "voids.example": 'TXT "v=spf1 a:n1.example a:n2.example a:n3.example -all"',
    "broken.example": BROKEN,
    "behind.example": 'TXT "v=spf1 include:broken.example -all"',
    **{f"chain{number}.example": f'TXT "v=spf1 include:chain{number + 1}.example -all"' for number in range(12)},
}


@pytest.fixture(scope="module")
def server() -> Iterator[NameServer]:
    with a_name_server(ZONE) as running:
        yield running


@pytest.mark.parametrize(
    ("address", "domain", "result"),
    [
        ("192.0.2.5", "plain.example", Result.PASS),
        ("192.0.2.16", "plain.example", Result.FAIL),
        ("2001:db8:1::7", "plain.example", Result.PASS),
        ("192.0.2.1", "soft.example", Result.PASS),
        ("2001:db8::2", "soft.example", Result.PASS),
        ("192.0.2.3", "soft.example", Result.SOFTFAIL),
        ("192.0.2.200", "wide.example", Result.PASS),
        ("192.0.3.1", "wide.example", Result.FAIL),
        ("2001:db8::ff", "wide.example", Result.PASS),
        ("2001:db8:0:1::1", "wide.example", Result.FAIL),
        ("192.0.2.5", "include.example", Result.PASS),
        ("192.0.2.99", "include.example", Result.NEUTRAL),
        ("192.0.2.5", "redirect.example", Result.PASS),
        ("192.0.2.99", "redirect.example", Result.FAIL),
        ("192.0.2.7", "macro.example", Result.PASS),
        ("192.0.2.8", "macro.example", Result.FAIL),
        ("192.0.2.9", "ptr.example", Result.PASS),
        ("192.0.2.10", "ptr.example", Result.FAIL),
        ("192.0.2.3", "split.example", Result.PASS),
        ("203.0.113.1", "open.example", Result.PASS),
        ("192.0.2.1", "other.example", Result.NONE),
        ("192.0.2.1", "nowhere.example", Result.NONE),
    ],
)
def test_who_may_send(server: NameServer, address: str, domain: str, result: Result) -> None:
    """
    Each mechanism, both kinds of address, and what other TXT records mean, which is nothing.
    """
    assert result is check_host(server.dns, address, domain, f"bounce@{domain}").result


@pytest.mark.parametrize(
    ("domain", "why"),
    [
        ("two.example", "two.example has 2 SPF records, and may have one"),
        ("typo.example", "the record of typo.example has an unknown mechanism `ipv4`"),
        ("range.example", "the record of range.example has a range that is none: `192.0.2.300`"),
        ("lost.example", "lost.example includes nowhere.example, which has no SPF record"),
        ("loop.example", "it takes more than 10 questions to name servers, where receivers stop"),
        ("chain0.example", "it takes more than 10 questions to name servers, where receivers stop"),
        ("voids.example", "more than 2 of its names lead nowhere"),
    ],
)
def test_a_record_that_nobody_can_evaluate(server: NameServer, domain: str, why: str) -> None:
    """
    Receivers take such a record for none at all, so it is told with its reason.
    """
    found = check_host(server.dns, "192.0.2.1", domain, f"bounce@{domain}")

    assert (Result.PERMERROR, why) == (found.result, found.why)


def test_questions_are_counted(server: NameServer) -> None:
    """
    What receivers count: each mechanism that asks a name server.
    """
    assert Spf(Result.FAIL, "", 0) == questions_of(server.dns, "plain.example")
    assert Spf(Result.SOFTFAIL, "", 2) == questions_of(server.dns, "soft.example")
    assert MOST_QUESTIONS == 10


@pytest.mark.parametrize("domain", ["broken.example", "behind.example"])
def test_a_silent_name_server_is_no_answer(server: NameServer, domain: str) -> None:
    """
    That nobody answers is a trouble of the world, never "there is no record".
    """
    with pytest.raises(DnsError, match=r"asking for TXT of broken\.example: no server could answer"):
        check_host(server.dns, "192.0.2.1", domain, f"bounce@{domain}")


def test_where_to_ask() -> None:
    """
    The server is written with its port.
    """
    with pytest.raises(SettingsError, match="HOST:PORT"):
        Dns("resolver.example")
