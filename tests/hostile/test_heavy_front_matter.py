"""
Front matter as full as a file can be: what its rules and pages do with it grows with its length, and no faster.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from advisorypress.load.source import MAXIMUM_FILE, MAXIMUM_LINE, MAXIMUM_ROWS
from tests.examples import HEAD, PATH, front_matter
from tests.fuzz.inputs import REVISED
from tests.hostile.conftest import Hostile

pytestmark = pytest.mark.sample(4)

ARCHIVED = f"advisories/2026/archive/{HEAD['id']}/v1.en.md"
_ROOM = MAXIMUM_FILE - 4_000
_LINE = MAXIMUM_LINE - 400


def rows(make: Callable[[int], str], room: int = _ROOM) -> str:
    """
    As many rows as a list may have, or *room* bytes hold.
    """
    made, length = [], 0
    for number in range(MAXIMUM_ROWS):
        row = f"\n  - {make(number)}"
        length += len(row)
        if length > room:
            break
        made.append(row)
    return "".join(made)


def line(make: Callable[[int], str], room: int = _LINE, between: str = ", ") -> str:
    """
    As many values on a line as it may hold.
    """
    made, length = [], 0
    while (length := length + len(value := make(len(made))) + len(between)) <= room:
        made.append(value)
    return between.join(made)


def _affected(number: int) -> str:
    return f"{{key: k{number}, vendor: A, product: B{number}, versions: {number} to {number + 1}}}"


def _hit(*keys: str) -> Callable[[int], str]:
    return lambda number: f"{{id: CVE-2026-{10_000 + number}, affects: [{', '.join(keys)}]}}"


def _one(versions: str, fixed: str = "none") -> dict[str, str | None]:
    row = f'\n  - vendor: A\n    product: B\n    versions: "{versions}"\n    fixed: "{fixed}"'
    return {"affected": row, "vulnerabilities": None}


_EXACT = line(lambda number: f"1.{3 * number}")
_RANGES = line(lambda number: f"1.{3 * number} to 1.{3 * number + 1}")
_MANY = '{{vendor: A, product: B{}, versions: "{}", fixed: "{}"}}'

FULL: Mapping[str, Callable[[], Mapping[str, str | None]]] = {
    "products": lambda: {"affected": rows(_affected), "vulnerabilities": None},
    "vendors": lambda: {
        "affected": rows(lambda n: f"{{vendor: A{n}, product: B, versions: {n}}}"),
        "vulnerabilities": None,
    },
    "equal-products": lambda: {
        "affected": rows(lambda n: "{vendor: A, product: B, versions: 1}"),
        "vulnerabilities": None,
    },
    "products-and-vulnerabilities": lambda: {
        "affected": rows(_affected, _ROOM // 2),
        "vulnerabilities": rows(_hit("k1", "k2"), _ROOM // 2),
    },
    "vulnerabilities-that-hit-everything": lambda: {
        "affected": rows(lambda n: f"{{key: k{n}, vendor: A, product: B, versions: {n}}}", _ROOM // 4),
        "vulnerabilities": rows(_hit(line(lambda n: f"k{n}", 5_000)), _ROOM // 2),
    },
    "vulnerabilities-that-hit-much": lambda: {
        "affected": rows(lambda n: f"{{key: k{n}, vendor: A, product: B, versions: {n}}}", 60_000),
        "vulnerabilities": rows(_hit(line(lambda n: f"k{n}", 5_000)), 100_000),
    },
    "one-product-hit-again-and-again": lambda: {"vulnerabilities": rows(_hit(line(lambda n: "fos74")))},
    "unknown-products": lambda: {
        "affected": rows(_affected, _ROOM // 2),
        "vulnerabilities": rows(_hit(line(lambda n: f"kk{n}")), _ROOM // 2),
    },
    "vulnerabilities": lambda: {"vulnerabilities": rows(_hit())},
    "scores": lambda: {
        "vulnerabilities": rows(
            lambda n: f"{{id: CVE-2026-{10_000 + n}, cvss: CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:{'HLN'[n % 3]}}}"
        )
    },
    "references": lambda: {"references": rows(lambda n: f"{{title: A{n}, url: https://a.example/{n}}}")},
    "equal-references": lambda: {"references": rows(lambda n: "{title: A, url: https://a.example/}")},
    "revisions": lambda: {"revisions": rows(lambda n: "{date: 2026-11-20T09:30:00+08:00, type: editorial, note: N.}")},
    "documents": lambda: {"imported": rows(lambda n: f"{{publisher: A, id: B{n}}}")},
    "versions": lambda: _one(_EXACT),
    "equal-versions": lambda: _one(line(lambda n: "1")),
    "ranges-and-fixes": lambda: _one(_RANGES, _EXACT.replace(" ", "")),
    "ranges-and-fixes-in-every-row": lambda: {
        "affected": rows(
            lambda n: _MANY.format(n, _RANGES[:700].rpartition(", ")[0], _EXACT[:700].rpartition(", ")[0])
        ),
        "vulnerabilities": None,
    },
    "version-of-many-numbers": lambda: _one("1." * 20_000 + "1 to " + "1." * 10_000 + "2"),
    "version-of-many-digits": lambda: _one("1" * 60_000),
    "superseded": lambda: {"supersedes": rows(lambda n: f"SA-2025-{n + 1000:05}")},
    "aliases": lambda: {"aliases": rows(lambda n: f"/a{n}/b")},
    "impacts": lambda: {"impacts": rows(lambda n: "remote-code-execution")},
    "unknown-impacts": lambda: {"impacts": rows(lambda n: f"remote-code-executio{n}")},
    "equal-aliases": lambda: {"aliases": rows(lambda n: "/a/b")},
    "equal-superseded": lambda: {"supersedes": rows(lambda n: "SA-2025-0001")},
    "actions": lambda: {"actions": rows(lambda n: f"Do {n}.")},
    "languages": lambda: {"languages": rows(lambda n: "en")},
    "colons": lambda: {"affected": f'\n  - {{vendor: A, product: B, versions: 1, cpe: "cpe:2.3:a{":" * 60_000}"}}'},
    "slashes": lambda: {"affected": f'\n  - {{vendor: A, product: B, versions: 1, purl: "pkg:npm/{"a/" * 30_000}a"}}'},
    "qualifiers": lambda: {
        "affected": f'\n  - {{vendor: A, product: B, versions: 1, purl: "pkg:npm/a@1?{line(lambda n: f"a{n}=b", between="&")}"}}'
    },
    "metrics": lambda: {"vulnerabilities": f'\n  - {{id: CVE-2026-12345, cvss: "CVSS:3.1/{"AV:N/" * 12_000}"}}'},
    "number": lambda: {"vulnerabilities": f"\n  - {{id: CVE-2026-{'1' * 60_000}}}"},
    "fractions": lambda: {"published": f"2026-11-20T09:30:00.{'1' * 60_000}+08:00"},
    "sentences": lambda: {"revisions": HEAD["revisions"].replace("First", f"{'A. ' * 20_000}First")},
    "spaces": lambda: {"summary": f'"a{" " * 60_000}b"'},
    "marks": lambda: {"summary": f'"a{chr(0x301) * 20_000}"'},
    "look-alikes": lambda: {"summary": f'"{"pаypal " * 6_000}"'},
    "words-to-avoid": lambda: {"summary": f'"{"hacker " * 8_000}"'},
    "rows-too-many": lambda: {"tags": f"[{', '.join('a' * (MAXIMUM_ROWS + 1))}]"},
}
PLAIN = (
    "vulnerabilities-that-hit-much",
    "unknown-products",
    "ranges-and-fixes",
    "equal-versions",
    "impacts",
    "aliases",
    "rows-too-many",
)


@pytest.mark.parametrize(
    "name", [name if name in PLAIN else pytest.param(name, marks=pytest.mark.full) for name in FULL]
)
def test_full_front_matter_is_refused_or_built_in_time(hostile: Hostile, name: str) -> None:
    """
    `press` of the fixture holds the time and the memory.
    """
    hostile.write(PATH, front_matter({**HEAD, **FULL[name]()}, "Text.\n"))

    assert_refused_or_built(hostile)


@pytest.mark.full
@pytest.mark.parametrize("name", FULL)
def test_two_full_versions_are_compared_in_time(hostile: Hostile, name: str) -> None:
    head = {**HEAD, **FULL[name]()}
    hostile.write(ARCHIVED, front_matter(head, "Text.\n"))
    hostile.write(PATH, front_matter({**head, "title": "Another title", "revisions": REVISED}, "Text.\n"))

    assert_refused_or_built(hostile)


def assert_refused_or_built(hostile: Hostile) -> None:
    """
    With one error at least, and at most so many lines as somebody would read.
    """
    outcome = hostile.press()

    assert outcome.check.status == outcome.build.status
    assert len(outcome.check.out) < 1_000_000
    if outcome.check.status:
        assert any(path in outcome.check.out for path in (PATH, ARCHIVED))
        assert outcome.before == outcome.site
    else:
        outcome.assert_built(f"advisories/{HEAD['id']}/index.html")
    print(f"{outcome.seconds:.1f} s {outcome.megabytes} MB {outcome.check.status}")


def test_a_list_has_an_end(hostile: Hostile) -> None:
    hostile.write(PATH, front_matter({**HEAD, "tags": rows(str) + "\n  - a"}, "Text.\n"))

    hostile.press().assert_refused("too-large", PATH, 19 + MAXIMUM_ROWS + 1)
