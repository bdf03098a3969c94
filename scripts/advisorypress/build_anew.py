"""
A build from what was written to a site: load, check, render, write.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from advisorypress.build_time import build_time
from advisorypress.check.examine import examine
from advisorypress.engine.build import build_engine
from advisorypress.finding import Level
from advisorypress.git import Git
from advisorypress.last_build import LastBuild, remember
from advisorypress.load.stamps import FileDigests, stamp_of
from advisorypress.load.tree import load_tree
from advisorypress.model.library import Library
from advisorypress.publish.account import Entry, read_account, write_account
from advisorypress.publish.cache import forget
from advisorypress.publish.continuity import Broken, broken_promises
from advisorypress.publish.earlier import Earlier
from advisorypress.publish.making import make_files
from advisorypress.publish.manifest import MANIFEST, Digests, digests_of
from advisorypress.publish.promises import promises_of
from advisorypress.publish.site_writer import files_below, writing
from advisorypress.render.keys import NO_KEY
from advisorypress.render.site import plan
from advisorypress.search.files import search_files
from advisorypress.thrift import Thrift
from advisorypress.wanted import Built, Progress, Wanted
from advisorypress.workers import cores, kept_to_the_end

ENGINE = "engine"


def build_anew(wanted: Wanted, file_digests: FileDigests, whole: str, progress: Progress) -> Built:
    """
    Builds what is *wanted*, of which *whole* is a digest; *file_digests* are those of its files. See `build_site`.
    """
    settings, site, kept = wanted.settings, wanted.site, wanted.account
    jobs = wanted.jobs or cores()
    progress.tell("checking")
    with kept_to_the_end():
        thrift = Thrift(wanted.cache, jobs)
        tree = load_tree(settings.root, thrift=thrift, digests=file_digests)
        now = build_time(settings, tree.records, wanted.as_of)
        checked = examine(tree, settings, wanted.vocabulary, now, thrift=thrift)
    files = sum(path.endswith(".md") for path in tree.files)
    # All that is published is in the library; what was written takes as much memory again.
    del tree
    if checked.library is None:
        return Built(checked.findings, files, now)
    # Asked before anything is written: a site that git does not ignore would make the tree look changed.
    commit = commit_of(settings.root)
    with writing(site, progress.tell) as writer:
        progress.tell("building hand-written pages")
        engine = build_engine(settings, wanted.cache / ENGINE, now.moment)
        for note in engine.notes:
            progress.tell(note)
        digests = Digests()
        account = read_account(kept)
        outputs = tuple(plan(checked.library, engine.shells, now.present, engine.digest))
        writer.add(digests.taken(files_below(engine.site)))
        # What is there is known before anything is rendered, so a promise that would be broken is told at once.
        paths = {*digests.files, *(output.path for output in outputs)}
        broken = tuple(_broken(checked.library, paths, wanted.against))
        if any(each.level is Level.ERROR for _, each in broken):
            return Built(checked.findings, files, now, checked.library.held, broken=broken)
        keys = {output.path: output.key for output in outputs if output.key}
        make_files(outputs, writer, digests, account, jobs, progress.through)
        # What is to come needs none of it, and of a large site it fills hundreds of megabytes.
        del account, outputs, paths
        if wanted.search:
            progress.tell("making the search index")
            writer.add(digests.taken(search_files(checked.library, wanted.cache / "search")))
        manifests = [earlier.manifest for earlier in wanted.against]
        writer.add([(MANIFEST, digests.manifest(checked.library, now, commit, manifests))])
        written = writer.finish()
        write_account(kept, whole, _entries(site, keys, digests))
        # What was edited meanwhile may be in the site, and is not what *whole* stands for.
        if whole and whole == wanted.digest(file_digests):
            remember(kept, whole, LastBuild(checked.findings, files, now, checked.library.held))
    gone = {takedown.id for takedown in checked.library.takedowns}
    forget(wanted.cache, gone, keep=(engine.site.parent, kept))
    return Built(checked.findings, files, now, checked.library.held, written, broken)


def _broken(library: Library, paths: Collection[str], against: Iterable[Earlier]) -> Iterator[tuple[str, Broken]]:
    new = promises_of(library, paths)
    for earlier in against:
        for broken in broken_promises(earlier.manifest.promises, new, library.settings.gone):
            yield earlier.name, broken


def _entries(site: Path, keys: Mapping[str, bytes], digests: Digests) -> Iterator[tuple[str, Entry]]:
    """
    The account of every file of *site*, with the *keys* of those that have one.
    """
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
