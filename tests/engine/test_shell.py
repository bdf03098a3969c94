"""
Shells are split once and filled safely.
"""

from __future__ import annotations

import pytest

from advisorypress.engine.shell import (
    ARTICLE,
    CANONICAL,
    CARD,
    DESCRIPTION,
    HEAD,
    KIND,
    PATH,
    TITLE,
    Key,
    Shell,
    ShellSet,
    wanted_keys,
)
from advisorypress.errors import EngineError
from advisorypress.language import Language
from advisorypress.output import Page

HTML = (
    f'<title>{TITLE}</title><meta content="{DESCRIPTION}"><link href="/{CANONICAL}">{HEAD}<meta content="{KIND} {CARD}">'
    f'<a href="/{PATH}">{TITLE}</a><main>{ARTICLE}</main>'
)


def a_page(**changes: object) -> Page:
    values: dict[str, object] = {
        "language": Language.EN,
        "path": "advisories/SA-2026-0142/",
        "section": "advisories",
        "title": "Title",
        "description": "Description",
        "article": "<h1>Title</h1>",
    }
    return Page(**{**values, **changes})  # type: ignore[arg-type]


def test_every_placeholder_is_filled():
    filled = Shell.split(HTML).fill(a_page(head='<meta name="x">'))

    assert (
        '<title>Title</title><meta content="Description"><link href="/advisories/SA-2026-0142/"><meta name="x">'
        '<meta content="website advisories"><a href="/advisories/SA-2026-0142/">Title</a><main><h1>Title</h1></main>'
    ) == filled


def test_an_earlier_version_names_the_current_page():
    """
    Search engines are to show the current words; the language switch stays with the version.
    """
    page = a_page(path="advisories/SA-2026-0142/v1/", canonical="advisories/SA-2026-0142/")

    filled = Shell.split(HTML).fill(page)

    assert '<link href="/advisories/SA-2026-0142/">' in filled
    assert '<a href="/advisories/SA-2026-0142/v1/">' in filled


def test_title_and_description_cannot_leave_their_place():
    filled = Shell.split(HTML).fill(a_page(title="A \"b\" <script> & 'c'", description='"><script>'))

    assert "<script>" not in filled
    assert "<title>A &quot;b&quot; &lt;script&gt; &amp; &#x27;c&#x27;</title>" in filled
    assert '<meta content="&quot;&gt;&lt;script&gt;">' in filled


def test_control_characters_and_half_surrogates_do_not_reach_the_page():
    shells = ShellSet({Key(Language.EN, "", 2): Shell.split(HTML)})

    filled = shells.fill(a_page(title="a\x00b\x1bc\nd \ud83d")).decode()

    assert "<title>abc d \ufffd</title>" in filled


def test_what_an_article_says_is_never_taken_for_a_placeholder():
    """
    A record may hold our placeholders as words; only the shell is searched for them.
    """
    filled = Shell.split(HTML).fill(a_page(article=f"<p>{TITLE}</p>"))

    assert f"<main><p>{TITLE}</p></main>" in filled


def test_theme_that_lost_a_placeholder_is_an_error():
    with pytest.raises(EngineError, match=ARTICLE):
        Shell.split(HTML.replace(ARTICLE, ""))


def test_section_outside_the_menu_takes_the_shell_without_a_current_entry():
    shells = ShellSet({Key(Language.EN, "", 2): Shell.split(HTML)})

    assert b"<h1>Title</h1>" in shells.fill(a_page(section="glossary"))


def test_page_that_is_too_deep_is_an_error():
    shells = ShellSet({key: Shell.split(HTML) for key in wanted_keys(Language.EN, ("advisories",))})

    with pytest.raises(EngineError, match="7 folders deep"):
        shells.fill(a_page(path="a/b/c/d/e/f/g/"))


def test_home_has_one_shell_only():
    keys = wanted_keys(Language.ZH, ("advisories", "guides"))

    assert [Key(Language.ZH, "", 0)] == [key for key in keys if key.depth == 0]
