"""
What is different in two versions: facts as values, words sentence by sentence.
"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

import pytest

from advisorypress.language import Language
from advisorypress.model.advisory import NO_FIX, Advisory, Affected, Reference, Severity, Status
from advisorypress.model.versions import parse_versions
from advisorypress.render.bodies import Bodies
from advisorypress.render.changes import Changes, FactChange, Flaw, Link, Sentence, compare
from tests.examples import a_moment, advisory_words, an_advisory, the_vocabulary

EN, ZH = Language.EN, Language.ZH


def changes(old: Advisory, new: Advisory, language: Language = EN) -> Changes:
    return compare(old, new, language, Bodies(the_vocabulary()).of)


def with_words(language: Language = EN, **words: object) -> Advisory:
    return an_advisory(source=language, words={language: advisory_words(language, **words)})


def words_between(old: str, new: str, language: Language = EN) -> list[tuple[str, list[str], list[str]]]:
    """
    What is different in two bodies: the part, and the removed and added sentences with what changed in brackets.
    """
    found = changes(with_words(language, body=old), with_words(language, body=new), language)
    assert () == found.facts
    return [
        (part.part or part.title, [marked(s) for s in each.removed], [marked(s) for s in each.added])
        for part in found.words
        for each in part.changes
    ]


def marked(sentence: Sentence) -> str:
    return "".join(f"[{run.text}]" if run.is_changed else run.text for run in sentence)


# -- Facts ----------------------------------------------------------------------------------------


def test_the_same_version_twice():
    assert changes(an_advisory(), an_advisory()).is_empty


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"severity": Severity.LOW}, FactChange("severity", (Severity.CRITICAL,), (Severity.LOW,))),
        ({"status": Status.WITHDRAWN}, FactChange("status", (Status.PUBLISHED,), (Status.WITHDRAWN,))),
        ({"category": "mobile"}, FactChange("category", ("network-security",), ("mobile",))),
        (
            {"impacts": ("remote-code-execution", "information-disclosure")},
            FactChange("impacts", (), ("information-disclosure",)),
        ),
        ({"exploited": date(2026, 11, 22)}, FactChange("exploited", (), (date(2026, 11, 22),))),
        ({"exploited": False}, FactChange("exploited", (), (False,))),
        ({"published": a_moment(21)}, FactChange("published", (a_moment(20),), (a_moment(21),))),
        ({"supersedes": ("SA-2026-0001",)}, FactChange("supersedes", (), ("SA-2026-0001",))),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_one_fact(change: dict[str, object], expected: FactChange):
    """
    Only what one of the versions has, on its side.
    """
    found = changes(an_advisory(), an_advisory(**change))

    assert (expected,) == found.facts
    assert () == found.words


def test_a_fix_that_came_is_another_row_and_no_other_vulnerability():
    """
    The rows that stay as they are are not told, and neither are the names by which rows know each other.
    """
    row = Affected("Fortinet", "FortiOS", parse_versions("7.4.0 to 7.4.6"), fixed=NO_FIX, key="fos74")
    other = Affected("Fortinet", "FortiProxy", parse_versions("all"), key="proxy")
    mended = (replace(row, fixed="7.4.7", key="fortios"), replace(other, key="fortiproxy"))
    old = an_advisory(affected=(row, other))
    (vulnerability,) = old.vulnerabilities
    new = replace(old, affected=mended, vulnerabilities=(replace(vulnerability, affects=("fortios",)),))

    (fact,) = changes(old, new).facts

    assert ("affected", (replace(row, key=None),), (replace(row, key=None, fixed="7.4.7"),)) == (
        fact.part,
        fact.removed,
        fact.added,
    )


def test_what_a_vulnerability_is_said_to_hit():
    old = an_advisory()
    (vulnerability,) = old.vulnerabilities
    (row,) = old.affected

    (fact,) = changes(old, replace(old, vulnerabilities=(replace(vulnerability, affects=()),))).facts

    (before,), (after,) = fact.removed, fact.added
    assert isinstance(before, Flaw) and isinstance(after, Flaw)
    assert (Affected(row.vendor, row.product, row.versions),) == before.products
    assert () == after.products


def test_reference_with_another_title_or_address():
    """
    Its title is that of the reader's language.
    """
    old = an_advisory()
    url = "https://www.fortiguard.com/psirt/FG-IR-26-002"

    (fact,) = changes(old, an_advisory(references=(Reference(url, "vendor"),)), ZH).facts
    (link,) = fact.added

    assert isinstance(link, Link)
    assert (url, "FG-IR-26-001", ZH) == (link.url, link.title.text, link.title.language)


# -- Words ----------------------------------------------------------------------------------------


def test_one_word_of_a_sentence_is_marked_and_its_neighbours_are_not_told():
    old = "## Solution\n\nSave the configuration. Update to 7.4.6 at once. Restart.\n"
    new = "## Solution\n\nSave the configuration. Update to 7.4.7 at once. Restart.\n"

    assert [("solution", ["Update to [7.4.6] at once."], ["Update to [7.4.7] at once."])] == words_between(old, new)


def test_chinese_is_compared_character_by_character_and_a_version_as_a_whole():
    old = "## 解決方案\n\n儲存設定。請更新至 7.4.6。重新啟動。\n"
    new = "## 解決方案\n\n儲存設定。請盡快更新至 7.4.7。重新啟動。\n"

    assert [("solution", ["請更新至 [7.4.6]。"], ["請[盡快]更新至 [7.4.7]。"])] == words_between(old, new, ZH)


def test_a_sentence_that_only_grew_lost_nothing():
    """
    It is told once, as it is now; one that only shrank, as it was.
    """
    long, short = "Update all servers at once, and restart.\n", "Update all servers at once.\n"

    assert [("details", [], ["Update all servers at once[, and restart]."])] == words_between(short, long)
    assert [("details", ["Update all servers at once[, and restart]."], [])] == words_between(long, short)


def test_a_sentence_that_went_and_one_that_came_are_told_together_and_whole():
    old = "## Workaround\n\nSwitch off telemetry.\n"
    new = "## Workaround\n\nBlock the port at the border.\n\nThen wait for the update.\n"

    assert [
        ("workaround", ["[Switch off telemetry.]"], ["[Block the port at the border.]", "[Then wait for the update.]"])
    ] == words_between(old, new)


def test_layout_is_no_change_of_words():
    """
    Other line ends, other marks of lists and emphasis: a reader sees the same words.
    """
    old = "Lead of it.\n\n## Details\n\nOne two. Three *four*.\n\n- five\n- six\n"
    new = "## Details\n\nLead of it.\n\nOne\ntwo. Three\nfour.\n\n1. five\n2. six\n"

    assert [] == words_between(old, new)


def test_own_sections_go_by_their_headings_and_known_ones_by_their_meaning():
    old = "## Timeline\n\nFirst.\n\n## Solutions\n\nUpdate.\n"
    new = "## Solution\n\nUpdate.\n\n## Our timeline\n\nFirst.\n"

    assert [("Our timeline", [], ["[First.]"]), ("Timeline", ["[First.]"], [])] == sorted(words_between(old, new))


def test_parts_are_told_in_the_order_of_the_page():
    old = with_words(summary="Old.", body="Details.\n\n## Detection\n\nA.\n\n## Solution\n\nB.\n\n## Own\n\nC.\n")
    new = with_words(summary="New.", body="Detail.\n\n## Detection\n\nX.\n\n## Solution\n\nY.\n\n## Own\n\nZ.\n")

    assert ["summary", "solution", "details", "detection", "Own"] == [
        part.part or part.title for part in changes(old, new).words
    ]


def test_front_matter():
    old = with_words(title="A flaw", actions=("Update.", "Look."), short="A flaw.")
    new = with_words(title="A severe flaw", actions=("Update now.", "Look."), short="", withdrawn_reason="No flaw.")

    found = {part.part: part.changes for part in changes(old, new).words}

    assert ["title", "actions", "short", "withdrawn"] == list(found)
    assert "A [severe ]flaw" == marked(found["title"][0].added[0])
    assert (("[A flaw.]",), ()) == (tuple(map(marked, found["short"][0].removed)), found["short"][0].added)


def test_tables_code_and_links():
    """
    A row is told as a row, code line by line, and an address where it alone is another one.
    """
    old = (
        "| V | F |\n|--|--|\n| 7.4 | 7.4.6 |\n\n```\nget status\nrestart\n```\n\nSee [the page](https://a.example/1).\n"
    )
    new = (
        "| V | F |\n|--|--|\n| 7.4 | 7.4.7 |\n\n```\nget status\nreload\n```\n\nSee [the page](https://a.example/2).\n"
    )

    assert [
        ("details", ["7.4 | [7.4.6]"], ["7.4 | [7.4.7]"]),
        ("details", ["[restart]"], ["[reload]"]),
        ("details", ["See the page <https://[a.example/1]>."], ["See the page <https://[a.example/2]>."]),
    ] == words_between(old, new)


# -- Languages ------------------------------------------------------------------------------------


def test_words_of_the_readers_language_are_compared():
    old, new = an_advisory(), an_advisory()

    assert [EN, ZH] == [changes(old, new, language).language for language in Language]


@pytest.mark.parametrize("stale_or_missing", ["old", "new", "missing"])
def test_the_source_is_compared_where_the_translation_is_missing_or_stale(stale_or_missing: str):
    """
    A translation that was not brought up to date would say that nothing changed.
    """
    old, new = an_advisory(stale=stale_or_missing == "old"), an_advisory(stale=stale_or_missing == "new")
    if stale_or_missing == "missing":
        new = with_words()

    assert EN is changes(old, new, ZH).language
    assert EN is changes(old, new, EN).language


def test_versions_without_a_language_in_common_are_compared_by_facts():
    old, new = with_words(EN), replace(with_words(ZH), severity=Severity.LOW, references=())

    found = changes(old, new)

    assert (None, ()) == (found.language, found.words)
    assert ["severity", "references"] == [fact.part for fact in found.facts]


# -- Limits ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a. " * 20_000, "b. " * 20_000),
        ("- a\n" * 15_000, "- b\n" * 15_000),
        (
            "\n\n".join(f"Sentence {n} stands here." for n in range(2_000)),
            "\n\n".join(f"Sentence {n} is." for n in range(3_000)),
        ),
        (" ".join(str(n) for n in range(10_000)), " ".join(str(n) for n in range(10_000, 0, -1))),
        (
            "\n".join(f"## {n}\n\n{'x. ' * 30}" for n in range(300)),
            "\n".join(f"## {n}\n\n{'y. ' * 30}" for n in range(300)),
        ),
    ],
    ids=["sentences", "items", "paragraphs", "words", "sections"],
)
def test_no_text_holds_a_build_up(old: str, new: str):
    """
    Comparing everything with everything takes hours; what is too much counts as wholly different.
    """
    begun = time.process_time()
    words_between(old, new)

    assert time.process_time() - begun < 50
