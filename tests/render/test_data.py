"""
advisory.json, advisory.md and advisory.txt.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from advisorypress.language import Language
from advisorypress.model.advisory import Advisory
from advisorypress.model.library import Library
from advisorypress.model.text import WordsState
from advisorypress.render.data import FORMATS, plan_data
from advisorypress.render.markdown import markdown_html
from advisorypress.render.plain.wrapping import COLUMNS, columns_of
from tests.examples import a_library, a_revision, advisory_words, an_advisory, the_settings
from tests.golden_plugin import Golden
from tests.render.feeds.library import EXPLOITED, RECORDS, STALE, WITHDRAWN, small_library

GOLDEN = Path(__file__).parents[1] / "golden" / "data"
SCHEMA = json.loads(files("advisorypress").joinpath("schemas/advisory.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=FormatChecker())
BODY = {
    Language.EN: """\
A flaw that needs [an earlier one](/advisories/SA-2026-0139/). <!-- the vendor asked us to wait -->

## Solution

Update to 7.4.7 with `execute update-now --from 7.4.6 --to 7.4.7 --then restart --and-wait 30`.

1. Save the configuration.
2. Install the update.

<script>alert("raw")</script>

## Details

| Build | Affected |
| --- | --- |
| 2463 | yes |
| 2702 | no |

## Our own heading

> The vendor says that *all* models are affected.
""",
    Language.ZH: """\
此漏洞須配合[較早的漏洞](/advisories/SA-2026-0139/)。

## 解決方案

更新至 7.4.7。

## 詳情

攻擊者可向裝置發送特製的要求，在毋須登入的情況下以管理員權限執行任意程式碼，繼而控制整部裝置及其後的網絡。
""",
}
FULL = replace(
    EXPLOITED,
    words={language: replace(words, body=BODY[language]) for language, words in EXPLOITED.words.items()},
)
LIBRARY = a_library(
    FULL, *(record for record in RECORDS if record is not EXPLOITED), settings=the_settings(demonstration=True)
)


def made(path: str, library: Library = LIBRARY) -> str:
    """
    The file at *path*.
    """
    return next(output.make() for output in plan_data(library) if output.path == path).decode("utf-8")


def of(advisory: Advisory, name: str, language: Language = Language.EN) -> str:
    """
    The file *name* of *advisory*, which is all that its library has.
    """
    return made(f"{language.prefix}{advisory.path}{name}", a_library(advisory))


def json_of(advisory: Advisory, language: Language = Language.EN) -> Any:
    """
    `advisory.json` of *advisory*.
    """
    return json.loads(of(advisory, "advisory.json", language))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("language", Language)
def test_golden(name: str, language: Language, golden: Golden) -> None:
    """
    One whole advisory in each format and language, as reviewed.
    """
    golden(GOLDEN / language.value / name, made(f"{language.prefix}advisories/SA-2026-0142/{name}"))


def test_three_files_beside_every_page_of_both_editions() -> None:
    """
    Their paths are a contract.
    """
    paths = [output.path for output in plan_data(a_library(EXPLOITED))]

    assert [
        f"{edition}advisories/SA-2026-0142/advisory.{ending}"
        for edition in ("", "zh-hant/")
        for ending in ("json", "md", "txt")
    ] == paths


@pytest.mark.parametrize("output", list(plan_data(LIBRARY)), ids=lambda output: output.path)
def test_every_state_is_of_the_documented_shape(output: Any) -> None:
    """
    Withdrawn, replaced, stale, untranslated: one shape, with sorted keys.
    """
    if output.path.endswith(".json"):
        text = output.make().decode("utf-8")
        document = json.loads(text)

        assert [] == [error.message for error in VALIDATOR.iter_errors(document)]
        assert text == json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def test_the_schema_is_strict() -> None:
    """
    It is a schema, names every key, and refuses what is missing, unknown or of another form.
    """
    Draft202012Validator.check_schema(SCHEMA)
    good = json_of(EXPLOITED)
    broken: list[dict[str, Any]] = [
        {key: value for key, value in good.items() if key != "severity"},
        {**good, "note_to_self": "secret"},
        {**good, "published": "2026-11-20"},
        {**good, "tlp": "AMBER"},
        {**good, "words": {**good["words"], "state": "fine"}},
        {**good, "format_version": "2.0"},
    ]

    assert VALIDATOR.is_valid(good)
    assert [False] * len(broken) == [VALIDATOR.is_valid(document) for document in broken]
    assert set(good) == set(SCHEMA["properties"]) - {"demonstration", "current"}


def test_facts_stand_once_and_labels_are_in_the_readers_language() -> None:
    """
    Both editions agree in everything but words and addresses.
    """
    english, chinese = json_of(EXPLOITED), json_of(EXPLOITED, Language.ZH)

    assert {"key": "critical", "label": "極高度風險", "level": 4} == chinese["severity"]
    assert "7.4.0 至 7.4.6" == chinese["affected"][0]["versions"]["label"]
    for key in (
        "id",
        "status",
        "version",
        "published",
        "updated",
        "revised",
        "exploited",
        "vulnerabilities",
        "cvss_highest",
    ):
        assert english[key] == chinese[key]
    assert english["affected"][0]["versions"]["parts"] == chinese["affected"][0]["versions"]["parts"]


def test_updated_is_of_meaning_and_revised_of_the_text() -> None:
    """
    The third revision of the sample is editorial.
    """
    document = json_of(EXPLOITED)

    assert "2026-11-22T18:30:00+08:00" == document["updated"]
    assert "2026-11-25T09:30:00+08:00" == document["revised"]


@pytest.mark.parametrize(
    ("advisory", "language", "words", "state"),
    [
        (EXPLOITED, Language.ZH, "zh-Hant-HK", WordsState.CURRENT),
        (STALE, Language.EN, "en", WordsState.STALE),
        (an_advisory(words={Language.EN: advisory_words()}), Language.ZH, "en", WordsState.MISSING),
        (
            an_advisory(words={Language.EN: advisory_words()}, languages=(Language.EN,)),
            Language.ZH,
            "en",
            WordsState.ONLY_OTHER,
        ),
    ],
)
def test_words_have_their_language_and_state(
    advisory: Advisory, language: Language, words: str, state: WordsState
) -> None:
    """
    Where an edition has no words, those of the other one stand there and say so.
    """
    document = json_of(advisory, language)

    assert (words, state.value) == (document["words"]["language"], document["words"]["state"])
    assert language.tag == document["language"]


def test_a_note_that_is_not_translated_yet_is_marked() -> None:
    """
    The first note of the stale edition is translated, the second is not.
    """
    advisory = an_advisory(
        stale=True,
        revisions=(a_revision(1), a_revision(2, "correction")),
        words={
            Language.EN: advisory_words(revision_notes=("First published.", "A version was wrong.")),
            Language.ZH: advisory_words(Language.ZH),
        },
    )

    notes = [revision["note"] for revision in json_of(advisory, Language.ZH)["revisions"]]

    assert [
        {"text": "首次發佈。", "language": "zh-Hant-HK"},
        {"text": "A version was wrong.", "language": "en"},
    ] == notes


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_not_published_stays_behind(name: str) -> None:
    """
    Comments and raw HTML of the source are in no format.
    """
    text = made(f"advisories/SA-2026-0142/{name}")

    assert "2702" in text
    assert "asked us to wait" not in text
    assert "alert(" not in text


@pytest.mark.parametrize("name", FORMATS)
def test_addresses_are_absolute_and_of_the_edition(name: str) -> None:
    """
    A file that is carried away still leads back.
    """
    text = made(f"zh-hant/advisories/SA-2026-0142/{name}")

    assert "https://www.cert.example/zh-hant/advisories/SA-2026-0139/" in text
    assert not re.search(r"[(<\"]/(advisories|zh-hant)", text)


def test_a_withdrawn_advisory_says_so_first_and_tells_nobody_to_act() -> None:
    """
    In every format.
    """
    text = of(WITHDRAWN, "advisory.txt")
    document = json_of(WITHDRAWN)

    assert text.split("\n\n")[1].startswith("Withdrawn on 12 November 2026. Do not act on this advisory.")
    assert "What should I do?" not in text
    assert [] == document["words"]["actions"]
    assert "The vendor found no flaw." == document["words"]["withdrawn_reason"]["text"]


def test_a_missing_translation_is_told_in_the_readers_language() -> None:
    """
    With the facts in Chinese around the English words.
    """
    text = of(an_advisory(words={Language.EN: advisory_words()}), "advisory.txt", Language.ZH)

    assert "中文內容尚未備妥。下列資料以中文顯示，內文為英文。" in text
    assert "風險級別：極高度風險；4級中的第4級" in text
    assert "A flaw in FortiOS lets an attacker run code." in text


@pytest.mark.parametrize("output", list(plan_data(LIBRARY)), ids=lambda output: output.path)
def test_text_fits_a_terminal(output: Any) -> None:
    """
    72 columns, 36 Han characters; only an address or a command may be longer. No box drawing, no tabs, no trailing space.
    """
    if output.path.endswith(".txt"):
        text = output.make().decode("utf-8")

        for line in text.split("\n"):
            assert columns_of(line) <= COLUMNS or "://" in line or line.strip().startswith("`"), line
            assert line == line.rstrip()
        assert not re.search("[\u2500-\u257f\t]", text)


def test_markdown_renders_well() -> None:
    """
    One h1, sections under h2, facts as a list, products as a table.
    """
    html = markdown_html(made("zh-hant/advisories/SA-2026-0142/advisory.md"))

    assert ["FortiOS 遠端執行程式碼漏洞"] == re.findall("<h1>(.*)</h1>", html)
    assert [
        "應怎麼辦？",
        "資料一覽",
        "受影響之系統或技術",
        "解決方案",
        "詳情",
        "漏洞識別碼",
        "資料來源",
        "修訂紀錄",
    ] == re.findall("<h2>(.*)</h2>", html)
    assert "<li><strong>風險級別</strong>：極高度風險" in html
    assert ">7.4.0 至 7.4.6</td>" in html


def test_hostile_words_stay_words_in_markdown() -> None:
    """
    A title that looks like HTML or Markdown renders as what the author typed.
    """
    words = advisory_words(title='<img src=x onerror=alert(1)> *a* _b_ [c](javascript:d) `e` | f & "g"', body="")
    html = markdown_html(of(an_advisory(words={Language.EN: words}), "advisory.md"))

    assert '<h1>&lt;img src=x onerror=alert(1)&gt; *a* _b_ [c](javascript:d) `e` | f &amp; "g"</h1>' in html.replace(
        "&quot;", '"'
    )


def test_half_a_surrogate_pair_breaks_no_file() -> None:
    """
    YAML can write one, UTF-8 cannot.
    """
    advisory = an_advisory(aliases=("\ud83d",), words={Language.EN: advisory_words(title="Half \ud83d\x07")})

    assert "Half \ufffd" == json_of(advisory)["words"]["title"]
    assert ["\ufffd"] == json_of(advisory)["aliases"]
    assert of(advisory, "advisory.txt").startswith("Half \ufffd\n=")


def test_a_demonstration_says_so() -> None:
    """
    Files are carried away from the pages that say it.
    """
    assert json.loads(made("advisories/SA-2026-0142/advisory.json"))["demonstration"] is True
    assert made("advisories/SA-2026-0142/advisory.txt").endswith("A demonstration: the team is not real.\n")
    assert "demonstration" not in of(EXPLOITED, "advisory.md").casefold()


def test_two_runs_are_the_same() -> None:
    """
    Made from the same library, byte for byte.
    """
    first, second = ([output.make() for output in plan_data(small_library())] for _ in range(2))

    assert first == second
