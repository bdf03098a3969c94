"""
The real site, built once, served as strictly as a published one, and a real browser in front of it.
"""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import ClassVar

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

from advisorypress.policy import header_policy
from tests.examples import ROOT
from tests.nginx import running_nginx
from tests.repositories import copy_repository, press

# A machine with other work to do is slow, not wrong.
expect.set_options(timeout=20_000)

# What a published site can be served with: nothing inline, nothing from elsewhere.
POLICY = header_policy()
TYPES = {
    ".atom": "application/atom+xml",
    ".css": "text/css",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".rss": "application/rss+xml",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml",
}


class Handler(http.server.SimpleHTTPRequestHandler):
    """
    A static server with the strict policy, as a team's own would be.
    """

    extensions_map: ClassVar = {**http.server.SimpleHTTPRequestHandler.extensions_map, **TYPES}
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        # A browser asks for it beside every file that cannot name an icon, such as a feed.
        if self.path == "/favicon.ico":
            self.send_response(204)
            self.end_headers()
        else:
            super().do_GET()

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    The site of this repository, built by the command.
    """
    root = copy_repository(tmp_path_factory.mktemp("site") / "repository")
    done = press(root, "build")
    assert 0 == done.returncode, done.stdout + done.stderr
    return root / "site"


@contextmanager
def serving(site: Path) -> Iterator[str]:
    """
    The address of a server of the folder *site*, with a slash at its end.
    """
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """
    Where the site is served, with a slash at its end.
    """
    with serving(site) as served:
        yield served


@pytest.fixture(scope="session")
def published(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """
    Where nginx serves the site, compressed and with the headers that we ship, with a slash at its end.
    """
    shipped = (ROOT / "docs/deploy/press-site.nginx.conf").read_text(encoding="utf-8")
    with running_nginx(tmp_path_factory.mktemp("nginx"), f"root {site};\n{shipped}") as port:
        yield f"http://127.0.0.1:{port}/"


@pytest.fixture(scope="module")
def chromium(tool: Callable[[str], Path]) -> Iterator[Browser]:
    """
    Debian's browser.
    """
    expect.set_options(timeout=30_000)  # a busy machine is slow, not wrong
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=tool("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Visit:
    """
    A reader's way through the site; *complaints* is everything that a browser had to complain about.
    """

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)

    def go(self, path: str) -> None:
        """
        Opens *path*, relative to the site, and waits until nothing more is loaded.
        """
        self.page.goto(self.address + path, wait_until="networkidle")

    @property
    def path(self) -> str:
        """
        The path of the page that is open, relative to the site.
        """
        return self.page.url.removeprefix(self.address)

    def _said(self, message: ConsoleMessage) -> None:
        # Pagefind does its work in the page itself where a busy machine starts its worker late.
        is_late = "Worker initialization timeout" in message.text
        if message.type in ("error", "warning") and not is_late:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:")):
            self.complaints.append(f"{self.page.url} asks for {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"{self.page.url} asks for {response.url}: {response.status}")


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def visit(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[Visit]:
    """
    A reader with JavaScript, and one without.
    """
    context: BrowserContext = chromium.new_context(
        java_script_enabled=request.param, viewport={"width": 1280, "height": 900}
    )
    yield Visit(context.new_page(), address)
    context.close()
