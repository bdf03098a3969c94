"""
Which relay is used, and that nothing leaves the machine without TLS.
"""

from __future__ import annotations

import re

import pytest

from advisorypress.errors import SettingsError, UsageError
from advisorypress.notify.relay import Relay, Tls, is_loopback, relay_of
from advisorypress.settings import MailSettings, Settings
from tests.compose.library import some_settings

SECRETS = {"PRESS_SMTP_USER": "press", "PRESS_SMTP_PASSWORD": "geheim"}


def settings(relay: str, tls: str = "starttls") -> Settings:
    return some_settings(mail=MailSettings("digest@cert.example", relay, "digest.cert.example", tls=tls))


def test_the_relay_of_the_settings_with_the_environments_password() -> None:
    """
    STARTTLS is the rule; user and password come from the environment and show in no text.
    """
    relay = relay_of(settings("mail.cert.example:587"), SECRETS)

    assert Relay(host="mail.cert.example", port=587, tls=Tls.STARTTLS, user="press", password="geheim") == relay
    assert "mail.cert.example:587" == str(relay)
    assert "geheim" not in repr(relay)
    assert "press" not in repr(relay).removeprefix("Relay")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "[::1]"])
def test_only_this_machine_may_go_without_tls(host: str) -> None:
    """
    `none` is for the loopback.
    """
    assert Tls.NONE is relay_of(settings(f"{host}:25", "none"), {}).tls


@pytest.mark.parametrize(
    "host",
    ["mail.cert.example", "10.0.0.1", "0.0.0.0", "localhost.cert.example", "127.0.0.1.cert.example", "[fe80::1]"],
)
def test_elsewhere_tls_is_demanded(host: str) -> None:
    """
    Also of a private network, and of names that only look like this machine's.
    """
    with pytest.raises(SettingsError, match="this machine only"):
        relay_of(settings(f"{host}:25", "none"), {})


def test_a_relay_of_the_command_line() -> None:
    """
    One on this machine gets neither TLS nor the password of the team's own relay; one elsewhere gets both.
    """
    here = relay_of(settings("mail.cert.example:587"), SECRETS, "localhost:2525")
    there = relay_of(settings("localhost:25", "none"), SECRETS, "mail.cert.example:587")

    assert (Tls.NONE, "", "") == (here.tls, here.user, here.password)
    assert (Tls.STARTTLS, "press", "geheim") == (there.tls, there.user, there.password)


@pytest.mark.parametrize(
    "text", ["localhost", "localhost:", ":25", "localhost:0", "localhost:65536", "a b:25", "a:25\r\n", "::1:25"]
)
def test_what_is_no_relay(text: str) -> None:
    """
    The option is a matter of usage, the setting one of settings; both say how it is written.
    """
    with pytest.raises(UsageError, match="--relay is written HOST:PORT"):
        relay_of(settings("localhost:25", "none"), {}, text)
    with pytest.raises(SettingsError, match=re.escape("extra.press.mail.relay is written HOST:PORT")):
        relay_of(settings(text, "none"), {})


def test_half_a_login_and_an_unknown_word() -> None:
    """
    Each is named, and the password never.
    """
    with pytest.raises(SettingsError, match="PRESS_SMTP_USER is set in the environment and PRESS_SMTP_PASSWORD is not"):
        relay_of(settings("localhost:25"), {"PRESS_SMTP_USER": "press"})
    with pytest.raises(SettingsError, match="PRESS_SMTP_PASSWORD is set") as caught:
        relay_of(settings("localhost:25"), {"PRESS_SMTP_PASSWORD": "geheim"})
    assert "geheim" not in str(caught.value)
    with pytest.raises(SettingsError, match="starttls, implicit or none, not `ssl`"):
        relay_of(settings("localhost:25", "ssl"), {})


def test_names_of_this_machine() -> None:
    """
    A name is this machine's only if no resolver can lead it elsewhere.
    """
    assert is_loopback("localhost.")
    assert not is_loopback("localhost.localdomain")
    assert not is_loopback("")
