"""
Statement 18: TLS through the whole sending engine, against a real Postfix with certificates of a private authority.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from advisorypress.errors import MailError
from advisorypress.notify.relay import Relay, Tls
from advisorypress.notify.send import End
from advisorypress.store.campaigns import State, counts
from tests.notify.authority import Authority
from tests.notify.postfix import Postfix, can_run, control, free_port, postfix_folder, start
from tests.notify.sending import a_sending, a_template, run
from tests.store.mailings import a_campaign, a_store, add_subscribers

__all__ = ["postfix_folder"]

PEOPLE = 20
SERVICE = """\
127.0.0.1:{port} inet n - n - - smtpd
 -o smtpd_tls_security_level={level} -o smtpd_tls_wrappermode={wrapped}
 -o smtpd_tls_cert_file={pair.certificate} -o smtpd_tls_key_file={pair.key}
"""


@pytest.fixture
def servers(postfix_folder: Path) -> Iterator[tuple[Postfix, Authority, dict[str, int]]]:
    """
    One Postfix, the authority, and by what its certificate is like the port of each of its services.
    """
    if not can_run():
        pytest.skip("SKIPPED TOOL: postfix (starting one of our own needs root)")
    authority = Authority.make(postfix_folder)
    good = authority.issue("localhost")
    kinds = {
        "good": ("may", "no", good),
        "wrapped": ("encrypt", "yes", good),
        "other name": ("may", "no", authority.issue("mail.cert.example")),
        "over": ("may", "no", authority.issue("localhost", days=-1)),
        "none": ("none", "no", good),
    }
    ports = {name: free_port() for name in kinds}
    more = "".join(
        SERVICE.format(port=ports[name], level=level, wrapped=wrapped, pair=pair)
        for name, (level, wrapped, pair) in kinds.items()
    )
    instance = start(postfix_folder, good, more)
    yield instance, authority, ports
    control(instance, "abort")


@pytest.mark.full
@pytest.mark.needs("postfix")
def test_tls_through_the_engine(
    servers: tuple[Postfix, Authority, dict[str, int]], quick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A certificate of another name, one that is over, one of an authority that nobody trusts, and no STARTTLS at all: nothing
    is sent, no password leaves, and every row waits as before. The good one then takes everything, over encrypted
    connections only, which begin with TLS or are upgraded.
    """
    postfix, authority, ports = servers
    engine = a_store(quick)
    add_subscribers(engine, PEOPLE)
    first, second = (a_campaign(engine, PEOPLE, slug, a_template(20_000).pack()) for slug in ("digest-a", "digest-b"))

    def through(name: str, tls: Tls = Tls.STARTTLS, password: str = "") -> Relay:
        return Relay(host="localhost", port=ports[name], tls=tls, user="press" if password else "", password=password)

    def refused(name: str, said: str) -> None:
        with pytest.raises(MailError, match=said):
            run(a_sending(engine, first, 0, relay=through(name, password="geheim")))
        assert {State.PENDING: PEOPLE} == counts(engine, first.number)

    refused("good", "its certificate is not valid: unable to get local issuer certificate; nothing was sent")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.certificate))
    refused("other name", "its certificate is not valid: Hostname mismatch.*; nothing was sent")
    refused("over", "its certificate is not valid: certificate has expired; nothing was sent")
    refused("none", "offers no STARTTLS; nothing was sent")
    assert "AUTH" not in postfix.log.upper().replace("AUTH=0", "")

    assert End.FINISHED is run(a_sending(engine, first, 0, relay=through("good"), connections=4))
    assert End.FINISHED is run(a_sending(engine, second, 0, relay=through("wrapped", Tls.IMPLICIT), connections=4))

    for campaign in (first, second):
        assert {State.SENT: PEOPLE} == counts(engine, campaign.number)
    received = postfix.received(2 * PEOPLE)
    assert all(b"with ESMTPS id" in raw for raw in received)
    assert 2 * PEOPLE == len({raw.partition(b"\nMessage-ID: ")[2].partition(b"\n")[0] for raw in received})
    engine.dispose()
