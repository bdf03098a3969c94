"""
Alerts: which are allowed, what they say, and that an exercise, a correction and a release cannot be taken for another thing.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from advisorypress.compose.alert import URGENT_TYPES, alert_mail, alert_of
from advisorypress.compose.message import Mail
from advisorypress.errors import UsageError
from advisorypress.language import Language
from advisorypress.model.advisory import Advisory, Affected, Origin, Revision, Severity
from advisorypress.model.library import Library
from advisorypress.model.versions import parse_versions
from tests.compose.golden import expected
from tests.compose.library import EN, ZH, an_advisory, at, some_words
from tests.compose.mailings import mail_library, taken_back, the_alert, urgent_advisory
from tests.compose.test_digest import Page


def mailed(library: Library, *languages: Language, **changes: bool) -> Mail:
    return alert_mail(library, the_alert(library, **changes), languages or (EN,), is_personal=True)


@pytest.mark.parametrize("form", ["html", "txt"])
@pytest.mark.parametrize("languages", [(EN,), (ZH,), (EN, ZH)], ids=["en", "zh-Hant", "both"])
def test_the_mail_is_the_golden_one(languages: tuple[Language, ...], form: str) -> None:
    """
    The diff of these files is how a change of the mail is reviewed.
    """
    mail = mailed(mail_library(), *languages)
    actual = (mail.html if form == "html" else mail.text).encode()
    name = "both" if len(languages) > 1 else languages[0].value

    assert expected(f"mail/alert.{name}.{form}", actual) == actual


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        (EN, "[Extremely High Risk] FortiOS Remote Code Execution Vulnerability"),
        (ZH, "【極高度風險】FortiOS 遠端執行程式碼漏洞"),
    ],
)
def test_the_subject_says_how_grave_it_is(language: Language, subject: str) -> None:
    """
    And no TLP label, which stands in the footer.
    """
    mail = mailed(mail_library(), language)

    assert subject == mail.subject
    assert "TLP:CLEAR" in mail.text


@pytest.mark.parametrize("language", Language)
def test_the_three_answers_stand_in_full(language: Language) -> None:
    """
    What it is, whether I am affected and everything that I should do, before the way to the page, in both forms.
    """
    mail = mailed(mail_library(), language)
    said = {
        EN: [
            "Exploitation seen: The vendor has seen attacks.",
            "A flaw lets anyone run programs.",
            "Yes, if you use Fortinet FortiOS 7.4.0 to 7.4.6.",
            "1. Update to 7.4.7.",
            "2. Look for signs of attack.",
            "Read the whole advisory",
        ],
        ZH: [
            "已遭利用：供應商已發現攻擊。",
            "漏洞可讓任何人執行程式。",
            "會，如你使用 Fortinet FortiOS 7.4.0 至 7.4.6。",
            "1. 更新至 7.4.7。",
            "2. 檢查有否遭攻擊的跡象。",
            "閱讀公告全文",
        ],
    }[language]

    for form in (mail.text, "\n".join(words for _, words in Page(mail.html).words)):
        places = [form.find(words) for words in said]
        assert -1 not in places, said[places.index(-1)]
        assert sorted(places) == places
    assert ("Update to 7.4.7." if language is EN else "更新至 7.4.7。") == Page(mail.html).words[1][1]


def revised(type_: str, notify: str | None = "urgent", **changes: Any) -> Advisory:
    revisions = (Revision(1, at(20), "new"), Revision(2, at(1, month=12), type_, notify))
    return urgent_advisory(**{"revisions": revisions, **changes})


@pytest.mark.parametrize("type_", URGENT_TYPES[1:])
def test_changes_that_may_wake_people(type_: str) -> None:
    """
    The types of the design, besides `new`.
    """
    library = mail_library(revised(type_) if type_ != "withdrawn" else taken_back("withdrawn", "urgent"))

    assert "alert-sa-2026-0142-v2" == the_alert(library).slug


@pytest.mark.parametrize(
    ("advisory", "reason"),
    [
        (revised("now-exploited", None), "does not ask for it; write notify: urgent"),
        (revised("patch-available"), "a revision of type patch-available is not urgent"),
        (revised("risk-lowered"), "a revision of type risk-lowered is not urgent"),
        (revised("new", "recipients"), "notify: recipients is for correction and withdrawn"),
        (revised("risk-raised", severity=Severity.HIGH, exploited=None), "neither critical nor exploited, but high"),
        (revised("now-exploited", imported=(Origin("CISA", "X-1"),)), "it was imported"),
        (
            an_advisory(revisions=(Revision(1, at(20), "new", "urgent"),)),
            "version 1 is of 2026-11-20 09:30, over 48 hours before 2026-12-02 09:30",
        ),
    ],
)
def test_alerts_that_are_refused(advisory: Advisory, reason: str) -> None:
    """
    Not asked for, not urgent, too old, not grave or not our own: each with its reason.
    """
    with pytest.raises(UsageError, match=re.escape(reason)):
        the_alert(mail_library(advisory))


def test_the_48_hours_end_by_the_second() -> None:
    """
    Of build time, never of a clock.
    """
    library = mail_library(revised("now-exploited"), now=at(1, month=12) + timedelta(hours=48))

    assert the_alert(library)
    with pytest.raises(UsageError, match="over 48 hours before"):
        the_alert(mail_library(revised("now-exploited"), now=library.now + timedelta(seconds=1)))


def test_an_editorial_change_takes_no_alert_away() -> None:
    """
    A word mended a minute after the alert was asked for; the alert is of the version that asked.
    """
    revisions = (*urgent_advisory().revisions, Revision(3, at(1, 10, month=12), "editorial"))

    assert 2 == the_alert(mail_library(urgent_advisory(revisions=revisions))).revision.number


def test_an_unknown_advisory() -> None:
    """
    With the command that looks for one.
    """
    with pytest.raises(UsageError, match="there is no advisory SA-1999-0001; press find"):
        alert_of(mail_library(), "SA-1999-0001")


@pytest.mark.parametrize(
    ("type_", "language", "subject", "lead"),
    [
        (
            "correction",
            EN,
            "[Correction] FortiOS",
            "This corrects the alert that we sent you before. Use this version.",
        ),
        ("correction", ZH, "【更正】FortiOS", "本電郵更正我們早前發送給你的警報，請以此版本為準。"),
        ("withdrawn", EN, "[Withdrawn] FortiOS", "We take back the alert that we sent you before."),
        ("withdrawn", ZH, "【已撤回】FortiOS", "我們現撤回早前發送給你的警報。"),
    ],
)
def test_what_was_wrong_is_taken_back(type_: str, language: Language, subject: str, lead: str) -> None:
    """
    To those who got it: what this is stands in the subject and first in the text, what was wrong after it, at any age.
    """
    library = mail_library(taken_back(type_), now=at(30, month=12))
    mailing = the_alert(library)
    mail = alert_mail(library, mailing, (language,), is_personal=True)

    assert mailing.is_for_recipients
    assert "correction-sa-2026-0142-v2" == mailing.slug
    assert mail.subject.startswith(subject)
    text = mail.text.replace("\n", " " if language is EN else "")
    reason = {
        ("correction", EN): "Correction: 7.4.7 does not mend it.",
        ("correction", ZH): "更正：7.4.7 版未能修補。",
        ("withdrawn", EN): "Do not act on this advisory. Reason: A mistake.",
        ("withdrawn", ZH): "請勿按其內容行事。原因：資料有誤。",
    }[type_, language]
    assert -1 < text.find(lead) < text.find(reason)
    # Nobody is told to act on what does not hold.
    assert ("7.4.7." in text or "7.4.7。" in text) == (type_ == "correction")


@pytest.mark.parametrize("languages", [(EN,), (ZH,), (EN, ZH)], ids=["en", "zh-Hant", "both"])
def test_an_exercise_says_so_everywhere(languages: tuple[Language, ...]) -> None:
    """
    In the subject, first and last in both forms, and in the Message-ID; about any advisory that stands.
    """
    library = mail_library(an_advisory(severity=Severity.LOW))
    mailing = the_alert(library, is_exercise=True)
    mail = alert_mail(library, mailing, languages, is_personal=True)

    assert mail.subject.startswith("EXERCISE 演習 ")
    lines = mail.text.splitlines()
    assert lines[0].startswith("EXERCISE 演習")
    assert "EXERCISE 演習" in mail.text[-120:]
    assert 2 * len(languages) == mail.text.count("EXERCISE 演習")
    assert 2 * len(languages) == sum("EXERCISE" in words for _, words in Page(mail.html).words)
    assert {"zh-Hant-HK"} == {tag for tag, words in Page(mail.html).words if "演習" in words}
    assert "exercise-sa-2026-0142-v1" == mailing.slug
    with pytest.raises(UsageError, match="an exercise needs one that stands"):
        the_alert(mail_library(taken_back("withdrawn")), is_exercise=True)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (EN, ["For immediate release", "MEDIA ENQUIRIES", "Telephone: 8100 0000", "Day and night", "End of release"]),
        (ZH, ["供即時發佈", "傳媒查詢", "電話：8100 0000", "日夜服務", "（全文完）"]),
    ],
)
def test_the_media_get_a_release(language: Language, words: list[str]) -> None:
    """
    The words above everything, whom to ask below the alert; nobody else gets either.
    """
    release = mailed(mail_library(), language, is_release=True)
    usual = mailed(mail_library(), language)

    assert words[0] == release.text.splitlines()[0]
    assert all(line in release.text.splitlines() for line in words)
    assert "press@cert.example" in release.text
    html = [said for _, said in Page(release.html).words]
    assert words[0] in html
    assert words[-1] in html
    assert not any(line in usual.text for line in words)


def test_words_of_the_other_edition_are_marked() -> None:
    """
    An alert does not wait for its translation: the reader gets the words there are, their language marked in both forms.
    """
    only_english = urgent_advisory(words={EN: some_words(EN)}, languages=(EN, ZH))

    mail = mailed(mail_library(only_english), ZH)

    words = Page(mail.html).words
    assert ("en", "FortiOS Remote Code Execution Vulnerability") in words
    assert ("en", "A flaw lets anyone run programs.") in words
    assert "英文內容" in mail.text
    assert "極高度風險" in mail.text


def test_one_thing_to_do_has_no_number() -> None:
    """
    And where nothing is known to do, the mail is shown to whoever knows, not a page that is not there.
    """
    one = mailed(mail_library(urgent_advisory(words={EN: some_words(EN, actions=("Update.",))}))).text
    none = mailed(
        mail_library(urgent_advisory(affected=(), exploited=date(2026, 11, 20), words={EN: some_words(EN, actions=())}))
    ).text

    assert "\nUpdate.\n" in one
    assert "Show this mail to the person who looks after your" in none
    assert "this page" not in none


def test_several_products_are_listed() -> None:
    """
    Up to six with their versions; of more the first are named, and the mail says that the advisory has them, not that they
    stand below it.
    """
    rows = tuple(
        Affected("Fortinet", f"Product {name}", parse_versions("7.4.0 to 7.4.6"), "7.4.7") for name in "ABCDEFG"
    )

    def text(number: int, language: Language) -> str:
        library = mail_library(urgent_advisory(affected=rows[:number]))
        return mailed(library, language).text.replace("\n", "\n" if number == 6 else " " if language is EN else "")

    lines = "Yes, if you use one of these:\nFortinet Product A: 7.4.0 to 7.4.6 (fixed in 7.4.7)\nFortinet Product B:"
    assert lines in text(6, EN)
    assert "會，如你使用下列任何一項：\nFortinet Product A：7.4.0 至 7.4.6（已於 7.4.7 修補）\n" in text(6, ZH)
    many = "Yes, if you use Fortinet Product A, Product B or one of 5 other products that the advisory names."
    assert many in text(7, EN)
    assert "或公告所列其他5項產品之一。" in text(7, ZH)
    assert "This alert is not about one product. The advisory says whom it concerns." in text(0, EN)
    assert not any("below" in text(number, EN) for number in (0, 6, 7))
