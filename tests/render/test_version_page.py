"""
The pages of earlier versions: as they were, marked as old, with what is different since.
"""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from advisorypress.language import Language
from advisorypress.model.advisory import Status
from advisorypress.model.library import Library
from advisorypress.model.takedown import Takedown
from advisorypress.output import Page
from tests.examples import a_moment, a_revision, advisory_words
from tests.golden_plugin import Golden
from tests.render.pages import BareShells, Element, outputs_of, parse
from tests.render.versions import CURRENT, FIRST, FIRST_ONLY, ID, SECOND, the_library

GOLDEN = Path(__file__).parents[1] / "golden" / "render"
EN, ZH = Language.EN, Language.ZH
LIBRARY = the_library(FIRST, SECOND)
SCHEMA = json.loads(files("advisorypress").joinpath("schemas/advisory.schema.json").read_text("utf-8"))


def page_at(path: str, library: Library = LIBRARY, language: Language = EN) -> Page:
    """
    The page at *path* below the advisory's folder (`v1/`, "" for the current one).
    """
    shells = BareShells()
    file = f"{language.prefix}advisories/{ID}/{path}index.html"
    outputs_of(library, shells)[file].make()
    return shells.pages[file]


def article_at(path: str, library: Library = LIBRARY, language: Language = EN) -> Element:
    return parse(page_at(path, library, language).article)


def history(article: Element) -> list[tuple[str, list[str]]]:
    """
    The versions of the revision history, each with its links.
    """
    return [
        (item.one(cls="press-revisions__what").text, [link.attributes["href"] for link in item.all("a")])
        for item in article.one("ol", "press-revisions").all("li")
    ]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("number", [1, 2])
def test_pages(number: int, language: Language, golden: Golden):
    golden(GOLDEN / f"version-{number}.{language.value}.html", page_at(f"v{number}/", language=language).article)


def test_search_engines_are_sent_to_the_current_page():
    """
    And nobody is invited to edit what is history.
    """
    page = page_at("v1/")

    assert '<meta name="robots" content="noindex">' == page.head
    assert f"advisories/{ID}/" == page.canonical
    assert "" == page.edit
    assert "FortiOS Remote Code Execution Vulnerability (version 1)" == page.title
    current = page_at("")
    assert "" == current.canonical
    assert "robots" not in current.head


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (EN, "You are reading version 1. Version 3 is current. Read version 3. Compare with version 3"),
        (ZH, "你正閱讀第1版，現行版本為第3版。閱讀第3版。 與第3版比較"),
    ],
)
def test_notice_comes_before_the_title(language: Language, sentence: str):
    article = article_at("v1/", language=language)
    notice = article.all(cls="press-notice")[0]
    everything = article.all()

    assert sentence == notice.text
    assert everything.index(notice) < everything.index(article.one("h1"))
    assert ["../../../advisories/" + ID + "/", "#changes-3"] == [a.attributes["href"] for a in notice.all("a")]


def test_brief_box_is_plain_and_there_is_no_banner():
    """
    What was urgent then may be wrong now.
    """
    exploited = replace(FIRST, exploited=a_moment(20).date())
    article = article_at("v1/", the_library(exploited))

    assert "press-brief--old" in article.one(cls="press-brief").classes
    assert [] == article.all(cls="press-banner")
    assert "Seen in attacks Yes, since 20 November 2026" in article.one("aside").text
    assert "press-brief--old" not in article_at("").one(cls="press-brief").classes


def test_every_version_is_compared_with_the_next_and_the_current_one():
    assert ["changes-2", "changes-3"] == [h.attributes["id"] for h in headings(article_at("v1/"))]
    assert ["changes-3"] == [h.attributes["id"] for h in headings(article_at("v2/"))]
    assert ["What changed in version 2", "What is different in version 3, which is current"] == [
        h.text for h in headings(article_at("v1/"))
    ]


def headings(article: Element) -> list[Element]:
    return [section.one("h2") for section in article.all(cls="press-changes")]


def test_what_changed_is_told_in_words_and_marks_and_not_by_colour_alone():
    """
    Each line begins with the word, and what changed in it is a `del` or an `ins`.
    """
    section = article_at("v2/").one(cls="press-changes")
    lines = [
        (
            line.one(cls="press-tag").text,
            line.classes,
            [mark.name for mark in line.all() if mark.name in ("del", "ins")],
        )
        for line in section.all("p")
    ]

    assert {("Removed", "press-change__removed", "del"), ("Added", "press-change__added", "ins")} == {
        (word, cls, mark) for word, (cls,), marks in lines for mark in marks
    }
    assert ["References", "What should I do?", "Workaround"] == [heading.text for heading in section.all("h3")]


def test_facts_are_told_in_the_readers_language():
    text = article_at("v1/", language=ZH).all(cls="press-changes")[0].text

    assert "刪除 Fortinet FortiOS：7.4.0 至 7.4.6（暫未有修補程式）" in text
    assert "新增 Fortinet FortiOS：7.4.0 至 7.4.6（已於 7.4.7 修補）" in text


def test_english_is_compared_where_the_chinese_is_stale():
    """
    The reader is told, and the words are marked with their language.
    """
    article = article_at("v2/", the_library(SECOND, current=replace(CURRENT, stale=True)), ZH)
    section = article.one(cls="press-changes")

    assert "其中一版的中文內容未備妥或未更新，以下比較的是英文內容。" == section.one(cls="press-notice").text
    marked = [span for span in section.all("span") if "lang" in span.attributes]
    assert {"en"} == {span.attributes["lang"] for span in marked}
    assert any("SSL VPN" in span.text for span in marked)


def test_versions_that_read_the_same():
    same = replace(CURRENT, is_archived=True, revisions=SECOND.revisions)

    assert "No facts or words that readers see are different." in article_at("v2/", the_library(same)).text


def test_hostile_words_stay_words():
    words = {
        EN: advisory_words(
            title="</h1><script>alert(1)</script>", body="<b onclick=x>A</b> & `<i>`.\n", actions=('"><img>',)
        )
    }
    article = article_at("v2/", the_library(replace(SECOND, words=words)))

    assert [] == article.all("script") + article.all("img") + article.all("b")
    assert "</h1><script>alert(1)</script>" in article.one(cls="press-changes").text


# -- The way to them ------------------------------------------------------------------------------


def test_revision_history_links_to_versions_and_comparisons():
    up = f"../../advisories/{ID}/"

    assert [
        ("Correction Version 3 Current version", [f"{up}v2/#changes-3"]),
        ("Patch available Version 2", [f"{up}v2/", f"{up}v1/#changes-2"]),
        ("First published Version 1", [f"{up}v1/"]),
    ] == history(article_at(""))


def test_a_version_that_is_not_there_is_not_linked_and_stepped_over():
    """
    The next one is compared with the last before it that can be read.
    """
    up = f"../../advisories/{ID}/"
    found = history(article_at("", the_library(FIRST)))

    assert [f"{up}v1/#changes-3"] == found[0][1]
    assert ("Patch available Version 2", []) == found[1]
    assert ["changes-3"] == [h.attributes["id"] for h in headings(article_at("v1/", the_library(FIRST)))]


def test_without_an_archive_nothing_is_linked():
    assert [[], [], []] == [links for _, links in history(article_at("", the_library()))]


def test_history_of_an_earlier_version_ends_with_it():
    up = f"../../../advisories/{ID}/"

    assert [
        ("Patch available Version 2", [f"{up}v1/#changes-2"]),
        ("First published Version 1", [f"{up}v1/"]),
    ] == history(article_at("v2/"))


def test_taken_down_version_is_named_and_nothing_is_compared_with_it():
    """
    What was different in it would tell its words.
    """
    library = the_library(SECOND, takedowns=(FIRST_ONLY,))

    assert ("First published Version 1 Removed", []) == history(article_at("", library))[2]
    assert [] == [link for _, links in history(article_at("v2/", library)) for link in links]
    middle = Takedown(ID, FIRST_ONLY.day, FIRST_ONLY.reason, (2,))
    assert ["changes-3"] == [
        h.attributes["id"] for h in headings(article_at("v1/", the_library(FIRST, takedowns=(middle,))))
    ]


def test_number_of_the_current_version_leads_to_it():
    """
    So that an address with a number can be cited before a newer version comes.
    """
    redirect = outputs_of(LIBRARY)[f"zh-hant/advisories/{ID}/v3/index.html"].make().decode()

    assert f'content="0; url=../../../advisories/{ID}/"' in redirect
    assert f"advisories/{ID}/v1/index.html" not in outputs_of(
        the_library(current=replace(CURRENT, revisions=CURRENT.revisions[:1]))
    )


# -- States ---------------------------------------------------------------------------------------


def test_withdrawn_and_replaced_are_told_on_earlier_versions_too():
    """
    In the words of the current one, and without anything to do.
    """
    revisions = (*SECOND.revisions, a_revision(3, "withdrawn", a_moment(24)))
    words = {EN: advisory_words(withdrawn_reason="The vendor found no flaw.", body="")}
    current = replace(
        CURRENT, status=Status.WITHDRAWN, revisions=revisions, words=words, superseded_by=("SA-2026-0150",)
    )
    library = the_library(SECOND, current=current)
    article = article_at("v2/", library)

    assert [
        "You are reading version 2. Version 3 is current. Read version 3. Compare with version 3",
        "Withdrawn on 24 November 2026. Do not act on this advisory. Reason: The vendor found no flaw.",
        "Replaced by SA-2026-0150. Read that advisory instead.",
    ] == [notice.text for notice in article.all(cls="press-notice")[:3]]
    assert [] == article.all(cls="press-brief__row--do")
    assert "Removed Published Added Withdrawn" in article.one(cls="press-changes").text
    data = json.loads(outputs_of(library)[f"advisories/{ID}/v2/advisory.json"].make())
    assert [] == data["words"]["actions"]


def test_withdrawn_page_says_so_in_its_title():
    """
    A tab, a bookmark and a search result show no notice.
    """
    library = the_library(current=replace(CURRENT, status=Status.WITHDRAWN))

    assert "Withdrawn: FortiOS Remote Code Execution Vulnerability" == page_at("", library).title
    assert "【已撤回】FortiOS 遠端執行程式碼漏洞" == page_at("", library, ZH).title


# -- Data -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", Language)
def test_data_of_an_earlier_version_names_the_current_one(language: Language):
    outputs = outputs_of(LIBRARY)
    folder = f"{language.prefix}advisories/{ID}/v1/"
    data = json.loads(outputs[f"{folder}advisory.json"].make())
    site = "https://www.cert.example/"

    Draft202012Validator(SCHEMA).validate(data)
    assert (1, {"version": 3, "url": f"{site}{language.prefix}advisories/{ID}/"}) == (data["version"], data["current"])
    assert f"{site}{folder}" == data["url"]
    assert "current" not in json.loads(outputs[f"{language.prefix}advisories/{ID}/advisory.json"].make())
    first_lines = outputs[f"{folder}advisory.txt"].make().decode()[:400]
    assert ("You are reading version 1." if language is EN else "你正閱讀第1版") in first_lines
    assert b"v3/" not in outputs[f"{folder}advisory.md"].make()


def test_texts_of_the_versions_are_not_mixed_up():
    """
    They have one id, and are kept apart all the same.
    """
    outputs = outputs_of(LIBRARY)
    texts = [outputs[f"advisories/{ID}/{path}advisory.txt"].make().decode() for path in ("", "v1/", "v2/")]

    assert [False, True, False] == ["There is no update yet." in text for text in texts]
    assert [True, False, False] == ["SSL VPN until" in text for text in texts]
