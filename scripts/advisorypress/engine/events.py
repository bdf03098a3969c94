"""
mkdocs' events, in the order in which a build calls them.

The English edition is what mkdocs was started for; when it is built, the Chinese one is built inside it, with a
configuration made in memory from the same mkdocs.yml.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from advisorypress.engine.edition import Edition, Site, read_site
from advisorypress.engine.live import LiveLibrary
from advisorypress.engine.serving import Serving
from advisorypress.errors import EngineError
from advisorypress.language import Language
from advisorypress.render.patience import stop_waiting
from advisorypress.settings import read_settings

EDITION = "press_edition"
"""
Where a configuration keeps its edition (under `extra`, which mkdocs leaves alone).
"""


@dataclass(slots=True)
class Session:
    """
    What lasts from one build of `mkdocs serve` to the next; mkdocs makes everything else anew.
    """

    live: LiveLibrary | None = None
    serving: Serving | None = None


_session = Session()


def edition_of(config: MkDocsConfig) -> Edition:
    """
    The edition that *config* builds.
    """
    edition = config.extra[EDITION]
    assert isinstance(edition, Edition)  # noqa: S101
    return edition


def on_startup(command: str, dirty: bool) -> None:
    """
    Makes a stopped `serve` tidy up: mkdocs removes its temporary folder on Ctrl+C only.
    """
    if command == "serve" and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """
    Gives a configuration that has no edition (mkdocs was started by hand) the English one of the repository as it stands.
    """
    if EDITION not in config.extra:
        config.extra[EDITION] = Edition(_as_it_stands(config), Language.EN)
    edition_of(config).configure(config)
    return config


def _as_it_stands(config: MkDocsConfig) -> Site:
    if config.config_file_path is None:
        raise EngineError("mkdocs was started without a mkdocs.yml")
    root = Path(config.config_file_path).resolve().parent
    settings = read_settings(root)
    if _session.live is None:
        _session.live = LiveLibrary(root)
    if settings.clock == "newest-record":
        # Only then do the records have a say; else the server is there before they are read.
        return read_site(settings, _session.live.refresh().context.now)
    return read_site(settings, datetime.now(settings.timezone))


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """
    The edition's own files.
    """
    return edition_of(config).files(files, config)


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """
    The Markdown of a page.
    """
    return edition_of(config).markdown(page)


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """
    The clean HTML of a page.
    """
    return edition_of(config).content(html, page)


def on_env(env: Any, config: MkDocsConfig, files: Files) -> Any:
    """
    Templates that escape.
    """
    edition_of(config).environment(env)
    return env


def on_page_context(context: MutableMapping[str, Any], page: Page, config: MkDocsConfig, nav: Any) -> Any:
    """
    What the template sees.
    """
    edition_of(config).context(context, page)
    return context


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """
    Keeps the shells.
    """
    return edition_of(config).written(output, page)


def on_build_error(error: Exception) -> None:
    """
    Switches off the alarm of a page that could not be read.
    """
    stop_waiting()


def on_post_build(config: MkDocsConfig) -> None:
    """
    Builds the Chinese edition inside the English one.
    """
    edition = edition_of(config)
    if edition.language is Language.EN:
        build(_second(config, edition))
        if _session.serving is not None:
            _session.serving.built(edition.shell_set)


def _second(config: MkDocsConfig, first: Edition) -> MkDocsConfig:
    second = load_config(
        config.config_file_path,
        site_dir=str(Path(config.site_dir) / Language.ZH.prefix),
        site_url=first.site.settings.url(Language.ZH, ""),
        strict=config.strict,
    )
    second.extra[EDITION] = Edition(first.site, Language.ZH, first.shells)
    return second


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
    """
    Shows the records, too.
    """
    edition = edition_of(config)
    live = _session.live or LiveLibrary(edition.site.settings.root)
    _session.serving = Serving(edition.site.settings.root, server, live, edition.shell_set)
    _session.serving.start()
    return server


def on_shutdown() -> None:
    """
    Ends the watching.
    """
    if _session.serving is not None:
        _session.serving.stop()
        _session.serving = None
