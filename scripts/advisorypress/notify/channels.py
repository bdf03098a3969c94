"""
The door to Apprise, and to requests by which it sends: one short text goes to one gateway, chat or account.

Apprise only says whether it worked. A text that may have arrived must not go twice, so every request is watched on its way:
what surely did not arrive can go again, what may have is in doubt.
"""

from __future__ import annotations

import logging
import re
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import requests
from apprise import Apprise, AppriseAsset, NotifyBase, NotifyFormat
from requests.adapters import HTTPAdapter

from advisorypress.errors import SettingsError
from advisorypress.notify.relay import is_loopback
from advisorypress.settings import ChannelSettings

PATIENCE_SECONDS = 30.0
"""
How long a gateway may take for all of it; half of it for each wait on the line.
"""
# They write the whole URL, with the secrets in it, at levels that somebody may have turned on.
_LOUD = ("apprise", "urllib3", "requests", "requests_oauthlib", "oauthlib", "charset_normalizer")
# A server between us and the gateway gave up waiting: what the gateway did is not known.
_UNKNOWN_FATE = (502, 504, 520, 522, 524)
_MAIL = ("mailto", "mailtos")
_SCHEME = re.compile(r"([A-Za-z0-9]{2,32}):/{1,3}")


class Verdict(StrEnum):
    """
    What became of a text: the gateway took it, surely did not, or nobody can say.
    """

    ACCEPTED = "accepted"
    REFUSED = "refused"
    IN_DOUBT = "in doubt"


@dataclass(frozen=True, slots=True)
class Answer:
    """
    A verdict, and why in words of ours: a gateway's own may repeat the address or the password.
    """

    verdict: Verdict
    words: str


@dataclass(frozen=True, slots=True)
class Channel:
    """
    A channel that texts can be given to. *is_plain* when what is said to it crosses a network without TLS.
    """

    name: str
    is_plain: bool
    plugin: NotifyBase = field(repr=False)

    def post(self, text: str, patience: float = PATIENCE_SECONDS) -> Answer:
        """
        Gives *text* to the gateway, once; never raises. Not to be called for one channel from two threads.
        """
        self.plugin.socket_connect_timeout = self.plugin.socket_read_timeout = patience / 2
        watched: list[_Seen] = []
        worked: list[bool] = []

        def give() -> None:
            with _watching(watched):
                # Whatever a plugin raises says nothing about whether the text went out; what was watched does.
                try:
                    worked.append(bool(_apprise_with(self.plugin).notify(body=text, body_format=NotifyFormat.TEXT)))
                except Exception:
                    worked.append(False)

        # A gateway that sends a byte now and then never meets a time-out of the socket, so the clock is kept here.
        thread = threading.Thread(target=give, name=f"channel {self.name}", daemon=True)
        thread.start()
        thread.join(patience)
        if not worked:
            return Answer(Verdict.IN_DOUBT, f"no answer within {patience:.0f} seconds")
        return _judged(worked[0], watched)


def open_channel(settings: ChannelSettings, environment: Mapping[str, str]) -> Channel:
    """
    The channel of *settings* with the URL of the environment.

    Raises `SettingsError` when it is not set, no URL that Apprise knows, one of mail, or one whose certificate nobody is to
    verify; the message never holds any of it.
    """
    _silence()
    url = environment.get(settings.key, "")
    if not url:
        raise SettingsError(f"{settings.key} is not set: the Apprise URL of the channel {settings.name}")
    scheme = _SCHEME.match(url)
    if scheme is not None and scheme[1].lower() in _MAIL:
        raise SettingsError(f"{settings.key} is an address of mail, which has its own way: press subscribers add")
    plugin = Apprise.instantiate(url, asset=_asset()) if scheme is not None else None
    if not isinstance(plugin, NotifyBase):
        raise SettingsError(
            f"{settings.key} is no URL that Apprise knows; see its list of services for how it is written"
        )
    if getattr(plugin, "verify_certificate", True) is False:
        raise SettingsError(f"{settings.key} says verify=no; a gateway without a valid certificate gets no text")
    # Where a redirect leads the secrets of the URL would go too, and a POST would become a GET.
    plugin.redirects = False
    return Channel(settings.name, _is_plain(plugin), plugin)


def _is_plain(plugin: NotifyBase) -> bool:
    host = getattr(plugin, "host", "")
    has_choice = bool(plugin.protocol) and bool(plugin.secure_protocol)
    return has_choice and not plugin.secure and isinstance(host, str) and not is_loopback(host)


def _apprise_with(plugin: NotifyBase) -> Apprise:
    # The ledger decides when a text goes again, not the library.
    plugin.retry = 0
    apprise = Apprise(asset=plugin.asset)
    apprise.add(plugin)
    return apprise


def _asset() -> AppriseAsset:
    # One call at a time, and nothing kept on disk.
    return AppriseAsset(async_mode=False, storage_mode="memory", secure_logging=True, app_id="advisorypress")


def _silence() -> None:
    """
    Nothing of what the libraries say of a URL reaches any log.
    """
    for name in _LOUD:
        logger = logging.getLogger(name)
        logger.handlers[:] = [logging.NullHandler()]
        logger.propagate = False
    for name, known in logging.root.manager.loggerDict.items():
        if name.partition(".")[0] in _LOUD and isinstance(known, logging.Logger):
            known.disabled = True


@dataclass(frozen=True, slots=True)
class _Seen:
    """
    What one request met: the status of an answer, else whether its words may have gone out, and why.
    """

    status: int = 0
    may_have_gone: bool = False
    words: str = ""


def _judged(worked: bool, watched: list[_Seen]) -> Answer:
    if worked:
        return Answer(Verdict.ACCEPTED, _last(watched) or "accepted")
    if not watched:
        return Answer(Verdict.IN_DOUBT, "the service did not say what became of it")
    for seen in watched:
        if seen.may_have_gone or seen.status in _UNKNOWN_FATE:
            return Answer(Verdict.IN_DOUBT, seen.words or f"HTTP {seen.status}")
    if any(200 <= seen.status < 300 for seen in watched):
        # One of several recipients has it, or the answer's end was lost; sending it again could be a second time.
        return Answer(Verdict.IN_DOUBT, "a part of it was accepted")
    return Answer(Verdict.REFUSED, _last(watched))


def _last(watched: list[_Seen]) -> str:
    return next((seen.words or f"HTTP {seen.status}" for seen in reversed(watched)), "")


# Apprise takes the context of a call along into whatever thread it sends from.
_watch: ContextVar[list[_Seen] | None] = ContextVar("watch", default=None)


@contextmanager
def _watching(watched: list[_Seen]) -> Iterator[None]:
    """
    Notes in *watched* what every request of this call meets.
    """
    _take_the_adapter()
    token = _watch.set(watched)
    try:
        yield
    finally:
        _watch.reset(token)


def _take_the_adapter() -> None:
    """
    Puts our watch around the one place through which all requests go: plugins make their sessions themselves.
    """
    with _taking:
        if getattr(HTTPAdapter.send, "is_watched", False):
            return
        original = HTTPAdapter.send

        def send(self: HTTPAdapter, request: requests.PreparedRequest, **options: Any) -> requests.Response:
            watched = _watch.get()
            try:
                response = original(self, request, **options)
            except requests.RequestException as error:
                if watched is not None:
                    watched.append(_trouble(error))
                raise
            if watched is not None:
                watched.append(_Seen(response.status_code))
            return response

        send.is_watched = True  # type: ignore[attr-defined]
        HTTPAdapter.send = send  # type: ignore[method-assign,assignment]


_taking = threading.Lock()


def _trouble(error: requests.RequestException) -> _Seen:
    """
    What an exception says of the request: before a connection stood, nothing of it can have gone out.
    """
    chain = tuple(_chain(error))
    if any(isinstance(each, ssl.SSLCertVerificationError) for each in chain):
        return _Seen(words="its certificate is not valid")
    if isinstance(error, requests.ConnectTimeout):
        return _Seen(words="it cannot be reached in time")
    if isinstance(error, requests.exceptions.ProxyError):
        return _Seen(words="the proxy does not let us through")
    names = {type(each).__name__ for each in chain}
    if "NameResolutionError" in names:
        return _Seen(words="there is no machine of this name")
    if "NewConnectionError" in names:
        refused = any(isinstance(each, ConnectionRefusedError) for each in chain)
        return _Seen(words="nothing listens there" if refused else "it cannot be reached")
    if isinstance(error, (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema)):
        return _Seen(words="its address cannot be used")
    if isinstance(error, requests.ReadTimeout):
        return _Seen(may_have_gone=True, words="no answer in time")
    return _Seen(may_have_gone=True, words="the connection was lost before the answer")


def _chain(error: BaseException) -> Iterator[BaseException]:
    """
    *error*, what it was made from, and what that was made from.
    """
    seen: set[int] = set()
    todo: list[object] = [error]
    while todo:
        each = todo.pop()
        if not isinstance(each, BaseException) or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        todo += [each.__cause__, each.__context__, getattr(each, "reason", None), *each.args]
