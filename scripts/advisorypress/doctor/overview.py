"""
What is set up and what is not, and what the calendar has brought; nothing here asks the network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from advisorypress.compose.leaving import demand_a_way_to_leave
from advisorypress.compose.message import sender_of
from advisorypress.doctor.diagnosis import Diagnosis, could_be_better, well, wrong
from advisorypress.doctor.keys import secrets_of
from advisorypress.errors import SettingsError, StoreError
from advisorypress.language import Language
from advisorypress.notify.channels import open_channel
from advisorypress.notify.relay import relay_of
from advisorypress.settings import Settings
from advisorypress.store.campaigns import State, campaigns, counts
from advisorypress.store.channel_ledger import channel_rows
from advisorypress.store.connect import DATABASE, STATE, Store, open_store

SECURITY_TXT = ".well-known/security.txt"
_SOON_DAYS = 30
_EXPIRES = re.compile(r"(?im)^expires:[ \t]*(\S+)[ \t]*$")
_LONG_SECONDS = 24 * 60 * 60


def overview(settings: Settings, environment: Mapping[str, str], store_url: str, now: datetime) -> Iterator[Diagnosis]:
    """
    The site, mail, channels, secrets and the store, and what is overdue at *now*.
    """
    yield from _site(settings)
    yield from _security_txt(settings.root, now)
    yield from _mail(settings, environment)
    yield from _channels(settings, environment)
    yield from _secrets(settings, environment)
    yield from _store(environment, store_url, now)


def _site(settings: Settings) -> Iterator[Diagnosis]:
    if settings.demonstration:
        yield could_be_better(
            "Site",
            "every page says that this is a demonstration",
            "for a real team take `demonstration` out of mkdocs.yml",
        )
    if not settings.site_url.startswith("https://"):
        yield wrong("Site", f"{settings.site_url} is not https", "serve the site by https and say so in site_url")
    else:
        yield well("Site", settings.site_url)
    if not (settings.contacts.email or settings.contacts.phone):
        yield wrong("Site", "nobody can reach the team", "set extra.press.contacts.email or phone")
    if not settings.publish_to:
        yield could_be_better(
            "Publishing", "no target is set", "name one at extra.press.publish.to, or press publish --to"
        )
    else:
        yield well("Publishing", f"goes to {len(settings.publish_to)} target{'s' * (len(settings.publish_to) > 1)}")


def _security_txt(root: Path, now: datetime) -> Iterator[Diagnosis]:
    """
    `/.well-known/security.txt` says until when it holds (RFC 9116); no build fails for it, so it is told here.
    """
    path = root / "content" / SECURITY_TXT
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        yield could_be_better(
            "security.txt",
            "the site has none",
            f"write content/{SECURITY_TXT}: how to report a vulnerability (RFC 9116)",
        )
        return
    except (OSError, UnicodeDecodeError):
        yield wrong("security.txt", f"content/{SECURITY_TXT} cannot be read", "it is a text file in UTF-8")
        return
    found = _EXPIRES.findall(text)
    end = _moment(found[0]) if len(found) == 1 else None
    if end is None:
        yield wrong(
            "security.txt", "it has no Expires that can be read, or several", "write one, like 2027-06-30T00:00:00Z"
        )
    elif end <= now:
        yield wrong(
            "security.txt",
            f"it ended on {end:%Y-%m-%d}; readers must not trust it",
            "look through it and set another Expires",
        )
    elif (end - now).days < _SOON_DAYS:
        yield could_be_better(
            "security.txt",
            f"it ends on {end:%Y-%m-%d}, in {(end - now).days} days",
            "look through it and set another Expires",
        )
    elif (end - now).days > 366:
        yield could_be_better(
            "security.txt", f"it ends on {end:%Y-%m-%d}, in more than a year", "RFC 9116 wants less than a year"
        )
    else:
        yield well("security.txt", f"it holds until {end:%Y-%m-%d}")


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _mail(settings: Settings, environment: Mapping[str, str]) -> Iterator[Diagnosis]:
    if not (settings.mail.sender or settings.mail.relay):
        yield could_be_better("Mail", "no mail is set up", "set extra.press.mail: from, relay, list_id")
        return
    try:
        sender_of(settings, Language.EN)
        through = relay_of(settings, environment)
    except SettingsError as error:
        yield wrong("Mail", str(error), "mend it; no mail can be sent")
        return
    yield well("Mail", f"{settings.mail.sender} through {through}; press doctor mail looks closer")
    try:
        demand_a_way_to_leave(settings)
    except SettingsError as error:
        yield could_be_better("Mail", str(error), "until then only lists and colleagues can be mailed")


def _channels(settings: Settings, environment: Mapping[str, str]) -> Iterator[Diagnosis]:
    for channel in settings.channels:
        try:
            opened = open_channel(channel, environment)
        except SettingsError as error:
            yield wrong("Channel", str(error), "until then its texts wait, and no mailing that has one is done")
            continue
        if opened.is_plain:
            yield could_be_better(
                "Channel",
                f"what goes to {channel.name} crosses the network in plain text, with its password",
                "use https",
            )
        else:
            kinds, languages = ", ".join(channel.kinds), " and ".join(channel.languages)
            yield well("Channel", f"{channel.name} gets {kinds} in {languages}")


def _secrets(settings: Settings, environment: Mapping[str, str]) -> Iterator[Diagnosis]:
    channels = {channel.key for channel in settings.channels}
    missing = []
    for secret in secrets_of(settings, environment):
        if secret.variable in channels:
            continue
        if secret.trouble:
            yield wrong("Secrets", secret.trouble, "press doctor keys says what it is for")
        elif secret.is_wanted and not secret.is_set:
            missing.append(secret.variable)
    if missing:
        yield could_be_better(
            "Secrets", f"not set in this environment: {', '.join(missing)}", "press doctor keys says what each is for"
        )


def _store(environment: Mapping[str, str], url: str, now: datetime) -> Iterator[Diagnosis]:
    if not url:
        folder = environment.get(STATE, "")
        if not folder or not (Path(folder) / DATABASE).exists():
            yield could_be_better(
                "Store",
                "there is no store of subscribers here",
                f"on the press host set {STATE} to a folder outside Git",
            )
            return
    try:
        store = open_store(url, environment)
    except StoreError as error:
        yield wrong("Store", str(error), "press subscribers and press mail cannot work before that")
        return
    yield well("Store", "the store of subscribers can be opened")
    yield from _mailings(store, now)


def _mailings(store: Store, now: datetime) -> Iterator[Diagnosis]:
    for campaign in campaigns(store):
        if campaign.state == "done":
            continue
        texts = [row.name for row in channel_rows(store, campaign.number) if row.state is State.IN_DOUBT]
        doubt = counts(store, campaign.number).get(State.IN_DOUBT, 0) + len(texts)
        slug = campaign.slug
        if doubt:
            named = f", among them the texts {', '.join(texts)}" if texts else ""
            yield wrong(
                "Mailing",
                f"{doubt} messages of {slug} are in doubt{named}",
                "decide about them",
                f"press mail settle {slug}",
            )
        elif campaign.state == "stopped":
            yield could_be_better(
                "Mailing", f"{slug} was stopped and is not done", "go on, or leave it", f"press mail resume {slug}"
            )
        elif now.timestamp() - campaign.frozen_at > _LONG_SECONDS:
            frozen = datetime.fromtimestamp(campaign.frozen_at, UTC)
            yield wrong(
                "Mailing",
                f"{slug} was begun on {frozen:%Y-%m-%d} and is not done",
                "send the rest",
                f"press mail resume {slug}",
            )
