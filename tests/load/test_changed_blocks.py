"""
A change of the source concerns one block of the translation, and that one is found.
"""

from __future__ import annotations

from functools import cache

import pytest

from advisorypress.finding import Level
from advisorypress.language import Language
from advisorypress.load.blocks import BlockKind
from advisorypress.load.changes import Change, State, described, find_changes, find_untranslated
from advisorypress.load.common import common
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind
from advisorypress.load.tree import load_tree
from advisorypress.load.words import edition_blocks, given_marks, is_stale, source_digest, words_digest
from tests.examples import (
    CHINESE_PATH,
    ID,
    PATH,
    ROOT,
    a_source,
    advisory_file,
    check_files,
    chinese_file,
)

ENGLISH = """\
## Solution

Update to 7.4.7. Restart it.

Then look for:

- new accounts,
- changed rules.

## Workaround

Switch off SSL VPN.
"""
CHINESE = """\
## 解決方案

請更新至 7.4.7，然後重新啟動。

再看看有沒有：

- 新帳戶；
- 改動了的規則。

## 臨時處理方法

請關閉 SSL VPN。
"""


def a_record(english: str, chinese: str | None = None) -> Record:
    """
    An advisory of these files.
    """
    editions = {Language.EN: a_source(english, PATH)}
    if chinese is not None:
        editions[Language.ZH] = a_source(chinese, CHINESE_PATH)
    return Record(Kind.ADVISORY, "advisories/2026", ID, editions)


def after(
    english: str, chinese: str = CHINESE, before: str = ENGLISH, then: dict[str, str] | None = None, **now: str
) -> Record:
    """
    A record whose English was *before* and *then* when it was translated, and is *english* and *now* now.
    """
    digest = source_digest(a_record(advisory_file(before, languages=None, **(then or {}))))
    words = {
        key: now.pop(f"zh_{key}") for key in ("revision_notes", "reference_titles", "actions") if f"zh_{key}" in now
    }
    return a_record(advisory_file(english, languages=None, **now), chinese_file(chinese, source_digest=digest, **words))


def told(record: Record) -> list[tuple[str, str, str]]:
    """
    The changes as (state, what the source says, what the translation says there or before it).
    """
    return [
        (
            change.state.value,
            change.source.text if change.source else "",
            ("" if change.is_exact else "~") + (change.translation.text if change.translation else ""),
        )
        for change in find_changes(record) or ()
    ]


def test_a_changed_sentence_is_that_of_one_block() -> None:
    """
    What has not changed is not named.
    """
    record = after(ENGLISH.replace("Restart it.", "Restart it twice."))

    assert [("stale", "Update to 7.4.7. Restart it twice.", "請更新至 7.4.7，然後重新啟動。")] == told(record)


def test_added_blocks_are_missing_behind_the_one_before() -> None:
    """
    The translation is told after which of its blocks they belong.
    """
    record = after(ENGLISH.replace("- changed rules.", "- changed rules,\n- unknown files."))

    expected = [("stale", "changed rules,", "改動了的規則。"), ("missing", "unknown files.", "~改動了的規則。")]
    assert expected == told(record)


def test_removed_blocks_are_extra() -> None:
    """
    The translation is told which of its blocks to take out; a whole section, too.
    """
    assert [("extra", "", "新帳戶；")] == told(after(ENGLISH.replace("- new accounts,\n", "")))
    assert [("extra", "", "臨時處理方法"), ("extra", "", "請關閉 SSL VPN。")] == told(
        after(ENGLISH.partition("## Workaround")[0])
    )


def test_a_translator_who_is_half_done_is_followed() -> None:
    """
    Where the translation has the new blocks already, they are to be looked at, and nothing is missing or extra.
    """
    english = ENGLISH.replace("Switch off SSL VPN.", "Switch off SSL VPN.\n\nTell users.")
    assert [("stale", "Tell users.", "通知用戶。")] == told(after(english, CHINESE + "\n通知用戶。\n"))

    shorter = ENGLISH.replace("- new accounts,\n", "")
    assert [] == told(after(shorter, CHINESE.replace("- 新帳戶；\n", "")))

    section = ENGLISH + "\n## Detection\n\nLook at the log.\n"
    record = after(section, CHINESE + "\n## 偵測方法\n\n查看日誌。\n")
    assert [("stale", "Detection", "偵測方法"), ("stale", "Look at the log.", "查看日誌。")] == told(record)


def test_another_layout_is_told_by_section() -> None:
    """
    A translation may put two paragraphs in one. Its other sections are still exact, and in this one the heading is.
    """
    chinese = CHINESE.replace("\n\n再看看", "再看看")

    record = after(ENGLISH.replace("Restart it.", "Reboot.").replace("Switch", "Turn"), chinese)

    expected = [
        ("stale", "Update to 7.4.7. Reboot.", "~解決方案"),
        ("stale", "Turn off SSL VPN.", "請關閉 SSL VPN。"),
    ]
    assert expected == told(record)


def test_other_headings_leave_front_matter_exact() -> None:
    """
    Where not even the sections match nothing is claimed of the body.
    """
    record = after(
        ENGLISH.replace("Switch", "Turn"), "請更新。\n", title="FortiOS Flaw", then={"title": "FortiOS Vulnerability"}
    )

    assert [
        ("stale", "FortiOS Flaw", "FortiOS 遠端執行程式碼漏洞"),
        ("stale", "Turn off SSL VPN.", "~"),
    ] == told(record)


def test_lists_of_front_matter_go_by_their_order() -> None:
    """
    A note more in the source is missing in the translation, or there and to be looked at.
    """
    row = "\n  - {{date: 2026-11-2{}T09:30:00+08:00, type: {}, note: {}}}"
    one, two = row.format(0, "new", "One."), row.format(1, "correction", "Two.")

    record = after(ENGLISH, then={"revisions": one}, revisions=one + two)
    assert [("missing", "Two.", "~首次發佈。")] == told(record)

    record = after(ENGLISH, then={"revisions": one}, revisions=one + two, zh_revision_notes="[一。, 二。]")
    assert [("stale", "Two.", "二。")] == told(record)

    record = after(ENGLISH, then={"revisions": one + two}, revisions=one, zh_revision_notes="[一。, 二。]")
    assert [("extra", "", "二。")] == told(record)


def test_a_moved_block_is_extra_here_and_missing_there() -> None:
    """
    The same words in another place.
    """
    moved = ENGLISH.replace("- new accounts,\n- changed rules.", "- changed rules.\n- new accounts,")

    assert [("extra", "", "新帳戶；"), ("missing", "new accounts,", "~改動了的規則。")] == told(after(moved))


def test_old_words_tell_better_which_block_became_which() -> None:
    """
    Marks tell only the order; who has the old words pairs those that are alike.
    """
    english = ENGLISH.replace("Update to 7.4.7. Restart it.", "Unplug it first.\n\nUpdate to 7.4.8. Restart it.")
    record = after(english)
    origin = edition_blocks(a_record(advisory_file(ENGLISH)), a_source(advisory_file(ENGLISH), PATH))

    by_marks = [change.source.text for change in find_changes(record) or () if change.source and change.is_exact]
    by_words = [
        change.source.text for change in find_changes(record, origin) or () if change.source and change.is_exact
    ]

    assert ["Unplug it first."] == by_marks
    assert ["Update to 7.4.8. Restart it."] == by_words


def test_a_digest_without_blocks_tells_no_more_than_that_it_is_stale() -> None:
    """
    The first part alone is valid.
    """
    current = words_digest(a_record(advisory_file(ENGLISH, languages=None)))
    assert 8 == len(current)

    record = a_record(advisory_file(ENGLISH, languages=None), chinese_file(CHINESE, source_digest=current))
    assert not is_stale(record)
    assert () == find_changes(record)

    changed = a_record(advisory_file("Other.\n", languages=None), chinese_file(CHINESE, source_digest=current))
    assert is_stale(changed)
    assert find_changes(changed) is None


def test_the_first_part_is_as_it_always_was() -> None:
    """
    Digests of eight digits stand in the files of every repository.
    """
    digest = source_digest(a_record(advisory_file()))

    assert "39bf0e27" == digest[:8]
    assert 6 == len(given_marks(digest))


def test_another_layout_of_the_source_is_no_change() -> None:
    """
    Line ends within a paragraph, another mark of an item and a comment leave the blocks as they are.
    """
    english = ENGLISH.replace("7.4.7. Restart", "7.4.7.\nRestart").replace("- ", "* ") + "\n<!-- seen -->\n"
    record = after(english)

    assert words_digest(record) != words_digest(a_record(advisory_file(ENGLISH, languages=None)))
    assert not is_stale(record)


def test_marks_of_nothing_are_a_whole_new_text() -> None:
    """
    Somebody else's digest, and one that was made up: every block is to be looked at, and nothing breaks.
    """
    english, chinese = (
        advisory_file(ENGLISH, languages=None),
        chinese_file(CHINESE, source_digest="00000000/ffffff.abcdef"),
    )

    changes = find_changes(a_record(english, chinese)) or ()

    assert changes
    assert {block.mark for block in edition_blocks(a_record(english), a_source(english))} == {
        change.source.mark for change in changes if change.source
    }


def test_values_that_were_never_translated_are_missing_from_a_current_translation() -> None:
    """
    Notes, titles and the short text are needed; actions may be fewer, but not none.
    """
    english = advisory_file(ENGLISH, languages=None, short="Update.", actions="[Update., Look.]")
    digest = source_digest(a_record(english))

    def missing(**words: str | None) -> list[str]:
        changes = find_untranslated(a_record(english, chinese_file(CHINESE, source_digest=digest, **words)))
        return [change.source.name for change in changes if change.source]

    assert ["short text", "action 1", "action 2"] == missing()
    assert ["short text"] == missing(actions="[請更新並查看。]")
    assert ["reference title 1"] == missing(actions="[請更新。]", short="請更新。", reference_titles='[""]')


def test_described() -> None:
    """
    One line tells how many of each, and where.
    """
    changes = find_changes(after(ENGLISH.replace("Restart", "Reset").replace("Then", "Now") + "\nTell users.\n")) or ()

    assert "2 stale (lines 11, 13); 1 missing (after line 20)" == described(changes)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", ()),
        ("abc", "abc", ((0, 0), (1, 1), (2, 2))),
        ("abcd", "acd", ((0, 0), (2, 1), (3, 2))),
        ("aXbYc", "abZc", ((0, 0), (2, 1), (4, 3))),
        ("ab", "ba", ((1, 0),)),
        ("aa", "a", ((0, 0),)),
    ],
)
def test_common(old: str, new: str, expected: tuple[tuple[int, int], ...]) -> None:
    """
    A longest common subsequence, by positions.
    """
    assert expected == common(old, new)


def test_texts_without_end_are_not_compared() -> None:
    """
    Two million comparisons would be asked for; the ends are found all the same.
    """
    old, new = [f"a{number}" for number in range(2000)], [f"b{number}" for number in range(2000)]

    assert ((0, 0), (2001, 2001)) == common(["x", *old, "y"], ["x", *new, "y"])


# -- Our own content ------------------------------------------------------------------------------


@cache
def translated_records() -> tuple[Record, ...]:
    """
    The records of this repository whose translation is current.
    """
    return tuple(r for r in load_tree(ROOT).records if r.translation is not None and not is_stale(r))


@pytest.mark.parametrize("record", translated_records(), ids=lambda record: record.source.path)
def test_in_our_content_each_change_leads_to_its_block(record: Record) -> None:
    """
    Whichever block of the source was another when it was translated: one change is told, and it is at the block of the
    translation that stands in its place.
    """
    source = edition_blocks(record, record.source)
    translation = record.translation
    assert translation is not None
    translated = edition_blocks(record, translation)
    assert [block.kind for block in source] == [block.kind for block in translated]
    digest = source_digest(record)
    for position, block in enumerate(source):
        marks = list(given_marks(digest))
        marks[position] = marks[position][0] + ("00000" if marks[position][1:] != "00000" else "11111")
        changed = _with_digest(record, f"00000000/{'.'.join(marks)}")

        assert (Change(State.STALE, block, translated[position], True, position),) == find_changes(changed)


def _with_digest(record: Record, digest: str) -> Record:
    translation = record.translation
    assert translation is not None
    text = (ROOT / translation.path).read_text()
    head = "\n".join(
        f"source_digest: {digest}" if line.startswith("source_digest:") else line for line in text.split("\n")
    )
    editions = {record.source.language: record.source, translation.language: a_source(head, translation.path)}
    return Record(record.kind, record.folder, record.name, editions)


def test_a_changed_sentence_is_one_finding_and_the_printed_line_clears_it(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """
    What `check` says of one changed sentence: the place of the Chinese block, and a line that makes it silent again.
    """
    english = ENGLISH.replace("Restart it.", "Restart it twice.")
    digest = source_digest(a_record(advisory_file(ENGLISH, languages=None)))
    files: dict[str, str | bytes] = {
        PATH: advisory_file(english, languages=None),
        CHINESE_PATH: chinese_file(CHINESE, source_digest=digest),
    }

    (finding,) = check_files(tmp_path_factory.mktemp("stale"), files).findings

    assert "translation-stale" == finding.rule
    assert Level.WARNING is finding.level
    assert (CHINESE_PATH, 11) == (finding.place.path, finding.place.line)
    pasted = finding.hint.split("\n")[-1]
    files[CHINESE_PATH] = chinese_file(CHINESE, source_digest=pasted.removeprefix("source_digest: "))
    checked = check_files(tmp_path_factory.mktemp("pasted"), files)
    assert () == checked.findings
    assert checked.library is not None
    assert not checked.library.advisories[0].stale


def test_kinds_of_front_matter_have_blocks() -> None:
    """
    Each value of a list is a block of its own, with its number.
    """
    record = a_record(advisory_file(actions="[One., Two.]", short="Short."))

    names = [block.name for block in edition_blocks(record, record.source) if not block.kind.is_of_body]

    assert ["title", "summary", "short text", "action 1", "action 2", "revision note 1", "reference title 1"] == names
    assert BlockKind.ACTION.is_listed
