"""
The door to the web: one file by https, of which no more is taken than was said.
"""

from __future__ import annotations

import http.client
import time
from ipaddress import ip_address
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from advisorypress import __version__
from advisorypress.errors import PublishError, UsageError
from advisorypress.publish.targets.target import shown

_SILENCE = 10.0
_LONGEST = 60.0
_PIECE = 1024 * 1024


def fetch(url: str, most: int) -> bytes:
    """
    What stands at *url*, at most *most* bytes of it, within a minute.

    Raises `UsageError` for an address that is neither https nor on this machine, or has a password, and `PublishError` when
    it cannot be had.
    """
    if not _is_allowed(url):
        raise UsageError(f"`{shown(url)}` cannot be fetched: by https only (http for this machine), without a password")
    until = time.monotonic() + _LONGEST
    try:
        with _opener().open(_request(url), timeout=_SILENCE) as answer:
            return _read(answer, most, until)
    except HTTPError as error:
        raise PublishError(f"{shown(url)}: {error.code} {error.reason}") from error
    except URLError as error:
        raise PublishError(f"{shown(url)}: {_reason(error.reason)}") from error
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise PublishError(f"{shown(url)}: {_reason(error)}") from error


def _read(answer: http.client.HTTPResponse, most: int, until: float) -> bytes:
    pieces: list[bytes] = []
    left = most + 1
    # What has come is taken at once, for a server that drips would keep a longer read waiting for ever.
    while left and (piece := answer.read1(min(_PIECE, left))):
        pieces.append(piece)
        left -= len(piece)
        if time.monotonic() > until:
            raise TimeoutError("it takes too long")
    if not left:
        raise ValueError(f"it is longer than {most // (1024 * 1024)} MB")
    return b"".join(pieces)


def _reason(error: object) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__


def _request(url: str) -> Request:
    return Request(url, headers={"User-Agent": f"advisorypress/{__version__}", "Accept": "application/json"})  # noqa: S310


def _is_allowed(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if not host or parts.username is not None or parts.password is not None:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_here(host))


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class _Redirects(HTTPRedirectHandler):
    """
    Follows a few redirects, none of them to where we would not have gone by ourselves.
    """

    max_redirections = 5

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: http.client.HTTPMessage, newurl: str
    ) -> Request | None:
        if not _is_allowed(newurl):
            raise ValueError(f"it leads to {shown(newurl)}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _opener() -> OpenerDirector:
    return build_opener(_Redirects)
