"""
The plan of the whole site: every file that records make, in both languages.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from itertools import chain

from advisorypress.errors import doing
from advisorypress.language import Language
from advisorypress.model.document import FOLDER_OF
from advisorypress.model.library import Library
from advisorypress.output import Output, Shells
from advisorypress.render.advisory_lists import advisory_lists
from advisorypress.render.advisory_page import advisory_pages
from advisorypress.render.affected_index import plan_affected_index
from advisorypress.render.affected_page import affected_pages
from advisorypress.render.bodies import Bodies
from advisorypress.render.calendar import plan_calendars
from advisorypress.render.data import plan_data
from advisorypress.render.desk import Desk, PlannedPage
from advisorypress.render.document_lists import document_lists
from advisorypress.render.document_page import all_documents, document_pages, list_name
from advisorypress.render.feeds import catalogue_pages, plan_feeds
from advisorypress.render.glossary_page import glossary_pages
from advisorypress.render.home_page import home_pages
from advisorypress.render.keys import Keys
from advisorypress.render.latest_page import latest_pages
from advisorypress.render.redirects import plan_redirects
from advisorypress.render.search_page import search_pages
from advisorypress.render.site_files import plan_site_files
from advisorypress.render.statistics_page import statistics_pages
from advisorypress.render.statistics_tables import plan_statistics
from advisorypress.render.structured_data import Step, with_data
from advisorypress.render.tombstones import tombstones
from advisorypress.render.version_page import version_pages
from advisorypress.render.voice import Voice

_MAKERS: tuple[Callable[[Desk], Iterator[PlannedPage]], ...] = (
    home_pages,
    advisory_lists,
    advisory_pages,
    version_pages,
    tombstones,
    document_lists,
    document_pages,
    latest_pages,
    glossary_pages,
    catalogue_pages,
    statistics_pages,
    search_pages,
    affected_pages,
)


def plan(library: Library, shells: Shells, present: datetime | None = None, common: bytes = b"") -> Iterator[Output]:
    """
    Every file of the site that is made of *library*, each path once; nothing is rendered before it is asked for.

    Hand-written pages and the theme's own files are the engine's. *present* is the committer's time, else the library's.
    With *common*, a digest of program, theme and shells, outputs have keys.
    """
    bodies = Bodies(library.vocabulary)
    existing = {page.path for page in library.pages} | {document.path for document in all_documents(library)}
    keys = Keys(library, common, existing) if common else None
    taken = {f"{language.prefix}{page.path}index.html" for language in Language for page in library.pages}
    pages: list[PlannedPage] = []
    # One after the other, for a preview asks for the first few only.
    for output in chain(
        _records(library, shells, bodies, existing, pages, keys),
        plan_feeds(library, bodies, keys),
        plan_affected_index(library),
        plan_statistics(library),
        plan_calendars(library),
        plan_site_files(library, pages, present or library.now),
    ):
        taken.add(output.path)
        yield output
    for language in Language:
        yield from plan_redirects(Voice(library, language), taken, keys)


def _records(
    library: Library,
    shells: Shells,
    bodies: Bodies,
    existing: Collection[str],
    pages: list[PlannedPage],
    keys: Keys | None,
) -> Iterator[Output]:
    """
    Pages, and after each advisory's page the files beside it, so that its body is read once for all of them; those of one
    edition are added to *pages*.
    """
    beside: dict[str, list[Output]] = {}
    for output in plan_data(library, bodies, keys):
        beside.setdefault(output.path.rpartition("/")[0], []).append(output)
    for language in Language:
        desk = Desk(Voice(library, language), bodies, existing, keys)
        for planned in (planned for maker in _MAKERS for planned in maker(desk)):
            if language is Language.EN:
                pages.append(planned)
            folder = f"{language.prefix}{planned.path}"
            yield Output(f"{folder}index.html", _making(planned, desk, shells), planned.key)
            yield from beside.pop(folder.rstrip("/"), ())


def _making(planned: PlannedPage, desk: Desk, shells: Shells) -> Callable[[], bytes]:
    def make() -> bytes:
        with doing(f"rendering {planned.path or 'the home page'} ({desk.language.value})"):
            way = tuple(_way(desk, planned.path)) if planned.is_indexed else ()
            return shells.fill(with_data(planned.make(), desk.library.settings, way))

    return make


def _way(desk: Desk, path: str) -> Iterator[Step]:
    """
    Home, and the list that the page at *path* belongs to.
    """
    yield desk.voice.say("site.home"), ""
    folder = f"{path.partition('/')[0]}/"
    if folder == "advisories/":
        yield desk.voice.say("list.title"), folder
    for kind, name in FOLDER_OF.items():
        if folder == f"{name}/":
            yield list_name(desk.voice, kind), folder
