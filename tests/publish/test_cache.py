"""
What is kept of what was taken down: nothing.
"""

from __future__ import annotations

from pathlib import Path

from advisorypress.publish.cache import forget


def write(root: Path, path: str, text: str = "words") -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_only_what_speaks_of_it_goes(tmp_path: Path):
    """
    By its name and by its words, whatever their case; the build that was just made without it stays.
    """
    cache = tmp_path / "cache"
    kept = [
        write(cache, "preview/SA-2026-0143/index.html"),
        write(cache, "engine/current/site/index.html", "See SA-2026-0142"),
        write(cache, "engine/.building-x/site/index.html", "See SA-2026-0142"),
        write(tmp_path, "elsewhere.txt", "SA-2026-0142"),
    ]
    (cache / "link").symlink_to(tmp_path / "elsewhere.txt")
    gone = [
        write(cache, "preview/SA-2026-0142/index.html"),
        write(cache, "preview/SA-2026-0144/zh-hant/index.html", "見 sa-2026-0142"),
        write(cache, "digest/2026-11-second/mail.eml", "Sa-2026-0142"),
        write(cache, "engine/former/shells.json", "SA-2026-0142"),
        write(cache, "note.txt", "SA-2026-0142"),
    ]

    forget(cache, {"SA-2026-0142"}, [cache / "engine/current"])

    assert [True] * len(kept) == [file.exists() for file in kept]
    assert [False] * len(gone) == [file.exists() for file in gone]
    assert not (cache / "preview/SA-2026-0144").exists()


def test_nothing_was_taken_down(tmp_path: Path):
    file = write(tmp_path, "cache/preview/SA-2026-0142/index.html")

    forget(tmp_path / "cache", set(), [])
    forget(tmp_path / "nowhere", {"SA-2026-0142"}, [])

    assert file.exists()
