"""
The pinned pip, for a machine that has none: looked for where pip itself would look, and taken only if its SHA-256 is one
of those in the lock.

Every place is tried in turn (the folders and pages of `find-links`, then each index). Which of them answers does not
matter for trust: the hash decides, so a mirror, a proxy or a plain folder is as good as any other.
Standard library only: this runs before anything is installed.
"""

from __future__ import annotations

import base64
import hashlib
import html.parser
import http.client
import json
import netrc
import os
import ssl
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pip_settings import PipSettings

PAGE_LIMIT = 32 * 1024 * 1024
WHEEL_LIMIT = 16 * 1024 * 1024
ACCEPT = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"


class NotFetchedError(Exception):
    """
    No place gave the wheel that the lock names; says what each place answered.
    """


@dataclass(frozen=True, slots=True)
class Wheel:
    """
    One file by name, and the hashes that the lock allows it.
    """

    name: str
    sha256: frozenset[str]

    def is_genuine(self, content: bytes) -> bool:
        return hashlib.sha256(content).hexdigest() in self.sha256


def fetch(wheel: Wheel, settings: PipSettings, folder: Path) -> Path:
    """
    Put *wheel* into *folder* and return its path; one that is there and genuine is not fetched again.
    """
    target = folder / wheel.name
    if target.is_file() and wheel.is_genuine(target.read_bytes()):
        return target
    answers: list[str] = []
    for url in _candidates(wheel, settings, answers):
        try:
            content = _get(url, settings, WHEEL_LIMIT).content
        except (OSError, http.client.HTTPException, ValueError) as error:
            answers.append(f"{_speakable(url)}: {error}")
            continue
        if not wheel.is_genuine(content):
            answers.append(f"{_speakable(url)}: its SHA-256 is not one that requirements-build.lock allows")
            continue
        folder.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f"{target.name}.{os.getpid()}")
        partial.write_bytes(content)
        partial.replace(target)
        return target
    raise NotFetchedError("\n".join(answers) or "pip's configuration names no place to look for packages")


def _candidates(wheel: Wheel, settings: PipSettings, answers: list[str]) -> Iterator[str]:
    pages = [_as_url(place) for place in settings.find_links]
    pages += [f"{_as_url(index).rstrip('/')}/pip/" for index in settings.indexes]
    for page in pages:
        try:
            found = [url for url in _links(page, settings) if _file_name(url) == wheel.name]
        except (OSError, http.client.HTTPException, ValueError) as error:
            answers.append(f"{_speakable(page)}: {error}")
            continue
        if not found:
            answers.append(f"{_speakable(page)}: does not offer {wheel.name}")
        yield from found


def _as_url(place: str) -> str:
    if urllib.parse.urlsplit(place).scheme in {"http", "https", "file"}:
        return place
    return Path(place).expanduser().absolute().as_uri()


def _file_name(url: str) -> str:
    return urllib.parse.unquote(urllib.parse.urlsplit(url).path).rpartition("/")[2]


def _links(page: str, settings: PipSettings) -> Iterator[str]:
    parts = urllib.parse.urlsplit(page)
    if parts.scheme == "file":
        path = Path(urllib.request.url2pathname(parts.path))
        if path.is_dir():
            yield from (child.as_uri() for child in sorted(path.iterdir()) if child.is_file())
            if not (path / "index.html").is_file():
                return
            page = (path / "index.html").as_uri()
        elif path.suffix == ".whl":
            yield page
            return
    elif _file_name(page).endswith(".whl"):
        yield page
        return
    answer = _get(page, settings, PAGE_LIMIT)
    if "json" in answer.kind:
        yield from _links_of_json(answer)
        return
    parser = _Anchors()
    parser.feed(answer.content.decode("utf-8", "replace"))
    base = urllib.parse.urljoin(answer.url, parser.base or "")
    yield from (_joined(base, href) for href in parser.hrefs)


def _links_of_json(answer: _Answer) -> Iterator[str]:
    page = json.loads(answer.content)
    files = page.get("files", []) if isinstance(page, dict) else []
    for file in files if isinstance(files, list) else []:
        if isinstance(file, dict) and isinstance(file.get("url"), str):
            yield _joined(answer.url, file["url"])


def _joined(base: str, href: str) -> str:
    """
    *href* as seen from *base*; a password in the page's own address holds for the files of the same host.
    """
    url = urllib.parse.urlsplit(urllib.parse.urljoin(base, href))
    page = urllib.parse.urlsplit(base)
    if (url.scheme, url.hostname, url.port) == (page.scheme, page.hostname, page.port):
        url = url._replace(netloc=page.netloc)
    return urllib.parse.urlunsplit(url._replace(fragment=""))


class _Anchors(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.base: str | None = None
        self.hrefs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href")
        if href and tag == "a":
            self.hrefs.append(href)
        elif href and tag == "base" and self.base is None:
            self.base = href


@dataclass(frozen=True, slots=True)
class _Answer:
    url: str
    kind: str
    content: bytes


def _get(url: str, settings: PipSettings, limit: int) -> _Answer:
    bare, authorization = _without_password(url)
    scheme = urllib.parse.urlsplit(bare).scheme
    if scheme not in {"http", "https", "file"}:
        raise ValueError(f"{scheme or 'no'} address")
    request = urllib.request.Request(bare, headers={"Accept": ACCEPT, "User-Agent": "pip"})  # noqa: S310 (checked above)
    if authorization:
        # Unredirected: the password is for this host, wherever it sends us.
        request.add_unredirected_header("Authorization", authorization)
    with _opener(bare, settings).open(request, timeout=settings.timeout) as response:
        content = response.read(limit + 1)
        if len(content) > limit:
            raise ValueError(f"sends more than {limit} bytes")
        final = response.geturl()
        return _Answer(url if final == bare else final, response.headers.get("Content-Type") or "", content)


def _opener(url: str, settings: PipSettings) -> urllib.request.OpenerDirector:
    handlers: list[urllib.request.BaseHandler] = [urllib.request.HTTPSHandler(context=_tls(url, settings))]
    if settings.proxy:
        proxy = settings.proxy if "://" in settings.proxy else f"http://{settings.proxy}"
        handlers.append(urllib.request.ProxyHandler({"http": proxy, "https": proxy}))
    return urllib.request.build_opener(*handlers)


def _tls(url: str, settings: PipSettings) -> ssl.SSLContext:
    if settings.cert and Path(settings.cert).is_dir():
        context = ssl.create_default_context(capath=settings.cert)
    else:
        context = ssl.create_default_context(cafile=settings.cert)
    if settings.client_cert:
        context.load_cert_chain(settings.client_cert)
    parts = urllib.parse.urlsplit(url)
    if {parts.hostname, f"{parts.hostname}:{parts.port}"} & set(settings.trusted_hosts):
        # What pip does for a trusted host. The hash in the lock is checked all the same.
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _without_password(url: str) -> tuple[str, str | None]:
    parts = urllib.parse.urlsplit(url)
    if parts.scheme == "file":
        return url, None
    host = parts.netloc.rpartition("@")[2]
    user, password = parts.username, parts.password
    if user is None:
        user, password = _from_netrc(parts.hostname or "")
    bare = urllib.parse.urlunsplit(parts._replace(netloc=host))
    if user is None:
        return bare, None
    pair = f"{urllib.parse.unquote(user)}:{urllib.parse.unquote(password or '')}"
    return bare, "Basic " + base64.b64encode(pair.encode()).decode("ascii")


def _from_netrc(host: str) -> tuple[str | None, str | None]:
    file = os.environ.get("NETRC") or Path.home() / ".netrc"
    try:
        entry = netrc.netrc(str(file)).authenticators(host)
    except (OSError, netrc.NetrcParseError):
        return None, None
    return (entry[0], entry[2]) if entry else (None, None)


def _speakable(url: str) -> str:
    """
    *url* for a message: without its password.
    """
    parts = urllib.parse.urlsplit(url)
    return urllib.parse.urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
