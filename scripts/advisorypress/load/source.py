"""
One file of an author: bytes to text, front matter and body, within fixed limits.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from advisorypress.errors import SourceUnavailable
from advisorypress.finding import Finding, Place
from advisorypress.language import Language
from advisorypress.load.front_matter import split_front_matter
from advisorypress.load.nodes import Mapping, Sequence, empty_mapping, is_packed, node_of, packed, unpacked
from advisorypress.load.yaml_events import Refused, read_yaml

# Six times the largest advisory that real documents have made; what is full takes seconds of every rule and page.
MAXIMUM_FILE = 256 * 1024
MAXIMUM_LINE = 64 * 1024
MAXIMUM_BODY = 64 * 1024
MAXIMUM_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Source:
    """
    One edition of a record as its author wrote it.

    *path* is relative to the repository with forward slashes; *packed* is the front matter (see `nodes`); *body* starts at
    line *body_line*; *digest* is the SHA-256 of the file's bytes.
    """

    path: str
    language: Language
    packed: bytes
    body: str
    body_line: int
    digest: str

    @property
    def head(self) -> Mapping:
        """
        The front matter.
        """
        return unpacked(self.packed, self.path)

    def has(self, key: str) -> bool:
        """
        Whether the front matter has *key*.
        """
        return is_packed(self.packed, key)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """
    A file that could not become a `Source`, and why.
    """

    path: str
    findings: tuple[Finding, ...]


Read = Callable[[Path, str, Language], Source | Unreadable]
"""
How a file is read; `read_source` is one way.
"""


def read_source(root: Path, path: str, language: Language) -> Source | Unreadable:
    """
    Reads *path* (relative to *root*).

    Raises `SourceUnavailable` when the system cannot read the file; everything that an author can mend is a finding of
    an `Unreadable`.
    """
    data = read_bytes(root, path)
    if isinstance(data, Unreadable):
        return data
    return parse_source(data, path, language)


def read_bytes(root: Path, path: str, limit: int = MAXIMUM_FILE) -> bytes | Unreadable:
    """
    The bytes of a regular file inside *root*, at most *limit*; links, pipes and larger files are refused.
    """
    try:
        # O_NOFOLLOW: a link may lead out of the repository. O_NONBLOCK: opening a pipe must not wait for a writer.
        descriptor = os.open(f"{root}/{path}", os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        # What is told of a link, a pipe or a socket must not depend on the words of the system.
        refused = irregular(root, path)
        if refused is not None:
            return Unreadable(path, (refused,))
        raise SourceUnavailable(f"cannot read {path}: {error.strerror}") from error
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            return Unreadable(path, (_not_a_file(path),))
        # Without a file object, which would cost as much as all the rest, and with no more room than the file needs.
        data = os.read(descriptor, min(limit, found.st_size) + 1)
        while len(data) <= limit and (more := os.read(descriptor, limit + 1 - len(data))):
            data += more
    except OSError as error:
        raise SourceUnavailable(f"cannot read {path}: {error.strerror}") from error
    finally:
        os.close(descriptor)
    if len(data) > limit:
        return _unreadable(
            path,
            "too-large",
            f"the file is larger than {limit // 1024} KB",
            "an advisory is a few KB; move data into a link",
        )
    return data


def irregular(root: Path, path: str) -> Finding | None:
    """
    What is wrong with *path* when it is there and is no regular file.
    """
    try:
        mode = (root / path).lstat().st_mode
    except OSError:
        return None
    if stat.S_ISLNK(mode):
        return Finding("symbolic-link", Place(path), "this is a symbolic link", "put the file itself here")
    return None if stat.S_ISREG(mode) else _not_a_file(path)


def _not_a_file(path: str) -> Finding:
    return Finding("not-a-file", Place(path), "this is not a regular file", "remove it")


def parse_source(data: bytes, path: str, language: Language) -> Source | Unreadable:
    """
    Makes a source of the bytes of *path*; pure, so that a preview or an import can use it.
    """
    text = text_of(data, path)
    if isinstance(text, Finding):
        return Unreadable(path, (text,))
    parts = split_front_matter(text)
    if parts is None:
        hint = "start the file with a line ---, then `key: value` lines, then a second line ---"
        return _unreadable(path, "no-front-matter", "the file has no front matter", hint)
    try:
        written = read_yaml(parts.head, path, parts.head_line) or empty_mapping(2)
    except Refused as refusal:
        return Unreadable(path, (refusal.finding,))
    head = node_of(written, path)
    if not isinstance(head, Mapping):
        hint = "write a key before each value, without `- `"
        return Unreadable(path, (Finding("broken-yaml", head.place, "front matter is `key: value` lines", hint),))
    for _, value in head.entries:
        if isinstance(value, Sequence) and len(value.written[0]) > MAXIMUM_ROWS:
            message = f"there are more than {MAXIMUM_ROWS:,} rows in this list"
            place = value.items[MAXIMUM_ROWS].place
            return Unreadable(path, (Finding("too-large", place, message, "split the record, or link to the list"),))
    if len(parts.body.encode()) > MAXIMUM_BODY:
        return _unreadable(path, "too-large", "the text is larger than 64 KB", "split it, or link to the long part")
    return Source(path, language, packed(written), parts.body, parts.body_line, hashlib.sha256(data).hexdigest())


def text_of(data: bytes, path: str) -> str | Finding:
    """
    The text in the bytes of *path*, each line ending with a line feed; or why they are no text that we take.
    """
    return _refused_bytes(data, path) or data.decode("utf-8").replace("\r\n", "\n")


def _refused_bytes(data: bytes, path: str) -> Finding | None:
    if data.startswith(b"\xef\xbb\xbf"):
        return Finding(
            "not-utf8", Place(path), "the file starts with a byte order mark", "save it as UTF-8 without BOM"
        )
    if b"\0" in data:
        before = data[: data.index(b"\0")]
        return Finding("not-utf8", _byte_place(path, before), "there is a NUL character here", "remove it")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        place = _byte_place(path, data[: error.start])
        return Finding("not-utf8", place, "this is not UTF-8", "save the file as UTF-8")
    for number, line in enumerate(data.split(b"\n"), start=1):
        if len(line) > MAXIMUM_LINE:
            return Finding("too-large", Place(path, number), "this line is longer than 64 KB", "break it up")
    return None


def _byte_place(path: str, before: bytes) -> Place:
    line_start = before.rfind(b"\n") + 1
    return Place(path, before.count(b"\n") + 1, len(before[line_start:].decode("utf-8", "replace")) + 1)


def _unreadable(path: str, rule: str, message: str, hint: str) -> Unreadable:
    return Unreadable(path, (Finding(rule, Place(path), message, hint),))
