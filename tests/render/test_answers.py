"""
The generated answers: am I affected, what should I do.
"""

from __future__ import annotations

import pytest

from advisorypress.language import Language
from advisorypress.model.advisory import NO_FIX, Advisory, Affected
from advisorypress.model.versions import parse_versions
from advisorypress.render.answers import Fix, am_i_affected, fix_state, what_to_do
from advisorypress.render.bodies import Bodies
from advisorypress.render.voice import Voice
from tests.examples import a_library, a_moment, advisory_words, an_advisory, the_vocabulary


def a_row(versions: str = "1.0", fixed: str | None = "1.1", product: str = "Gate", vendor: str = "Acme") -> Affected:
    return Affected(vendor, product, parse_versions(versions), fixed=fixed)


def affected(*rows: Affected, language: Language = Language.EN) -> str:
    advisory = an_advisory(affected=rows)
    return str(am_i_affected(Voice(a_library(advisory), language), advisory))


def to_do(advisory: Advisory, language: Language = Language.EN) -> list[tuple[str, str]]:
    voice = Voice(a_library(advisory), language)
    body = Bodies(the_vocabulary()).of(advisory.words_for(language))
    return [(action.text.text, action.anchor) for action in what_to_do(voice, advisory, body.said)]


def with_body(body: str, **changes: object) -> Advisory:
    return an_advisory(words={Language.EN: advisory_words(body=body)}, **changes)


@pytest.mark.parametrize(
    ("versions", "english", "chinese"),
    [
        ("1.0 to 1.4", "Acme Gate 1.0 to 1.4", "Acme Gate 1.0 至 1.4"),
        ("before 1.5", "Acme Gate before 1.5", "Acme Gate 1.5 之前的版本"),
        ("1.4 and earlier", "Acme Gate 1.4 and earlier", "Acme Gate 1.4 及之前的版本"),
        ("1.0 and later", "Acme Gate 1.0 and later", "Acme Gate 1.0 及之後的版本"),
        ("1.0", "Acme Gate 1.0", "Acme Gate 1.0"),
        ("all", "Acme Gate in any version", "Acme Gate（任何版本）"),
        ("1.0, 1.2 to 1.4", "Acme Gate", "Acme Gate"),
        ("the March builds", "Acme Gate", "Acme Gate"),
    ],
)
def test_one_product(versions: str, english: str, chinese: str):
    """
    Its versions are said where one phrase can say them; else the table does.
    """
    assert f"Yes, if you use {english}." == affected(a_row(versions))
    assert f"會，如你使用 {chinese}。" == affected(a_row(versions), language=Language.ZH)


def test_a_few_products():
    """
    Each product once, the last after `or`; no space between Han and Han.
    """
    rows = (a_row(), a_row("2.0"), a_row(product="Door"), a_row(vendor="Other", product="Wall"))

    assert "Yes, if you use Acme Gate, Acme Door or Other Wall." == affected(*rows)
    assert "會，如你使用 Acme Gate、Acme Door 或 Other Wall。" == affected(*rows, language=Language.ZH)
    assert "會，如你使用 Acme Gate 2 之前的版本或 Acme Door 1.0。" == affected(
        a_row("before 2"), a_row(product="Door"), language=Language.ZH
    )


def test_many_products_are_told_by_family():
    """
    Who has Windows 10 looks for the word Windows, not for the first row of twenty.
    """
    names = ("Windows 11 Version 23H2", "Windows 10 Version 1607", "Windows Server 2019", "Windows Server 2012 R2")
    rows = [a_row(vendor="Microsoft", product=name) for name in names]

    assert "Yes, if you use Microsoft Windows or Windows Server." == affected(*rows)


def test_more_than_can_be_named():
    """
    The rest is counted.
    """
    rows = [a_row(product=f"{letter}-Tool") for letter in "ABCDE"]

    assert "Yes, if you use Acme A-Tool, B-Tool or one of 3 other products listed below." == affected(*rows)
    assert "會，如你使用 Acme A-Tool、B-Tool，或下列其他3項產品之一。" == affected(*rows, language=Language.ZH)


def test_no_product():
    """
    A warning against a fraud is not about a product, and says so.
    """
    assert "not about one product" in affected()


def test_vendor_is_said_once():
    """
    Where the product's name begins with it.
    """
    assert "Yes, if you use PuTTY 0.80." == affected(a_row("0.80", vendor="PuTTY", product="PuTTY"))


def test_hostile_names_are_text():
    """
    A product's name is no HTML.
    """
    assert "&lt;b&gt;" in affected(a_row(product="<b>"))


@pytest.mark.parametrize(
    ("fixed", "state"),
    [
        (("1.1",), Fix.YES),
        (("1.1", "2.1"), Fix.YES),
        (("1.1", NO_FIX), Fix.SOME),
        (("1.1", None), Fix.SOME),
        ((NO_FIX, NO_FIX), Fix.NONE),
        ((NO_FIX, None), None),
        ((None,), None),
        ((), None),
    ],
)
def test_what_is_said_about_a_fix(fixed: tuple[str | None, ...], state: Fix | None):
    """
    Where nothing is said, nothing is claimed.
    """
    assert state == fix_state(an_advisory(affected=tuple(a_row(fixed=each) for each in fixed)))


def test_own_actions_come_first():
    """
    As many as the box has room for.
    """
    words = {Language.EN: advisory_words(actions=("One.", "Two.", "Three.", "Four."))}

    assert [("One.", ""), ("Two.", ""), ("Three.", "")] == to_do(an_advisory(words=words))


def test_generated_from_the_facts():
    """
    Update, else the workaround, then look; each leads to its section.
    """
    advisory = with_body("## Solution\n\nx\n\n## Workaround\n\ny\n\n## Detection\n\nz\n")

    assert [
        ("Update to 7.4.7.", "solution"),
        ("Cannot update? Follow the workaround.", "workaround"),
        ("Look for signs of attack.", "detection"),
    ] == to_do(advisory)


def test_generated_in_the_language_of_the_page():
    """
    Also where the words are in the other one.
    """
    assert [("更新至 7.4.7。", "solution")] == to_do(with_body("## Solution\n\nx\n"), Language.ZH)


def test_an_exploited_flaw_is_for_today():
    """
    It stands with the first thing to do, not apart from it.
    """
    advisory = with_body("## Solution\n\nx\n", exploited=a_moment(20).date())

    assert [("Update to 7.4.7. Do it today: attackers are already using this.", "solution")] == to_do(advisory)
    assert [("更新至 7.4.7。今天內完成：已有攻擊者利用此漏洞。", "solution")] == to_do(advisory, Language.ZH)


def test_several_fixes_are_the_vendors_update():
    """
    One version would be wrong for the others.
    """
    rows = (a_row(fixed="1.1"), a_row(fixed="2.1"))

    assert [("Install the vendor’s update.", "")] == to_do(with_body("", affected=rows))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "## Workaround\n\nx\n",
            ("There is no fix yet. Use the workaround, or stop using it until there is.", "workaround"),
        ),
        ("", ("There is no fix yet. Stop using it until there is, if you can.", "")),
    ],
)
def test_no_fix(body: str, expected: tuple[str, str]):
    """
    A workaround is named only where there is one.
    """
    assert [expected] == to_do(with_body(body, affected=(a_row(fixed=NO_FIX),)))


def test_nothing_said_about_a_fix():
    """
    The solution is pointed to, or else somebody who knows.
    """
    rows = (a_row(fixed=None),)

    assert [("Follow the steps under “Solution”.", "solution")] == to_do(with_body("## Solution\n\nx\n", affected=rows))
    assert "Not sure?" in to_do(with_body("", affected=rows))[0][0]
