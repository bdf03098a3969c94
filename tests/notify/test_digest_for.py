"""
`press digest preview --for -`: what one subscriber would have received, without their address anywhere.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from advisorypress.store.connect import open_store
from advisorypress.store.inbox import Wanted
from tests.notify.test_digest_command import press, repository
from tests.store.people import ADDRESS, PERSON, person, subscribe

__all__ = ["repository"]


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """
    A store with one person, who reads Chinese as text and asked for one vendor.
    """
    folder = tmp_path / "state"
    folder.mkdir(mode=0o700)
    store = open_store("", {"PRESS_STATE": str(folder)})
    subscribe(store, wanted=Wanted(language="zh-Hant", format="text", pace="digest", topics=("vendor:fortinet",)))
    store.dispose()
    return folder


def preview(root: Path, state: Path, *arguments: str, typed: str) -> tuple[int, list[str], str]:
    done = press(root, "digest", "preview", *arguments, typed=typed, PRESS_STATE=str(state))
    return done.returncode, done.stdout.splitlines(), done.stderr


def test_what_one_person_would_have_received(repository: Path, state: Path) -> None:
    """
    The last digests in their language and form, those with nothing for them named; no file and no word has the address.
    """
    status, paths, told = preview(repository, state, "--for", "-", "--last", "3", typed=f"  {ADDRESS.upper()}\n")

    assert 0 == status, told
    assert ["2026-11-second.txt", "2026-11-second.eml"] == [Path(path).name for path in paths]
    someone = person(open_store("", {"PRESS_STATE": str(state)}))
    assert someone is not None
    assert f"for-{someone.pid.hex()}" == Path(paths[0]).parent.name
    text = Path(paths[0]).read_text(encoding="utf-8")
    assert "警報摘要：2026年11月16日至30日" in text
    assert "2026-10-first: nothing of what they chose; no mail" in told
    written = b"".join(file.read_bytes() for file in repository.rglob("*") if file.is_file())
    assert PERSON not in (told + "".join(paths)).casefold()
    assert PERSON.encode() not in written.lower()


@pytest.mark.parametrize(
    ("arguments", "typed", "reason"),
    [
        (["--for", "-"], "nobody.else@mail.example", "nobody with this address is in the store"),
        (["--for", "-"], "nobody.else@", "the address on standard input has nothing after the @"),
        (["--for", "nobody.else@mail.example"], "", "write --for - and give the address on standard input"),
        (["--for", "-", "--period", "2026-11-second"], "", "leave out --period, --lang, --open"),
    ],
)
def test_who_is_not_there(repository: Path, state: Path, arguments: list[str], typed: str, reason: str) -> None:
    """
    Told without the address, exit status 2.
    """
    status, paths, told = preview(repository, state, *arguments, typed=typed)

    assert (2, []) == (status, paths)
    assert reason in told
    assert "nobody.else" not in told
