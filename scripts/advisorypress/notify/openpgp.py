"""
The door to GnuPG, which signs mail with a key of the team's keyring and asks its agent for the passphrase.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from advisorypress.compose.signed import sign_template
from advisorypress.compose.slots import Template
from advisorypress.errors import MailError, SettingsError

_FINGERPRINT = re.compile(r"[0-9A-F]{40}|[0-9A-F]{64}")
# A person may have to type a passphrase into the agent's window.
_PATIENCE_SECONDS = 120
_KEPT = 64


@dataclass(frozen=True, slots=True)
class OpenPgp:
    """
    The key *fingerprint* (40 or 64 hexadecimal digits) of the keyring that GnuPG uses for this user.
    """

    fingerprint: str
    # One mail goes to several colleagues or both languages' lists; the same words are signed once.
    _made: dict[bytes, bytes] = field(default_factory=dict, repr=False, compare=False)

    def sign(self, octets: bytes) -> bytes:
        """
        The armoured detached signature of *octets*. Raises `MailError` with what GnuPG says is wrong.
        """
        name = hashlib.sha256(octets).digest()
        if name not in self._made:
            while len(self._made) >= _KEPT:
                del self._made[next(iter(self._made))]
            self._made[name] = _gpg(
                "--digest-algo", "SHA512", "--armor", "--local-user", self.fingerprint, "--detach-sign", said=octets
            )
        return self._made[name]

    def sign_template(self, template: Template) -> Template:
        """
        *template* with its content signed.
        """
        return sign_template(template, self.sign)

    def ends(self) -> Iterator[datetime]:
        """
        When the key, and each of its subkeys that can sign, stops being valid; nothing for one that never does.
        """
        listing = _gpg("--with-colons", "--list-secret-keys", self.fingerprint).decode("utf-8", "replace")
        for line in listing.splitlines():
            columns = line.split(":")
            # doc/DETAILS of GnuPG: 1 kind of record, 2 validity (r revoked, e expired), 7 its end, 12 what it can do.
            if (
                columns[0] in ("sec", "ssb")
                and columns[1] not in ("r", "e")
                and "s" in columns[11]
                and columns[6].isdigit()
            ):
                yield datetime.fromtimestamp(int(columns[6]), UTC)


def openpgp_of(fingerprint: str) -> OpenPgp | None:
    """
    The key of the settings (`extra.press.mail.openpgp`); None when they name none: then mail is not signed with OpenPGP.

    Raises `SettingsError` for what is no whole fingerprint: a short name can be that of somebody else's key.
    """
    if not fingerprint:
        return None
    plain = fingerprint.replace(" ", "").upper()
    if not _FINGERPRINT.fullmatch(plain):
        raise SettingsError(
            "mkdocs.yml: extra.press.mail.openpgp is a whole fingerprint, 40 hexadecimal digits, as"
            " gpg --list-secret-keys --fingerprint prints it"
        )
    return OpenPgp(plain)


def _gpg(*words: str, said: bytes = b"") -> bytes:
    program = shutil.which("gpg")
    if program is None:
        raise MailError("mail is to be signed (extra.press.mail.openpgp) and gpg is not installed; nothing was sent")
    try:
        done = subprocess.run(
            [program, "--batch", "--no-tty", "--quiet", *words],
            input=said, capture_output=True, check=False, timeout=_PATIENCE_SECONDS,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise MailError(f"gpg did not sign: {type(error).__name__}; nothing was sent") from None
    if done.returncode:
        raise MailError(f"gpg did not sign: {_told(done.stderr)}; nothing was sent")
    return done.stdout


def _told(stderr: bytes) -> str:
    """
    The last line of what GnuPG says, which names the trouble; without the address in the key's name.
    """
    lines = [line for line in stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    words = lines[-1].removeprefix("gpg: ") if lines else "it gave no reason"
    return re.sub(r"\S*@\S*", "(an address)", words)
