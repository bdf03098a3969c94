"""
`press translations` says how each translation stands, shows what changed, and writes that it is right again.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from advisorypress.render.plain.wrapping import columns_of
from tests.examples import CHINESE_PATH, PATH, advisory_file, chinese_file, front_matter
from tests.lifecycle.conftest import Press, git

ENGLISH = "## Solution\n\nUpdate to 7.4.7.\n\nThen restart it and look at the log for accounts that nobody made.\n"
CHINESE = "## 解決方案\n\n請更新至 7.4.7。\n\n然後重新啟動，並查看日誌中有沒有無人建立的帳戶。\n"
GUIDE = front_matter(
    {
        "title": "Ransomware",
        "summary": "What to do.",
        "published": "2026-11-01T09:00:00+08:00",
        "audience": "sme",
        "kind": "guide",
    },
    "Keep calm.\n",
)
CHINESE_NEWS = front_matter(
    {
        "source": "zh-Hant",
        "title": "新電話號碼",
        "summary": "我們的新號碼。",
        "published": "2026-11-01T09:00:00+08:00",
        "kind": "statement",
    },
    "請致電 8100 0000。\n",
)
ENGLISH_NEWS = front_matter({"title": "A new number", "summary": "Our new number."}, "Call 8100 0000.\n")


def write(root: Path, path: str, text: str) -> None:
    """
    Writes *text* to *path* below *root*.
    """
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)


def commit(root: Path) -> None:
    """
    Commits everything.
    """
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "-m", "Words")


@pytest.fixture
def translated(repository: Path, press: Press) -> Path:
    """
    A repository with an advisory whose translation is accepted, all committed.
    """
    write(repository, PATH, advisory_file(ENGLISH, languages=None))
    write(repository, CHINESE_PATH, chinese_file(CHINESE, source_digest=None))
    done = press(repository, "translations", "accept", "sa-2026-0142")
    assert (0, f"{CHINESE_PATH}\n") == (done.returncode, done.stdout), done.stderr
    commit(repository)
    return repository


def digest_in(root: Path, path: str = CHINESE_PATH) -> str:
    """
    The digest that the file at *path* gives.
    """
    match = re.search("^source_digest: (.*)$", (root / path).read_text(), re.MULTILINE)
    return match[1] if match else ""


# -- accept ---------------------------------------------------------------------------------------


def test_accept_writes_one_line(translated: Path, press: Press) -> None:
    """
    Everything else in the file stays byte for byte, and check has nothing to say any more.
    """
    assert re.fullmatch(r"[0-9a-f]{8}/[0-9a-f]{6}(\.[0-9a-f]{6}){6}", digest_in(translated))
    before = (translated / CHINESE_PATH).read_text()
    write(translated, PATH, advisory_file(ENGLISH.replace("restart it", "restart it twice"), languages=None))
    assert "translation-stale" in press(translated, "check").stdout

    done = press(translated, "translations", "accept", CHINESE_PATH)

    assert (0, f"{CHINESE_PATH}\n") == (done.returncode, done.stdout), done.stderr
    after = (translated / CHINESE_PATH).read_text()
    assert [line for line in before.split("\n") if "digest" not in line] == [
        line for line in after.split("\n") if "digest" not in line
    ]
    assert "translation-stale" not in press(translated, "check").stdout
    again = press(translated, "translations", "accept", CHINESE_PATH)
    assert (0, "", "1 said so already\n") == (again.returncode, again.stdout, again.stderr)


def test_accept_keeps_line_ends_and_comments(translated: Path, press: Press) -> None:
    """
    A file from Windows stays one, and a comment behind the digest stays.
    """
    text = (translated / CHINESE_PATH).read_text().replace(digest_in(translated), "00000000   # old")
    (translated / CHINESE_PATH).write_bytes(text.replace("\n", "\r\n").encode())

    assert 0 == press(translated, "translations", "accept", "SA-2026-0142").returncode

    data = (translated / CHINESE_PATH).read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n")
    assert re.search(rb"source_digest: [0-9a-f]{8}/[0-9a-f.]+   # old\r\n", data)


def test_accept_refuses_what_lacks_a_block(translated: Path, press: Press) -> None:
    """
    Each missing block is named with its line. Who says them in another way may force it.
    """
    write(translated, PATH, advisory_file(ENGLISH + "\nTell users.\n", languages=None, short="Update FortiOS."))
    before = (translated / CHINESE_PATH).read_text()

    done = press(translated, "translations", "accept", "SA-2026-0142")

    assert 2 == done.returncode
    assert f"{CHINESE_PATH} has no words yet for: short text ({PATH}:18), paragraph ({PATH}:27)" in done.stderr
    assert "--force" in done.stderr
    assert before == (translated / CHINESE_PATH).read_text()
    assert 0 == press(translated, "translations", "accept", "--force", "SA-2026-0142").returncode
    assert before != (translated / CHINESE_PATH).read_text()


@pytest.mark.parametrize(
    ("chinese", "told"),
    [
        (None, "there is no advisories/2026/SA-2026-0142.zh-Hant.md to accept; write it first"),
        (chinese_file(title=None), "is not written yet: no title yet"),
    ],
)
def test_accept_refuses_what_is_not_written(repository: Path, press: Press, chinese: str | None, told: str) -> None:
    """
    Also by force: nobody can have read it.
    """
    write(repository, PATH, advisory_file(ENGLISH, languages=None))
    if chinese is not None:
        write(repository, CHINESE_PATH, chinese)

    done = press(repository, "translations", "accept", "--force", "SA-2026-0142")

    assert 2 == done.returncode
    assert told in done.stderr


def test_accept_refuses_a_fresh_draft(repository: Path, press: Press) -> None:
    """
    `press new` gives both editions and the digest; the prompts in the Chinese one are no translation.
    """
    done = press(repository, "new", "advisory", "fortios", "--title", "FortiOS flaw")
    assert 0 == done.returncode, done.stderr
    (chinese,) = repository.glob("advisories/*/draft-fortios.zh-Hant.md")
    path = chinese.relative_to(repository).as_posix()
    assert re.fullmatch(r"[0-9a-f]{8}(/|\.[0-9a-f]{6}|[0-9a-f]{6})+", digest_in(repository, path))

    done = press(repository, "translations", "accept", path)

    assert 2 == done.returncode
    assert "prompts of the draft left" in done.stderr
    assert f"missing       {path}  " in press(repository, "translations", "status").stdout


def test_accept_writes_nothing_when_one_is_refused(translated: Path, press: Press) -> None:
    """
    All or none.
    """
    write(translated, "content/guides/ransomware.en.md", GUIDE)
    write(translated, PATH, advisory_file(ENGLISH.replace("7.4.7", "7.4.8"), languages=None))
    before = digest_in(translated)

    done = press(translated, "translations", "accept", "SA-2026-0142", "ransomware")

    assert 2 == done.returncode
    assert before == digest_in(translated)


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("SA-2026-0999", "there is no record SA-2026-0999"),
        ("index", "several records are called index"),
        ("content", "no record"),
    ],
)
def test_accept_takes_records_only(translated: Path, press: Press, wanted: str, told: str) -> None:
    """
    A wrong id, a name that two have, and a folder are told.
    """
    page = front_matter({"title": "A", "summary": "B."}, "C.\n")
    for path in ("content/about/index.en.md", "content/help/index.en.md"):
        write(translated, path, page)

    done = press(translated, "translations", "accept", wanted)

    assert 2 == done.returncode
    assert told in done.stderr


# -- status ---------------------------------------------------------------------------------------


def test_status_has_a_line_for_each_and_totals(translated: Path, press: Press) -> None:
    """
    Missing, stale with the lines to look at, intended in one language, and right; whichever edition is the source.
    """
    write(translated, PATH, advisory_file(ENGLISH.replace("7.4.7", "7.4.8") + "\nTell users.\n", languages=None))
    write(translated, "advisories/2026/SA-2026-0143.en.md", advisory_file(id="SA-2026-0143"))
    write(translated, "content/guides/ransomware.en.md", GUIDE)
    write(translated, "content/news/new-number.zh-Hant.md", CHINESE_NEWS)
    write(translated, "content/news/new-number.en.md", ENGLISH_NEWS)
    press(translated, "translations", "accept", "new-number")

    done = press(translated, "translations", "status")

    assert 0 == done.returncode, done.stderr
    expected = """\
stale         advisories/2026/SA-2026-0142.zh-Hant.md  1 stale (line 11); 1 missing (after line 13)
one language  advisories/2026/SA-2026-0143.zh-Hant.md  languages: en
missing       content/guides/ransomware.zh-Hant.md  there is no such file yet
ok            content/news/new-number.en.md
4 records: 1 missing, 1 stale, 1 ok, 1 one language
"""
    assert expected == done.stdout
    waiting = press(translated, "translations", "status", "--waiting", "content").stdout
    assert (
        "missing       content/guides/ransomware.zh-Hant.md  there is no such file yet\n2 records: 1 missing, 1 ok\n"
        == waiting
    )


def test_status_of_a_translation_from_chinese(repository: Path, press: Press) -> None:
    """
    A change in a Chinese source makes the English edition stale.
    """
    write(repository, "content/news/new-number.zh-Hant.md", CHINESE_NEWS)
    write(repository, "content/news/new-number.en.md", ENGLISH_NEWS)
    press(repository, "translations", "accept", "new-number")
    commit(repository)
    write(repository, "content/news/new-number.zh-Hant.md", CHINESE_NEWS.replace("請致電", "請即致電"))

    assert (
        "stale         content/news/new-number.en.md  1 stale (line 7)\n"
        in press(repository, "translations", "status").stdout
    )
    shown = press(repository, "translations", "diff").stdout
    assert "請{+即+}致電 8100 0000。" in shown
    assert "    en      content/news/new-number.en.md:7\n      Call 8100 0000.\n" in shown


# -- diff -----------------------------------------------------------------------------------------


def test_diff_shows_the_change_beside_the_translation(translated: Path, press: Press) -> None:
    """
    Old words come from the history of git, word by word, each with its file and line, in eighty columns.
    """
    changed = ENGLISH.replace("nobody made", "nobody in your team remembers to have made")
    write(translated, PATH, advisory_file(changed, languages=None))
    commit(translated)

    done = press(translated, "translations", "diff", "SA-2026-0142")

    assert 0 == done.returncode, done.stderr
    head, _, rest = done.stdout.partition("\n\n")
    assert re.fullmatch(r"SA-2026-0142\n  translated from commit [0-9a-f]+ of \d{4}-\d\d-\d\d", head)
    assert (
        f"""\
  paragraph: stale
    en      {PATH}:24
      Then restart it and look at the log for accounts that nobody {{+in your
      team remembers to have+}} made.
    zh-Hant {CHINESE_PATH}:13
      然後重新啟動，並查看日誌中有沒有無人建立的帳戶。

  When both editions say the same: press translations accept SA-2026-0142,
  or write this line
source_digest: """
        in rest
    )
    assert all(columns_of(line) <= 80 for line in done.stdout.split("\n") if not line.startswith("source_digest"))
    assert "\x1b" not in done.stdout


def test_diff_follows_a_file_through_its_names(translated: Path, press: Press) -> None:
    """
    A draft got its number after it was translated.
    """
    for path in (PATH, CHINESE_PATH):
        git(translated, "mv", path, path.replace("0142", "0200"))
    renamed = PATH.replace("0142", "0200")
    write(translated, renamed, advisory_file(ENGLISH, languages=None, id="SA-2026-0200"))
    commit(translated)
    write(translated, renamed, advisory_file(ENGLISH.replace("7.4.7", "7.4.8"), languages=None, id="SA-2026-0200"))
    commit(translated)

    assert "Update to [-7.4.7.-]{+7.4.8.+}" in re.sub(
        r"\s+", " ", press(translated, "translations", "diff").stdout
    ).replace("-] {+", "-]{+")


def test_diff_takes_old_words_from_the_archive(translated: Path, press: Press) -> None:
    """
    What `press revise` put aside needs no history; and a digest of eight digits then knows its blocks, too.
    """
    text = (translated / CHINESE_PATH).read_text()
    write(translated, CHINESE_PATH, text.replace(digest_in(translated), digest_in(translated)[:8]))
    done = press(translated, "revise", "SA-2026-0142", "--type", "correction", "--note", "The number was wrong.")
    assert 0 == done.returncode, done.stderr
    english = (translated / PATH).read_text()
    write(translated, PATH, english.replace("7.4.7.", "7.4.8."))

    shown = press(translated, "translations", "diff", PATH).stdout

    assert "translated from version 1, advisories/2026/archive/SA-2026-0142/v1.en.md" in shown
    assert "revision note 2: missing" in shown
    assert "{+The number was wrong.+}" in shown
    assert re.search(r"Update to \[-7\.4\.7\.-\]\s\{\+7\.4\.8\.\+\}", shown)


def test_diff_without_the_old_words(translated: Path, press: Press) -> None:
    """
    When no version and no commit has them it says so and shows the new ones.
    """
    write(translated, PATH, advisory_file(ENGLISH.replace("7.4.7", "7.4.8"), languages=None))
    (translated / ".git").rename(translated / ".no-git")

    shown = press(translated, "translations", "diff", "SA-2026-0142").stdout
    assert "so the present ones are shown alone" in shown.replace("\n ", "")
    assert f"{PATH}:22\n      Update to 7.4.8.\n    zh-Hant {CHINESE_PATH}:11\n      請更新至 7.4.7。" in shown
    assert "{+" not in shown

    write(translated, CHINESE_PATH, chinese_file(CHINESE, source_digest="12345678"))
    shown = press(translated, "translations", "diff", "SA-2026-0142").stdout
    assert "no version and no commit has the words 12345678, and the digest names no blocks" in " ".join(shown.split())
    assert f"  title\n    en      {PATH}:3\n" in shown
    assert f"{PATH}:22\n      Update to 7.4.8.\n    zh-Hant {CHINESE_PATH}:11\n" in shown


def test_diff_of_nothing(translated: Path, press: Press) -> None:
    """
    Nothing stale is told on stderr; a record that is named is answered for.
    """
    done = press(translated, "translations", "diff")
    assert (0, "", "No translation is stale.\n") == (done.returncode, done.stdout, done.stderr)

    assert "Both editions say the same." in press(translated, "translations", "diff", "SA-2026-0142").stdout


def test_diff_obeys_nothing_that_stands_in_the_words(translated: Path, press: Press) -> None:
    """
    Control and bidirectional characters of an author are shown, not sent to the terminal.
    """
    write(translated, PATH, advisory_file(ENGLISH.replace("7.4.7", "7\u202e.4\x1b[31m.8"), languages=None))

    shown = press(translated, "translations", "diff", "SA-2026-0142").stdout

    assert "7<U+202E>.4<U+001B>[31m.8" in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown


@pytest.mark.parametrize("words", [(), ("status",), ("diff",), ("accept",)])
def test_help_has_an_example(repository: Path, press: Press, words: tuple[str, ...]) -> None:
    """
    Each command shows how it is used.
    """
    done = press(repository, "translations", *words, "--help")

    assert 0 == done.returncode
    assert "Example:\n    press translations" in done.stdout
