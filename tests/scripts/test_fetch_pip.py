"""
The pinned pip is found where pip's own configuration points, and only the right bytes are taken.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from fetch_pip import NotFetchedError, Wheel, fetch
from pip_settings import PipSettings
from tests.scripts.package_index import PackageIndex, serving

NAME = "pip-26.3-py3-none-any.whl"
CONTENT = b"the bytes that the lock knows"
WHEEL = Wheel(NAME, frozenset({hashlib.sha256(CONTENT).hexdigest()}))


@pytest.fixture
def index() -> Iterator[PackageIndex]:
    with serving({"pip-26.2-py3-none-any.whl": b"an older one", NAME: CONTENT}) as served:
        yield served


@pytest.mark.parametrize("as_json", [False, True])
def test_a_page_of_either_kind_leads_to_the_wheel(index: PackageIndex, tmp_path: Path, as_json: bool) -> None:
    """
    HTML (PEP 503) and JSON (PEP 691) pages are both read, relative links included, and only the pinned file is fetched.
    """
    index.as_json = as_json

    path = fetch(WHEEL, PipSettings(indexes=(index.url,)), tmp_path)

    assert CONTENT == path.read_bytes()
    assert ["/simple/pip/", f"/files/{NAME}"] == index.asked


def test_a_wheel_with_other_bytes_is_never_kept(index: PackageIndex, tmp_path: Path) -> None:
    """
    The hash decides; the message says so, and nothing is left behind.
    """
    index.files[NAME] = CONTENT + b"!"

    with pytest.raises(NotFetchedError, match="SHA-256"):
        fetch(WHEEL, PipSettings(indexes=(index.url,)), tmp_path)
    assert [] == list(tmp_path.iterdir())


def test_the_next_place_is_tried(index: PackageIndex, tmp_path: Path) -> None:
    """
    A mirror with wrong bytes, an index that is down and a folder that is not there do not stop the one that has it.
    """
    with serving({NAME: b"tampered"}) as mirror:
        settings = PipSettings(
            indexes=(mirror.url, "http://127.0.0.1:9/simple", index.url), find_links=(str(tmp_path / "none"),)
        )
        path = fetch(WHEEL, settings, tmp_path / "cache")

    assert CONTENT == path.read_bytes()


def test_a_genuine_copy_is_not_fetched_again(index: PackageIndex, tmp_path: Path) -> None:
    """
    What is in the cache is checked as well: a damaged copy is replaced, a good one kept.
    """
    settings = PipSettings(indexes=(index.url,))
    (tmp_path / NAME).write_bytes(b"cut off")
    fetch(WHEEL, settings, tmp_path)
    asked = len(index.asked)

    assert CONTENT == fetch(WHEEL, settings, tmp_path).read_bytes()
    assert asked == len(index.asked)


def test_folders_and_file_indexes(tmp_path: Path) -> None:
    """
    `find-links` may be a folder, and an index may be a tree of files, with a page or without.
    """
    for folder in ("links", "tree/pip", "pages/pip"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "links" / NAME).write_bytes(CONTENT)
    (tmp_path / "tree/pip" / NAME).write_bytes(CONTENT)
    (tmp_path / "pages" / NAME).write_bytes(CONTENT)
    (tmp_path / "pages/pip/index.html").write_text(f'<base href="../"><a href="{NAME}">it</a>', encoding="utf-8")

    for number, settings in enumerate(
        (
            PipSettings(find_links=(str(tmp_path / "links"),)),
            PipSettings(find_links=((tmp_path / "links" / NAME).as_uri(),)),
            PipSettings(indexes=((tmp_path / "tree").as_uri(),)),
            PipSettings(indexes=((tmp_path / "pages").as_uri() + "/",)),
        )
    ):
        assert CONTENT == fetch(WHEEL, settings, tmp_path / f"cache{number}").read_bytes()


def test_a_password_is_used_and_never_told(index: PackageIndex, tmp_path: Path) -> None:
    """
    An index that wants a login gets the one in its address, for its files too; a message never shows it.
    """
    index.login = "team:p@ss"

    fetch(WHEEL, PipSettings(indexes=(f"http://team:p%40ss@{index.address}/simple",)), tmp_path)

    with pytest.raises(NotFetchedError) as refused:
        fetch(WHEEL, PipSettings(indexes=(f"http://team:secret@{index.address}/simple",)), tmp_path / "other")
    assert "401" in str(refused.value)
    assert "secret" not in str(refused.value)


def test_what_an_index_says_is_not_trusted(tmp_path: Path) -> None:
    """
    A page with a strange scheme, broken JSON or an endless file gives a message, never a traceback or a full disk.
    """
    endless = serving({NAME: b"x" * (17 * 1024 * 1024)})
    with endless as index, pytest.raises(NotFetchedError, match="sends more than"):
        fetch(WHEEL, PipSettings(indexes=(index.url,)), tmp_path)
    page = tmp_path / "links.html"
    page.write_text(f'<a href="ftp://127.0.0.1/{NAME}">a</a><a href="http://[/{NAME}">b</a>', encoding="utf-8")
    with pytest.raises(NotFetchedError):
        fetch(WHEEL, PipSettings(find_links=(page.as_uri(),)), tmp_path)


def a_home(folder: Path, **files: str) -> dict[str, str]:
    for name, text in files.items():
        path = folder / {"user": ".config/pip/pip.conf", "old": ".pip/pip.conf", "own": "own.conf"}[name]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return {"HOME": str(folder), "XDG_CONFIG_DIRS": str(folder / "none")}


def test_settings_come_from_files_as_pip_reads_them(tmp_path: Path) -> None:
    """
    A newer file beats an older place, `[install]` beats `[global]`, and values may stand on several lines.
    """
    environ = a_home(
        tmp_path,
        old="[global]\nindex-url = http://old.example/simple\ntimeout = 7\n",
        user="[global]\nindex_url = http://user.example/simple\nextra-index-url =\n  http://a.example\n  http://b.example\n"
        "[install]\nfind-links = /wheels\ntrusted-host = user.example\n",
    )

    settings = PipSettings.read(environ, tmp_path / ".venv")

    assert ("http://user.example/simple", "http://a.example", "http://b.example") == settings.indexes
    assert ("/wheels",) == settings.find_links
    assert ("user.example",) == settings.trusted_hosts
    assert 7.0 == settings.timeout


def test_the_environment_beats_the_files(tmp_path: Path) -> None:
    """
    PIP_INDEX_URL and its like win; an empty one is as if it were not there.
    """
    environ = a_home(tmp_path, user="[install]\nindex-url = http://user.example/simple\ncert = /file.pem\n")
    environ |= {"PIP_INDEX_URL": "http://env.example/simple", "PIP_CERT": "", "PIP_PROXY": "127.0.0.1:3128"}

    settings = PipSettings.read(environ, tmp_path / ".venv")

    assert ("http://env.example/simple",) == settings.indexes
    assert "/file.pem" == settings.cert
    assert "127.0.0.1:3128" == settings.proxy


def test_a_configuration_file_of_ones_own_replaces_the_users(tmp_path: Path) -> None:
    """
    PIP_CONFIG_FILE is read instead of the user's; the null device means none at all; `no-index` leaves the folders only.
    """
    environ = a_home(
        tmp_path,
        user="[global]\nindex-url = http://user.example/simple\n",
        own="[global]\nno-index = true\nindex-url = http://own.example/simple\nfind-links = /wheels\n",
    )

    own = PipSettings.read(environ | {"PIP_CONFIG_FILE": str(tmp_path / "own.conf")}, tmp_path / ".venv")
    none = PipSettings.read(environ | {"PIP_CONFIG_FILE": "/dev/null"}, tmp_path / ".venv")

    assert ((), ("/wheels",)) == (own.indexes, own.find_links)
    assert ((), ()) == (none.indexes, none.find_links)
