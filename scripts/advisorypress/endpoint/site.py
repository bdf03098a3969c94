"""
What the endpoint answers. It knows no subscriber: it takes down, and says the same to everybody.
"""

from __future__ import annotations

import asyncio
import re
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from advisorypress.endpoint.form import read_form
from advisorypress.endpoint.limits import Limits
from advisorypress.endpoint.pages import CONFIRM, HEADERS, ONE_CLICK, Pages
from advisorypress.endpoint.spool import Spool, SpoolFull
from advisorypress.wording import standard_wording

MAX_CLICK = 1024
"""
Octets of the body of an unsubscribe or confirmation; the real ones have 26 or some 200.
"""
MAX_FORM = 8192
"""
Octets of a subscribe form.
"""
MAX_TOPICS = 40
MAX_TOPIC = 100
MAX_ADDRESS = 254
PATIENCE_SECONDS = 10.0
"""
How long a body may take: who sends one byte a minute holds no connection.
"""

# tokens.py: the letter of the purpose, the number of the key, 40 characters of base32. Whether it was issued is not known here.
_TOKEN = re.compile(r"([uc])[1-9][a-z2-7]{40}", re.ASCII | re.IGNORECASE)
_LANGUAGES = ("en", "zh-Hant", "both")
_FORMATS = ("html", "text")
_PACES = ("urgent", "digest", "both")


@dataclass(frozen=True, slots=True)
class Desk:
    """
    Takes requests down in *spool*. *limits* keep the form from being used against other people; *clock* and *monotonic* are
    seconds since 1970, and seconds that only go forward.
    """

    spool: Spool
    pages: Pages = field(default_factory=lambda: Pages(standard_wording()))
    limits: Limits = field(default_factory=Limits)
    clock: Callable[[], float] = time.time
    monotonic: Callable[[], float] = time.monotonic

    async def leave(self, request: Request) -> Response:
        """
        `/u/TOKEN`: POST unsubscribes, GET and HEAD give a page with the button (RFC 8058).
        """
        page = self.pages.ask("mail.unsubscribe", "endpoint.leave.ask", "mail.unsubscribe", ONE_CLICK)
        return await self._click(request, "u", "unsubscribe", ONE_CLICK, page, "endpoint.leave.done")

    async def confirm(self, request: Request) -> Response:
        """
        `/c/TOKEN`: POST confirms, GET and HEAD give a page with the button, for scanners follow every link.
        """
        page = self.pages.ask("endpoint.confirm.title", "endpoint.confirm.ask", "endpoint.confirm.button", CONFIRM)
        return await self._click(request, "c", "confirm", CONFIRM, page, "endpoint.confirm.done")

    async def subscribe(self, request: Request) -> Response:
        """
        `/subscribe`: takes the form; the answer is the same whoever the address belongs to.
        """
        if request.method != "POST":
            return self._page(self.pages.subscribe())
        client = request.client.host if request.client else ""
        if not self.limits.allow(client, self.monotonic()):
            busy = self._page(self.pages.tell("endpoint.busy.title", "endpoint.busy"), 429)
            busy.headers["Retry-After"] = "3600"
            return busy
        form = await _form(request, MAX_FORM)
        if form is None:
            return self._wrong()
        words = _subscription(form)
        if words is None:
            return self._page(self.pages.tell("endpoint.wrong.title", "error.email"), 400)
        return await self._take_down("subscribe", words, "endpoint.subscribe.done.title", "endpoint.subscribe.done")

    async def _click(
        self, request: Request, letter: str, do: str, wanted: tuple[str, str], page: str, done: str
    ) -> Response:
        token = str(request.path_params["token"])
        match = _TOKEN.fullmatch(token)
        complete = match is not None and match[1].lower() == letter
        if request.method != "POST":
            return self._page(page) if complete else self._incomplete()
        form = await _form(request, MAX_CLICK)
        if form is None or form != [wanted]:
            return self._wrong()
        if not complete:
            # The same answer as for a token that nobody issued: nothing can be learned here by trying.
            return self._page(self.pages.tell("endpoint.leave.done.title", done))
        return await self._take_down(do, {"token": token.lower()}, "endpoint.leave.done.title", done)

    async def _take_down(self, do: str, words: dict[str, str | list[str]], title: str, done: str) -> Response:
        try:
            # The disk may be slow, and other requests should not wait for it.
            await asyncio.to_thread(self.spool.append, do, int(self.clock()), **words)
        except (SpoolFull, OSError):
            full = self._page(self.pages.tell("endpoint.full.title", "endpoint.full"), 503)
            full.headers["Retry-After"] = "600"
            return full
        return self._page(self.pages.tell(title, done))

    def _wrong(self) -> Response:
        return self._page(self.pages.tell("endpoint.wrong.title", "endpoint.wrong"), 400)

    def _incomplete(self) -> Response:
        return self._page(self.pages.tell("endpoint.incomplete.title", "endpoint.incomplete"), 404)

    async def _trouble(self, _: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        answer = self._page(self.pages.tell("endpoint.wrong.title", "endpoint.incomplete"), status)
        if isinstance(error, HTTPException) and error.headers:
            answer.headers.update(error.headers)
        return answer

    def _page(self, html: str, status: int = 200) -> HTMLResponse:
        return HTMLResponse(html, status, HEADERS)

    def application(self) -> Starlette:
        """
        The ASGI application.
        """
        methods = ["GET", "HEAD", "POST"]
        routes = [
            Route("/u/{token}", self.leave, methods=methods),
            Route("/c/{token}", self.confirm, methods=methods),
            Route("/subscribe", self.subscribe, methods=methods),
        ]
        application = Starlette(routes=routes, exception_handlers={HTTPException: self._trouble})
        # A redirect to the same address with or without its slash would be a redirect all the same (RFC 8058 section 3.1).
        application.router.redirect_slashes = False
        return application


async def _form(request: Request, most: int) -> list[tuple[str, str]] | None:
    body = bytearray()
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > most:
                    return None
    except (TimeoutError, ClientDisconnect):
        return None
    return read_form(request.headers.get("content-type", ""), bytes(body))


def _subscription(form: list[tuple[str, str]]) -> dict[str, str | list[str]] | None:
    """
    The words of a subscription, None when there is no address in it; what else is unknown falls back to what most want.
    """
    given = dict(form)
    address = given.get("address", "").strip()
    local, at, domain = address.rpartition("@")
    if not (at and local and domain) or len(address) > MAX_ADDRESS or _has_hidden(address) or " " in address:
        return None
    topics = [
        value for name, value in form if name == "topic" and 0 < len(value) <= MAX_TOPIC and not _has_hidden(value)
    ]
    return {
        "address": address,
        "language": _one_of(given.get("language", ""), _LANGUAGES, "both"),
        "format": _one_of(given.get("format", ""), _FORMATS, "html"),
        "pace": _one_of(given.get("pace", ""), _PACES, "both"),
        "topics": topics[:MAX_TOPICS] or ["all"],
    }


def _one_of(value: str, known: tuple[str, ...], default: str) -> str:
    return next((each for each in known if each.lower() == value.lower()), default)


def _has_hidden(text: str) -> bool:
    return any(unicodedata.category(character)[0] in "CZ" and character != " " for character in text)
