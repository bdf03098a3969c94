"""
`press subscribers` as an operator types it, on both databases; no address in anything but what was asked for (mail.md 30).
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from advisorypress.cli.main import main
from tests.store.people import ADDRESS, PERSON

KEYS = {"PRESS_SUPPRESSION_KEY": "cd" * 32, "PRESS_BACKUP_KEY": "ef" * 32}
OTHER = "trillian.other@mail.example"


@dataclass(frozen=True, slots=True)
class Said:
    """
    How a command ended.
    """

    status: int
    out: str
    err: str

    @property
    def all(self) -> str:
        return self.out + self.err


Press = Callable[..., Said]


@pytest.fixture
def press(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    new_store_url: Callable[[], str],
) -> Press:
    """
    Runs `press subscribers WORDS… --store URL`, with *typed* on stdin.
    """
    monkeypatch.chdir(tmp_path)
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    urls = {"": new_store_url()}

    def run(*words: str, typed: str = "", store: str = "") -> Said:
        if store not in urls:
            urls[store] = new_store_url()
        monkeypatch.setattr(sys, "argv", ["press", "subscribers", *words, "--store", urls[store]])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed.encode())))
        with pytest.raises(SystemExit) as end:
            main()
        out, err = capsys.readouterr()
        return Said(int(str(end.value.code or 0)), out, err)

    return run


def the_list(folder: Path, *rows: str) -> str:
    (folder / "list.csv").write_text("\n".join(("email,name,language", *rows, "")), encoding="utf-8")
    return "list.csv"


def test_a_life(press: Press) -> None:
    """
    Asked, confirmed, shown, removed, confirmed anew and forgotten; the address is read from stdin.
    """
    added = press("add", "-", "--topic", "vendor:Acme", typed=f"{ADDRESS}\n")
    again = press("add", "-", typed=f"{ADDRESS}\n")
    confirmed = press("confirm", "-", "--consent", "by telephone", typed=ADDRESS.upper())
    shown = press("show", "-", typed=ADDRESS)
    removed = press("remove", "-", typed=ADDRESS)
    gone = press("show", "-", typed=ADDRESS)
    back = press("add", "-", "--consent", "paper form", "--language", "zh-Hant", typed=ADDRESS)
    forgotten = press("forget", "-", typed=ADDRESS)
    after = press("show", "-", typed=ADDRESS)

    assert re.fullmatch(r"subscriber [0-9a-f]{16} will be asked to confirm; .*\n", added.out)
    assert "was asked in the last 24 hours" in again.out
    assert "is active: mail begins" in confirmed.out
    for line in (f"Address      {ADDRESS}", "State        active", "Gets         vendor:acme (both)", "by telephone"):
        assert line in shown.out
    assert "gets no more mail" in removed.out
    assert "State        gone" in gone.out
    assert "unsubscribe (a keyed hash)" in gone.out
    assert "is active" in back.out
    assert "forgotten" in forgotten.out
    assert after.out.startswith("No mail      since 20")
    assert PERSON not in "".join(said.all for said in (added, again, confirmed, removed, back, forgotten, after))
    assert {0} == {said.status for said in (added, again, confirmed, shown, removed, gone, back, forgotten, after)}


def test_a_list_and_its_rejects(press: Press, tmp_path: Path) -> None:
    """
    Bad rows are told by line, column and reason; their text is in the file of rejects alone, which only its owner can read
    and no spreadsheet computes. Corrected, it is a list again.
    """
    path = the_list(tmp_path, f"{ADDRESS},Z,zh", f"{PERSON}@@mail.example,=cmd|'/c calc',en", f"{OTHER},T,fr")
    said = press("import", path, "--rejects", "rejects.csv")
    rejects = tmp_path / "rejects.csv"
    text = rejects.read_bytes().decode("utf-8-sig")
    rejects.write_text(text.replace("@@", "2@").replace(",fr", ",en"), encoding="utf-8")
    corrected = press("import", "rejects.csv")

    assert (
        "line 3, column 1 (email): has more than one @\n"
        "line 4, column 3 (language): has a language that is none of en, zh-Hant, both\n"
        "1 added, 0 there already, 0 kept out, 2 bad\n"
    ) == said.out
    assert (1, 0) == (said.status, corrected.status)
    assert 0o600 == rejects.stat().st_mode & 0o777
    assert "line,column,reason,email,name,language" == text.splitlines()[0]
    assert ",'=cmd|'/c calc'," in text
    assert "2 added, 0 there already, 0 kept out, 0 bad\n" == corrected.out
    assert PERSON not in said.all


def test_neighbours_with_one_fault(press: Press, tmp_path: Path) -> None:
    """
    As when a column is in words that nobody knows: one line names them all, and another fault or a good row between ends it.
    """
    rows = [
        f"p{number}@mail.example,Z,{language}" for number, language in enumerate(["fr", "fr", "fr", "en", "fr", "x"])
    ]

    said = press("import", the_list(tmp_path, *rows, "@,Z,en"))

    reason = "column 3 (language): has a language that is none of en, zh-Hant, both\n"
    assert said.out.startswith(f"lines 2 to 4, {reason}lines 6 to 7, {reason}line 8, column 1 (email): ")
    assert said.out.endswith("1 added, 0 there already, 0 kept out, 6 bad\n")


def test_an_export_is_a_list_again(press: Press, tmp_path: Path) -> None:
    """
    In another store it gives the same people with the same choices; mode 0600, and no cell that a spreadsheet computes.
    """
    press("add", "-", "--consent", "paper", "--topic", "severity:high", "--pace", "urgent", typed="=1+1@mail.example")
    press("add", "-", "--consent", "fair", "--format", "text", "--language", "en", typed="陳@mail.example")
    press("add", "-", "--consent", "paper", typed=OTHER)
    press("remove", "-", typed=OTHER)
    said = press("export", "out.csv")
    taken = press("import", "out.csv", store="other")
    people = [line.split("\t")[1:] for line in press("list", "--addresses").out.splitlines() if "active" in line]

    assert "out.csv: 2 subscribers, addresses included; delete it when it has served\n" == said.out
    assert 0o600 == (tmp_path / "out.csv").stat().st_mode & 0o777
    assert "'=1+1@mail.example,both,html,urgent,severity:high,active,20" in (tmp_path / "out.csv").read_text(
        "utf-8-sig"
    )
    assert "2 added, 0 there already, 0 kept out, 0 bad\n" == taken.out
    assert people == [line.split("\t")[1:] for line in press("list", "--addresses", store="other").out.splitlines()]
    again = press("export", "out.csv")
    assert (2, "is there already") == (again.status, again.err[again.err.index("is there") :][:16])


def test_list_names_nobody_unless_asked(press: Press, tmp_path: Path) -> None:
    """
    Counts, or a line for each by what stands for them in logs; addresses only when asked for.
    """
    empty = press("list")
    press("import", the_list(tmp_path, f"{ADDRESS},Z,zh"))
    counted, named, full = press("list"), press("list", "--people"), press("list", "--addresses", "--state", "active")

    assert "nobody is subscribed yet\n" == empty.out
    assert ["state active 1", "language zh-Hant 1", "format html 1", "pace both 1", "topic all 1"] == [
        " ".join(line.split()) for line in counted.out.splitlines()
    ]
    assert re.fullmatch(r"[0-9a-f]{16}\tactive\tzh-Hant\thtml\tall\(both\)\n", named.out)
    assert f"\t{ADDRESS}\tactive" in full.out
    assert PERSON not in counted.all + named.all


def test_backup_and_restore(press: Press, tmp_path: Path) -> None:
    """
    From one store into another, as it was; forgetting is still forgotten there.
    """
    press("import", the_list(tmp_path, f"{ADDRESS},Z,zh", f"{OTHER},T,en"))
    press("forget", "-", typed=OTHER)
    said = press("backup", "store.backup")
    restored = press("backup", "--restore", "store.backup", store="other")
    there = press("import", "list.csv", store="other")
    twice = press("backup", "--restore", "store.backup", store="other")

    assert re.fullmatch(r"store\.backup: \d+ rows, encrypted, and read back\n", said.out)
    assert "1 subscriber" in restored.out
    assert "0 added, 1 there already, 1 kept out, 0 bad\n" == there.out.splitlines(keepends=True)[-1]
    assert (2, True) == (twice.status, "not empty" in twice.err)
    assert PERSON not in said.all + restored.all + there.all + twice.all


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("show", ADDRESS), 2),
        (("remove", ADDRESS), 2),
        (("show", f"{PERSON}@@mail.example"), 2),
        (("add", f"{PERSON} <x@mail.example>"), 2),
        (("add", ADDRESS, OTHER), 2),
        (("confirm", ADDRESS), 2),
        (("add", ADDRESS, "--consent", f"mail from {ADDRESS}"), 2),
        (("add", ADDRESS, "--topic", ADDRESS), 2),
        (("add", ADDRESS, "--language", ADDRESS), 2),
        (("add", f"--consent={ADDRESS}"), 2),
        ((ADDRESS,), 2),
        (("import", f"{ADDRESS}.csv"), 2),
    ],
)
def test_no_error_has_an_address(press: Press, words: tuple[str, ...], status: int) -> None:
    """
    What timers and scripts write into logs names nobody, whatever was typed wrong.
    """
    said = press(*words)

    assert status == said.status
    assert PERSON not in said.all
    assert "Traceback" not in said.all
    assert said.err


@pytest.mark.parametrize("new_store_url", ["sqlite"], indirect=True)
def test_nothing_of_who_was_forgotten_is_in_the_files(press: Press, quick: Path, tmp_path: Path) -> None:
    """
    SQLite keeps what was deleted in the gaps of its files: after `forget` it is not there either. (PostgreSQL writes over its
    gaps in its own time, as docs/operators.md says.)
    """
    rows = (f"r{number}@mail.example,R,en" for number in range(50))
    press("import", the_list(tmp_path, f"{ADDRESS},Z,zh", *rows))
    before = _files_with(quick, PERSON)
    press("forget", "-", typed=ADDRESS)

    assert before
    assert [] == _files_with(quick, PERSON)
    assert _files_with(quick, "r49@mail.example")


def _files_with(folder: Path, text: str) -> list[str]:
    return [path.name for path in folder.rglob("store.sqlite*") if text.encode() in path.read_bytes()]


@pytest.mark.parametrize(
    "command", ["add", "backup", "confirm", "export", "forget", "import", "list", "remove", "show"]
)
def test_help_has_an_example(press: Press, command: str) -> None:
    """
    Every command shows how it is used.
    """
    assert f"Example:\n    press subscribers {command}" in press(command, "--help").out


def test_without_keys(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    It says how to make the key that is missing, before anything is stored.
    """
    monkeypatch.delenv("PRESS_SUPPRESSION_KEY")
    said = press("add", "-", typed=ADDRESS)

    assert 3 == said.status
    assert "openssl rand -hex 32" in said.err
