"""
Titles, and the one sentence of a card.
"""

from __future__ import annotations

import pytest

from advisorypress.language import Language
from advisorypress.load.schema import Kind
from advisorypress.model.document import DocumentWords
from advisorypress.render.titles import first_sentence, title_of
from advisorypress.render.voice import Voice
from tests.examples import a_document, a_library, advisory_words, an_advisory


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("A flaw lets attackers in. Update now.", "A flaw lets attackers in."),
        ("It was used on 26 March 2024. Install it.", "It was used on 26 March 2024."),
        ("Update to 2.17.1, or to 2.12.4 on Java 7. Do it.", "Update to 2.17.1, or to 2.12.4 on Java 7."),
        ("A flaw in Acme Inc. Gate is open. Update.", "A flaw in Acme Inc. Gate is open."),
        ("The U.S. Agency warns. Act.", "The U.S. Agency warns."),
        ("One sentence only.", "One sentence only."),
        ("no end", "no end"),
        ("存在漏洞，可執行程式碼。請更新。", "存在漏洞，可執行程式碼。"),
        ("只有一句。", "只有一句。"),
        ("", ""),
    ],
)
def test_first_sentence(text: str, sentence: str):
    """
    Cut only where the end is plain to see.
    """
    assert sentence == first_sentence(text)


def test_digest_without_a_title_is_called_after_its_period():
    """
    In the reader's language, also when the digest has no words in it.
    """
    words = {Language.EN: DocumentWords(Language.EN, title="", summary="", body="")}
    digest = a_document(Kind.DIGEST, words=words)
    library = a_library(digest)

    english = title_of(Voice(library, Language.EN), digest)
    chinese = title_of(Voice(library, Language.ZH), digest)
    assert ("Alert Digest, 1 to 15 November 2026", Language.EN) == (english.text, english.language)
    assert ("警報摘要：2026年11月1日至15日", Language.ZH) == (chinese.text, chinese.language)


def test_title_is_one_clean_line():
    """
    Control characters and line breaks have no place in it.
    """
    advisory = an_advisory(words={Language.EN: advisory_words(title="A\x07 title\nof two\ud800 lines")})

    assert "A title of two\ufffd lines" == title_of(Voice(a_library(advisory), Language.ZH), advisory).text
