"""
A team's own settings: what is written is taken, and what cannot be meant is told with its place.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from advisorypress.errors import SettingsError
from advisorypress.language import Language
from advisorypress.settings import ChannelSettings, Settings, read_settings
from tests.examples import ROOT

MKDOCS = """\
site_url: https://www.team.example
extra:
  press:
    name: {en: Team, zh-Hant: 小組}
    short_name: {en: Team, zh-Hant: 小組}
    timezone: Asia/Hong_Kong
    ids: {prefix: TM, offline: 9000-9999}
    mail:
      from: digest@team.example
"""


def settings(root: Path, text: str) -> Settings:
    """
    Those of a repository whose `mkdocs.yml` is *text*.
    """
    (root / "mkdocs.yml").write_text(text, encoding="utf-8")
    return read_settings(root)


def test_our_own_are_read() -> None:
    """
    The demonstration says that it is one.
    """
    ours = read_settings(ROOT)

    assert ours.demonstration
    assert "newest-record" == ours.clock
    assert "https://www.cert.example/zh-hant/about/" == ours.url(Language.ZH, "about/")


def test_what_a_team_leaves_out(tmp_path: Path) -> None:
    """
    A real team is what nobody needs to say.
    """
    theirs = settings(tmp_path, MKDOCS)

    assert (False, "commit", "public") == (theirs.demonstration, theirs.clock, theirs.repository)
    assert ("TM", "https://www.team.example/") == (theirs.id_prefix, theirs.site_url)


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("timezone:", "timezon:", "mkdocs.yml:6:5: `extra.press` has no key `timezon`; it takes name, "),
        ("from:", "form:", "mkdocs.yml:9:7: `extra.press.mail` has no key `form`; it takes from, relay, "),
        ("offline:", "ofline:", "mkdocs.yml:7:23: `extra.press.ids` has no key `ofline`; it takes prefix, offline"),
        (
            "    timezone:",
            "    demonstration: yes\n    timezone:",
            "mkdocs.yml:6:20: `extra.press.demonstration` is false",
        ),
        ("Asia/Hong_Kong", "Mars/Base", "mkdocs.yml:6:15: `extra.press.timezone` names no time zone: `Mars/Base`"),
        ("prefix: TM", "prefix: t m", "mkdocs.yml:7:19: `extra.press.ids.prefix` is a word in capitals"),
        ("https:", "ftp:", "mkdocs.yml:1:11: `site_url` must be the site's full address"),
        (
            ", zh-Hant: 小組}\n    short",
            "}\n    short",
            "mkdocs.yml:4:11: `extra.press.name` needs an `en` and a `zh-Hant`",
        ),
        ("extra:", "extra: [", "mkdocs.yml:"),
    ],
)
def test_what_cannot_be_meant_is_told(tmp_path: Path, right: str, wrong: str, told: str) -> None:
    """
    A setting that is silently not there would be found out by readers.
    """
    assert 1 == MKDOCS.count(right)

    with pytest.raises(SettingsError) as raised:
        settings(tmp_path, MKDOCS.replace(right, wrong))

    assert str(raised.value).startswith(told)


CHANNELS = """\
    channels:
      sms: {languages: [en, zh-Hant], kinds: [alert]}
      web-2: {languages: en, kinds: [alert, digest], link: true}
      plain:
"""


def test_channels(tmp_path: Path) -> None:
    """
    Each has a name, languages, kinds, and no secret; what is left out is both languages, alerts, and no link.
    """
    theirs = settings(tmp_path, MKDOCS + CHANNELS)

    both = (Language.EN, Language.ZH)
    assert (
        ChannelSettings("sms", both, ("alert",)),
        ChannelSettings("web-2", (Language.EN,), ("alert", "digest"), link=True),
        ChannelSettings("plain", both, ("alert",)),
    ) == theirs.channels
    assert ["PRESS_CHANNEL_SMS", "PRESS_CHANNEL_WEB_2", "PRESS_CHANNEL_PLAIN"] == [each.key for each in theirs.channels]


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("sms:", "SMS:", "mkdocs.yml:11:7: a channel's name is small letters"),
        ("web-2:", "sms:", "mkdocs.yml:12:7: a channel's name is small letters"),
        ("link: true", "link: yes", "mkdocs.yml:12:60: `extra.press.channels.web-2.link` is true or false, not `yes`"),
        (
            "kinds: [alert]",
            "kinds: [news]",
            "mkdocs.yml:11:47: `extra.press.channels.sms.kinds` takes alert, digest, exercise",
        ),
        (
            "languages: en",
            "languages: zh",
            "mkdocs.yml:12:26: `extra.press.channels.web-2.languages` takes en, zh-Hant",
        ),
        (
            "kinds: [alert]",
            "url: json://geheim@x",
            "mkdocs.yml:11:39: `extra.press.channels.sms` has no key `url`; it takes languages, kinds, link (its URL stands in",
        ),
    ],
)
def test_channels_that_cannot_be_meant(tmp_path: Path, right: str, wrong: str, told: str) -> None:
    """
    Each with its place; a URL in the settings would be published with them.
    """
    assert 1 == CHANNELS.count(right)

    with pytest.raises(SettingsError) as raised:
        settings(tmp_path, MKDOCS + CHANNELS.replace(right, wrong))

    assert str(raised.value).startswith(told)
    assert "geheim" not in str(raised.value)
