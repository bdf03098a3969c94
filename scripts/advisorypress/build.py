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
from advisorypress.finding import Finding, Level
from advisorypress.git import Git
from advisorypress.last_build import LastBuild, digest_of_all, lies_as_left, recall, remember
from advisorypress.load.stamps import FileDigests, stamp_of
from advisorypress.load.tree import load_tree
from advisorypress.model.library import Library
from advisorypress.output import Output
from advisorypress.publish.account import Entry, account_path, read_account, write_account
from advisorypress.publish.cache import forget
from advisorypress.publish.continuity import Broken, broken_promises
from advisorypress.publish.earlier import Earlier
from advisorypress.publish.making import Through, make_files
from advisorypress.publish.manifest import MANIFEST, SIGNATURE, Digests, digests_of
from advisorypress.publish.promises import promises_of
from advisorypress.publish.site_folder import safe_folder
from advisorypress.publish.site_writer import Written, files_below, finish_killed_build, reading, writing
from advisorypress.render.keys import NO_KEY
from advisorypress.render.site import plan
from advisorypress.search.files import search_files
from advisorypress.settings import Settings
from advisorypress.templating import load_templates
from advisorypress.thrift import Thrift
from advisorypress.vocabulary import Vocabulary
from advisorypress.workers import cores, kept_to_the_end

CACHE = ".cache"
ENGINE_FOLDER = f"{CACHE}/engine"


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
    jobs: int = 0,
) -> Built:
    """
    Builds the repository of *settings* into the folder *site*, as of the commit's time or *as_of*; nothing is written when
    a promise of one of the sites *against* would be broken. Without *search* there is no index, and the search page says so.
    Files are made by *jobs* processes, 0 for one a core.

    Raises `UsageError` for a folder that holds sources, `PublishError` for one that cannot be written or is not the
    press's, `EngineError` when the engine fails.
    """
    site = safe_folder(site, settings.root)
    finish_killed_build(site, progress.tell)
    kept = account_path(settings.root / CACHE, site)
    file_digests = FileDigests(settings.root, settings.root / CACHE)
    whole = "" if against else digest_of_all(settings, file_digests, as_of, search=search)
    repeated = _repeated(site, kept, whole, progress)
    if repeated is not None:
        return repeated
    progress.tell("checking")
    with kept_to_the_end():
        thrift = Thrift(settings.root / CACHE, jobs or cores())
        tree = load_tree(settings.root, thrift=thrift, digests=file_digests)
        now = build_time(settings, tree.records, as_of)
        checked = examine(tree, settings, vocabulary, now, thrift=thrift)
    files = sum(path.endswith(".md") for path in tree.files)
    # All that is published is in the library; what was written takes as much memory again.
    del tree
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
        account = read_account(kept)
        outputs = tuple(plan(checked.library, engine.shells, now.present, engine.digest))
        writer.add(digests.taken(files_below(engine.site)))
        # What is there is known before anything is rendered, so a promise that would be broken is told at once.
        paths = {*digests.files, *(output.path for output in outputs)}
        broken = tuple(_broken(checked.library, paths, against))
        if any(each.level is Level.ERROR for _, each in broken):
            return Built(checked.findings, files, now, checked.library.held, broken=broken)
        if (jobs or cores()) > 1:
            load_templates("feeds", "formats", "render")
        make_files(outputs, writer, digests, account, jobs or cores(), progress.through)
        del account
        if search:
            progress.tell("making the search index")
            writer.add(digests.taken(search_files(checked.library, settings.root / CACHE / "search")))
        manifests = [earlier.manifest for earlier in against]
        writer.add([(MANIFEST, digests.manifest(checked.library, now, commit, manifests))])
        written = writer.finish()
        write_account(kept, whole, _entries(site, outputs, digests))
        # What was edited meanwhile may be in the site, and is not what *whole* stands for.
        if whole and whole == digest_of_all(settings, file_digests, as_of, search=search):
            remember(kept, whole, LastBuild(checked.findings, files, now, checked.library.held))
    gone = {takedown.id for takedown in checked.library.takedowns}
    forget(settings.root / CACHE, gone, keep=(engine.site.parent, kept))
    return Built(checked.findings, files, now, checked.library.held, written, broken)


def _repeated(site: Path, kept: Path, whole: str, progress: Progress) -> Built | None:
    """
    What the last build said, when this one would only repeat it and its site lies as it was left.
    """
    last = recall(kept, whole) if whole else None
    if last is None:
        return None
    with reading(site, progress.tell):
        account = read_account(kept)
        # A signed site is refused where it is written.
        if account.whole != whole or (site / SIGNATURE).exists() or not lies_as_left(site, account):
            return None
    return Built(last.findings, last.files, last.now, last.held, Written(0, len(account.rows), 0))


def _broken(library: Library, paths: Collection[str], against: Iterable[Earlier]) -> Iterator[tuple[str, Broken]]:
    new = promises_of(library, paths)
    for earlier in against:
        for broken in broken_promises(earlier.manifest.promises, new, library.settings.gone):
            yield earlier.name, broken


def _entries(site: Path, outputs: Iterable[Output], digests: Digests) -> Iterator[tuple[str, Entry]]:
    """
    The account of every file of *site*.
    """
    keys = {output.path: output.key for output in outputs}
    for path in digests.files:
        yield path, Entry(keys.get(path, NO_KEY).hex(), *digests.of(path), stamp_of(f"{site}/{path}"))
    data = (site / MANIFEST).read_bytes()
    yield MANIFEST, Entry("", *digests_of(MANIFEST, data), stamp_of(site / MANIFEST))


def commit_of(root: Path) -> str | None:
    """
    The commit that the tree at *root* is of; None when it has changes, for then it is of none.
    """
    git = Git(root)
    return git.head() if git.committed_at() is not None else None
