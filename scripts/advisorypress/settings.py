"""
The team's own settings: `site_url` and `extra.press` of `mkdocs.yml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from advisorypress.errors import SettingsError
from advisorypress.language import Language
from advisorypress.load.nodes import EACH, Mapping, Node, Scalar, scalars
from advisorypress.load.yaml_events import Refused, parse_yaml

CLOCKS = ("commit", "newest-record")
_LANGUAGES = tuple(language.value for language in Language)
KEYS: MappingOf[tuple[str, ...], tuple[str, ...]] = {
    (): (
        "name", "short_name", "demonstration", "clock", "timezone", "repository", "contacts", "keys", "ids", "mail",
        "channels", "publish", "gone", "words",
    ),
    ("name",): _LANGUAGES,
    ("short_name",): _LANGUAGES,
    ("contacts",): ("email", "phone", "hours"),
    ("contacts", "hours"): _LANGUAGES,
    ("ids",): ("prefix", "offline"),
    ("mail",): ("from", "relay", "list_id", "endpoint", "tls", "leave", "mailbox_domain", "first", "authserv_id",
        "maildir", "spool", "dkim", "rate", "connections", "log", "staging", "openpgp", "kept_days",
    ),
    ("mail", "dkim"): ("domain", "selector", "ed25519"),
    ("publish",): ("to",),
}  # fmt: skip
"""
The keys of `extra.press`, and of what stands in it.
"""
KEPT_DAYS = 90
"""
How long it stays known who did what, where the settings say nothing.
"""
CHANNEL_KEYS = ("languages", "kinds", "link")
CHANNEL_KINDS = ("alert", "digest", "exercise")
"""
The kinds of mailing that a channel can carry; a correction follows the alert that it corrects.
"""
_CHANNEL_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Contacts:
    """
    How to reach the team; what is "" is not shown.
    """

    email: str = ""
    phone: str = ""
    hours: MappingOf[Language, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MailSettings:
    """
    How mail is sent: From address, relay as `host:port`, List-Id, and what TLS the relay must offer.

    *tls* is `starttls` (the default), `implicit`, or `none`, which is allowed for a relay on the loopback only. *leave* is
    the address to which a reader of the list writes to leave it, "" where there is none. *endpoint* (https) takes the one
    click of a subscriber, *mailbox_domain* the messages to `u-TOKEN@` and `b-TOKEN@`; *first* is the language that stands
    first for those who read both. *authserv_id* is the name under which our mail server writes what it thinks of a sender
    (RFC 8601); *maildir* and *spool* are the folders that `press subscribers process` reads.

    *dkim_domain* and *dkim_selector* say where our own signing key is found, for a relay that does not sign, *dkim_ed25519*
    is the selector of a second one; *openpgp* is the fingerprint of the key that signs the body. *rate* is in
    messages a minute, 0 for as many as the relay bears; *connections* is how many at once, 0 for what is usual. *log* is the
    relay's log, when it is a Postfix on this machine; *staging* is the list that exercises go to. *kept_days* is how long it
    stays known what the relay said about each message and what happened to each person.
    """

    sender: str = ""
    relay: str = ""
    list_id: str = ""
    endpoint: str = ""
    tls: str = "starttls"
    leave: str = ""
    mailbox_domain: str = ""
    first: Language = Language.EN
    authserv_id: str = ""
    maildir: str = ""
    spool: str = ""
    dkim_domain: str = ""
    dkim_selector: str = ""
    rate: int = 0
    connections: int = 0
    log: str = ""
    staging: str = ""
    dkim_ed25519: str = ""
    openpgp: str = ""
    kept_days: int = KEPT_DAYS


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """
    A gateway, chat or social account that gets short texts: in which *languages* (one text each), of which *kinds* of
    mailing, and whether the page's address stands in them. Its URL holds secrets and stands in the environment, under *key*.
    """

    name: str
    languages: tuple[Language, ...]
    kinds: tuple[str, ...]
    link: bool = False

    @property
    def key(self) -> str:
        """
        The variable with its URL: `PRESS_CHANNEL_SMS_HK` for `sms-hk`.
        """
        return f"PRESS_CHANNEL_{self.name.upper().replace('-', '_')}"


@dataclass(frozen=True, slots=True)
class Settings:
    """
    One team's settings. *site_url* ends with a slash; *root* is the repository. *gone* are paths that were published and went
    on purpose.
    """

    root: Path
    site_url: str
    name: MappingOf[Language, str]
    short_name: MappingOf[Language, str]
    timezone: ZoneInfo
    id_prefix: str = "SA"
    offline_ids: str = ""
    clock: str = "commit"
    repository: str = "public"
    demonstration: bool = False
    contacts: Contacts = Contacts()
    mail: MailSettings = MailSettings()
    channels: tuple[ChannelSettings, ...] = ()
    words: MappingOf[str, MappingOf[Language, str]] = field(default_factory=dict)
    publish_to: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    def url(self, language: Language, path: str) -> str:
        """
        The absolute address of *path* (`advisories/SA-2026-0142/`, "" for home) in *language*'s edition.
        """
        return f"{self.site_url}{language.prefix}{path}"


def read_settings(root: Path) -> Settings:
    """
    Reads `mkdocs.yml` in *root*.

    Raises `SettingsError` with line and column for a setting that is missing or wrong.
    """
    path = root / "mkdocs.yml"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise SettingsError(f"there is no mkdocs.yml in {root}; run this in a press repository") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"cannot read mkdocs.yml: {error}") from error
    try:
        document = parse_yaml(text, "mkdocs.yml", 1, tags=True)
    except Refused as refusal:
        raise SettingsError(f"{refusal.finding.place}: {refusal.finding.message}") from None
    return _Reader(root, document).settings()


class _Reader:
    def __init__(self, root: Path, document: Node | None) -> None:
        self._root = root
        self._document = document

    def settings(self) -> Settings:
        site_url = self._text("site_url")
        if not re.fullmatch(r"https?://[^\s?#\"<>]+", site_url):
            raise self._wrong("`site_url` must be the site's full address, like https://www.cert.example/", "site_url")
        self._demand_known_keys()
        return Settings(
            root=self._root,
            site_url=site_url.rstrip("/") + "/",
            name=self._both("name"),
            short_name=self._both("short_name"),
            timezone=self._timezone(),
            id_prefix=self._id_prefix(),
            offline_ids=self._press("ids", "offline"),
            clock=self._choice("clock", CLOCKS),
            repository=self._choice("repository", ("public", "private")),
            demonstration=self._choice("demonstration", ("false", "true")) == "true",
            contacts=Contacts(
                self._press("contacts", "email"), self._press("contacts", "phone"), self._languages("contacts", "hours")
            ),
            mail=MailSettings(
                self._press("mail", "from"),
                self._press("mail", "relay"),
                self._press("mail", "list_id"),
                self._press("mail", "endpoint"),
                self._press("mail", "tls") or "starttls",
                self._press("mail", "leave"),
                self._press("mail", "mailbox_domain"),
                self._first_language(),
                self._press("mail", "authserv_id"),
                self._press("mail", "maildir"),
                self._press("mail", "spool"),
                self._press("mail", "dkim", "domain"),
                self._press("mail", "dkim", "selector"),
                self._number("mail", "rate"),
                self._number("mail", "connections"),
                self._press("mail", "log"),
                self._press("mail", "staging"),
                self._press("mail", "dkim", "ed25519"),
                self._press("mail", "openpgp"),
                self._number("mail", "kept_days") or KEPT_DAYS,
            ),
            channels=tuple(self._channels()),
            words=self._words(),
            publish_to=self._list("publish", "to"),
            gone=self._list("gone"),
        )

    def _demand_known_keys(self) -> None:
        for route, known in KEYS.items():
            node = _at(self._document, "extra", "press", *route)
            for key in (key for key, _ in node.entries if key.text not in known) if isinstance(node, Mapping) else ():
                where = ".".join(("extra.press", *route))
                raise SettingsError(f"{key.place}: `{where}` has no key `{key.text}`; it takes {', '.join(known)}")

    def _text(self, *route: str) -> str:
        return next((scalar.text for scalar in scalars(self._document, route)), "")

    def _press(self, *route: str) -> str:
        return self._text("extra", "press", *route)

    def _list(self, *route: str) -> tuple[str, ...]:
        found = scalars(self._document, ("extra", "press", *route, EACH))
        return tuple(scalar.text for scalar in found if scalar.text)

    def _languages(self, *route: str) -> dict[Language, str]:
        return {language: text for language in Language if (text := self._press(*route, language.value))}

    def _both(self, name: str) -> dict[Language, str]:
        found = self._languages(name)
        if len(found) != len(Language):
            raise self._wrong(f"`extra.press.{name}` needs an `en` and a `zh-Hant` line", "extra", "press", name)
        return found

    def _choice(self, name: str, choices: tuple[str, ...]) -> str:
        value = self._press(name) or choices[0]
        if value not in choices:
            raise self._wrong(f"`extra.press.{name}` is {' or '.join(choices)}, not `{value}`", "extra", "press", name)
        return value

    def _number(self, *route: str) -> int:
        text = self._press(*route) or "0"
        if not re.fullmatch(r"[0-9]{1,6}", text):
            message = f"`{'.'.join(('extra.press', *route))}` is a number, not `{text}`"
            raise self._wrong(message, "extra", "press", *route)
        return int(text)

    def _first_language(self) -> Language:
        value = self._press("mail", "first") or Language.EN.value
        if value not in _LANGUAGES:
            message = f"`extra.press.mail.first` is {' or '.join(_LANGUAGES)}, not `{value}`"
            raise self._wrong(message, "extra", "press", "mail", "first")
        return Language(value)

    def _timezone(self) -> ZoneInfo:
        name = self._press("timezone") or "Asia/Hong_Kong"
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            message = f"`extra.press.timezone` names no time zone: `{name}`"
            raise self._wrong(message, "extra", "press", "timezone") from None

    def _id_prefix(self) -> str:
        prefix = self._press("ids", "prefix") or "SA"
        if not re.fullmatch(r"[A-Z][A-Z0-9]{0,15}", prefix):
            message = "`extra.press.ids.prefix` is a word in capitals, like SA"
            raise self._wrong(message, "extra", "press", "ids", "prefix")
        return prefix

    def _channels(self) -> Iterator[ChannelSettings]:
        node = _at(self._document, "extra", "press", "channels")
        if node is None or (isinstance(node, Scalar) and not node.text):
            return
        if not isinstance(node, Mapping):
            raise self._wrong(
                "`extra.press.channels` has a name for each channel, like `sms: {languages: [en, zh-Hant]}`",
                "extra", "press", "channels",
            )  # fmt: skip
        seen: set[str] = set()
        for name, value in node.entries:
            where = f"extra.press.channels.{name.text}"
            if not _CHANNEL_NAME.fullmatch(name.text) or name.text in seen:
                raise SettingsError(
                    f"{name.place}: a channel's name is small letters, digits and hyphens, like sms-hk, and stands once"
                )
            seen.add(name.text)
            for key, _ in value.entries if isinstance(value, Mapping) else ():
                if key.text not in CHANNEL_KEYS:
                    raise SettingsError(
                        f"{key.place}: `{where}` has no key `{key.text}`; it takes {', '.join(CHANNEL_KEYS)}"
                        " (its URL stands in the environment, for it holds secrets)"
                    )
            languages = self._some_of(value, where, "languages", _LANGUAGES)
            link = next((scalar for scalar in scalars(value, ("link",))), None)
            if link is not None and link.text not in ("true", "false"):
                raise SettingsError(f"{link.place}: `{where}.link` is true or false, not `{link.text}`")
            yield ChannelSettings(
                name.text,
                tuple(Language(each) for each in languages or _LANGUAGES),
                self._some_of(value, where, "kinds", CHANNEL_KINDS) or ("alert",),
                link is not None and link.text == "true",
            )

    @staticmethod
    def _some_of(node: Node, where: str, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
        found = [scalar for scalar in scalars(node, (key, EACH)) if scalar.text]
        for scalar in found:
            if scalar.text not in known:
                raise SettingsError(f"{scalar.place}: `{where}.{key}` takes {', '.join(known)}, not `{scalar.text}`")
        return tuple(dict.fromkeys(scalar.text for scalar in found))

    def _words(self) -> dict[str, dict[Language, str]]:
        words: dict[str, dict[Language, str]] = {}
        node = _at(self._document, "extra", "press", "words")
        if isinstance(node, Mapping):
            for key, value in node.entries:
                words[key.text] = {
                    language: scalar.text for language in Language for scalar in scalars(value, (language.value,))
                }
        return words

    def _wrong(self, message: str, *route: str) -> SettingsError:
        for length in range(len(route), 0, -1):
            node = _at(self._document, *route[:length])
            if node is not None:
                return SettingsError(f"{node.place}: {message}")
        return SettingsError(f"mkdocs.yml: {message}")


def _at(node: Node | None, *route: str) -> Mapping | Scalar | None:
    for step in route:
        node = node.get(step) if isinstance(node, Mapping) else None
    return node if isinstance(node, Mapping | Scalar) else None
