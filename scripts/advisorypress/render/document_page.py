"""
The pages of newsletters, digests, guides, articles, news and events.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from markupsafe import Markup

from advisorypress.language import Language
from advisorypress.load.schema import Kind
from advisorypress.model.digest_items import digest_items, must_act
from advisorypress.model.document import FOLDER_OF, Article, Digest, Document, Event, Guide, NewsItem, Newsletter
from advisorypress.model.library import Library
from advisorypress.model.text import Text
from advisorypress.output import Page
from advisorypress.render.characters import one_line
from advisorypress.render.dates import range_ends, time_element, time_range
from advisorypress.render.desk import Desk, PlannedPage
from advisorypress.render.measure_words import with_counts_whole
from advisorypress.render.month_in_numbers import month_in_numbers
from advisorypress.render.prose import prose_html
from advisorypress.render.sections import Body, split_body
from advisorypress.render.voice import Voice

_LIST_NAMES = {
    Kind.NEWSLETTER: "list.bulletins",
    Kind.DIGEST: "list.digests",
    Kind.GUIDE: "nav.guides",
    Kind.NEWS: "nav.news",
    Kind.EVENT: "list.events",
}
_EARLIER_SHOWN = 12
_CHECKLIST = '<script src="{root}assets/press/checklist.js" defer></script>'
_STEPS = 3


def list_name(voice: Voice, kind: Kind) -> str:
    """
    What the list of all documents of *kind* is called.
    """
    return voice.word("publication", "article") if kind is Kind.ARTICLE else voice.say(_LIST_NAMES[kind])


def section_of(kind: Kind) -> str:
    """
    The entry of the main menu that documents of *kind* stand under.
    """
    return "guides" if kind is Kind.GUIDE else "news"


def document_pages(desk: Desk) -> Iterator[PlannedPage]:
    """
    The page of every document.
    """
    for document in all_documents(desk.library):
        yield PlannedPage(document.path, partial(document_page, desk, document), document.updated)


def all_documents(library: Library) -> tuple[Document, ...]:
    """
    Every document of *library*.
    """
    return (
        *library.newsletters,
        *library.digests,
        *library.guides,
        *library.articles,
        *library.news,
        *library.events,
    )


def document_page(desk: Desk, document: Document) -> Page:
    """
    The page of *document*.
    """
    voice = desk.voice
    words = document.words_for(desk.language)
    title = desk.title(document)
    template, extra = _kind_of_page(desk, document)
    article = desk.article(
        template,
        document.path,
        document=document,
        words=words,
        title=title,
        body=_body(desk, document),
        notices=desk.language_notices(document),
        list_path=f"/{FOLDER_OF[document.kind]}/",
        list_name=list_name(voice, document.kind),
        facts=dateline(voice, document),
        **extra,
    )
    script = _CHECKLIST if isinstance(document, Guide) and document.is_checklist else ""
    return Page(
        language=desk.language,
        path=document.path,
        section=section_of(document.kind),
        title=title.text,
        description=one_line(words.summary) or _about(voice, document),
        article=article,
        head=script.format(root="../" * (document.path.count("/") + (desk.language is Language.ZH))),
        edit=words.path,
        published=document.published,
        modified=document.updated,
    )


def dateline(voice: Voice, document: Document) -> tuple[Markup, ...]:
    """
    When and for whom a document is: the small facts under its title, on its page and in lists.
    """
    facts: list[Markup] = []
    match document:
        case Event():
            facts.append(time_element(document.starts, time_range(document.starts, document.ends, voice.language)))
            place = document.words_for(voice.language)
            if place.place:
                facts.append(voice.run(Text(place.place, place.language)))
        case Guide():
            # In a sentence an audience is no title.
            names = [voice.word("audience", key) for key in document.audience]
            audiences = voice.all_of([name[:1].lower() + name[1:] for name in names])
            facts.append(voice.html("guide.for", audience=audiences))
            if document.minutes:
                facts.append(with_counts_whole(voice.html("guide.time", n=document.minutes)))
        case _:
            facts.append(voice.html("document.published", date=voice.day(document.published)))
            if document.revised:
                facts.append(voice.html("advisory.updated", date=voice.day(document.revised)))
    return tuple(facts)


def has_ended(desk: Desk, event: Event) -> bool:
    """
    Whether *event* is over at build time.
    """
    return event.ends <= desk.library.now


def _body(desk: Desk, document: Document) -> Body:
    words = document.words_for(desk.language)
    return split_body(prose_html(words.body, words.language, desk.library.wording), {})


def _about(voice: Voice, document: Document) -> str:
    if isinstance(document, Digest):
        first, last = range_ends(document.period.start, document.period.end, voice.language)
        return voice.say("digest.about", **{"from": first, "to": last})
    return list_name(voice, document.kind)


def _kind_of_page(desk: Desk, document: Document) -> tuple[str, dict[str, object]]:
    """
    The template of *document*, and what it needs beside the words.
    """
    match document:
        case Newsletter():
            return "render/newsletter.html", {
                "numbers": month_in_numbers(desk, document.month),
                "advisories": [
                    advisory
                    for advisory in desk.library.advisories
                    if must_act(advisory) and advisory.published.date().replace(day=1) == document.month
                ],
                "earlier": [other for other in desk.library.newsletters if other.month < document.month][
                    :_EARLIER_SHOWN
                ],
            }
        case Digest():
            return "render/digest.html", {"items": digest_items(desk.library, document)}
        case Guide():
            actions = document.words_for(desk.language).actions
            return "render/guide.html", {
                "steps": desk.voice.say("guide.steps" if len(actions) == _STEPS else "guide.steps.any")
            }
        case Event():
            return "render/event.html", {"ended": has_ended(desk, document)}
        case NewsItem():
            return "render/news-item.html", {}
        case Article():
            return "render/document.html", {}
        case _:
            raise TypeError(f"no template for a {document.kind.value}")
