"""
Front matter that makes a YAML reader crash, guess, or work for ever.
"""

from __future__ import annotations

import pytest

from advisorypress.load.takedowns import TAKEDOWNS
from tests.examples import PATH, advisory_file, front_matter
from tests.hostile.conftest import Hostile

pytestmark = pytest.mark.sample(6)

PAGE = "content/hostile.en.md"
INDEX = "advisories/SA-2026-0142/index.html"

_LAUGHS = "\n".join(f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]" for n in range(8))

REFUSED = {
    # Billions of laughs, cycles and merges.
    "aliases-of-aliases": (f"a: &a [lol]\n{_LAUGHS}", 2),
    "alias-of-itself": ("a: &a [*a]", 2),
    "anchor": ("title: &a Hello", 2),
    "alias": ("title: *a", 2),
    "merge": ("a: &a {b: c}\ntags:\n  <<: *a", 2),
    # Tags that some readers execute.
    "tag-of-python": ("title: !!python/object/apply:os.system [id]", 2),
    "tag-of-a-module": ("title: !!python/module:os ''", 2),
    "tag-of-bytes": ("title: !!binary aGVsbG8=", 2),
    "tag-of-a-set": ("tags: !!set {a, b}", 2),
    "tag-of-our-own": ("title: !hello there", 2),
    "tag-of-an-address": ("title: !<tag:yaml.org,2002:python/name:os> a", 2),
    "tag-handle": ("%TAG ! tag:example.com,2000:\n---\ntitle: !a b", 3),
    # What crashes a composer.
    "thousands-of-brackets": ("title: " + "[" * 50_000, 2),
    "thousands-of-braces": ("title: " + "{" * 50_000, 2),
    "thousands-of-dashes": ("title:\n  " + "- " * 25_000 + "a", 3),
    "thousands-of-question-marks": ("? " * 25_000 + "a", 2),
    "thousands-of-closed-brackets": ("title: " + "[" * 20_000 + "]" * 20_000, 2),
    "thousands-of-keys": ("\n".join(" " * n + "a:" for n in range(300)), None),
    "thirteen-levels": ("title: " + "[" * 13 + "]" * 13, 2),
    # What is no list of keys and values.
    "list": ("- a\n- b", 2),
    "word": ("hello", 2),
    "number": ("1", 2),
    "empty-list": ("[]", 2),
    "key-that-is-a-list": ("? [a, b]\n: c", 2),
    "key-that-is-a-mapping": ("{a: b}: c", 2),
    "two-documents": ("a: b\n...\n%YAML 1.1\n", None),
    "open-quote": ('title: "hello', None),
    "open-bracket": ("title: [hello", None),
    "two-colons": ("title: hello: there", 2),
    "percent": ("title: %hello", 2),
    "at": ("title: @hello", 2),
    "tick": ("title: `hello`", 2),
    "escape-that-is-none": ('title: "\\q"', 2),
    "half-an-escape": ('title: "\\u12"', 2),
    "escape-beyond-unicode": ('title: "\\UFFFFFFFF"', 2),
    "escaped-surrogate": ('title: "\\ud800"', 2),
    "tab": ("title:\n\t- a", 3),
    "version": ("%YAML 9.9\n---\ntitle: a", 2),
    "c1-control": ("title: a\x80b", 2),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(hostile: Hostile, name: str) -> None:
    head, line = REFUSED[name]
    hostile.write(PATH, f"---\n{head}\n---\n\nText.\n")

    hostile.press().assert_refused("broken-yaml", PATH, line)


@pytest.mark.parametrize("name", ["aliases-of-aliases", "tag-of-python", "thousands-of-brackets", "thousands-of-keys"])
def test_refused_in_hand_written_pages(hostile: Hostile, name: str) -> None:
    """
    The engine itself would read them with another reader.
    """
    head, line = REFUSED[name]
    hostile.write(PAGE, f"---\n{head}\n---\n\nText.\n")

    hostile.press().assert_refused("broken-yaml", PAGE, line)


def test_duplicate_keys(hostile: Hostile) -> None:
    hostile.write(PATH, advisory_file(title="One\ntitle: Two"))

    hostile.press().assert_refused("duplicate-key", PATH, 4)


@pytest.mark.parametrize("path", [PAGE, "content/guides/hostile.en.md"])
def test_duplicate_keys_in_pages(hostile: Hostile, path: str) -> None:
    head = {"title": "Hostile", "summary": "It means harm.", "languages": "[en]\ntitle: Again"}
    if "guides" in path:
        head |= {"published": "2026-11-20T09:30:00+08:00", "audience": "[home]"}
    hostile.write(path, front_matter(head, "Text.\n"))

    hostile.press().assert_refused("duplicate-key", path, 5)


@pytest.mark.parametrize("name", ["aliases-of-aliases", "tag-of-python", "thousands-of-brackets", "escaped-surrogate"])
def test_refused_in_takedowns(hostile: Hostile, name: str) -> None:
    head, line = REFUSED[name]
    assert line is not None
    hostile.write(TAKEDOWNS, f"{head}\n")

    hostile.press().assert_refused("broken-yaml", TAKEDOWNS, line - 1)


@pytest.mark.parametrize(
    "entry",
    [
        "- {id: ../../etc/passwd, versions: all, date: 2026-11-25, reason: error}",
        "- {id: SA-2026-0001, versions: 99999999999999999999, date: 2026-11-25, reason: error}",
        "- {id: SA-2026-0001, versions: all, date: 2026-99-25, reason: error}",
        "- {id: SA-2026-0001, versions: all, date: 2026-11-25, reason: '<script>alert(1)</script>'}",
        "- {id: SA-2025-0001, versions: all, date: 2026-11-25, reason: error, aliases: ['/../../x', '//evil.example/']}",
        "{id: SA-2026-0001}",
        "- - - a",
    ],
)
def test_takedowns_that_take_down_something_else(hostile: Hostile, entry: str) -> None:
    hostile.write(TAKEDOWNS, f"{entry}\n")

    outcome = hostile.press()

    assert [1, 1] == [outcome.check.status, outcome.build.status]
    assert f"{TAKEDOWNS}:1:" in outcome.check.out
    assert outcome.before == outcome.site


def test_duplicate_keys_in_rows(hostile: Hostile) -> None:
    hostile.write(PATH, advisory_file(references="\n  - {title: A, url: https://a.example/, url: https://b.example/}"))

    hostile.press().assert_refused("duplicate-key", PATH, 16)


@pytest.mark.parametrize(
    "key",
    [
        "template: main.html",
        "hide: [navigation]",
        "search: {exclude: true}",
        "__proto__: a",
        "icon: x",
        "hooks: [/tmp/x.py]",
    ],
)
def test_keys_of_the_engine_do_nothing(hostile: Hostile, key: str) -> None:
    head = {"title": "Hostile", "summary": "It means harm.", "languages": f"[en]\n{key}"}
    hostile.write(PAGE, front_matter(head, "Text.\n"))

    hostile.press().assert_refused("unknown-key", PAGE, 5)


@pytest.mark.parametrize(
    "value", ["1.10", "no", "0x1F", "1e3", "12:30", "2026-01-01", "null", "~", ".inf", ".NaN", "=", "<<", "010"]
)
def test_values_are_read_as_written(hostile: Hostile, value: str) -> None:
    hostile.write(PATH, advisory_file(title=value))

    outcome = hostile.press()

    outcome.assert_built(INDEX)
    assert f"<title>{value.replace('<', '&lt;')} | " in outcome.text(INDEX)


@pytest.mark.parametrize(
    "written",
    [
        '"a\\u0000b"',
        '"a\\x1b[31mb"',
        '"a\\u202eb"',
        '"a\\u2066b"',
        '"a\\U000E0041b"',
        '"a\\uFEFFb"',
        '"a\\uFFFFb"',
        '"a\\x85b"',
    ],
)
def test_escapes_bring_in_no_hidden_character(hostile: Hostile, written: str) -> None:
    hostile.write(PATH, advisory_file(title=written))

    hostile.press().assert_refused("hidden-characters", PATH, 3)


def test_a_title_of_many_lines_is_one(hostile: Hostile) -> None:
    hostile.write(PATH, advisory_file(title='"a\\nb\\nc: d\\n\\nSubject: e"'))

    outcome = hostile.press()

    outcome.assert_built(INDEX)
    assert "<title>a b c: d Subject: e | " in outcome.text(INDEX)


def test_thousands_of_rows_are_within_time(hostile: Hostile) -> None:
    rows = "".join(f"\n  - {{vendor: A, product: B{n}, versions: {n} to {n + 1}}}" for n in range(2_000))
    hostile.write(PATH, advisory_file(affected=rows, vulnerabilities=None))

    hostile.press().assert_built(INDEX)


def test_thousands_of_unknown_keys_are_within_time(hostile: Hostile) -> None:
    keys = "\n".join(f"key{n}: a" for n in range(20_000))
    hostile.write(PATH, f"---\n{keys}\n---\n\nText.\n")

    outcome = hostile.press()

    assert 1 == outcome.check.status
    assert "[unknown-key]" in outcome.check.out
    assert outcome.before == outcome.site
