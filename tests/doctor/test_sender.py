"""
What the doctor says of SPF, DKIM, DMARC, PTR and MX, each with what to publish.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from advisorypress.doctor.diagnosis import Diagnosis, Verdict
from advisorypress.doctor.dns import Dns
from advisorypress.doctor.sender import KeyPlace, Sending, answers, dkim, dmarc, look, names, spf, txt
from advisorypress.notify.dkim import Signer, public_record
from tests.doctor.name_server import BROKEN, a_name_server

OURS = Sending(domain="cert.example", envelope="cert.example", addresses=("192.0.2.25",))
PLACE = KeyPlace("cert.example", "press")
AT = "press._domainkey.cert.example"


@cache
def key(bits: int = 2048) -> RSAPrivateKey:
    return generate_private_key(65537, bits)


def signer(bits: int = 2048) -> Signer:
    return Signer("cert.example", "press", key(bits))


def found(zone: Mapping[str, str], ask: Callable[[Dns], Iterable[Diagnosis]]) -> list[Diagnosis]:
    """
    What *ask* finds in *zone*.
    """
    with a_name_server(zone) as server:
        return list(ask(server.dns))


def told(zone: Mapping[str, str], ask: Callable[[Dns], Iterable[Diagnosis]]) -> list[tuple[Verdict, str]]:
    return [(each.verdict, each.words) for each in found(zone, ask)]


def test_no_spf() -> None:
    """
    The record to publish names our addresses.
    """
    (only,) = found({}, lambda dns: spf(dns, OURS))

    assert (Verdict.FAIL, 'cert.example. IN TXT "v=spf1 ip4:192.0.2.25 -all"') == (only.verdict, only.record)


def test_spf_that_lets_us() -> None:
    """
    Nothing to do.
    """
    zone = {"cert.example": 'TXT "v=spf1 ip4:192.0.2.25 -all"'}

    assert [(Verdict.PASS, "192.0.2.25 may send for cert.example")] == told(zone, lambda dns: spf(dns, OURS))


@pytest.mark.parametrize(("is_guess", "verdict"), [(False, Verdict.FAIL), (True, Verdict.WARN)])
def test_spf_that_does_not(is_guess: bool, verdict: Verdict) -> None:
    """
    The record is shown with our address in its place; an address that was only guessed is no proof.
    """
    zone = {"cert.example": 'TXT "v=spf1 mx ~all"'}
    sending = Sending(domain="cert.example", envelope="cert.example", addresses=("2001:db8::25",), is_guess=is_guess)

    (only,) = found(zone, lambda dns: spf(dns, sending))

    assert verdict is only.verdict
    assert 'cert.example. IN TXT "v=spf1 mx ip6:2001:db8::25 ~all"' == only.record


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ("v=spf1 +all", "the record of cert.example lets every machine in the world send"),
        (
            "v=spf1 inclde:x.example -all",
            "receivers cannot evaluate it: the record of cert.example has an unknown mechanism `inclde`",
        ),
    ],
)
def test_spf_that_is_no_use(record: str, words: str) -> None:
    """
    A record for everybody protects nobody, and one that cannot be read counts as none.
    """
    assert [(Verdict.FAIL, words)] == told({"cert.example": f'TXT "{record}"'}, lambda dns: spf(dns, OURS))


def test_spf_near_its_limit() -> None:
    """
    A record that takes nine questions works today and breaks when an include grows.
    """
    many = " ".join(f"include:i{number}.example" for number in range(9))
    zone = {
        "cert.example": f'TXT "v=spf1 ip4:192.0.2.25 {many} -all"',
        **{f"i{number}.example": 'TXT "v=spf1 -all"' for number in range(9)},
    }

    assert [Verdict.WARN, Verdict.PASS] == [verdict for verdict, _ in told(zone, lambda dns: spf(dns, OURS))]


def test_no_dkim_key() -> None:
    """
    The record to publish is that of our own key, in strings that a zone file can hold.
    """
    (only,) = found({}, lambda dns: dkim(dns, PLACE, signer()))

    assert Verdict.FAIL is only.verdict
    assert only.record.startswith(f'{AT}. IN TXT "v=DKIM1; k=rsa; p=MIIB')
    assert max(len(string) for string in only.record.split('"')[1::2]) <= 255


def test_the_record_that_is_shown_is_the_right_one() -> None:
    """
    Published as it is shown, the key is found to be ours.
    """
    (shown,) = found({}, lambda dns: dkim(dns, PLACE, signer()))
    zone = {AT: shown.record.partition(" IN ")[2]}

    assert [(Verdict.PASS, f"the key at {AT} is published (rsa, 2048 bits)")] == told(
        zone, lambda dns: dkim(dns, PLACE, signer())
    )


def _published(text: str) -> str:
    return txt(AT, text).partition(" IN ")[2]


def test_dkim_keys_that_do_not_help() -> None:
    """
    Revoked, short, of another kind, of another key, in test, torn: each is told.
    """
    other = public_record(Signer("cert.example", "press", generate_private_key(65537, 2048)))
    ed25519 = public_record(Signer("cert.example", "press", Ed25519PrivateKey.generate()))
    ours = public_record(signer())
    cases = {
        "v=DKIM1; p=": (Verdict.FAIL, f"the key at {AT} is revoked (p= is empty)"),
        "v=DKIM1; p=AAAA": (Verdict.FAIL, f"what stands at {AT} is no rsa key"),
        ours[:200]: (Verdict.FAIL, f"what stands at {AT} is no rsa key"),
        other: (Verdict.FAIL, f"the key at {AT} is not that of PRESS_DKIM_KEY"),
        ed25519: (Verdict.WARN, f"the key at {AT} is ed25519, which large receivers do not check"),
        public_record(signer(1024)): (Verdict.WARN, f"the key at {AT} has 1024 bits"),
    }
    for text, expected in cases.items():
        ours_too = signer() if text == other else None
        assert [expected] == told({AT: _published(text)}, lambda dns, ours_too=ours_too: dkim(dns, PLACE, ours_too))

    test = told({AT: _published(ours.replace("k=rsa;", "k=rsa; t=s:y;"))}, lambda dns: dkim(dns, PLACE, signer()))
    assert [Verdict.PASS, Verdict.WARN] == [verdict for verdict, _ in test]


def test_a_second_key_need_not_be_rsa() -> None:
    """
    Beside RSA, Ed25519 is well; the variable that holds another one is named.
    """
    second = Signer("cert.example", "press", Ed25519PrivateKey.generate())
    zone = {AT: _published(public_record(second))}
    other = replace(second, key=Ed25519PrivateKey.generate())

    well = told(zone, lambda dns: dkim(dns, PLACE, second, is_second=True))
    wrong = told(zone, lambda dns: dkim(dns, PLACE, other, is_second=True))

    assert [(Verdict.PASS, f"the key at {AT} is published (ed25519, 256 bits)")] == well
    assert [(Verdict.FAIL, f"the key at {AT} is not that of PRESS_DKIM_ED25519_KEY")] == wrong


def test_an_ed25519_record_is_its_raw_key() -> None:
    """
    RFC 8463 section 4: 32 octets, not a structure around them.
    """
    record = public_record(Signer("cert.example", "press", Ed25519PrivateKey.generate()))

    assert 32 == len(base64.b64decode(record.partition("p=")[2]))


def test_dmarc() -> None:
    """
    None is wrong, p=none could be better, a policy of the domain above counts, one of a public suffix does not.
    """

    def verdicts(zone: Mapping[str, str], domain: str = "cert.example") -> list[Verdict]:
        sending = Sending(domain=domain, envelope=domain)
        place = KeyPlace(domain, "press")
        return [verdict for verdict, _ in told(zone, lambda dns: dmarc(dns, sending, place))]

    policy = {"_dmarc.cert.example": 'TXT "v=DMARC1; p=reject; rua=mailto:d@cert.example"'}
    assert [Verdict.FAIL] == verdicts({})
    assert [Verdict.PASS, Verdict.PASS] == verdicts(policy)
    assert [Verdict.PASS, Verdict.PASS] == verdicts(policy, "news.cert.example")
    assert [Verdict.WARN, Verdict.WARN, Verdict.PASS] == verdicts({"_dmarc.cert.example": 'TXT "v=DMARC1; p=none"'})
    assert [Verdict.FAIL] == verdicts({"_dmarc.cert.example": 'TXT "v=DMARC1; p=maybe"'})
    assert [Verdict.FAIL] == verdicts({"_dmarc.gov.example": 'TXT "v=DMARC1; p=reject; psd=y"'}, "cert.gov.example")


def test_a_stronger_policy_is_written_out() -> None:
    """
    What could be better is a record to copy.
    """
    zone = {"_dmarc.cert.example": 'TXT "v=DMARC1; p=none; rua=mailto:d@cert.example"'}

    first = found(zone, lambda dns: dmarc(dns, OURS, PLACE))[0]

    assert '_dmarc.cert.example. IN TXT "v=DMARC1; p=quarantine; rua=mailto:d@cert.example"' == first.record


@pytest.mark.parametrize(
    ("signed_by", "mode", "verdict"),
    [
        ("cert.example", "r", Verdict.PASS),
        ("mail.cert.example", "r", Verdict.PASS),
        ("mail.cert.example", "s", Verdict.FAIL),
        ("provider.example", "r", Verdict.FAIL),
        ("notcert.example", "r", Verdict.FAIL),
    ],
)
def test_a_signature_speaks_for_the_from_domain(signed_by: str, mode: str, verdict: Verdict) -> None:
    """
    A provider's own signature does not help; one of a domain below ours does unless the policy is strict.
    """
    zone = {"_dmarc.cert.example": f'TXT "v=DMARC1; p=reject; rua=mailto:d@cert.example; adkim={mode}"'}

    assert verdict is told(zone, lambda dns: dmarc(dns, OURS, KeyPlace(signed_by, "s")))[1][0]


def test_names_lead_there_and_back() -> None:
    """
    An address without a name, or with one that leads elsewhere, is refused by large receivers.
    """
    reverse = "25.2.0.192.in-addr.arpa"
    good = {reverse: "PTR mail.cert.example.", "mail.cert.example": "A 192.0.2.25"}
    away = {reverse: "PTR mail.cert.example.", "mail.cert.example": "A 192.0.2.99"}

    assert [(Verdict.PASS, "192.0.2.25 is mail.cert.example, and mail.cert.example is 192.0.2.25")] == told(
        good, lambda dns: names(dns, OURS)
    )
    (only,) = found(away, lambda dns: names(dns, OURS))
    assert (Verdict.FAIL, "mail.cert.example. IN A 192.0.2.25") == (only.verdict, only.record)
    assert [(Verdict.FAIL, "192.0.2.25 has no name")] == told({}, lambda dns: names(dns, OURS))


def test_answers_arrive_somewhere() -> None:
    """
    Bounces and requests to leave are mailed to us; a domain without MX loses them.
    """
    domain = "in.cert.example"

    assert [Verdict.PASS] == [
        each[0] for each in told({domain: "MX 10 mx.cert.example."}, lambda dns: answers(dns, domain))
    ]
    assert [Verdict.WARN] == [each[0] for each in told({domain: "A 192.0.2.1"}, lambda dns: answers(dns, domain))]
    assert [Verdict.FAIL] == [each[0] for each in told({}, lambda dns: answers(dns, domain))]
    assert [Verdict.FAIL] == [each[0] for each in told({domain: "MX 0 ."}, lambda dns: answers(dns, domain))]


def test_a_silent_server_is_told_as_such() -> None:
    """
    Nothing is called wrong that could not be looked at.
    """
    assert [(Verdict.UNKNOWN, "asking for TXT of cert.example: no server could answer")] == told(
        {"cert.example": BROKEN}, lambda dns: look("SPF", lambda: spf(dns, OURS))
    )
