"""
Links are written once, root-relative in the English form, and are right wherever they are read.
"""

from __future__ import annotations

import pytest

from advisorypress.language import Language
from advisorypress.render.links import absolute, localise, to_edition
from tests.examples import the_settings

EN, ZH = Language.EN, Language.ZH


@pytest.mark.parametrize(
    ("written", "english", "chinese"),
    [
        ("/guides/x/", "../../guides/x/", "../../guides/x/"),
        ("/", "../../", "../../"),
        ("/#latest", "../../#latest", "../../#latest"),
        ("/advisories/SA-2026-0142/#workaround", "../../advisories/SA-2026-0142/#workaround", None),
        ("/feeds/all.rss", "../../feeds/all.rss", "../../feeds/all.rss"),
        ("/advisories/SA-2026-0142/advisory.json", "../../advisories/SA-2026-0142/advisory.json", None),
        ("/manifest.json", "../../manifest.json", "../../../manifest.json"),
        ("/.well-known/security.txt", "../../.well-known/security.txt", "../../../.well-known/security.txt"),
        ("/assets/x.css", "../../assets/x.css", "../../../assets/x.css"),
        ("/images/x.png", "../../images/x.png", "../../../images/x.png"),
        ("/zh-hant/guides/x/", "../../zh-hant/guides/x/", "../../../zh-hant/guides/x/"),
        ("https://other.example/", "https://other.example/", "https://other.example/"),
        ("#here", "#here", "#here"),
        ("mailto:a@cert.example", "mailto:a@cert.example", "mailto:a@cert.example"),
    ],
)
def test_links_two_folders_deep(written: str, english: str, chinese: str | None):
    """
    In the Chinese edition they lead to Chinese pages, but for what the site has once.
    """
    html = f'<a href="{written}">x</a>'

    assert f'<a href="{english}">x</a>' == localise(html, EN, 2)
    assert f'<a href="{chinese or english}">x</a>' == localise(html, ZH, 2)


def test_home_links_to_itself():
    """
    An empty address would be the page with its query.
    """
    assert '<a href="./">x</a>' == localise('<a href="/">x</a>', EN, 0)
    assert '<a href="guides/">x</a>' == localise('<a href="/guides/">x</a>', ZH, 0)


def test_pictures_too():
    """
    `src` is an address as `href` is.
    """
    assert '<img src="../images/a.png" alt="">' == localise('<img src="/images/a.png" alt="">', EN, 1)


def test_text_that_looks_like_a_link_stays():
    """
    A code sample keeps its characters.
    """
    html = '<code>&lt;a href="/x/"&gt;</code> href="/x/" <img alt="&lt;a href=&quot;/x/&quot;&gt;" src="a.png">'

    assert html == localise(html, EN, 2)


def test_absolute_for_what_is_read_elsewhere():
    """
    Feeds and mail have no page to be relative to.
    """
    html = '<a href="/guides/x/#y">x</a><img src="/images/a.png" alt="">'

    assert (
        '<a href="https://www.cert.example/zh-hant/guides/x/#y">x</a><img src="https://www.cert.example/images/a.png" alt="">'
        == absolute(html, ZH, the_settings())
    )


def test_across_the_editions():
    """
    The same page in the other language.
    """
    assert "../../zh-hant/guides/x/" == to_edition("guides/x/", ZH, 2)
    assert "../../../guides/x/" == to_edition("guides/x/", EN, 2)
    assert ("zh-hant/", "../") == (to_edition("", ZH, 0), to_edition("", EN, 0))
