"""
The short text: one text message, whatever it is made from.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisorypress.compose.mailing import AlertMailing
from advisorypress.compose.short import fits, short_text
from advisorypress.language import Language
from advisorypress.model.gsm7 import septets, units
from tests.compose.library import EN, ZH, an_advisory, some_words
from tests.compose.mailings import mail_library, taken_back, the_alert, urgent_advisory

LIBRARY = mail_library()


def said(language: Language, **words: object) -> str:
    advisory = urgent_advisory(words={language: some_words(language, **words)})
    library = mail_library(advisory)
    return short_text(library, the_alert(library), language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (EN, "SA-2026-0142 FortiOS Remote Code Execution Vulnerability: Update to 7.4.7."),
        (ZH, "SA-2026-0142 FortiOS 遠端執行程式碼漏洞：更新至 7.4.7。"),
    ],
)
def test_it_is_made_from_title_and_action(language: Language, text: str) -> None:
    """
    With the number, and without a link: nobody should follow one in a text message.
    """
    assert text == said(language)


def test_an_edition_may_say_its_own() -> None:
    """
    `short` of the edition, after the number.
    """
    assert "SA-2026-0142 FortiOS flaw used in attacks." == said(EN, short="FortiOS flaw used in attacks.")


def test_a_link_only_when_asked_for() -> None:
    """
    For channels in which people expect one.
    """
    text = short_text(LIBRARY, the_alert(LIBRARY), ZH, link=True)

    assert text.endswith("。 https://www.cert.example/zh-hant/advisories/SA-2026-0142/")


def test_signs_of_word_processors_become_plain() -> None:
    """
    One curly quotation mark would take the message from 160 septets to 70 units.
    """
    assert 'SA-2026-0142 The vendor\'s "fix" - wait...' == said(EN, short="The vendor’s “fix” – wait…")


def test_what_is_too_long_is_cut_between_words() -> None:
    """
    Title without the action if that fits, else as many whole words as do; in Chinese any character is one.
    """
    long = said(EN, title="Vulnerability of a product with a name " * 2, actions=("Do this. " * 12,))
    cut = said(EN, short="seven letters " * 12)
    chinese = said(ZH, short="請更新FortiOS。" * 9)

    assert long.endswith("with a name Vulnerability of a product with a name")
    assert cut.endswith(("seven...", "letters..."))
    assert (septets(cut) or 0) > 145
    assert chinese.endswith("…")
    assert 60 < units(chinese) <= 70


@pytest.mark.parametrize(
    ("type_", "english", "chinese"),
    [
        ("withdrawn", "Withdrawn. Do not act on it: FortiOS", "已撤回，請勿按其內容行事：FortiOS"),
        ("correction", "Correction: FortiOS", "更正：FortiOS"),
    ],
)
def test_what_is_taken_back(type_: str, english: str, chinese: str) -> None:
    """
    It begins with what it is.
    """
    library = mail_library(taken_back(type_))

    assert short_text(library, the_alert(library), EN).startswith(f"SA-2026-0142 {english}")
    assert short_text(library, the_alert(library), ZH).startswith(f"SA-2026-0142 {chinese}")


@pytest.mark.parametrize("language", Language)
def test_an_exercise(language: Language) -> None:
    """
    Marked first, in both languages, and still one message.
    """
    library = mail_library(an_advisory())

    text = short_text(library, the_alert(library, is_exercise=True), language)

    assert text.startswith("EXERCISE 演習 SA-2026-0142 ")
    assert fits(text)


@settings(max_examples=150, deadline=None)
@given(
    title=st.text(min_size=1, max_size=120),
    short=st.text(max_size=200),
    language=st.sampled_from(list(Language)),
    is_exercise=st.booleans(),
)
def test_it_is_always_one_message(title: str, short: str, language: Language, is_exercise: bool) -> None:
    """
    Whatever an author writes: at most 160 septets or 70 units, on one line, with the number.
    """
    advisory = urgent_advisory(words={language: some_words(language, title=title, short=short)})
    mailing = AlertMailing(advisory=advisory, revision=advisory.last_revision, is_exercise=is_exercise)

    text = short_text(LIBRARY, mailing, language)

    assert fits(text)
    assert "SA-2026-0142" in text
    assert [text] == text.splitlines()
