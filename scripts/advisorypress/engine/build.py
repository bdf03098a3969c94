"""
The engine's part of the site, built in this process and kept by a fingerprint of everything that it is made of.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from advisorypress.engine import menu
from advisorypress.engine.shell import Key, Shell, ShellSet
from advisorypress.errors import EngineError, PressError
from advisorypress.language import Language
from advisorypress.load.nodes import Mapping, Sequence, scalars
from advisorypress.load.yaml_events import Refused, parse_yaml
from advisorypress.program import PACKAGE, file_digest, files_in, program_digest
from advisorypress.render import dates
from advisorypress.settings import Settings

HOOK = "scripts/advisorypress/engine/hook.py"
_SHELLS = "shells.json"
_KEPT_FOR = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Engine:
    """
    The shells, and *site*: a folder with the hand-written pages and the theme's assets of both editions, to be copied and
    never changed. *notes* are the engine's warnings; *digest* stands for the shells and for the program that made them.
    """

    shells: ShellSet
    site: Path
    notes: tuple[str, ...] = ()
    digest: bytes = b""


def build_engine(settings: Settings, into: Path, now: datetime, sections: frozenset[str] = menu.RENDERED) -> Engine:
    """
    The engine's part of the site as of *now*; *sections* are the folders that the press itself fills.

    *into* is the folder in which such builds are kept, one sub-folder a fingerprint; deleting it is always safe, and two
    processes may build into it at once. Raises `EngineError` when mkdocs fails.
    """
    now = now.astimezone(settings.timezone)
    into.mkdir(parents=True, exist_ok=True)
    _forget_old(into)
    if _has_plugins(settings.root):
        # What a team's own plugin reads is not ours to know, so its pages are built each time.
        name = f"{_fingerprint(settings, now, sections)}-{os.getpid()}-{time.monotonic_ns()}"
    else:
        name = _fingerprint(settings, now, sections)
    kept = into / name
    if not (kept / _SHELLS).is_file():
        _build_aside(settings, into, kept, now, sections)
    os.utime(kept)
    return _read(kept)


def _build_aside(settings: Settings, into: Path, kept: Path, now: datetime, sections: frozenset[str]) -> None:
    aside = Path(tempfile.mkdtemp(prefix=".building-", dir=into))
    try:
        shells, notes = _run(settings, aside / "site", now, sections)
        data = {"notes": notes, "shells": [[*key, list(shell.parts)] for key, shell in sorted(shells.shells.items())]}
        (aside / _SHELLS).write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        aside.chmod(0o755)
        try:
            aside.rename(kept)
        except OSError:
            # Another process was faster with the same bytes, or half a build was left behind by a deleting hand.
            if not (kept / _SHELLS).is_file():
                shutil.rmtree(kept, ignore_errors=True)
                aside.rename(kept)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _read(kept: Path) -> Engine:
    written = (kept / _SHELLS).read_bytes()
    data = json.loads(written)
    shells = {
        Key(Language(language), section, depth): Shell(tuple(parts))
        for language, section, depth, parts in data["shells"]
    }
    digest = hashlib.sha256(program_digest() + written).digest()
    return Engine(ShellSet(shells), kept / "site", tuple(data["notes"]), digest)


def _run(settings: Settings, site: Path, now: datetime, sections: frozenset[str]) -> tuple[ShellSet, list[str]]:
    """
    Runs mkdocs, and with it the second edition inside the first.
    """
    # mkdocs takes a third of a second to import, which only a build that is not kept needs.
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    from advisorypress.engine.edition import Edition, read_site
    from advisorypress.engine.events import EDITION, on_files

    edition = Edition(read_site(settings, now, sections), Language.EN)
    with _pinned_epoch(now), _listening() as notes:
        try:
            config = load_config(str(settings.root / "mkdocs.yml"), site_dir=str(site))
            if on_files not in config.plugins.events["files"]:
                raise EngineError(f"mkdocs.yml does not name our hook; it needs the line `hooks: [{HOOK}]`")
            config.extra[EDITION] = edition
            build(config)
        except PressError:
            raise
        except (MkDocsException, SystemExit) as error:
            raise EngineError("\n  ".join(["the engine failed to build its pages", *notes, str(error)])) from error
        except RecursionError:
            raise EngineError("a hand-written page is nested too deeply for the engine") from None
    return edition.shell_set, notes


@contextmanager
def _pinned_epoch(now: datetime) -> Iterator[None]:
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(int(now.timestamp()))
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


@contextmanager
def _listening() -> Iterator[list[str]]:
    """
    Collects mkdocs' warnings instead of printing its log.
    """
    notes: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            notes.append(record.getMessage())

    logger = logging.getLogger("mkdocs")
    listener = Listener(logging.WARNING)
    level, propagate = logger.level, logger.propagate
    logger.addHandler(listener)
    logger.setLevel(logging.WARNING)
    logger.propagate = False
    try:
        yield notes
    finally:
        logger.removeHandler(listener)
        logger.setLevel(level)
        logger.propagate = propagate


# What a build is made of


def _fingerprint(settings: Settings, now: datetime, sections: frozenset[str]) -> str:
    digest = hashlib.sha256(program_digest())
    digest.update(json.dumps(sorted(sections)).encode())
    for path in _inputs(settings.root):
        digest.update(file_digest(path.relative_to(settings.root).as_posix(), path))
    if any((settings.root / "content" / "about").glob("index.*.md")):
        # The one page of the engine's that says of when the site is, and it says the day.
        digest.update(dates.long_date(now, Language.EN).encode())
    return digest.hexdigest()[:24]


def inputs_digest(root: Path) -> bytes:
    """
    A digest of the program and of all that the engine reads at *root*; b"" where a plugin of the team's own reads more.
    """
    if _has_plugins(root):
        return b""
    digest = hashlib.sha256(program_digest())
    for path in _inputs(root):
        digest.update(file_digest(path.relative_to(root).as_posix(), path))
    return digest.digest()


def _inputs(root: Path) -> Iterator[Path]:
    """
    The files of the repository that the engine reads: settings, terms, content but for records, and what mkdocs.yml names.
    """
    yield from sorted(root.glob("*.yml"))
    yield root / "data" / "vocabulary.csv"
    for path in files_in(root / "content"):
        inside = path.relative_to(root).parent.as_posix()
        if path.suffix != ".md" or inside not in _RECORDS:
            yield path
    for named in _named(root):
        if not named.is_relative_to(PACKAGE):
            yield from files_in(named) if named.is_dir() else (named,)


_RECORDS = ("content/guides", "content/articles", "content/news", "content/events")


def _named(root: Path) -> Iterator[Path]:
    settings = _engine_settings(root)
    for route in (("hooks", None), ("theme", "custom_dir")):
        for scalar in scalars(settings, route):
            path = (root / scalar.text).resolve()
            if path.exists() and path.is_relative_to(root.resolve()):
                yield path


def _has_plugins(root: Path) -> bool:
    settings = _engine_settings(root)
    match settings.get("plugins") if settings else None:
        case Sequence(items=named):
            return bool(named)
        case Mapping(entries=named):
            return bool(named)
        case _:
            # Without the line mkdocs takes its own search plugin, which reads what it is given and no more.
            return False


def _engine_settings(root: Path) -> Mapping | None:
    try:
        document = parse_yaml((root / "mkdocs.yml").read_text(encoding="utf-8"), "mkdocs.yml", 1, tags=True)
    except (Refused, OSError, UnicodeDecodeError) as error:
        raise EngineError(f"cannot read mkdocs.yml: {error}") from error
    return document if isinstance(document, Mapping) else None


def _forget_old(into: Path) -> None:
    limit = time.time() - _KEPT_FOR
    for path in into.iterdir():
        try:
            if path.stat().st_mtime < limit:
                shutil.rmtree(path, ignore_errors=True)
        except OSError:
            continue  # another process was faster
