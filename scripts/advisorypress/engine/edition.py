"""
One language's run of mkdocs: which files it gets, what its pages are made of, and the shells it leaves behind.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from advisorypress.check.examine import team_wording
from advisorypress.engine import menu, shell
from advisorypress.engine.chrome import Body, Chrome, View
from advisorypress.engine.pages import MEDIA, NOT_FOUND, Content, HandPage, Words, read_content
from advisorypress.engine.sheets import joined_sheets
from advisorypress.engine.shell import Key, Shell, ShellSet
from advisorypress.language import Language
from advisorypress.render.characters import writable
from advisorypress.render.clean import clean_html
from advisorypress.render.patience import start_waiting, stop_waiting
from advisorypress.render.prose import prose_html
from advisorypress.settings import Settings
from advisorypress.templating import clean, environment
from advisorypress.vocabulary import read_vocabulary

THEME = Path(__file__).resolve().parent.parent / "theme"
PRESS_SHEET = "press/press.css"
# What is used of the engine's own theme; its names carry a hash of their content.
ENGINE_SHEETS = ("assets/stylesheets/main.*.min.css", "assets/stylesheets/palette.*.min.css")

log = logging.getLogger("mkdocs.press")


@dataclass(frozen=True, slots=True)
class Site:
    """
    What both editions are built from: settings, content, which folders the press fills, and build time.
    """

    settings: Settings
    content: Content
    sections: frozenset[str]
    now: datetime

    def chrome(self, language: Language) -> Chrome:
        """
        What all pages in *language* share.
        """
        return Chrome(
            settings=self.settings,
            vocabulary=read_vocabulary(self.settings.root / "data" / "vocabulary.csv"),
            wording=team_wording(self.settings),
            language=language,
            content=self.content,
            sections=self.sections,
            now=self.now,
        )


def read_site(settings: Settings, now: datetime, sections: frozenset[str] = menu.RENDERED) -> Site:
    """
    The site of the repository as it stands.
    """
    return Site(settings, read_content(settings.root), sections, now)


@dataclass(slots=True)
class Edition:
    """
    The run for one language. mkdocs calls it through the hook, event by event; both editions gather *shells* in one place.
    """

    site: Site
    language: Language
    shells: dict[Key, Shell] = field(default_factory=dict)
    chrome: Chrome = field(init=False)
    _shell_files: dict[str, Key] = field(default_factory=dict)
    _page_files: dict[str, HandPage] = field(default_factory=dict)
    _sheets: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.chrome = self.site.chrome(self.language)

    @property
    def shell_set(self) -> ShellSet:
        """
        The shells that were gathered so far.
        """
        return ShellSet(dict(self.shells))

    def configure(self, config: MkDocsConfig) -> None:
        """
        Switches off what the press does itself.
        """
        config.use_directory_urls = True
        config.theme.static_templates.clear()  # the theme's 404 page, and a sitemap that knows no record
        # Else a column's alignment is a `style`, which no page of ours may have.
        config.mdx_configs.setdefault("tables", {})["use_align_attribute"] = True

    def files(self, files: Files, config: MkDocsConfig) -> Files:
        """
        The files of this edition instead of what mkdocs found: pages and shells made in memory, and the few files of the
        theme that are used. Assets and media stand once, in the first edition.
        """
        theme_files = {file.src_uri: file for file in files if file.src_uri.startswith("assets/")}
        self._sheets = (*_engine_sheets(theme_files), PRESS_SHEET)
        kept = [*self._pages(config), *self._shells(config)]
        if self.language is Language.EN:
            kept += self._assets(theme_files, config)
            kept += self._media(files, config)
        return Files(kept)

    def _pages(self, config: MkDocsConfig) -> Iterator[File]:
        for finding in self.site.content.findings:
            if self.language is Language.EN:
                log.warning("%s: %s", finding.place, finding.message)
        for page in self.site.content.pages.values():
            # A page named like its file, so that what mkdocs makes of a relative link is right.
            uri = page.path.rstrip("/").replace(".html", "") + ".md"
            file = File.generated(config, uri, content="")
            if page.path == NOT_FOUND:
                file.dest_uri = NOT_FOUND
            self._page_files[uri] = page
            yield file

    def _shells(self, config: MkDocsConfig) -> Iterator[File]:
        for key in shell.wanted_keys(self.language, menu.sections()):
            uri = f"press-shells/{key.section or 'none'}-{key.depth}.md"
            self._shell_files[uri] = key
            yield File.generated(config, uri, content="")

    def _assets(self, theme_files: dict[str, File], config: MkDocsConfig) -> Iterator[File]:
        own = Path(config.theme.dirs[0])
        for uri, file in theme_files.items():
            # The theme's folder comes first; what comes after it is the engine's own.
            if file.src_dir is not None and (Path(file.src_dir) == own or uri.removeprefix("assets/") in self._sheets):
                yield file
        yield File.generated(config, f"assets/{PRESS_SHEET}", content=joined_sheets(THEME / "sheets"))

    def _media(self, files: Files, config: MkDocsConfig) -> Iterator[File]:
        for file in files:
            if file.src_dir != config.docs_dir or file.is_documentation_page():
                continue
            if PurePosixPath(file.src_uri).suffix.lower() in MEDIA:
                yield file
            else:
                log.warning("content/%s is left out: the site takes pictures, PDF, CSV and text only", file.src_uri)

    def markdown(self, page: Page) -> str:
        """
        The Markdown of *page*: our own reading of the file, and nothing that mkdocs took for metadata.
        """
        page.meta = {}
        hand = self._page_files.get(page.file.src_uri)
        start_waiting(f"the page content/{page.file.src_uri}")
        return writable(hand.words_for(self.language).body) if hand else ""

    def content(self, html: str, page: Page) -> str:
        """
        The clean HTML of *page*, its links made right.
        """
        stop_waiting()
        hand = self._page_files.get(page.file.src_uri)
        return self.chrome.placed(clean_html(html), hand) if hand else html

    def environment(self, env: Any) -> None:
        """
        Templates that escape every value, and fail on one that is missing.
        """
        env.autoescape = True
        env.undefined = environment().undefined
        env.trim_blocks = True
        env.lstrip_blocks = True

    def context(self, context: MutableMapping[str, Any], page: Page) -> None:
        """
        Gives the template the view of *page*.
        """
        context["view"] = self._view(page)
        context["sheets"] = self._sheets

    def _view(self, page: Page) -> View:
        key = self._shell_files.get(page.file.src_uri)
        if key is not None:
            return self.chrome.view_of_shell(key)
        hand = self._page_files[page.file.src_uri]
        own = hand.words_for(self.language)
        bodies = [Body(own.language, own.title, own.summary, clean(page.content or ""))]
        other = hand.words.get(own.language.other)
        if hand.path == NOT_FOUND and other is not None:
            bodies.append(self._second(hand, other))
        return self.chrome.view_of_page(hand, tuple(bodies))

    def _second(self, page: HandPage, words: Words) -> Body:
        html = prose_html(words.body, words.language, self.chrome.wording)
        # Its links lead to its own edition: who needs these words will not read the other pages of this one.
        chrome = self.site.chrome(words.language)
        return Body(words.language, words.title, words.summary, chrome.placed(html, page))

    def written(self, html: str, page: Page) -> str:
        """
        What is written for *page*: a shell is kept here and not written at all.
        """
        key = self._shell_files.get(page.file.src_uri)
        if key is None:
            return html
        self.shells[key] = Shell.split(html)
        return ""


def _engine_sheets(files: dict[str, File]) -> Iterator[str]:
    for pattern in ENGINE_SHEETS:
        yield next(uri.removeprefix("assets/") for uri in files if PurePosixPath(uri).match(pattern))
