"""
What `/manifest.json` says of a site.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from advisorypress.build_time import BuildTime
from advisorypress.publish.manifest import Digests, parse_manifest
from tests.examples import NOW, a_library, a_moment, a_revision, an_advisory

FOLDER = "advisories/SA-2026-0142/"
PAGE = b'<html><nav>menu</nav><main class="x">words</main>\n<footer>2026</footer></html>'
FILES = {
    f"{FOLDER}index.html": PAGE,
    f"{FOLDER}advisory.json": b"{}",
    f"{FOLDER}advisory.md": b"# words",
    f"{FOLDER}advisory.txt": b"words",
    f"zh-hant/{FOLDER}index.html": "<html><main>文字</main></html>".encode(),
    f"zh-hant/{FOLDER}advisory.txt": "文字".encode(),
    "index.html": b"<main>home</main>",
}


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def manifest_of(files: dict[str, bytes], revisions: int = 1, commit: str | None = "c0ffee") -> dict[str, Any]:
    """
    The manifest of *files*, on a site with one advisory.
    """
    advisory = an_advisory(
        revisions=tuple(a_revision(number, a_moment(20 + number)) for number in range(1, revisions + 1))
    )
    digests = Digests()
    assert list(files.items()) == list(digests.taken(files.items()))
    said: dict[str, Any] = json.loads(digests.manifest(a_library(advisory), BuildTime(NOW, "commit"), commit))
    return said


def test_manifest_names_every_file_and_where_it_is_from():
    said = manifest_of(FILES)

    assert {path: sha(data) for path, data in FILES.items()} == said["files"]
    assert sorted(FILES) == list(said["files"])
    assert (1, "advisorypress", "https://www.cert.example/") == (
        said["manifest_version"],
        said["generator"],
        said["site"],
    )
    assert {"moment": "2026-12-01T09:00:00+08:00", "origin": "commit"} == said["build_time"]
    assert "c0ffee" == said["commit"]


def test_every_channel_of_every_language_has_the_digest_of_its_text():
    assert manifest_of(FILES)["advisories"] == {
        "SA-2026-0142": {
            "1": {
                "en": {
                    "html": sha(b'<main class="x">words</main>'),
                    "json": sha(b"{}"),
                    "md": sha(b"# words"),
                    "txt": sha(b"words"),
                },
                "zh-Hant": {"html": sha("<main>文字</main>".encode()), "txt": sha("文字".encode())},
            }
        }
    }


def test_text_of_a_page_does_not_change_with_the_menu_around_it():
    changed = {**FILES, f"{FOLDER}index.html": PAGE.replace(b"menu", b"another menu").replace(b"2026", b"2027")}

    assert manifest_of(FILES)["advisories"] == manifest_of(changed)["advisories"]
    assert manifest_of(FILES)["files"] != manifest_of(changed)["files"]


def test_earlier_versions_stand_beside_the_current_one():
    old = {f"{FOLDER}v1/index.html": b"<main>old words</main>"}

    versions = manifest_of({**FILES, **old}, revisions=3)["advisories"]["SA-2026-0142"]

    assert {"1": {"en": {"html": sha(b"<main>old words</main>")}}}.items() <= versions.items()
    assert ["1", "3"] == sorted(versions)


def test_manifest_of_no_commit_says_so():
    assert manifest_of(FILES, commit=None)["commit"] is None


def test_press_reads_what_it_wrote():
    digests = Digests()
    list(digests.taken(FILES.items()))
    manifest = parse_manifest(digests.manifest(a_library(), BuildTime(NOW, "commit"), None))

    assert ({path: sha(data) for path, data in FILES.items()}, NOW, None) == (
        manifest.files,
        manifest.moment,
        manifest.commit,
    )
