"""
Drafts are valid from the first second, and cannot be published by mistake.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.lifecycle.conftest import Press

KINDS = {
    "advisory": "advisories/*/draft-untitled.en.md",
    "bulletin": "bulletins/*/*-??.en.md",
    "digest": "bulletins/*/*-[fs]*.en.md",
    "guide": "content/guides/untitled-guide.en.md",
    "article": "content/articles/untitled-article.en.md",
    "news": "content/news/untitled-news.en.md",
    "event": "content/events/untitled-event.en.md",
}


@pytest.mark.sample(3)
@pytest.mark.parametrize("kind", KINDS)
def test_a_new_draft_passes_check(kind: str, repository: Path, press: Press) -> None:
    """
    `press new` writes both editions, and `press check` has nothing to say about them.
    """
    made = press(repository, "new", kind)

    assert 0 == made.returncode, made.stderr
    assert 1 == len(list(repository.glob(KINDS[kind])))
    assert 2 == len(made.stdout.split())
    checked = press(repository, "check")
    assert 0 == checked.returncode, checked.stdout
    assert "warning" not in checked.stdout


@pytest.mark.parametrize("kind", ["guide", "digest", "news"])
def test_a_prompt_cannot_be_published(kind: str, repository: Path, press: Press) -> None:
    """
    A draft that is published with its prompts gets an error for each, with the line it stands on.
    """
    for path in press(repository, "new", kind).stdout.split():
        file = repository / path
        file.write_text(file.read_text().replace("status: draft", "status: published"))

    checked = press(repository, "check")

    assert 1 == checked.returncode
    assert "[prompt-left]" in checked.stdout


def test_an_edition_of_prompts_is_told_once(repository: Path, press: Press) -> None:
    """
    While a translation has prompts nobody is told, beside them, that it is older than its source.
    """
    source, _ = press(repository, "new", "guide").stdout.split()
    file = repository / source
    text = re.sub(r"^title: .*$", "title: Passwords that last", file.read_text(), flags=re.MULTILINE)
    file.write_text(text.replace("status: draft", "status: published"))

    checked = press(repository, "check")

    assert "warning: this is still the draft's prompt" in checked.stdout
    assert "[translation-stale]" not in checked.stdout


def test_the_title_gives_the_name(repository: Path, press: Press) -> None:
    """
    A title with quotes, a colon and letters of other scripts makes a plain file name and stays as it is.
    """
    title = 'FortiOS: "Remote" Code Execution — 漏洞 & more'

    made = press(repository, "new", "advisory", "--title", title)

    english = made.stdout.split()[0]
    assert english.endswith("/draft-fortios-remote-code-execution-more.en.md")
    assert title in (repository / english).read_text().replace('\\"', '"')
    assert 0 == press(repository, "check").returncode


def test_a_name_that_is_taken_is_kept(repository: Path, press: Press) -> None:
    """
    The same name twice is refused, and the first draft is as it was.
    """
    first = press(repository, "new", "guide", "phishing").stdout.split()[0]
    (repository / first).write_text("mine")

    again = press(repository, "new", "guide", "phishing")

    assert 2 == again.returncode
    assert "exists already" in again.stderr
    assert "mine" == (repository / first).read_text()


@pytest.mark.parametrize("name", ["../evil", "A B", "x/y", "..", "Über"])
def test_a_name_that_leaves_its_folder_is_refused(name: str, repository: Path, press: Press) -> None:
    """
    A name is a lower-case word; nothing is written for any other.
    """
    made = press(repository, "new", "article", name)

    assert 2 == made.returncode
    assert not (repository / "content").exists()


@pytest.mark.parametrize(
    ("kind", "name"), [("digest", "2026-13-first"), ("digest", "2026-11"), ("bulletin", "2026-11-first")]
)
def test_a_period_that_does_not_exist(kind: str, name: str, repository: Path, press: Press) -> None:
    """
    A wrong month or half-month is told with an example of a right one.
    """
    made = press(repository, "new", kind, name)

    assert 2 == made.returncode
    assert "write it like 2026-11" in made.stderr
