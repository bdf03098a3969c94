"""
Every secret of the press: what it is for, where it belongs, when it ends, how it is changed, and whether it is set.

No value of one is ever told.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from advisorypress.errors import SettingsError
from advisorypress.notify.channels import open_channel
from advisorypress.notify.dkim import ED25519_KEY as DKIM_ED25519_KEY
from advisorypress.notify.dkim import KEY as DKIM_KEY
from advisorypress.notify.dkim import signer_of
from advisorypress.notify.relay import PASSWORD, USER, relay_of
from advisorypress.settings import ChannelSettings, Settings
from advisorypress.store.suppression import KEY as SUPPRESSION_KEY
from advisorypress.store.suppression import pepper
from advisorypress.tokens import KEYS as TOKEN_KEYS
from advisorypress.tokens import token_keys

BACKUP_KEY = "PRESS_BACKUP_KEY"
_HOST = (
    "the environment of the press host, from a file of mode 0600 that only its user reads; a copy in the team's safe"
)


@dataclass(frozen=True, slots=True)
class Secret:
    """
    One secret: the *variable* it stands in, and what a person has to know of it. *is_wanted* says that the settings need it;
    *trouble* is what is wrong with its value, "" when nothing is.
    """

    variable: str
    purpose: str
    place: str
    end: str
    rotation: str
    is_wanted: bool
    is_set: bool
    trouble: str = ""


def secrets_of(settings: Settings, environment: Mapping[str, str]) -> Iterator[Secret]:
    """
    Every secret that the press knows, those of the settings' channels last.
    """
    mail = settings.mail
    mails = bool(mail.mailbox_domain or mail.endpoint)

    def secret(
        variable: str, purpose: str, end: str, rotation: str, is_wanted: bool, check: Callable[[], object]
    ) -> Secret:
        is_set = bool(environment.get(variable))
        return Secret(variable, purpose, _HOST, end, rotation, is_wanted, is_set, _trouble(check) if is_set else "")

    yield secret(
        TOKEN_KEYS,
        "sign the addresses and links by which a subscriber confirms, leaves, and bounces are told apart",
        "never: a link to leave in an old mail has to work for years",
        "put another number before it: 2:NEW,1:OLD; the highest signs, all are taken; an old one that leaks is taken out"
        " last, and its links die",
        mails,
        lambda: token_keys(environment),
    )
    yield secret(
        SUPPRESSION_KEY,
        "know again, without keeping it, the address of someone who must not be written to",
        "never",
        "not possible: without it people who left would be written to again",
        mails,
        lambda: pepper(environment),
    )
    yield secret(
        BACKUP_KEY,
        "encrypt the backups of the store, which hold all addresses",
        "with the last backup that it opens",
        "change it, make a backup, and keep the old key until the backups that it opens are deleted",
        mails,
        lambda: None,
    )
    yield secret(
        DKIM_KEY,
        "sign mail where the relay does not: a path to a PEM file, or the PEM itself",
        "after a year or so, by choice",
        "publish the new key under another selector, wait a day, set both, and take the old record out after a week",
        bool(mail.dkim_selector),
        lambda: _dkim(settings, environment),
    )
    if mail.dkim_ed25519:
        yield secret(
            DKIM_ED25519_KEY,
            "sign a second time, with Ed25519, beside the key above: a path to a PEM file, or the PEM itself",
            "after a year or so, by choice",
            "as the key above, under extra.press.mail.dkim.ed25519",
            True,
            lambda: _dkim(settings, environment, DKIM_ED25519_KEY),
        )
    yield secret(
        PASSWORD,
        f"let us in at the relay, with the name in {USER}",
        "as the relay's operator says",
        "ask for a second one, set it, and have the first taken away",
        bool(environment.get(USER)),
        lambda: relay_of(settings, environment) if mail.relay else None,
    )
    for channel in settings.channels:
        yield _of_channel(channel, environment)


def _of_channel(channel: ChannelSettings, environment: Mapping[str, str]) -> Secret:
    is_set = bool(environment.get(channel.key))
    return Secret(
        channel.key,
        f"the Apprise URL of the channel {channel.name}, with its token or password",
        _HOST,
        "as the service says",
        "make a second token at the service, set it, and revoke the first",
        True,
        is_set,
        _trouble(lambda: open_channel(channel, environment)) if is_set else "",
    )


def _trouble(check: Callable[[], object]) -> str:
    try:
        check()
    except SettingsError as error:
        return str(error)
    return ""


def _dkim(settings: Settings, environment: Mapping[str, str], variable: str = DKIM_KEY) -> None:
    """
    Raises `SettingsError` for a key that cannot be used, or one in a file that others read or that Git would take in.
    """
    signer_of(settings.mail.dkim_domain or "example", settings.mail.dkim_selector or "key", environment, variable)
    text = environment.get(variable, "")
    if text.startswith("-----BEGIN"):
        return
    path = Path(text).absolute()
    if any((parent / ".git").exists() for parent in path.parents):
        raise SettingsError(f"{variable}: the file lies in a Git tree, which is copied and pushed; keep it elsewhere")
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise SettingsError(f"{variable}: others on this machine can read the file; run: chmod 600 FILE")
