"""
What the theme's template shows around and in a page, as plain values: the template decides on markup and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from advisorypress.engine import menu, shell
from advisorypress.engine.mail_choices import MailChoices
from advisorypress.engine.menu import Entry
from advisorypress.engine.pages import NOT_FOUND, Content, HandPage
from advisorypress.engine.parts import Piece, pieces_of
from advisorypress.engine.report_form import ReportForm
from advisorypress.language import Language
from advisorypress.model.text import WordsState
from advisorypress.policy import page_policy
from advisorypress.render import dates
from advisorypress.render.characters import one_line
from advisorypress.render.line_breaks import title_words, with_line_breaks
from advisorypress.render.links import absolute, localise
from advisorypress.render.structured_data import CARDS, breadcrumbs, card_of
from advisorypress.settings import Settings
from advisorypress.templating import clean
from advisorypress.vocabulary import Vocabulary
from advisorypress.wording import PLACEHOLDER, Wording

FEEDS = (
    ("rss", "application/rss+xml", "RSS 2.0"),
    ("atom", "application/atom+xml", "Atom 1.0"),
    ("json", "application/feed+json", "JSON Feed 1.1"),
)

_OPEN_GRAPH = {Language.EN: "en_GB", Language.ZH: "zh_HK"}


@dataclass(frozen=True, slots=True)
class Link:
    """
    A link of the chrome: its words, its address, and whether it leads to where the reader is ("page", "true" or "").
    """

    words: str
    href: str
    current: str = ""
    is_button: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """
    A feed for readers to find: its kind, title and address.
    """

    kind: str
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Notice:
    """
    A notice above a page: its kind (`note`, `warn`, `stop`), its sentence, and a link, if one helps.
    """

    kind: str
    text: str
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """
    Where a page stands: its path (a placeholder for a shell), how deep, and in which section of the menu; and the path of the
    page that search engines are to name.
    """

    path: str
    depth: int
    section: str
    canonical: str


@dataclass(frozen=True, slots=True)
class Body:
    """
    A hand-written body: its words' language, its title and summary, and clean HTML.
    """

    language: Language
    title: str
    summary: str
    html: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Chrome:
    """
    What all pages of one edition share. *now* stands on `/about/` only.
    """

    settings: Settings
    vocabulary: Vocabulary
    wording: Wording
    language: Language
    content: Content
    sections: frozenset[str]
    now: datetime

    def exists(self, path: str) -> bool:
        """
        Whether the site has a page or folder at *path*.
        """
        return path in self.sections or self.content.exists(path)

    def say(self, key: str, **values: object) -> str:
        """
        An interface string of this edition.
        """
        return self.wording.say(key, self.language, **values)

    def name_of(self, entry: Entry) -> str:
        """
        What *entry* is called: an interface string, a term of the vocabulary, or the title of the page.
        """
        if not entry.words:
            return one_line(self.content.pages[entry.path].words_for(self.language).title)
        group, slash, key = entry.words.partition("/")
        return self.vocabulary.word(group, key, self.language) if slash else self.say(entry.words)

    def view_of_shell(self, key: shell.Key) -> View:
        """
        The view of a shell: placeholders where a page's own words will stand.
        """
        return View(
            chrome=self,
            place=Place(shell.PATH, key.depth, key.section, shell.CANONICAL),
            title=shell.TITLE,
            description=shell.DESCRIPTION,
            head=shell.HEAD,
            article=shell.ARTICLE,
        )

    def view_of_page(self, page: HandPage, bodies: tuple[Body, ...]) -> View:
        """
        The view of a hand-written page; *bodies* are what it shows, the reader's own edition first.
        """
        section = page.path.partition("/")[0]
        return View(
            chrome=self,
            place=Place(page.path, page.depth, section if section in menu.sections() else "", page.path),
            title=one_line(bodies[0].title),
            description=one_line(bodies[0].summary),
            page=page,
            bodies=bodies,
        )

    def placed(self, html: str, page: HandPage) -> Markup:
        """
        Clean *html* of *page* with its root-relative links made right for where it stands.
        """
        if page.path == NOT_FOUND:
            # The server shows it at any address, so only links from the root of the host hold.
            here = replace(self.settings, site_url=urlsplit(self.settings.site_url).path)
            return clean(self.with_breaks(absolute(html, self.language, here)))
        return clean(self.with_breaks(localise(html, self.language, page.depth)))

    def with_breaks(self, html: str) -> str:
        """
        Clean *html* whose lines break where they should.
        """
        return with_line_breaks(html, title_words(self.vocabulary))


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """
    One page as the template sees it. Shells have *head* and *article*, hand-written pages *page* and *bodies*.
    """

    chrome: Chrome
    place: Place
    title: str
    description: str
    head: str = ""
    article: str = ""
    page: HandPage | None = None
    bodies: tuple[Body, ...] = ()

    @property
    def say(self) -> Callable[..., str]:
        """
        The interface's strings.
        """
        return self.chrome.say

    @property
    def language(self) -> Language:
        """
        The language of the page.
        """
        return self.chrome.language

    @property
    def site_name(self) -> str:
        """
        The team's name.
        """
        return self.chrome.settings.name[self.language]

    @property
    def short_name(self) -> str:
        """
        The team's name where there is little room.
        """
        return self.chrome.settings.short_name[self.language]

    @property
    def is_demonstration(self) -> bool:
        """
        Whether the page says that the team is not real.
        """
        return self.chrome.settings.demonstration

    @property
    def is_not_found(self) -> bool:
        """
        Whether this is the page for addresses that do not exist.
        """
        return self.place.path == NOT_FOUND

    @property
    def home(self) -> str:
        """
        The address of this edition's home page.
        """
        return self.to("") or "./"

    @property
    def assets(self) -> str:
        """
        The address of the folder that both editions take their styles and scripts from.
        """
        return f"{self._root}assets/"

    @property
    def _root(self) -> str:
        if self.is_not_found:
            return urlsplit(self.chrome.settings.site_url).path
        return "../" * (self.place.depth + (self.language is Language.ZH))

    def to(self, path: str, language: Language | None = None) -> str:
        """
        The address of *path* in *language*'s edition (this one's, if it is not said), from where this page stands.
        """
        language = language or self.language
        if self.is_not_found or language is not self.language:
            return f"{self._root}{language.prefix}{path}"
        return f"{'../' * self.place.depth}{path}"

    @property
    def switch(self) -> str:
        """
        The address of this page in the other language; it always exists.
        """
        return self.to(self.place.path, self.language.other) or "./"

    @property
    def canonical(self) -> str:
        """
        The absolute address of this page, or of the one that search engines are to name instead.
        """
        return self.chrome.settings.url(self.language, self.place.canonical)

    @property
    def alternates(self) -> tuple[tuple[str, str], ...]:
        """
        The absolute address of this page in each language, and in the one for everybody else.
        """
        urls = {language: self.chrome.settings.url(language, self.place.path) for language in Language}
        return (*((language.tag, url) for language, url in urls.items()), ("x-default", urls[Language.EN]))

    @property
    def open_graph(self) -> tuple[tuple[str, str], ...]:
        """
        What other sites show when somebody shares this page.
        """
        return (
            ("og:type", shell.KIND if self.page is None else "website"),
            ("og:site_name", self.site_name),
            ("og:title", self.title),
            ("og:description", self.description),
            ("og:url", self.canonical),
            ("og:locale", _OPEN_GRAPH[self.language]),
            ("og:locale:alternate", _OPEN_GRAPH[self.language.other]),
            ("og:image", f"{self.chrome.settings.site_url}{CARDS}{self._card}.png"),
            ("og:image:width", "1200"),
            ("og:image:height", "630"),
            ("og:image:alt", self.title),
        )

    @property
    def _card(self) -> str:
        return shell.CARD if self.page is None else card_of(self.place.path)

    @property
    def data(self) -> Markup:
        """
        What programs read of a hand-written page; records bring their own.
        """
        if self.page is None or self.is_not_found or not self.page.path:
            return Markup("")
        chrome, folders = self.chrome, self.page.path.split("/")[:-2]
        steps = [(self.say("site.home"), "")]
        for number in range(1, len(folders) + 1):
            path = "".join(f"{folder}/" for folder in folders[:number])
            if (above := chrome.content.pages.get(path)) is not None:
                steps.append((one_line(above.words_for(self.language).title), path))
        return clean(breadcrumbs(chrome.settings, self.language, [*steps, (self.title, self.page.path)]))

    @property
    def feeds(self) -> tuple[Feed, ...]:
        """
        The feeds of everything, this page's language first.
        """
        if not self.chrome.exists("feeds/"):
            return ()
        return tuple(
            Feed(kind, f"{self.chrome.settings.name[language]} ({name})", self.to(f"feeds/all.{ending}", language))
            for language in (self.language, self.language.other)
            for ending, kind, name in FEEDS
        )

    @property
    def policy(self) -> str:
        """
        What a browser may do with the page.
        """
        return page_policy(self.chrome.settings.mail.endpoint)

    @property
    def search(self) -> str:
        """
        The address of the search page; "" when there is none.
        """
        return self.search_in(self.language)

    def search_in(self, language: Language) -> str:
        """
        The address of *language*'s search page; "" when there is none.
        """
        return self.to("search/", language) if self.chrome.exists("search/") else ""

    @property
    def main_menu(self) -> tuple[Link, ...]:
        """
        The entries of the main menu that have a page.
        """
        return self._links(menu.MAIN)

    @property
    def more_menu(self) -> tuple[Link, ...]:
        """
        What stands at the end of the menu's panel.
        """
        return self._links(menu.MORE)

    @property
    def map(self) -> tuple[tuple[str, tuple[Link, ...]], ...]:
        """
        The groups of the footer, each with its heading; a group without pages is left out.
        """
        groups = (
            (self.say(group.words), (*self._links(group.entries), *(self._feed_links if group.has_feeds else ())))
            for group in menu.FOOTER
        )
        return tuple((heading, links) for heading, links in groups if links)

    @property
    def _feed_links(self) -> tuple[Link, ...]:
        own = self.feeds[: len(FEEDS)]
        return tuple(Link(name.rpartition(" ")[0], feed.href) for (_, _, name), feed in zip(FEEDS, own, strict=False))

    def _links(self, entries: tuple[Entry, ...]) -> tuple[Link, ...]:
        return tuple(
            Link(self.chrome.name_of(entry), self.to(entry.path), self._current(entry), entry == menu.REPORT)
            for entry in menu.existing(entries, self.chrome.exists)
        )

    def _current(self, entry: Entry) -> str:
        if entry.path == self.place.path:
            return "page"
        # A page further down: its entry of the main menu is marked, the pages beside it are not.
        return "true" if entry in menu.MAIN and entry.section == self.place.section else ""

    @property
    def hotline(self) -> Markup | None:
        """
        The line with the telephone number, as a link to call it.
        """
        if not self.telephone:
            return None
        link = Markup('<a href="{}">{}</a>').format(self.telephone, self.chrome.settings.contacts.phone)
        if self.hours:
            return self._with_html("footer.hotline", phone=link, hours=escape(self.hours))
        return self._with_html("chrome.hotline", phone=link)

    @property
    def telephone(self) -> str:
        """
        The address that calls the team; "" when it has no telephone.
        """
        phone = self.chrome.settings.contacts.phone
        return f"tel:{re.sub(r'[^0-9+]', '', phone)}" if phone else ""

    @property
    def hours(self) -> str:
        """
        When somebody answers the telephone.
        """
        return self.chrome.settings.contacts.hours.get(self.language, "")

    def _with_html(self, key: str, **values: Markup) -> Markup:
        template = self.say(key, **{name: f"{{{name}}}" for name in values})
        html = PLACEHOLDER.sub(lambda match: str(values[match[1]]), str(escape(template)))
        return clean(self.chrome.with_breaks(html))

    # Hand-written pages

    def pieces(self, body: Body) -> tuple[Piece, ...]:
        """
        *body*, and the press's own parts where its author wants them.
        """
        return tuple(pieces_of(body.html))

    @property
    def mail_choices(self) -> MailChoices:
        """
        How a reader subscribes to mail, and leaves it.
        """
        return MailChoices(self.chrome.settings, self.language, self.say)

    @property
    def report(self) -> ReportForm:
        """
        The form of the page on which an incident is reported.
        """
        return ReportForm(self.chrome.settings, self.chrome.vocabulary, self.language, self.say)

    def with_breaks(self, text: str) -> Markup:
        """
        Plain *text* whose lines break where they should.
        """
        return clean(self.chrome.with_breaks(str(escape(text))))

    @property
    def way(self) -> tuple[Link, ...]:
        """
        The pages above a hand-written one, home first.
        """
        if self.page is None or self.is_not_found:
            return ()
        way = [Link(self.say("site.home"), self.home)]
        folders = self.page.path.split("/")[:-2]
        for number in range(1, len(folders) + 1):
            above = self.chrome.content.pages.get("".join(f"{folder}/" for folder in folders[:number]))
            if above is not None:
                way.append(Link(one_line(above.words_for(self.language).title), self.to(above.path)))
        return tuple(way)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """
        What a reader must know about the age and language of a hand-written page.
        """
        if self.page is None:
            return ()
        chinese = self.language is Language.ZH
        other = Link(self.say("state.read.english" if chinese else "state.read.chinese"), self.switch)
        found = []
        match self.page.state_for(self.language):
            case WordsState.MISSING:
                found.append(Notice("note", self.say("state.page.missing" if chinese else "state.page.missing.en")))
            case WordsState.ONLY_OTHER:
                key = "state.page.only.english" if chinese else "state.page.only.chinese"
                found.append(Notice("note", self.say(key)))
            case WordsState.STALE:
                found.append(Notice("warn", self.say("state.older" if chinese else "state.older.en"), other))
            case WordsState.CURRENT:
                pass
        if self.page.source is Language.ZH and len(self.page.words) == len(Language):
            found.append(Notice("note", self.say("state.prevails.zh")))
        return tuple(found)

    @property
    def built(self) -> str:
        """
        The line that says of when the site is; "" on all pages but the one about the team.
        """
        if self.place.path != "about/":
            return ""
        return self.say("footer.built", date=dates.long_date(self.chrome.now, self.language))
