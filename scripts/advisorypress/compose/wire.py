"""
Header fields and bodies as they go over the wire: ASCII bytes, CRLF at every line's end.

The standard library's policies fold `List-Unsubscribe` into encoded words that no mail program understands, and fold
differently from one Python to the next. These few functions never do, so one digest gives the same bytes everywhere, and
nothing that is put into a field can end it.
"""

from __future__ import annotations

import base64
import re
import unicodedata
from enum import StrEnum

MAX_LINE = 998
"""
RFC 5322 section 2.1.1: octets of a line without its end.
"""
MAX_ENCODED_LINE = 76
"""
RFC 2045 section 6.7 and RFC 2047 section 2: octets of a line of an encoded body, or with an encoded word.
"""

_FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_FIELD_VALUE = re.compile(r"[\x20-\x7e]+")
_ATOM_PHRASE = re.compile(r"[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]+")
# What turns the direction of the words after it, so that a subject reads as something else.
_TURNS_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_AS_IT_IS = frozenset(b"\t" + bytes(range(0x20, 0x7F))) - {ord("=")}
_LONG = 200


class Transfer(StrEnum):
    """
    How a body is written in 7 bits: readable where it is mostly ASCII, small where it is not.
    """

    QUOTED_PRINTABLE = "quoted-printable"
    BASE64 = "base64"


def one_line(text: str) -> str:
    """
    *text* on one line: controls, line and paragraph separators and half surrogates become one space, and what would turn
    the direction of the words is taken out.
    """
    harmless = "".join(
        " " if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") else character
        for character in _TURNS_DIRECTION.sub("", text)
    )
    return " ".join(harmless.split())


def field(name: str, value: str) -> bytes:
    """
    A field whose value is ASCII already, on one line, never folded and never encoded.

    Raises `ValueError` for a value with anything but printable ASCII in it, or longer than a line may be.
    """
    if not _FIELD_NAME.fullmatch(name) or not _FIELD_VALUE.fullmatch(value):
        raise ValueError(f"the header {name!r} would hold something else than printable ASCII")
    line = f"{name}: {value}"
    if len(line) > MAX_LINE:
        raise ValueError(f"the header {name} would be longer than {MAX_LINE} characters")
    return line.encode("ascii") + b"\r\n"


def text_field(name: str, words: str) -> bytes:
    """
    A field of free words (`Subject`), as they are where they are ASCII, else as RFC 2047 encoded words.
    """
    words = one_line(words)
    if words.isascii() and words and "=?" not in words and len(words) <= _LONG:
        return field(name, words)
    return _folded(name, _encoded_words(words, MAX_ENCODED_LINE - len(name) - 2))


def mailbox_field(name: str, display: str, address: str) -> bytes:
    """
    A field with one named mailbox (`From`): the name quoted or encoded, then the address on a line of its own.
    """
    display = one_line(display)
    if not display:
        return field(name, address)
    if display.isascii() and "=?" not in display and len(display) <= _LONG:
        if not _ATOM_PHRASE.fullmatch(display):
            display = '"' + display.replace("\\", "\\\\").replace('"', '\\"') + '"'
        return field(name, f"{display} <{address}>")
    return _folded(name, [*_encoded_words(display, MAX_ENCODED_LINE - len(name) - 2), f"<{address}>"])


def body(text: str, transfer: Transfer) -> bytes:
    """
    *text* in UTF-8 as *transfer* writes it, in lines of at most 76 characters; every line of it ends, also the last.

    Raises `ValueError` for a control character: a bare carriage return or a NUL is read differently by every server.
    """
    if _CONTROL.search(text):
        raise ValueError("a body would hold a control character")
    lines = text.removesuffix("\n").split("\n")
    if transfer is Transfer.BASE64:
        octets = "".join(f"{line}\r\n" for line in lines).encode()
        return base64.encodebytes(octets).replace(b"\n", b"\r\n")
    return b"".join(_quoted_printable(line.encode()) for line in lines)


def _quoted_printable(line: bytes) -> bytes:
    """
    One line as RFC 2045 section 6.7 writes it (`binascii` makes 77 columns of a long line with a space at its end).
    """
    pieces = [chr(octet) if octet in _AS_IT_IS else f"={octet:02X}" for octet in line]
    if line.endswith((b" ", b"\t")):
        pieces[-1] = f"={line[-1]:02X}"
    if line == b"." or line.startswith(b"From "):
        # Neither a careless relay nor a mailbox in one file can then take the line for its own.
        pieces[0] = f"={line[0]:02X}"
    written, column = [], 0
    for number, piece in enumerate(pieces):
        last = number == len(pieces) - 1
        if column + len(piece) > MAX_ENCODED_LINE - (not last):
            written.append("=\r\n")
            column = 0
        written.append(piece)
        column += len(piece)
    return f"{''.join(written)}\r\n".encode("ascii")


def _encoded_words(text: str, room: int) -> list[str]:
    words: list[str] = []
    chunk = b""
    for character in text:
        octets = character.encode("utf-8", "replace")
        if len(_word(chunk + octets)) > room and chunk:
            words.append(_word(chunk))
            chunk, room = b"", MAX_ENCODED_LINE - 1
        chunk += octets
    return [*words, _word(chunk)]


def _word(octets: bytes) -> str:
    return f"=?utf-8?b?{base64.b64encode(octets).decode('ascii')}?="


def _folded(name: str, parts: list[str]) -> bytes:
    for part in parts:
        field(name, part)
    return f"{name}: ".encode("ascii") + "\r\n ".join(parts).encode("ascii") + b"\r\n"
