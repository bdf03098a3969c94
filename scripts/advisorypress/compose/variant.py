"""
One variant of a mailing: the bytes that everybody gets who reads the same language and form and is told the same things.

Compiling is pure: the same library, mailing, edition, format and items give the same bytes on every machine, and whatever
is one recipient's own stands in the head, in the template's slots (mail.md 1 and 2).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from advisorypress.compose.alert import alert_mail
from advisorypress.compose.choice import all_items, only
from advisorypress.compose.digest import digest_mail
from advisorypress.compose.leaving import demand_a_way_to_leave
from advisorypress.compose.mailing import AlertMailing, Item, Mailing, name_of
from advisorypress.compose.message import Mail, sender_of, write_template
from advisorypress.compose.reader import Edition, Format
from advisorypress.compose.slots import Template
from advisorypress.errors import UsageError
from advisorypress.model.digest_items import digest_items
from advisorypress.model.library import Library


def variant_key(edition: Edition, format: Format, items: Sequence[Item], *, is_release: bool = False) -> str:
    """
    The name (32 hexadecimal digits) of a variant within its mailing: sets of topics that give the same items share it.
    """
    named = "\0".join((edition, format, "release" if is_release else "", *map(name_of, items)))
    return hashlib.sha256(named.encode()).hexdigest()[:32]


def compile_variant(
    library: Library, mailing: Mailing, edition: Edition, format: Format, items: Sequence[Item]
) -> Template:
    """
    The template of *mailing* for readers of *edition* in *format* who get *items*, in the digest's order; of an alert there
    is one item, its advisory.

    Raises `SettingsError` when no subscriber could leave, or a setting cannot stand in a header; `UsageError` for items
    that are none of the mailing's, or none at all: an empty digest is not sent (mail.md 13).
    """
    demand_a_way_to_leave(library.settings)
    mail = compose_variant(library, mailing, edition, format, items)
    sender = sender_of(library.settings, mail.language)
    return write_template(mail, sender, mailing.kind, one_click=bool(library.settings.mail.endpoint))


def compose_variant(
    library: Library, mailing: Mailing, edition: Edition, format: Format, items: Sequence[Item]
) -> Mail:
    """
    The words of that variant, of which previews are made.
    """
    languages = edition.languages(library.settings.mail.first)
    names = [name_of(item) for item in items]
    if isinstance(mailing, AlertMailing):
        carried = [mailing.advisory.id]
        mail = alert_mail(library, mailing, languages, is_personal=True)
    else:
        chosen = only(digest_items(library, mailing.digest), items)
        carried = [name_of(item) for item in all_items(chosen)]
        mail = digest_mail(library, mailing, languages, chosen, is_personal=True)
    if not names or carried != names:
        raise UsageError(f"{mailing.slug} does not carry these items in this order; it would be {', '.join(carried)}")
    return replace(mail, html="") if format is Format.TEXT else mail
