"""
The lists of documents, newest first; guides by audience, events by whether they are still to come.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from advisorypress.load.schema import Kind
from advisorypress.model.document import FOLDER_OF, Document, Event, Guide, NewsItem
from advisorypress.output import Page
from advisorypress.render.calendar import CALENDAR
from advisorypress.render.desk import Desk, PlannedPage
from advisorypress.render.document_page import dateline, has_ended, list_name, section_of
from advisorypress.render.paging import ListPage, pages_of
from advisorypress.render.voice import Voice
from advisorypress.templating import filled

_NEWEST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Item:
    """
    One document of a list, with its small line and its tags.
    """

    document: Document
    facts: Markup
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """
    A part of a list: its anchor and heading ("" for none), its items, and the list that has all of them.
    """

    id: str
    heading: str
    items: tuple[Item, ...]
    all_path: str = ""
    all_name: str = ""


def document_lists(desk: Desk) -> Iterator[PlannedPage]:
    """
    The pages of every list.
    """
    library = desk.library
    yield PlannedPage("guides/", partial(guide_list, desk))
    yield PlannedPage("events/", partial(event_list, desk))
    lists: tuple[tuple[Kind, Sequence[Document]], ...] = (
        (Kind.NEWSLETTER, library.newsletters),
        (Kind.DIGEST, library.digests),
        (Kind.ARTICLE, library.articles),
        (Kind.NEWS, library.news),
    )
    for kind, documents in lists:
        for page in pages_of(f"{FOLDER_OF[kind]}/", documents):
            yield PlannedPage(page.path, partial(dated_list, desk, kind, page))


def dated_list(desk: Desk, kind: Kind, page: ListPage[Document]) -> Page:
    """
    One page of all documents of *kind*; the first page of the news leads to what else is new.
    """
    items = Group("", "", tuple(_item(desk.voice, document) for document in page.items))
    if kind is not Kind.NEWS or page.number > 1:
        return _page(desk, kind, (items,), page)
    others = tuple(_news_groups(desk))
    heading = desk.voice.word("publication", "news") if others else ""
    return _page(desk, kind, (Group("items", heading, items.items), *others), page)


def _news_groups(desk: Desk) -> Iterator[Group]:
    """
    The newest of what stands beside the news, each with the way to all of it.
    """
    library = desk.library
    upcoming = sorted(
        (event for event in library.events if not has_ended(desk, event)), key=lambda event: (event.starts, event.name)
    )
    others: tuple[tuple[Kind, Sequence[Document]], ...] = (
        (Kind.NEWSLETTER, library.newsletters),
        (Kind.ARTICLE, library.articles),
        (Kind.EVENT, upcoming or library.events),
        (Kind.DIGEST, library.digests),
    )
    for kind, documents in others:
        if documents:
            name = list_name(desk.voice, kind)
            shown = tuple(item_of(desk, document) for document in documents[:_NEWEST_SHOWN])
            yield Group(FOLDER_OF[kind], name, shown, f"/{FOLDER_OF[kind]}/", name)


def guide_list(desk: Desk) -> Page:
    """
    All guides, by whom they are for; one for several audiences stands under each.
    """
    groups = []
    for audience in desk.library.vocabulary.keys("audience"):
        guides = [guide for guide in desk.library.guides if audience in guide.audience]
        if guides:
            items = tuple(_item(desk.voice, guide) for guide in guides)
            groups.append(Group(audience, desk.voice.word("audience", audience), items))
    page: ListPage[Document] = ListPage("guides/", 1, 1, len(desk.library.guides), ())
    return _page(desk, Kind.GUIDE, tuple(groups), page)


def event_list(desk: Desk) -> Page:
    """
    Events to come, the next one first; then those that are over, the last one first.
    """
    events = sorted(desk.library.events, key=lambda event: (event.starts, event.name))
    upcoming = [_item(desk.voice, event) for event in events if not has_ended(desk, event)]
    past = [_item(desk.voice, event, ended=True) for event in reversed(events) if has_ended(desk, event)]
    groups = (
        Group("upcoming", desk.voice.say("event.upcoming"), tuple(upcoming)),
        Group("past", desk.voice.say("event.earlier"), tuple(past)),
    )
    page: ListPage[Document] = ListPage("events/", 1, 1, len(events), ())
    return _page(desk, Kind.EVENT, tuple(group for group in groups if group.items), page)


def item_of(desk: Desk, document: Document) -> Item:
    """
    *document* as a list has it.
    """
    return _item(desk.voice, document, ended=_ended(desk, document))


def _ended(desk: Desk, document: Document) -> bool:
    return isinstance(document, Event) and has_ended(desk, document)


def _item(voice: Voice, document: Document, *, ended: bool = False) -> Item:
    facts = Markup(" ").join(filled("<span>{}</span>", fact) for fact in dateline(voice, document))
    tags = []
    if isinstance(document, NewsItem) and document.is_statement:
        tags.append(voice.say("list.statement"))
    if isinstance(document, Guide) and document.is_checklist:
        tags.append(voice.word("publication", "checklist"))
    if ended:
        tags.append(voice.say("event.ended"))
    return Item(document, facts, tuple(tags))


def _page(desk: Desk, kind: Kind, groups: tuple[Group, ...], page: ListPage[Document]) -> Page:
    voice = desk.voice
    title = list_name(voice, kind)
    calendar = f"/{CALENDAR}" if kind is Kind.EVENT and desk.library.events else ""
    article = desk.article(
        "render/document-list.html", page.path, title=title, groups=groups, page=page, calendar=calendar
    )
    return Page(
        language=desk.language,
        path=page.path,
        section=section_of(kind),
        title=title if page.number == 1 else voice.say("list.page", title=title, n=page.number),
        description=voice.say("list.by", title=title, team=desk.library.settings.name[desk.language]),
        article=article,
    )
