"""
Rules about words: what they let pass, and what they do to a text that was made to hurt them.
"""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from advisorypress.build_time import BuildTime
from advisorypress.check.examine import examine
from advisorypress.check.rules import hidden_characters, house_style, image_without_alt, mixed_letters, too_long
from advisorypress.errors import SettingsError
from advisorypress.finding import Finding, Level
from advisorypress.language import Language
from advisorypress.load.tree import load_tree
from advisorypress.settings import read_settings
from advisorypress.vocabulary import read_vocabulary
from tests.examples import (
    CHINESE_PATH,
    NOW,
    PATH,
    ROOT,
    advisory_file,
    chinese_file,
    findings_of,
    front_matter,
    write_repository,
)

GUIDE = "content/guides/ransomware.en.md"


def of_body(root: Path, body: str, rule: str) -> list[Finding]:
    """
    The findings of *rule* in an advisory with *body*.
    """
    return findings_of(root, {PATH: advisory_file(body)}, rule)


def of_chinese(root: Path, body: str) -> list[Finding]:
    """
    The findings about house style in a Chinese edition with *body*.
    """
    return findings_of(
        root, {PATH: advisory_file(languages=None), CHINESE_PATH: chinese_file(body)}, house_style.RULE_ID
    )


@pytest.mark.parametrize(
    "text",
    [
        "👩‍👩‍👧‍👦 👩🏽‍💻 🏳️‍🌈 ❤️‍🔥 👁️‍🗨️ 🧑‍🚀",
        "1️⃣ #️⃣ ©️ ™️ ↔️ ☺︎",
        "नमस्ते क्‍ष می‌خواهم",
        "葛\U000e0100飾 㐂",
        "non\u00a0breaking\u3000and\u2003other blanks\ttabs",
        "emoji of later years \U0001fae8\u200d\U0001fac8",
    ],
)
def test_what_joins_something_is_not_hidden(tmp_path: Path, text: str) -> None:
    """
    Emoji, scripts that join their letters, and names with a rare shape of a character.
    """
    assert [] == of_body(tmp_path, text, hidden_characters.RULE_ID)


@pytest.mark.parametrize(
    "text",
    [
        "a\u200db",
        "漏\u200c洞",
        "\u200d👩",
        "👩\u200d",
        "👩\u200d\u200d👧",
        "👩\u200da",
        "a\ufe0f",
        "1\ufe0f\ufe0f",
        "A\U000e0100",
        "漏\ufe0f洞",
        "\u2066x",
        "x\u3164y",
        "x\u0007y",
        "x\rz",
        "x\u0085y",
        "\U0001f3f4\U000e0067\U000e0062\U000e007f",
        "\ue000",
        "\ufeffx",
    ],
)
def test_what_joins_nothing_is_hidden(tmp_path: Path, text: str) -> None:
    """
    One finding for a run of them, at its first character.
    """
    (finding,) = of_body(tmp_path, f"Text: {text}\n", hidden_characters.RULE_ID)

    assert Level.ERROR is finding.level
    assert finding.place.column > 5


def test_a_word_is_latin_or_it_is_not(tmp_path: Path) -> None:
    """
    A letter that passes for another, in either direction; Chinese beside Latin is no mixture.
    """
    assert [] == of_body(tmp_path / "1", "FortiOS漏洞 μm Δt α-particle Ελλάδα Москва SQL注入\n", mixed_letters.RULE_ID)
    for number, word in enumerate(("pаypal", "ΑWS", "Ꭺpple", "Моѕcow", "μTоrrent", "sсript")):
        (finding,) = of_body(tmp_path / f"bad{number}", f"See {word}.\n", mixed_letters.RULE_ID)
        assert word in finding.message


def test_images_of_pages_may_be_html(tmp_path: Path) -> None:
    """
    Where tags are kept, their words are looked at, too.
    """
    head = {
        "title": "T",
        "summary": "S",
        "published": "2026-11-20T09:30:00+08:00",
        "languages": "[en]",
        "audience": "[sme]",
    }
    body = '<img src="/a.png">\n\n<IMG alt=\'\' src=x>\n\n<img alt="The menu" src=x>\n\n<img alt=shot.png src=x>\n'
    found = findings_of(tmp_path, {GUIDE: front_matter(head, body)}, image_without_alt.RULE_ID)

    assert [8 + 1, 8 + 3, 8 + 7] == [finding.place.line for finding in found]


def test_the_exempt_is_exempt(tmp_path: Path) -> None:
    """
    Code, addresses, titles and quotations; but not the words of a link or of bold text.
    """
    for number, body in enumerate(
        (
            "`軟體` 及 ``資安 `網路` ``",
            "```\n軟體\n```",
            "    軟體",
            "https://www.example.com/軟體?q=網路",
            "[名稱](/guides/軟體/)",
            "<https://www.example.com/網路>",
            "「軟體」、『網路』、《資安月報》、“駭客”",
            "<!-- 駭客 -->",
        )
    ):
        assert [] == of_chinese(tmp_path / f"good{number}", body), body
    assert ["軟體", "網路", "駭客"] == [
        finding.message.split("`")[1]
        for finding in of_chinese(tmp_path / "bad", "[軟體](/guides/)、**網路**、「駭客\n」\n")
    ]


def test_two_right_words_side_by_side(tmp_path: Path) -> None:
    """
    互聯網 and 路由器 make no 網路; 網路由器 is still wrong where no 互聯網 stands before it.
    """
    assert [] == of_chinese(tmp_path / "good", "互聯網路由器、電視頻道、服務器材。\n")
    assert 1 == len(of_chinese(tmp_path / "bad", "互聯網及網路設備。\n"))


def test_the_level_is_the_terms(tmp_path: Path) -> None:
    """
    Error and hint as the table says, a warning where it says nothing; also in a translation.
    """
    table = (ROOT / "data/vocabulary.csv").read_text("utf-8") + "house-style,test,test,測試,,測驗,,,\n"
    files: dict[str, str | bytes] = {
        PATH: advisory_file(languages=None),
        CHINESE_PATH: chinese_file("軟體、登錄、測驗。\n"),
        "data/vocabulary.csv": table,
    }
    root = write_repository(tmp_path, files)
    vocabulary = read_vocabulary(root / "data/vocabulary.csv")
    checked = examine(load_tree(root), read_settings(root), vocabulary, BuildTime(NOW, "as-of"))

    assert [Level.ERROR, Level.HINT, Level.WARNING] == [
        finding.level for finding in checked.findings if finding.rule == house_style.RULE_ID
    ]


def test_a_level_that_does_not_exist(tmp_path: Path) -> None:
    """
    Is a mistake in the table, with its row.
    """
    table = tmp_path / "vocabulary.csv"
    table.write_text("group,key,en,zh-Hant,avoid,level\na,b,c,丁,戊,eror\n", encoding="utf-8")

    with pytest.raises(SettingsError, match=r"vocabulary\.csv:2.*error or warning or hint.*eror"):
        read_vocabulary(table)


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("a\u200b" * 16_000, hidden_characters.RULE_ID),
        ("aа " * 13_000, mixed_letters.RULE_ID),
        ("aа" * 16_000, mixed_letters.RULE_ID),
        ("![](x)\n" * 9_000, image_without_alt.RULE_ID),
        ("![" * 32_000, image_without_alt.RULE_ID),
        ("`" * 60_000 + "軟體", house_style.RULE_ID),
        ("「軟體" * 7_000, house_style.RULE_ID),
        ("](軟" * 12_000, house_style.RULE_ID),
        ("<軟體" * 9_000, house_style.RULE_ID),
        ("[軟體" * 9_000, house_style.RULE_ID),
        ("軟體網路" * 5_000, house_style.RULE_ID),
        ("互聯網路" * 5_000, house_style.RULE_ID),
        ("http://軟" * 6_000, house_style.RULE_ID),
        ("a" * 60_000 + "軟體", house_style.RULE_ID),
    ],
    ids=lambda text: text[:8],
)
def test_a_body_made_to_hurt(tmp_path: Path, body: str, rule: str) -> None:
    """
    64 KB of anything take no longer than any other record, and no more findings than a person reads.
    """
    files = {PATH: advisory_file(body, languages=None), CHINESE_PATH: chinese_file(body)}
    begun = time.perf_counter()
    found = findings_of(tmp_path, files)

    assert time.perf_counter() - begun < 50
    assert len([finding for finding in found if finding.rule == rule]) <= 100


def test_short_texts_and_their_ids(tmp_path: Path) -> None:
    """
    A draft is measured with the number that it will have; a curly quotation mark is named.
    """
    draft = {PATH.replace("SA-2026-0142", "draft-a"): advisory_file(id="draft", status="draft", short="x" * 148)}
    (finding,) = findings_of(tmp_path / "draft", draft, too_long.RULE_ID)
    (quoted,) = findings_of(tmp_path / "quote", {PATH: advisory_file(short=f"It’s {'x' * 60}")}, too_long.RULE_ID)

    assert "with SA-2026-0142 this takes 161 of the 160 places" in finding.message
    assert "without `’` there are 160 places" in quoted.hint


def test_what_the_glossary_explains_is_in_the_house_style(tmp_path: Path):
    """
    No rule looks at the vocabulary itself. Sentences, and full-width marks beside Chinese characters.
    """
    terms = read_vocabulary(ROOT / "data" / "vocabulary.csv").terms()
    english = [term.means[Language.EN] for term in terms if term.means]
    chinese = [term.means[Language.ZH] for term in terms if term.means]

    assert [] == of_chinese(tmp_path, "\n\n".join(chinese))
    assert [] == [text for text in english if not text.endswith(".")]
    assert [] == [text for text in chinese if not text.endswith("。") or re.search(r"[\u4e00-\u9fff][,.;:!?()]", text)]


def test_an_explanation_in_one_language_is_refused(tmp_path: Path):
    table = tmp_path / "vocabulary.csv"
    table.write_text("group,key,en,zh-Hant,means-en,means-zh-Hant\nthreat,worm,Worm,蠕蟲,It spreads.,\n", "utf-8")

    with pytest.raises(SettingsError, match=r"vocabulary.csv:2: 'means-en' and 'means-zh-Hant' go together"):
        read_vocabulary(table)
