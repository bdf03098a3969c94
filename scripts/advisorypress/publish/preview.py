"""
One record as readers will see it, in a folder that opens without a server.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from advisorypress.build_time import BuildTime
from advisorypress.check.addresses import address_of
from advisorypress.check.examine import team_wording
from advisorypress.check.make import make_library
from advisorypress.engine.build import build_engine
from advisorypress.engine.live import LiveLibrary, State
from advisorypress.engine.preview import MarkedShells
from advisorypress.errors import UsageError
from advisorypress.finding import Finding, has_errors
from advisorypress.language import Language
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind
from advisorypress.model.library import Library
from advisorypress.output import Output
from advisorypress.publish.manifest import MANIFEST, Digests
from advisorypress.publish.site_writer import files_below, writing
from advisorypress.publish.stage import Tell
from advisorypress.render.site import plan

FOLDER = ".cache/preview"
ENGINE_FOLDER = ".cache/engine"
# A preview is of no commit and of no moment that a build could be of.
PREVIEW = "preview"


@dataclass(frozen=True, slots=True)
class Previewed:
    """
    A preview: the *pages* of both languages and the *data* beside them, none when *findings* has an error.
    """

    findings: tuple[Finding, ...]
    pages: tuple[Path, ...] = ()
    data: tuple[Path, ...] = ()


def preview_record(root: Path, name: str, tell: Tell) -> Previewed:
    """
    Writes the preview of the record called *name* below `.cache/preview/`.

    Its files have the bytes that a build writes; one that a build would leave out carries a notice that says so. Other
    records may be broken. Raises `UsageError` when no record has that name.
    """
    state = LiveLibrary(root).refresh()
    record = _called(state, name)
    address = address_of(record.kind, record.folder, record.name)
    findings = state.findings_at(address)
    if has_errors(findings):
        return Previewed(findings)
    folder = root / FOLDER / record.name
    library = _library_around(state, address)
    shown = replace(state, library=library, hidden=state.hidden & {address})
    tell("building the pages around it")
    engine = build_engine(library.settings, root / ENGINE_FOLDER, library.now)
    outputs = [output for output in plan(library, MarkedShells(engine.shells, shown)) if _is_of(output, address)]
    with writing(folder, tell) as writer:
        digests = Digests()
        writer.add(digests.taken((path, data) for path, data in files_below(engine.site) if not path.endswith(".html")))
        writer.add(digests.taken((output.path, output.make()) for output in outputs))
        writer.add([(MANIFEST, digests.manifest(library, BuildTime(library.now, PREVIEW), None))])
        writer.finish()
    paths = [output.path for output in outputs]
    pages = tuple(folder / path for path in paths if path.endswith(".html"))
    return Previewed(findings, pages, tuple(folder / path for path in paths if not path.endswith(".html")))


def _called(state: State, name: str) -> Record:
    wanted = name.upper()
    found = [record for record in state.records.values() if record.name.upper() == wanted]
    records = [record for record in found if record.kind is not Kind.PAGE]
    if found and not records:
        raise UsageError(f"{name} is a hand-written page; `press serve` shows it")
    if not records:
        raise UsageError(f"there is no record called {name}; `press find` and `press status` list them")
    if len(records) > 1:
        places = ", ".join(f"{record.folder}/{record.name}" for record in records)
        raise UsageError(f"several records are called {name}: {places}; rename one, or use `press serve`")
    return records[0]


def _library_around(state: State, address: str) -> Library:
    """
    What is published, and the record at *address*: another draft must not change how this one looks.
    """
    library = state.library
    kept = set(_addresses(library)) - (state.hidden - {address})
    records = tuple(record for at, record in state.records.items() if record.kind is Kind.PAGE or at in kept)
    wording, now = team_wording(library.settings), library.now
    tree = replace(state.tree, records=records)
    return make_library(tree, library.settings, library.vocabulary, wording, now, drafts=True)


def _addresses(library: Library) -> Iterator[str]:
    for advisory in library.listed:
        yield advisory.path
    for documents in (
        library.newsletters,
        library.digests,
        library.guides,
        library.articles,
        library.news,
        library.events,
    ):
        for document in documents:
            yield document.path


def _is_of(output: Output, address: str) -> bool:
    return any(output.path.startswith(f"{language.prefix}{address}") for language in Language)
