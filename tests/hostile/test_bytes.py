"""
Files that are no text, or more of it than anybody reads.
"""

from __future__ import annotations

import pytest

from tests.examples import PATH, advisory_file, front_matter
from tests.hostile.conftest import Hostile

pytestmark = pytest.mark.sample(6)

GOOD = advisory_file().encode()
PAGE = "content/hostile.en.md"
GUIDE = "content/guides/hostile.en.md"
INDEX = "advisories/SA-2026-0142/index.html"
TEXT = "advisories/SA-2026-0142/advisory.txt"

REFUSED = {
    "nothing": (b"", "no-front-matter", 1),
    "no-front-matter": (b"Hello.\n", "no-front-matter", 1),
    "an-end-without-a-beginning": (b"title: a\n---\n", "no-front-matter", 1),
    "a-beginning-without-an-end": (b"---\ntitle: a\n", "no-front-matter", 1),
    "only-marks": (b"---\n" * 20_000, "too-large", 1),
    "latin-1": (GOOD.replace(b"A flaw", b"A fl\xe4w"), "not-utf8", 4),
    "big5": (GOOD.replace(b"A flaw", "漏洞".encode("big5")), "not-utf8", 4),
    "utf-16": (advisory_file().encode("utf-16"), "not-utf8", 1),
    "utf-32": (advisory_file().encode("utf-32"), "not-utf8", 1),
    "half-a-character": (GOOD + b"\xe6\xbc", "not-utf8", 24),
    "overlong": (GOOD.replace(b"A flaw", b"A \xc0\xafflaw"), "not-utf8", 4),
    "surrogate": (GOOD.replace(b"A flaw", b"A \xed\xa0\x80flaw"), "not-utf8", 4),
    "beyond-unicode": (GOOD.replace(b"A flaw", b"A \xf4\x90\x80\x80flaw"), "not-utf8", 4),
    "nul-in-head": (GOOD.replace(b"A flaw", b"A\0flaw"), "not-utf8", 4),
    "nul-in-body": (GOOD + b"a\0b\n", "not-utf8", 24),
    "nuls": (b"\0" * 100_000, "not-utf8", 1),
    "byte-order-mark": (b"\xef\xbb\xbf" + GOOD, "not-utf8", 1),
    "random": (bytes(range(256)) * 64, "not-utf8", 1),
    "machine-code": (b"\x7fELF\x02\x01\x01" + GOOD, "no-front-matter", 1),
    "compressed": (b"\x1f\x8b\x08\x00" + GOOD, "not-utf8", 1),
    "control-characters": (GOOD.replace(b"A flaw", b"A \x1b[2Jflaw"), "broken-yaml", 4),
    "controls-in-body": (GOOD + b"a\x1b]0;owned\x07b\n", "hidden-characters", 24),
    "line-of-10-megabytes": (GOOD + b"a" * 10_000_000, "too-large", 1),
    "line-of-64-kilobytes": (GOOD + b"a " * 33_000, "too-large", 24),
    "long-value": (GOOD.replace(b"A flaw", b"A flaw" * 12_000), "too-large", 4),
    "file-of-a-megabyte": (GOOD + b"a\n" * 600_000, "too-large", 1),
    "body-of-65-kilobytes": (GOOD + b"a\n" * 33_000, "too-large", 1),
    "tabs-for-spaces": (GOOD.replace(b"\n  - {key", b"\n\t- {key"), "broken-yaml", 12),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(hostile: Hostile, name: str) -> None:
    data, rule, line = REFUSED[name]
    hostile.write(PATH, data)

    hostile.press().assert_refused(rule, PATH, line)


@pytest.mark.parametrize("path", [GUIDE, PAGE])
@pytest.mark.parametrize("name", ["latin-1", "nul-in-head", "byte-order-mark", "line-of-10-megabytes", "nothing"])
def test_refused_in_every_kind_of_file(hostile: Hostile, path: str, name: str) -> None:
    data, rule, line = REFUSED[name]
    hostile.write(path, data)

    hostile.press().assert_refused(rule, path, line)


def test_unreadable_translation_does_not_speak_for_its_source(hostile: Hostile) -> None:
    path = "advisories/2026/SA-2026-0001.zh-Hant.md"
    hostile.write(path, b"\xff\xfe")

    hostile.press().assert_refused("not-utf8", path, 1)


def test_line_ends_of_windows_are_the_same_file(hostile: Hostile) -> None:
    hostile.write(PATH, GOOD)
    hostile.press().assert_built(INDEX)
    plain = {path: (hostile.root / "site" / path).read_bytes() for path in (INDEX, TEXT)}
    hostile.write(PATH, GOOD.replace(b"\n", b"\r\n"))

    again = hostile.press()

    again.assert_built(INDEX)
    assert plain == {path: again.site[path] for path in plain}


def test_line_ends_of_old_macs_are_no_front_matter(hostile: Hostile) -> None:
    hostile.write(PATH, GOOD.replace(b"\n", b"\r"))

    hostile.press().assert_refused("no-front-matter", PATH, 1)


def test_lone_carriage_returns_move_no_place(hostile: Hostile) -> None:
    """
    YAML counts them, and three characters of Unicode, as line ends; editors and we do not.
    """
    hostile.write(
        PATH, GOOD.replace(b"A flaw", b'"A \\u0085\r\xc2\x85\xe2\x80\xa8 flaw').replace(b"run code.", b'run code."')
    )

    hostile.press().assert_refused("hidden-characters", PATH, 4)


@pytest.mark.parametrize("end", ["", "\n", "\n\n\n", "\n---\n", "\n...\n", "\n---\ntitle: again\n---\n", "\t", "\\"])
def test_any_end_of_a_file_is_an_end(hostile: Hostile, end: str) -> None:
    hostile.write(PATH, advisory_file(f"Text.{end}"))

    hostile.press().assert_built(INDEX)


def test_tabs_in_a_body_are_spaces(hostile: Hostile) -> None:
    hostile.write(PATH, advisory_file("-\ta\n\n\tb\n\n\t\tcode\n"))
    hostile.write(GUIDE, front_matter(_guide(), "-\ta\n\n\tb\n\n\t\tcode\n"))

    hostile.press().assert_built(INDEX, "guides/hostile/index.html")


def _guide() -> dict[str, str]:
    return {
        "title": "Hostile",
        "summary": "It means harm.",
        "published": "2026-11-20T09:30:00+08:00",
        "languages": "[en]",
        "audience": "[home]",
    }
