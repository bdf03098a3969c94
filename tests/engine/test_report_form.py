"""
The text of a report, without script: what it asks, and the mail that it opens.
"""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from advisorypress.engine.parts import pieces_of
from advisorypress.engine.report_form import ReportForm
from advisorypress.language import Language
from advisorypress.settings import read_settings
from advisorypress.vocabulary import read_vocabulary
from advisorypress.wording import standard_wording
from tests.examples import ROOT


def form(language: Language) -> ReportForm:
    """
    The form of this repository's team.
    """
    return ReportForm(
        read_settings(ROOT),
        read_vocabulary(ROOT / "data" / "vocabulary.csv"),
        language,
        lambda key, **values: standard_wording().say(key, language, **values),
    )


@pytest.mark.parametrize("language", Language)
def test_the_mail_holds_the_text_of_the_page(language: Language):
    """
    RFC 6068: lines end with CRLF. What opens a mail is known to take 2,000 characters of an address.
    """
    address = urlsplit(form(language).address)
    fields = parse_qs(address.query)

    assert ("mailto", "incident@cert.example") == (address.scheme, address.path)
    assert [form(language).text.replace("\n", "\r\n")] == fields["body"]
    assert len(form(language).address) < 2000


@pytest.mark.parametrize("language", Language)
def test_every_kind_and_question_has_words(language: Language):
    assert 9 == len({kind.name for kind in form(language).kinds})
    assert all(kind.help for kind in form(language).kinds)
    assert all(f"\n{question.label}\n" in form(language).text for question in form(language).questions)


def test_parts_stand_where_the_author_wants_them():
    pieces = list(pieces_of("<p>a</p>\n<p>[[hotline]]</p>\n<p>[[nothing]]</p>\n"))

    assert ["<p>a</p>\n", "", "\n<p>[[nothing]]</p>\n"] == [str(piece.html) for piece in pieces]
    assert "partials/parts/hotline.html" == pieces[1].part
