"""
What a takedown tells those who keep copies.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from advisorypress.build_time import BuildTime
from advisorypress.errors import PublishError
from advisorypress.model.takedown import Reason, Takedown
from advisorypress.publish.manifest import Digests, Manifest, parse_manifest
from tests.examples import NOW, a_library, a_moment, a_revision, an_advisory

ID = "SA-2026-0142"
WHOLE = Takedown(ID, date(2026, 11, 25), Reason.PERSONAL_DATA)
ADVISORY = an_advisory(revisions=(a_revision(1, date=a_moment(20)), a_revision(2, date=a_moment(22))))
FILES = {
    f"advisories/{ID}/index.html": b"<main>two</main>",
    f"advisories/{ID}/advisory.json": b"two",
    f"advisories/{ID}/v1/index.html": b"<main>one</main>",
    f"zh-hant/advisories/{ID}/index.html": "<main>二</main>".encode(),
    "advisories/index.html": b"list",
}


def manifest_of(files: dict[str, bytes], *takedowns: Takedown, earlier: tuple[Manifest, ...] = ()) -> dict[str, Any]:
    digests = Digests()
    list(digests.taken(files.items()))
    library = replace(a_library(ADVISORY), takedowns=takedowns)
    said: dict[str, Any] = json.loads(digests.manifest(library, BuildTime(NOW, "commit"), "c0ffee", earlier))
    return said


def read(said: dict[str, Any]) -> Manifest:
    return parse_manifest(json.dumps(said).encode())


def drop(said: dict[str, Any]) -> dict[str, list[str]]:
    (entry,) = said["takedowns"]
    files: dict[str, list[str]] = entry["drop"]["files"]
    return files


BEFORE = manifest_of(FILES)
DOWN = {
    f"advisories/{ID}/index.html": b"tombstone",
    f"zh-hant/advisories/{ID}/index.html": b"tombstone",
    "advisories/index.html": b"l",
}


def test_without_a_takedown_an_earlier_manifest_makes_no_difference():
    assert BEFORE == manifest_of(FILES, earlier=(read(BEFORE),))
    assert "takedowns" not in BEFORE


def test_takedown_names_what_to_drop():
    """
    The folders whatever happens; the digests when the earlier site is known. Never the note, and nothing of other pages.
    """
    alone, after = manifest_of(DOWN, WHOLE), manifest_of(DOWN, WHOLE, earlier=(read(BEFORE),))

    (entry,) = alone["takedowns"]
    assert {
        "id": ID,
        "versions": "all",
        "date": "2026-11-25",
        "reason": "personal-data",
        "drop": {"below": [f"advisories/{ID}/", f"zh-hant/advisories/{ID}/"], "files": {}},
    } == entry
    assert {path: [digest] for path, digest in BEFORE["files"].items() if ID in path} == drop(after)
    assert {**alone, "takedowns": after["takedowns"]} == after


def test_it_is_told_again_and_tombstones_are_not_dropped():
    """
    A mirror may have missed the manifest between, and a tombstone that was drawn anew is no secret.
    """
    first = manifest_of(DOWN, WHOLE, earlier=(read(BEFORE),))
    redrawn = {**DOWN, f"advisories/{ID}/index.html": b"tombstone in a new theme"}

    again = manifest_of(redrawn, WHOLE, earlier=(read(first),))

    assert drop(first) == drop(again)


def test_two_targets_that_held_different_sites():
    """
    Both are told to drop what either had.
    """
    path = f"advisories/{ID}/advisory.json"
    other = manifest_of({**FILES, path: b"older"})

    dropped = drop(manifest_of(DOWN, WHOLE, earlier=(read(BEFORE), read(other))))

    assert sorted([BEFORE["files"][path], other["files"][path]]) == dropped[path]


def test_single_version():
    takedown = replace(WHOLE, versions=(1,))
    kept = {path: data for path, data in FILES.items() if "/v1/" not in path}

    said = manifest_of({**kept, f"advisories/{ID}/v1/index.html": b"tombstone"}, takedown, earlier=(read(BEFORE),))

    (entry,) = said["takedowns"]
    assert [f"advisories/{ID}/v1/", f"zh-hant/advisories/{ID}/v1/"] == entry["drop"]["below"]
    assert [f"advisories/{ID}/v1/index.html"] == list(entry["drop"]["files"])
    assert [1] == entry["versions"]
    assert ["2"] == list(said["advisories"][ID])


def test_version_that_was_the_current_one_then():
    """
    It stood at the advisory's own address.
    """
    third = replace(ADVISORY, revisions=(*ADVISORY.revisions, a_revision(3, date=a_moment(24))))
    digests = Digests()
    list(
        digests.taken(
            {**FILES, f"advisories/{ID}/index.html": b"three", f"advisories/{ID}/advisory.json": b"three"}.items()
        )
    )
    library = replace(a_library(third), takedowns=(replace(WHOLE, versions=(2,)),))

    said = json.loads(digests.manifest(library, BuildTime(NOW, "commit"), None, (read(BEFORE),)))

    assert {f"advisories/{ID}/index.html", f"advisories/{ID}/advisory.json"} == set(drop(said))


def test_entry_that_grew_to_the_whole_keeps_what_it_said():
    first = manifest_of(
        FILES,
        replace(WHOLE, versions=(1,)),
        earlier=(read(manifest_of({**FILES, f"advisories/{ID}/v1/index.html": b"secret"})),),
    )

    assert set(drop(first)) <= set(drop(manifest_of(DOWN, WHOLE, earlier=(read(first),))))


@pytest.mark.parametrize(
    "change",
    [
        {"takedowns": [{"id": ID}]},
        {"takedowns": [{**manifest_of(DOWN, WHOLE)["takedowns"][0], "versions": [True]}]},
        {"takedowns": [{**manifest_of(DOWN, WHOLE)["takedowns"][0], "reason": "none"}]},
        {"takedowns": [{**manifest_of(DOWN, WHOLE)["takedowns"][0], "drop": {"files": {"a": ["../../etc"]}}}]},
        {"takedowns": [{**manifest_of(DOWN, WHOLE)["takedowns"][0], "drop": {"files": {"../a": ["0" * 64]}}}]},
        {"records": {"../../etc/": {"published": None}}},
        {"records": {"guides/a/": {"published": "yesterday"}}},
        {"records": {"guides/a/": {"published": "2026-11-20T09:30:00"}}},
        {"records": {"guides/a/": {"version": "two"}}},
        {"records": {"guides/a/": {"aliases": ["../a"]}}},
        {"records": ["guides/a/"]},
        {"records": None},
        {"takedowns": 1},
    ],
)
def test_manifest_that_is_none_is_refused(change: dict[str, object]):
    """
    It comes from the web.
    """
    with pytest.raises(PublishError):
        read({**BEFORE, **change})
