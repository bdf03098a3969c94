"""
One build: what was written is read and checked, and what passed is rendered and put in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from advisorypress.build_time import BuildTime, build_time
from advisorypress.check.examine import examine
from advisorypress.engine.build import build_engine
from advisorypress.errors import doing
from advisorypress.finding import Finding, Level
from advisorypress.git import Git
from advisorypress.load.tree import load_tree
from advisorypress.model.library import Library
from advisorypress.output import Output
from advisorypress.publish.cache import forget
from advisorypress.publish.continuity import Broken, broken_promises
from advisorypress.publish.earlier import Earlier
from advisorypress.publish.manifest import MANIFEST, Digests
from advisorypress.publish.promises import promises_of
from advisorypress.publish.site_folder import safe_folder
from advisorypress.publish.site_writer import Written, files_below, finish_killed_build, writing
from advisorypress.render.site import plan
from advisorypress.search.files import search_files
from advisorypress.settings import Settings
from advisorypress.vocabulary import Vocabulary

CACHE = ".cache"
ENGINE_FOLDER = f"{CACHE}/engine"

Through = Callable[[Sequence[Output]], Iterable[Output]]


@dataclass(frozen=True, slots=True)
class Progress:
    """
    How a build tells what it does: *tell* takes a line, *through* hands on every file of the site as it is made.
    """

    tell: Callable[[str], None]
    through: Through = iter


@dataclass(frozen=True, slots=True)
class Built:
    """
    What a build found and did. *written* is None when an error stopped it before it touched the site; *broken* are the
    promises of earlier sites that this one does not keep, each with the name of that site.
    """

    findings: tuple[Finding, ...]
    files: int
    now: BuildTime
    held: tuple[str, ...] = ()
    written: Written | None = None
    broken: tuple[tuple[str, Broken], ...] = ()


def build_site(
    settings: Settings,
    vocabulary: Vocabulary,
    site: Path,
    progress: Progress,
    as_of: str | None = None,
    against: Sequence[Earlier] = (),
    *,
    search: bool = True,
) -> Built:
    """
    Builds the repository of *settings* into the folder *site*, as of the commit's time or *as_of*; nothing is written when
    a promise of one of the sites *against* would be broken. Without *search* there is no index, and the search page says so.

    Raises `UsageError` for a folder that holds sources, `PublishError` for one that cannot be written or is not the
    press's, `EngineError` when the engine fails.
    """
    site = safe_folder(site, settings.root)
    finish_killed_build(site, progress.tell)
    progress.tell("checking")
    tree = load_tree(settings.root)
    now = build_time(settings, tree.records, as_of)
    checked = examine(tree, settings, vocabulary, now)
    files = sum(path.endswith(".md") for path in tree.files)
    if checked.library is None:
        return Built(checked.findings, files, now)
    # Asked before anything is written: a site that git does not ignore would make the tree look changed.
    commit = commit_of(settings.root)
    with writing(site, progress.tell) as writer:
        progress.tell("building hand-written pages")
        engine = build_engine(settings, settings.root / ENGINE_FOLDER, now.moment)
        for note in engine.notes:
            progress.tell(note)
        digests = Digests()
        outputs = tuple(plan(checked.library, engine.shells, now.present))
        writer.add(digests.taken(files_below(engine.site)))
        # What is there is known before anything is rendered, so a promise that would be broken is told at once.
        paths = {*digests.files, *(output.path for output in outputs)}
        broken = tuple(_broken(checked.library, paths, against))
        if any(each.level is Level.ERROR for _, each in broken):
            return Built(checked.findings, files, now, checked.library.held, broken=broken)
        needed = (output for output in progress.through(outputs) if not writer.is_needless(output.path))
        writer.add(digests.taken(made(needed)))
        if search:
            progress.tell("making the search index")
            writer.add(digests.taken(search_files(checked.library)))
        manifests = [earlier.manifest for earlier in against]
        writer.add([(MANIFEST, digests.manifest(checked.library, now, commit, manifests))])
        written = writer.finish()
    forget(settings.root / CACHE, {takedown.id for takedown in checked.library.takedowns}, keep=engine.site.parent)
    return Built(checked.findings, files, now, checked.library.held, written, broken)


def _broken(library: Library, paths: Collection[str], against: Iterable[Earlier]) -> Iterator[tuple[str, Broken]]:
    new = promises_of(library, paths)
    for earlier in against:
        for broken in broken_promises(earlier.manifest.promises, new, library.settings.gone):
            yield earlier.name, broken


def made(outputs: Iterable[Output]) -> Iterator[tuple[str, bytes]]:
    """
    The path and bytes of each of *outputs*.
    """
    for output in outputs:
        with doing(f"making {output.path}"):
            data = output.make()
        yield output.path, data


def commit_of(root: Path) -> str | None:
    """
    The commit that the tree at *root* is of; None when it has changes, for then it is of none.
    """
    git = Git(root)
    return git.head() if git.committed_at() is not None else None
