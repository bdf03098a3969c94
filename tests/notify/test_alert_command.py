"""
`press alert preview` as a person types it.
"""

from __future__ import annotations

from pathlib import Path

from tests.notify.test_digest_command import press, repository

__all__ = ["repository"]

DAY = "1796200000"
FILE = "advisories/2026/SA-2026-0142.en.md"


def urgent(root: Path, when: str = "2026-12-01T20:00:00+08:00") -> None:
    """
    A second version of the advisory that asks for an alert.
    """
    path = root / FILE
    text = path.read_text(encoding="utf-8")
    new = "First published.}\n"
    row = f"  - {{date: {when}, type: risk-raised, note: It is worse., notify: urgent}}\n"
    path.write_text(text.replace(new, new + row), encoding="utf-8")


def test_the_preview_is_files_and_the_text_message(repository: Path) -> None:
    """
    Three files a language are printed, the text messages are told beside them, and nothing is sent.
    """
    urgent(repository)

    done = press(repository, "alert", "preview", "sa-2026-0142")

    assert (0, 6) == (done.returncode, len(done.stdout.splitlines())), done.stderr
    files = [Path(line) for line in done.stdout.splitlines()]
    assert repository.resolve() / ".cache/alert/alert-sa-2026-0142-v2" == files[0].parent.resolve()
    assert all(file.stat().st_size for file in files)
    assert "en: SA-2026-0142 FortiOS Remote Code Execution Vulnerability: Update to 7.4.7." in done.stderr


def test_one_mail_in_both_languages(repository: Path, tmp_path: Path) -> None:
    """
    As an exercise, marked so in the name and in the mail.
    """
    done = press(
        repository, "alert", "preview", "SA-2026-0142", "--exercise", "--lang", "both", "--out", str(tmp_path / "out")
    )

    assert 0 == done.returncode, done.stderr
    assert ["eml", "html", "txt"] == sorted(Path(line).suffix[1:] for line in done.stdout.splitlines())
    text = (tmp_path / "out" / "exercise-sa-2026-0142-v1.both.txt").read_text(encoding="utf-8")
    assert text.startswith("EXERCISE 演習")


def test_what_may_not_be_sent_is_not_shown(repository: Path) -> None:
    """
    With the reason and what to do, exit status 2.
    """
    done = press(repository, "alert", "preview", "SA-2026-0142")

    assert (2, "") == (done.returncode, done.stdout)
    assert "press: no alert of SA-2026-0142: version 1 does not ask for it; write notify: urgent" in done.stderr
    assert "Traceback" not in done.stderr
