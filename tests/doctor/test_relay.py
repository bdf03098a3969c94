"""
What the doctor says of a relay: a real Postfix, with and without TLS, and as it is set.
"""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta

import pytest

from advisorypress.doctor.diagnosis import Diagnosis, Verdict, status_of
from advisorypress.doctor.relay import postfix as look_at_postfix
from advisorypress.doctor.relay import relay_itself
from advisorypress.notify.relay import Relay, Tls
from tests.notify.postfix import Certificate, Postfix, free_port, postfix, postfix_folder, postfix_with_tls

__all__ = ["postfix", "postfix_folder", "postfix_with_tls"]

NOW = datetime.now(UTC)


def looked(relay: Relay, now: datetime = NOW) -> list[tuple[Verdict, str]]:
    return [(each.verdict, each.words) for each in relay_itself(relay, "cert.example", now)]


def test_nobody_there() -> None:
    """
    A relay that does not answer is a trouble of the world: it may answer tomorrow.
    """
    port = free_port()
    found = list(relay_itself(Relay(host="127.0.0.1", port=port, tls=Tls.NONE), "cert.example", NOW))

    assert [(Verdict.UNKNOWN, f"the relay 127.0.0.1:{port} cannot be reached: nothing listens there")] == [
        (each.verdict, each.words) for each in found
    ]
    assert 3 == status_of(found)


@pytest.mark.needs("postfix")
def test_a_relay_on_this_machine(postfix: Postfix) -> None:
    """
    It answers, and no message is sent to find that out.
    """
    found = looked(Relay(host="127.0.0.1", port=postfix.port, tls=Tls.NONE))

    assert [Verdict.PASS] == [verdict for verdict, _ in found]
    assert "from=<" not in postfix.log


@pytest.mark.needs("postfix")
def test_a_relay_with_tls(postfix_with_tls: tuple[Postfix, Certificate], monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Statement 18: a certificate that nobody vouches for is wrong; a good one is told with its end when that is near.
    """
    running, certificate = postfix_with_tls
    relay = Relay(host="localhost", port=running.port)

    ((untrusted, words),) = looked(relay)
    assert Verdict.FAIL is untrusted
    assert "its certificate is not valid" in words
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.certificate))
    good = looked(relay)
    assert [Verdict.PASS] == [verdict for verdict, _ in good]
    assert re.fullmatch(r"localhost:\d+ answers over TLSv1\.[23], its certificate is valid", good[0][1])
    # The test's certificate holds for 30 days.
    later = looked(relay, NOW + timedelta(days=20))
    assert [Verdict.PASS, Verdict.WARN] == [verdict for verdict, _ in later]
    assert re.search(r"ends in \d+ days", later[1][1])


@pytest.mark.needs("postfix")
def test_a_relay_without_the_tls_that_is_wanted(postfix: Postfix) -> None:
    """
    No password would leave, no mail would be sent; the doctor says why.
    """
    ((verdict, words),) = looked(Relay(host="localhost", port=postfix.port, user="press", password="geheim"))

    assert (Verdict.FAIL, True) == (verdict, "offers no STARTTLS" in words)


@pytest.mark.needs("postfix")
def test_how_postfix_is_set(postfix: Postfix) -> None:
    """
    Long queue ids and the client's port in the log are wanted; a milter over TCP is slow.
    """
    configuration = postfix.folder / "etc"
    environment = {**os.environ, "MAIL_CONFIG": str(configuration)}

    def verdicts() -> list[tuple[Verdict, str]]:
        return [(each.verdict, each.record) for each in look_at_postfix(environment)]

    assert [(Verdict.PASS, "")] * 3 == verdicts()
    text = (configuration / "main.cf").read_text(encoding="ascii")
    (configuration / "main.cf").write_text(
        text.replace("enable_long_queue_ids = yes", "enable_long_queue_ids = no").replace(
            "smtpd_client_port_logging = yes", "smtpd_milters = inet:127.0.0.1:8891, unix:/run/opendkim/opendkim.sock"
        ),
        encoding="ascii",
    )

    assert [
        (Verdict.FAIL, "postconf -e enable_long_queue_ids=yes && postfix reload"),
        (Verdict.WARN, "postconf -e smtpd_client_port_logging=yes && postfix reload"),
        (Verdict.WARN, "postconf -e smtpd_milters=unix:/run/opendkim/opendkim.sock"),
        (Verdict.PASS, ""),
    ] == verdicts()


def test_no_postfix_here(tmp_path: os.PathLike[str]) -> None:
    """
    Another mail server can be fine; what cannot be asked is said.
    """
    (only,) = list(look_at_postfix({"PATH": str(tmp_path), "MAIL_CONFIG": str(tmp_path)}))

    assert isinstance(only, Diagnosis)
    assert Verdict.WARN is only.verdict
