"""
The zone of a team whose mail arrives.
"""

from __future__ import annotations

from advisorypress.doctor.sender import txt


def zone_of(key: str) -> dict[str, str]:
    """
    Every record that the doctor asks for, with *key* as the DKIM record.
    """
    published = txt("press._domainkey.cert.example", key).partition(" IN ")[2]
    return {
        "cert.example": 'TXT "v=spf1 mx -all"\nMX 10 mail.cert.example.',
        "in.cert.example": 'TXT "v=spf1 ip4:192.0.2.25 -all"\nMX 10 mail.cert.example.',
        "mail.cert.example": "A 192.0.2.25",
        "25.2.0.192.in-addr.arpa": "PTR mail.cert.example.",
        "press._domainkey.cert.example": published,
        "_dmarc.cert.example": 'TXT "v=DMARC1; p=reject; rua=mailto:dmarc@cert.example"',
    }
