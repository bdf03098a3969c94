"""
Names and files that lead out of the repository, hide in it, or make a build wait.
"""

from __future__ import annotations

import os
import socket
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.examples import PATH, advisory_file, front_matter
from tests.hostile.conftest import NEIGHBOUR, Hostile
from tests.repositories import files_in

pytestmark = pytest.mark.sample(12)

PAGE = front_matter({"title": "Hostile", "summary": "It means harm.", "languages": "[en]"}, "Text.\n")
INDEX = "advisories/SA-2026-0142/index.html"
SECRET = "unspoken secret of this machine"


# -- Ids that are paths ---------------------------------------------------------------------------

PATHS = [
    "../../../../etc/passwd",
    "..",
    ".",
    "/etc/passwd",
    "SA-2026-0142/../../x",
    "..\\..\\x",
    "C:\\x",
    "SA-2026-0142\\0",
    "%2e%2e/x",
    "SA-2026-0142 ",
    "SA-2026-０１４２",
    "CON",
    "~root",
    "$HOME",
]


@pytest.mark.parametrize("id", PATHS)
def test_id_that_leads_elsewhere(hostile: Hostile, id: str) -> None:
    hostile.write(PATH, advisory_file(id=f"'{id}'"))

    hostile.press().assert_refused("wrong-id", PATH, 2)
    assert_nothing_outside(hostile)


@pytest.mark.parametrize("id", PATHS)
def test_superseded_id_that_leads_elsewhere(hostile: Hostile, id: str) -> None:
    hostile.write(PATH, advisory_file(supersedes=f"['{id}']"))

    hostile.press().assert_refused("malformed-value", PATH, 19)


@pytest.mark.parametrize(
    "alias",
    [
        *PATHS[:9],
        "/../../x",
        "//evil.example/x",
        "/a/../../../x",
        "/a//b",
        "/./a",
        "/index.html",
        "/manifest.json",
        "/manifest.json/x",
        f"/advisories/{NEIGHBOUR}/advisory.json",
        f"/advisories/{NEIGHBOUR}/advisory.json/x",
        "/about/map.png",
        "/about/map.png/x",
        "/robots.txt",
        "/404.html",
        "/assets/press/press.js",
        "/zh-hant/",
        "/feeds/all.atom",
        f"/advisories/{NEIGHBOUR}/",
        f"/advisories/{NEIGHBOUR}/index.html",
        f"/ADVISORIES/{NEIGHBOUR.lower()}/",
        "/about/privacy/",
        "/.htaccess",
        "/.well-known/security.txt",
        "/x?y=z",
        "/x#y",
        '/"><script>alert(1)</script>',
        "/a\nb",
        "/javascript:alert(1)",
        "/" + "a" * 300,
        "/a" * 200,
    ],
)
def test_alias_takes_nobodys_place(hostile: Hostile, alias: str) -> None:
    """
    It is refused, or becomes a page of its own below the site that leads to the advisory.
    """
    hostile.write("content/about/map.png", b"\x89PNG")
    written = alias.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    hostile.write(PATH, advisory_file(aliases=f'["{written}"]'))

    outcome = hostile.press()

    assert outcome.check.status == outcome.build.status
    for path in outcome.site.keys() - outcome.before.keys():
        assert ".." not in path
        assert not path.startswith((".", "assets", "advisories/SA-2026-0001"))
    for path in outcome.before:
        is_redirect = b'http-equiv="refresh"' in outcome.site[path]
        assert is_redirect == (b'http-equiv="refresh"' in outcome.before[path]), path
    assert_nothing_outside(hostile)


def assert_nothing_outside(hostile: Hostile) -> None:
    """
    Nothing was written beside the repository.
    """
    assert {"repository", "told"} == {path.name for path in hostile.root.parent.iterdir()}


# -- Links, pipes and devices ---------------------------------------------------------------------


@pytest.fixture
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    A folder outside the repository, with files that nobody may publish.
    """
    folder = tmp_path_factory.mktemp("secrets")
    for name in ("passwd", "secret.txt", "secret.png", "secret.en.md", "secret.csv"):
        (folder / name).write_text(PAGE + SECRET)
    return folder


def assert_no_secret(hostile: Hostile) -> None:
    """
    Nothing of the secret was published, or printed.
    """
    for path, data in files_in(hostile.root / "site").items():
        assert SECRET.encode() not in data, path
    for told in hostile.root.parent.glob("told/*"):
        assert SECRET not in told.read_text()


@pytest.mark.parametrize(
    "path",
    [
        PATH,
        "advisories/2026/SA-2026-0001.zh-Hant.md",
        "advisories/2026/archive/SA-2026-0001/v1.en.md",
        "bulletins/2026/2026-10.en.md",
        "content/hostile.en.md",
        "content/guides/hostile.en.md",
        "content/hostile.txt",
        "content/about/hostile.png",
        "content/hostile.csv",
    ],
)
@pytest.mark.parametrize("target", ["secret.en.md", "missing", "/dev/zero", "/etc"])
def test_file_that_is_a_link(hostile: Hostile, secrets: Path, path: str, target: str) -> None:
    link = hostile.root / path
    link.parent.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(secrets / target)

    hostile.press().assert_refused("symbolic-link", path, 1)
    assert_no_secret(hostile)


def test_link_to_a_neighbour_is_a_link(hostile: Hostile) -> None:
    (hostile.root / "content/hostile.en.md").symlink_to("about/privacy.en.md")

    hostile.press().assert_refused("symbolic-link", "content/hostile.en.md", 1)


@pytest.mark.parametrize("path", ["advisories/2025", "bulletins/2025", "content/hostile", "content/guides/hostile"])
@pytest.mark.parametrize("target", ["", ".", "/"])
def test_folder_that_is_a_link(hostile: Hostile, secrets: Path, path: str, target: str) -> None:
    """
    To secrets, to itself, and to everything.
    """
    link = hostile.root / path
    link.symlink_to(target or secrets)

    hostile.press().assert_refused("symbolic-link", path, 1)
    assert_no_secret(hostile)


@pytest.mark.parametrize("top", ["content", "bulletins"])
def test_top_folder_that_is_a_link(hostile: Hostile, secrets: Path, top: str) -> None:
    (hostile.root / top).rename(hostile.root / "elsewhere")
    (hostile.root / top).symlink_to(secrets)

    outcome = hostile._run()

    assert 1 == outcome.check.status
    assert f"{top}:1:1: error: this is a symbolic link" in outcome.check.out
    assert outcome.before == outcome.site
    assert_no_secret(hostile)


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("data/vocabulary.csv", os.mkfifo),
        ("data/vocabulary.csv", os.mkdir),
        ("mkdocs.yml", os.mkfifo),
        ("mkdocs.yml", os.mkdir),
        ("advisories/takedowns.yml", os.mkfifo),
    ],
)
def test_table_that_is_no_file(hostile: Hostile, name: str, make: Callable[[Path], None]) -> None:
    """
    It is told in a sentence; nobody waits for the other end of a pipe.
    """
    (hostile.root / name).unlink(missing_ok=True)
    make(hostile.root / name)

    outcome = hostile._run()

    assert outcome.check.status in (1, 2, 3)
    assert outcome.build.status in (1, 2, 3)
    assert Path(name).name in outcome.check.out + outcome.check.err
    assert "Traceback" not in outcome.check.err + outcome.build.err
    assert outcome.before == outcome.site


@pytest.mark.parametrize(
    "path",
    [
        PATH,
        "content/hostile.en.md",
        "content/hostile.png",
        "content/hostile.txt",
        "advisories/2026/archive/SA-2026-0001/v1.en.md",
    ],
)
@pytest.mark.parametrize("what", ["pipe", "socket"])
def test_file_that_is_none(hostile: Hostile, path: str, what: str) -> None:
    target = hostile.root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    if what == "pipe":
        os.mkfifo(target)
    else:
        here = Path.cwd()
        os.chdir(target.parent)  # the name of a socket has little room
        with socket.socket(socket.AF_UNIX) as end:
            end.bind(target.name)
        os.chdir(here)

    hostile.press().assert_refused("not-a-file", path, 1)


def test_folder_that_is_named_like_a_file(hostile: Hostile) -> None:
    hostile.write("content/hostile.en.md/inside.en.md", PAGE)

    hostile.press().assert_refused("misnamed-file", "content/hostile.en.md/inside.en.md", 1)


@pytest.mark.full
def test_hidden_files_stay_hidden(hostile: Hostile, secrets: Path) -> None:
    hostile.write("content/..hostile...en.md", SECRET)
    hostile.write("content/about/..hostile...png", SECRET)
    hostile.write("content/.htaccess", "Options +Includes\n")
    hostile.write("content/.secret.txt", SECRET)
    hostile.write("content/.well-known/hostile.txt", SECRET)
    hostile.write("advisories/2026/.SA-2026-0142.en.md", SECRET)
    (hostile.root / "content/.link").symlink_to(secrets)

    hostile.press().assert_built("index.html")
    assert_no_secret(hostile)
    assert hostile.press().before.keys() == files_in(hostile.root / "site").keys()


# -- Names ----------------------------------------------------------------------------------------

ODD = {
    "space": "hos tile",
    "quote": "hos'tile",
    "double-quote": 'hos"tile',
    "newline": "hos\ntile",
    "carriage-return": "hos\rtile",
    "escape": "hos\x1b[2Jtile",
    "tag": "hos<b>tile",
    "backslash": "hos\\tile",
    "percent": "hos%2e%2etile",
    "semicolon": "hos;tile",
    "dollar": "$(id)",
    "hash": "hos#tile",
    "question-mark": "hos?tile",
    "dash": "-hostile",
    "override": "hos\u202etile",
    "zero-width": "hos\u200btile",
    "full-width": "ｈｏｓｔｉｌｅ",
    "no-utf-8": "hos\udcfftile",
    "braces": "{{ 7*7 }}",
    "colon": "javascript:alert(1)",
}


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("folder", ["advisories/2026", "content", "content/guides", "bulletins/2026"])
def test_odd_names_of_records(hostile: Hostile, folder: str, name: str) -> None:
    hostile.write(f"{folder}/{ODD[name]}.en.md", PAGE)

    outcome = hostile.press()

    assert 1 == outcome.check.status
    assert "[misnamed-file]" in outcome.check.out
    assert outcome.before == outcome.site


@pytest.mark.parametrize("name", ODD)
def test_odd_names_of_pictures(hostile: Hostile, name: str) -> None:
    """
    They are refused, or stand in the site under their own name and nowhere in a page.
    """
    path = f"content/about/{ODD[name]}.png"
    hostile.write(path, b"\x89PNG\r\n\x1a\n")

    outcome = hostile.press()

    if name in ("space", "full-width"):
        outcome.assert_built(f"about/{ODD[name]}.png")
    else:
        assert 1 == outcome.check.status
        assert "this name cannot stand in an address [misnamed-file]" in outcome.check.out
        assert outcome.before == outcome.site


@pytest.mark.parametrize("length", [100, 200, 236, 246])
def test_very_long_names(hostile: Hostile, length: int) -> None:
    hostile.write(f"content/{'a' * length}.en.md", PAGE)

    outcome = hostile.press()

    if outcome.check.status == 0:
        outcome.assert_built(f"{'a' * length}/index.html", f"zh-hant/{'a' * length}/index.html")
    else:
        outcome.assert_refused("misnamed-file", f"content/{'a' * length}.en.md", 1)


@pytest.mark.parametrize("depth", [7, 15, 100])
def test_very_deep_folders(hostile: Hostile, depth: int) -> None:
    hostile.write(f"content/{'a/' * depth}hostile.en.md", PAGE)

    outcome = hostile.press()

    if depth == 7:
        outcome.assert_built(f"{'a/' * depth}hostile/index.html")
    else:
        assert 1 == outcome.check.status
        assert "there are too many folders around this" in outcome.check.out


def test_thousands_of_folders_in_each_other(hostile: Hostile) -> None:
    """
    Deeper than the interpreter's stack, and than a path may be long.
    """
    here = os.open(hostile.root / "content", os.O_RDONLY)
    for _ in range(3000):
        os.mkdir("a", dir_fd=here)
        below = os.open("a", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    try:
        outcome = hostile.press()
    finally:
        remove_deep(hostile.root / "content/a")

    assert 1 == outcome.check.status
    assert "there are too many folders around this" in outcome.check.out
    assert outcome.before == outcome.site


def remove_deep(folder: Path) -> None:
    """
    Removes folders that `shutil` cannot, for pytest has to.
    """
    while folder.exists():
        inner = folder / "a"
        if inner.exists():
            inner.rename(folder.parent / "b")
        folder.rmdir()
        if (folder.parent / "b").exists():
            (folder.parent / "b").rename(folder)


COLLISIONS = {
    "case-of-a-number": (f"advisories/2026/{NEIGHBOUR.lower()}.en.md", f"advisories/2026/{NEIGHBOUR}.en.md"),
    "case-of-a-page": ("content/about/Privacy.en.md", "content/about/privacy.en.md"),
    "case-of-a-folder": ("content/About/other.en.md", "content/about/privacy.en.md"),
    "case-of-a-language": ("content/about/privacy.EN.md", "content/about/privacy.en.md"),
    "case-of-a-picture": ("content/about/Map.png", "content/about/map.png"),
    "composition": (unicodedata.normalize("NFD", "content/about/café.png"), "content/about/café.png"),
    "composition-of-a-page": (unicodedata.normalize("NFD", "content/café.en.md"), "content/café.en.md"),
    "composition-of-a-folder": (unicodedata.normalize("NFD", "content/é/map.png"), "content/é/other.png"),
    "compatibility": ("content/about/ﬁle.png", "content/about/file.png"),
    "dotless": ("content/about/K.png", "content/about/k.png"),
}


@pytest.mark.parametrize("name", COLLISIONS)
def test_names_that_are_one_name_elsewhere(hostile: Hostile, name: str) -> None:
    """
    Another file system, or the reader's, takes the two for one; neither is published.
    """
    for path in COLLISIONS[name]:
        if not (hostile.root / path).exists():
            hostile.write(path, PAGE)

    outcome = hostile.press()

    assert 1 == outcome.check.status
    assert "[colliding-names]" in outcome.check.out or "[misnamed-file]" in outcome.check.out
    assert outcome.before == outcome.site


def test_a_page_and_a_folder_of_one_address(hostile: Hostile) -> None:
    hostile.write("content/hostile.en.md", PAGE)
    hostile.write("content/hostile/index.en.md", PAGE)

    outcome = hostile.press()

    assert 1 == outcome.check.status
    assert "content/hostile" in outcome.check.out
    assert outcome.before == outcome.site


@pytest.mark.parametrize("path", ["content/index.png", "content/about/privacy/index.html", "content/about/privacy.png"])
def test_a_file_does_not_take_the_place_of_a_page(hostile: Hostile, path: str) -> None:
    hostile.write(path, b"<script>alert(1)</script>")

    outcome = hostile.press()

    assert 0 == outcome.build.status
    assert outcome.before["about/privacy/index.html"] == outcome.site["about/privacy/index.html"]


def test_a_picture_in_the_place_of_a_page(hostile: Hostile) -> None:
    """
    A folder cannot be where a file is.
    """
    hostile.write("content/map.png/index.en.md", PAGE)
    hostile.write("content/guides/backups/index.html/x.png", b"\x89PNG")

    outcome = hostile.press()

    assert outcome.check.status in (0, 1)
    assert outcome.build.status == outcome.check.status


# -- What a picture may be ------------------------------------------------------------------------


def test_only_kinds_of_files_that_run_nothing_are_published(hostile: Hostile) -> None:
    page = b"<!doctype html><script>alert(1)</script>"
    names = [
        "x.svg",
        "x.html",
        "x.htm",
        "x.xhtml",
        "x.xml",
        "x.js",
        "x.mjs",
        "x.css",
        "x.php",
        "x.swf",
        "x.svgz",
        "x.shtml",
    ]
    names += [
        "x.png.html",
        "y.SVG",
        "x",
        "x.json",
        "x.webmanifest",
        "x.wasm",
        "x.exe",
        "x.zip",
        "x.cgi",
        "CNAME",
        "_headers",
    ]
    for name in names:
        hostile.write(f"content/about/{name}", page)

    outcome = hostile.press()

    outcome.assert_built("index.html")
    assert outcome.before.keys() == outcome.site.keys()
    for name in names:
        assert f"content/about/{name} is left out" in outcome.build.err


def test_picture_that_is_a_page_stays_a_picture(hostile: Hostile) -> None:
    page = b"<!doctype html><script>alert(1)</script>"
    hostile.write("content/about/map.png", page)

    outcome = hostile.press()

    outcome.assert_built("about/map.png")
    assert page == outcome.site["about/map.png"]
    assert {"about/map.png"} == outcome.site.keys() - outcome.before.keys()
