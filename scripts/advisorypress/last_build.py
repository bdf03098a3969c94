"""
Whether a build would only repeat the last one: the same words, settings, program and commit, and a site that lies as it was left.

Then there is nothing to check or make, and what the last build said is said again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from advisorypress.build_time import BuildTime
from advisorypress.engine.build import inputs_digest
from advisorypress.finding import Finding, Level, Place
from advisorypress.git import Git
from advisorypress.load.stamps import FileDigests, stamp_of
from advisorypress.load.tree import TOPS, list_files
from advisorypress.publish.account import Account
from advisorypress.settings import Settings

_VERSION = 1


@dataclass(frozen=True, slots=True)
class LastBuild:
    """
    What a build said: its *findings*, how many *files* it read, its time, and what it left out.
    """

    findings: tuple[Finding, ...]
    files: int
    now: BuildTime
    held: tuple[str, ...]


def digest_of_all(settings: Settings, digests: FileDigests, as_of: str | None, *, search: bool) -> str:
    """
    A digest of everything that decides a build of *settings*; "" where something does that cannot be known beforehand: the
    clock, for a tree that belongs to no commit, or a plugin of the team's own.
    """
    git = Git(settings.root)
    if git.committed_at() is None:
        return ""
    said = (repr(settings), as_of, os.environ.get("SOURCE_DATE_EPOCH"), git.head(), git.committed_at(), search)
    digest = hashlib.sha256(repr(said).encode("utf-8", "surrogatepass"))
    # Hostile trees end here: what follows goes into folders of any depth.
    for path in list_files(settings.root, (*TOPS, "data")):
        of_file = digests.of(path)
        if not of_file:
            return ""
        digest.update(f"{path}\0{of_file}\0".encode("utf-8", "surrogatepass"))
    engine = inputs_digest(settings.root)
    digest.update(engine)
    return digest.hexdigest() if engine else ""


def lies_as_left(site: Path, account: Account) -> bool:
    """
    Whether every file of *account* lies in *site* as it did when the account was written.
    """
    return bool(account.rows) and all(stamp and stamp_of(f"{site}/{path}") == stamp for path, stamp in account.stamps())


def remember(path: Path, whole: str, build: LastBuild) -> None:
    """
    Keeps *build*, which was of everything that *whole* stands for, beside the account at *path*.
    """
    document = {
        "version": _VERSION,
        "whole": whole,
        "findings": [asdict(finding) for finding in build.findings],
        "files": build.files,
        "moment": build.now.moment.isoformat(),
        "origin": build.now.origin,
        "held": build.held,
    }
    aside = _beside(path).with_name(f"{_beside(path).name}.{os.getpid()}")
    with suppress(OSError):
        aside.write_text(json.dumps(document), encoding="utf-8")
        aside.replace(_beside(path))


def recall(path: Path, whole: str) -> LastBuild | None:
    """
    The last build, when it was of everything that *whole* stands for.
    """
    try:
        document = json.loads(_beside(path).read_bytes())
        if (document["version"], document["whole"]) != (_VERSION, whole):
            return None
        now = BuildTime(datetime.fromisoformat(document["moment"]), document["origin"])
        return LastBuild(tuple(_findings(document["findings"])), document["files"], now, tuple(document["held"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _findings(said: list[dict[str, object]]) -> Iterator[Finding]:
    for each in said:
        place: dict[str, object] = each["place"]  # type: ignore[assignment]
        rest = {name: value for name, value in each.items() if name not in ("place", "level")}
        yield Finding(**rest, place=Place(**place), level=Level(str(each["level"])))  # type: ignore[arg-type]


def _beside(account: Path) -> Path:
    return account.with_suffix(".said")
