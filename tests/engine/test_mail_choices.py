"""
The addresses of the subscribe page say what a mailbox understands.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisorypress.engine.mail_choices import MailChoices
from advisorypress.inbound.wish import is_management, wish_of_words
from advisorypress.language import Language
from advisorypress.settings import read_settings
from advisorypress.wording import standard_wording
from tests.examples import ROOT


def choices(language: Language = Language.EN) -> MailChoices:
    settings = read_settings(ROOT)
    return MailChoices(
        replace(settings, mail=replace(settings.mail, mailbox_domain="mail.cert.example")),
        language,
        lambda key, **values: standard_wording().say(key, language, **values),
    )


@pytest.mark.parametrize("language", Language)
def test_every_address_is_understood(language: Language):
    wishes = set()
    for pace in choices(language).paces:
        for choice in pace.choices:
            local, _, domain = choice.href.removeprefix("mailto:").partition("?")[0].partition("@")
            wish = wish_of_words(local.removeprefix("subscribe+"))
            assert "mail.cert.example" == domain
            wishes.add((wish.language, wish.pace))

    assert 9 == len(wishes)
    assert all(language and pace for language, pace in wishes)


def test_preferences_are_asked_for():
    address = choices().manage.removeprefix("mailto:").partition("@")[0]

    assert is_management(address.removeprefix("subscribe+"))
