"""
The one click, from end to end: what a mail service does when its user presses "unsubscribe" (RFC 8058).
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from advisorypress.doctor.diagnosis import Diagnosis, could_be_better, unknown, well, wrong
from advisorypress.doctor.relay import certificate_end
from advisorypress.endpoint.spool import CURRENT

ONE_CLICK = "List-Unsubscribe=One-Click"
_URLENCODED = "application/x-www-form-urlencoded"
_BOUNDARY = "----press-doctor"
_MULTIPART = f"multipart/form-data; boundary={_BOUNDARY}"
_IN_PARTS = (
    f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--{_BOUNDARY}--\r\n'
)
_PATIENCE_SECONDS = 20
_MOST_OCTETS = 200_000


@dataclass(frozen=True, slots=True)
class Reply:
    """
    What the endpoint answered.
    """

    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def sets_cookie(self) -> bool:
        """
        Whether it wants to know its visitor again.
        """
        return "set-cookie" in self.headers


class _Silent(Exception):
    """
    The endpoint did not answer; its words say why.
    """


class _Untrusted(Exception):
    """
    The endpoint's certificate is not valid; its words say why.
    """


def one_click(endpoint: str, token: str, spool: Path | None, now: datetime) -> Iterator[Diagnosis]:
    """
    Presses the button as a mail service does, with a *token* of nobody; where the endpoint's *spool* can be read, it is
    looked at whether the click arrived, and whether only looking changed nothing.
    """
    url = f"{endpoint.rstrip('/')}/u/{token}"
    try:
        page, certificate = _ask(url, "GET")
        before = _lines_with(token, spool)
        first, _ = _ask(url, "POST", _URLENCODED, ONE_CLICK)
        second, _ = _ask(url, "POST", _MULTIPART, _IN_PARTS)
    except _Untrusted as error:
        yield wrong("One click", f"{endpoint}: {error}", "mail services do not press a button that they cannot trust")
        return
    except _Silent as error:
        yield unknown("One click", f"{endpoint}: {error}")
        return
    yield from _of_get(page, before)
    yield _of_post(first, "as a form")
    yield _of_post(second, "in parts")
    yield from _of_spool(before, _lines_with(token, spool), spool)
    if certificate is not None:
        yield from certificate_end("One click", endpoint, certificate, now)


def _of_get(page: Reply, lines: int | None) -> Iterator[Diagnosis]:
    if lines:
        yield wrong(
            "One click",
            "only looking at the address (GET) unsubscribes: scanners of mail follow every link",
            "see what answers there",
        )
    elif page.status != 200 or not re.search(r"(?i)<form[^>]+method=.?post", page.body):
        yield could_be_better(
            "One click",
            f"looking at the address (GET) gives no page with a button (HTTP {page.status})",
            "people whose mail program opens the link need one; see the shipped nginx block",
        )
    else:
        yield well(
            "One click", "GET shows a page with a button" + (" and changes nothing" if lines is not None else "")
        )
    if page.sets_cookie:
        yield could_be_better("One click", "the page sets a cookie", "take it out: nothing that tracks")


def _of_post(reply: Reply, how: str) -> Diagnosis:
    if 300 <= reply.status < 400:
        return wrong(
            "One click",
            f"POST {how} is redirected (HTTP {reply.status})",
            "answer it where it is asked (RFC 8058 section 3.1)",
        )
    if reply.status != 200:
        return wrong(
            "One click",
            f"POST {how} is answered HTTP {reply.status}, not 200",
            "see the endpoint's log and the nginx block",
        )
    if reply.sets_cookie:
        return wrong(
            "One click", f"POST {how} sets a cookie", "take it out: a click must need no cookie (RFC 8058 section 3.2)"
        )
    return well("One click", f"POST {how}: 200, no redirect, no cookie")


def _of_spool(before: int | None, after: int | None, spool: Path | None) -> Iterator[Diagnosis]:
    if spool is None:
        yield could_be_better(
            "One click",
            "whether clicks arrive in the spool is not known here",
            "set extra.press.mail.spool to the folder that the endpoint writes to (PRESS_SPOOL)",
        )
    elif before is None or after is None:
        yield could_be_better("One click", "the spool cannot be read by this user", "join the group of its folder")
    elif after > before:
        yield well("One click", "the clicks stand in the spool")
    else:
        yield wrong(
            "One click",
            "the clicks were answered and are not in the spool: people would stay on the list",
            "let PRESS_SPOOL of the endpoint and extra.press.mail.spool be one folder",
        )


def _lines_with(token: str, spool: Path | None) -> int | None:
    """
    How many lines of the spool have *token*; None when it cannot be read.
    """
    if spool is None:
        return None
    try:
        files = [path for path in spool.iterdir() if path.name.startswith((CURRENT, "taken-")) and path.is_file()]
        return sum(path.read_bytes().lower().count(token.lower().encode()) for path in files)
    except OSError:
        return None


def _ask(url: str, method: str, kind: str = "", body: str = "") -> tuple[Reply, Mapping[str, object] | None]:
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port
    connection = (
        http.client.HTTPSConnection(host, port, timeout=_PATIENCE_SECONDS, context=ssl.create_default_context())
        if parts.scheme == "https"
        else http.client.HTTPConnection(host, port, timeout=_PATIENCE_SECONDS)
    )
    try:
        headers = {"User-Agent": "advisorypress doctor", **({"Content-Type": kind} if kind else {})}
        connection.request(method, parts.path, body.encode("ascii") if body else None, headers)
        sock = connection.sock
        certificate = sock.getpeercert() if isinstance(sock, ssl.SSLSocket) else None
        answer = connection.getresponse()
        text = answer.read(_MOST_OCTETS).decode("utf-8", "replace")
        return Reply(answer.status, {name.lower(): value for name, value in answer.getheaders()}, text), certificate
    except ssl.SSLCertVerificationError as error:
        raise _Untrusted(f"its certificate is not valid: {error.verify_message}") from None
    except ConnectionRefusedError:
        raise _Silent("nothing listens there") from None
    except socket.gaierror:
        raise _Silent("there is no machine of this name") from None
    except TimeoutError:
        raise _Silent("it does not answer in time") from None
    except (OSError, http.client.HTTPException) as error:
        raise _Silent(f"it answers nothing that can be read ({type(error).__name__})") from None
    finally:
        connection.close()
