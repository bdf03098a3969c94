"""
What a browser gets while the site is being written: every record's page made when it is asked for, and never stored.
"""

from __future__ import annotations

import mimetypes
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from advisorypress.engine.live import State
from advisorypress.finding import Finding, has_errors
from advisorypress.language import Language
from advisorypress.output import Output, Page, Shells
from advisorypress.templating import fill

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".rss": "application/rss+xml; charset=utf-8",
    ".atom": "application/atom+xml; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """
    What is sent for a path: a file with its type, or, when *location* is not "", where to go instead.
    """

    body: bytes = b""
    kind: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True)
class MarkedShells:
    """
    Shells that put a notice above the pages that a build of now would leave out.
    """

    shells: Shells
    state: State

    def fill(self, page: Page) -> bytes:
        """
        The HTML file of *page*.
        """
        if page.path in self.state.hidden:
            text = self.state.library.wording.say("state.draft", page.language)
            page = replace(page, article=f"{fill('serve/draft.html', text=text)}{page.article}")
        return self.shells.fill(page)


@dataclass(slots=True)
class Preview:
    """
    The whole site of one *state*, as far as the press makes it. The plan is followed only as far as somebody asks.
    """

    state: State
    shells: Shells
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _planned: dict[str, Output] = field(default_factory=dict)
    _rest: Iterator[Output] | None = None

    def reply(self, path: str) -> Reply | None:
        """
        What stands at *path* (relative to the site, without its first slash); None for what the press does not make.
        """
        broken = self._broken_page(path)
        if broken is not None:
            return Reply(self.shells.fill(broken), _TYPES[".html"])
        output = self._output(f"{path}index.html" if path == "" or path.endswith("/") else path)
        if output is not None:
            return Reply(output.make(), _type_of(output.path))
        if self._output(f"{path}/index.html") is not None:
            return Reply(location=f"{path}/")
        return None

    def _output(self, path: str) -> Output | None:
        # Every build imports this module with the hook, and only a preview plans.
        from advisorypress.render.site import plan

        # Two requests at once must not both plan the site.
        with self._lock:
            if self._rest is None:
                self._rest = plan(self.state.library, MarkedShells(self.shells, self.state))
            while path not in self._planned:
                output = next(self._rest, None)
                if output is None:
                    return None
                self._planned[output.path] = output
            return self._planned[path]

    def _broken_page(self, path: str) -> Page | None:
        language = Language.ZH if path.startswith(Language.ZH.prefix) else Language.EN
        address = path.removeprefix(language.prefix)
        if not address.endswith("/"):
            return None
        findings = self.state.findings_at(address)
        return self._findings_page(language, address, findings) if has_errors(findings) else None

    def _findings_page(self, language: Language, address: str, findings: tuple[Finding, ...]) -> Page:
        say = self.state.library.wording.say
        title = say("preview.findings.title", language)
        text = say("preview.findings.text", language)
        return Page(
            language=language,
            path=address,
            section=address.partition("/")[0],
            title=title,
            description=title,
            article=fill("serve/findings.html", title=title, text=text, findings=findings),
        )


def _type_of(path: str) -> str:
    suffix = PurePosixPath(path).suffix
    return _TYPES.get(suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
