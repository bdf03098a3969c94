"""
A private certificate authority, and certificates of servers that are good, of another name, or over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.notify.postfix import Certificate

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Authority:
    """
    Whom a client trusts that trusts *certificate*; what it issues lies in *folder*.
    """

    folder: Path
    certificate: Path
    key: EllipticCurvePrivateKey
    name: x509.Name

    @classmethod
    def make(cls, folder: Path) -> Authority:
        """
        A new one.
        """
        key = generate_private_key(SECP256R1())
        name = _named("Authority of a test")
        made = _builder(name, name, key, datetime.now(UTC) + 30 * _DAY)
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        path = folder / "authority.pem"
        certificate = made.add_extension(usage, critical=True).sign(key, SHA256())
        path.write_bytes(certificate.public_bytes(Encoding.PEM))
        return cls(folder, path, key, name)

    def issue(self, host: str, *, days: int = 30) -> Certificate:
        """
        A certificate for *host* that ends in *days*, which may lie behind us.
        """
        key = generate_private_key(SECP256R1())
        made = _builder(_named(host), self.name, key, datetime.now(UTC) + days * _DAY)
        made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        known = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        certificate = made.add_extension(known, critical=False).sign(self.key, SHA256())
        paths = Certificate(self.folder / f"{host}{days}.pem", self.folder / f"{host}{days}.key")
        paths.certificate.write_bytes(certificate.public_bytes(Encoding.PEM))
        paths.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return paths


def _named(words: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: EllipticCurvePrivateKey, end: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - 60 * _DAY)
        .not_valid_after(end)
    )
