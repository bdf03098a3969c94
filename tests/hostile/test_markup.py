"""
Words that are code to somebody: in every body and in every word of front matter they are refused, or come out as words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape

import pytest

from advisorypress.language import Language
from advisorypress.load.schema import SCHEMAS, Form, Key, Kind
from advisorypress.render.markdown import markdown_html
from advisorypress.render.prose import prose_html
from advisorypress.wording import standard_wording
from tests.examples import HEAD, front_matter
from tests.fuzz.inputs import RECORDS, Good
from tests.fuzz.judge import judged
from tests.hostile.conftest import Hostile
from tests.hostile.harmless import html_faults
from tests.hostile.markup import ADDRESSES, FORMULAS, HIDDEN, HTML, LINKS, TEMPLATES

pytestmark = pytest.mark.sample(4)

ON_PAGES = {**HTML, **TEMPLATES}
SHOWN = {**ON_PAGES, **FORMULAS}
FIRST = 2000
GOOD = {good.kind: good for good in reversed(RECORDS)}
# One for each reader: CommonMark, Python-Markdown as we call it, and Python-Markdown as the engine does.
READERS = (Kind.ADVISORY, Kind.GUIDE, Kind.PAGE)

# What a rule refuses in a body though no reader would come to harm; everything else is built and looked at.
REFUSED_IN_BODIES = {
    "snippet": ("theme-syntax", (Kind.ADVISORY,)),
    "snippet-block": ("theme-syntax", (Kind.ADVISORY,)),
    "wiki-include": ("theme-syntax", (Kind.ADVISORY,)),
    "esi-variables": ("unsafe-reference", READERS),
    "event-handler-behind-a-slash": ("image-without-alt", (Kind.GUIDE, Kind.PAGE)),
}


def test_every_word_of_front_matter_is_tried() -> None:
    """
    A key that is added to the format is added to the hostile records, too.
    """
    tried = {kind: {"aliases"} for kind in Kind}
    for good in RECORDS:
        tried[good.kind] |= {*good.values, *good.chinese}

    for kind, keys in SCHEMAS.items():
        words = {key.name for key in keys if any(_takes_words(each) for each in (key, *key.keys))}
        assert set() == words - tried[kind], kind


def _takes_words(key: Key) -> bool:
    return key.form is Form.TEXT and not (key.keys or key.vocabulary or key.choices)


# -- What is shown as it was written --------------------------------------------------------------


@pytest.mark.full
def test_code_is_words_wherever_it_stands(hostile: Hostile) -> None:
    """
    Each attack has an advisory in both languages of its own, and where it is one on a page, a guide and a page, all of them
    in one site with the good neighbours; `press` of the fixture judges every page, feed, table and mail of it.
    """
    paths = [path for number, name in enumerate(SHOWN, FIRST) for path in _write_all(hostile, number, name)]

    outcome = hostile.press()

    outcome.assert_built(*paths)
    assert 2 * (len(SHOWN) + 2 * len(ON_PAGES)) == len(paths)
    for path in paths:
        page = outcome.text(path)
        assert "4011" not in page, "a template was filled"
        if not path.startswith("zh-hant/"):
            title = escape(" ".join(_title(list(SHOWN.values())[_number_in(path)]).split()))
            assert title in page.replace("&#39;", "&#x27;").replace("&#34;", "&quot;"), path


def _number_in(path: str) -> int:
    return int(path.split("-")[-1].removesuffix("/index.html")) - FIRST


def _title(text: str) -> str:
    # What is longer is refused, except in a translation.
    return text[:80]


def _write_all(hostile: Hostile, number: int, name: str) -> Iterator[str]:
    text = SHOWN[name]
    for kind, place, address in (
        (Kind.ADVISORY, f"advisories/2026/SA-2026-{number}", f"advisories/SA-2026-{number}"),
        (Kind.GUIDE, f"content/guides/hostile-{number}", f"guides/hostile-{number}"),
        (Kind.PAGE, f"content/hostile-{number}", f"hostile-{number}"),
    ):
        if kind is not Kind.ADVISORY and name not in ON_PAGES:
            continue
        good = GOOD[kind]
        is_refused = kind in REFUSED_IN_BODIES.get(name, ("", ()))[1]
        body = "Text.\n" if is_refused else f"{text}\n\n- {text}\n\n> {text}\n\n| a |\n|---|\n| {text} |\n\n`{text}`\n"
        head: dict[str, str | None] = {**good.filled(text), "title": good.filled(_title(text))["title"]}
        if kind is Kind.ADVISORY:
            short = HEAD["title"] if len(text) > 80 else text.split("\n")[0]
            head |= {"id": place[-12:], "short": good.filled(short)["title"]}
        hostile.write(f"{place}.en.md", front_matter({**head, "languages": None}, body))
        hostile.write(f"{place}.zh-Hant.md", front_matter(good.translation(text), body))
        yield f"{address}/index.html"
        yield f"zh-hant/{address}/index.html"


@pytest.mark.parametrize("name", REFUSED_IN_BODIES)
def test_what_only_a_theme_or_a_server_reads_is_refused(name: str) -> None:
    rule, kinds = REFUSED_IN_BODIES[name]
    for kind in kinds:
        good = GOOD[kind]
        data = front_matter(good.head, f"Text.\n\n{SHOWN[name]}\n")

        findings = judged({good.path: data.encode()}).findings

        assert (good.path, data.count("\n") - SHOWN[name].count("\n")) in {
            (finding.place.path, finding.place.line) for finding in findings if finding.rule == rule
        }


@pytest.mark.full
@pytest.mark.parametrize("good", RECORDS, ids=lambda good: good.path.rpartition("/")[2] + "-" + str(len(good.values)))
@pytest.mark.parametrize("name", {**SHOWN, **HIDDEN})
def test_each_by_itself_in_every_kind_of_record(good: Good, name: str) -> None:
    """
    Here nothing that one attack leaves open can swallow another.
    """
    text = {**SHOWN, **HIDDEN}[name]
    head = {key: value for key, value in good.head.items() if key != "languages"}

    judged({good.path: front_matter(good.head, f"{text}\n\nText.\n").encode()})
    judged({good.path: front_matter(good.filled(text), "Text.\n").encode()})
    judged(
        {
            good.path: front_matter(head, "Text.\n").encode(),
            good.chinese_path: front_matter(good.translation(text), text).encode(),
        }
    )


# -- What nobody can see --------------------------------------------------------------------------


@pytest.mark.parametrize("name", HIDDEN)
def test_hidden_characters_are_refused_in_every_word(name: str) -> None:
    """
    In every line of front matter that has them, and in the body, of both editions.
    """
    text = HIDDEN[name]
    for good in RECORDS:
        head = {key: value for key, value in good.filled(text).items() if key != "languages"}
        files = {
            good.path: front_matter(head, f"Text.\n\n{text}\n"),
            good.chinese_path: front_matter(good.translation(text), f"{text}\n"),
        }

        findings = judged({path: data.encode() for path, data in files.items()}).findings

        told = {(finding.place.path, finding.place.line) for finding in findings}
        for path, data in files.items():
            if name == "no-character":
                # YAML takes it nowhere, so the first is all that is told.
                assert any(finding.rule == "broken-yaml" and finding.place.path == path for finding in findings)
                continue
            lines = {number for number, line in enumerate(data.split("\n"), start=1) if text in line}
            assert lines == {line for told_path, line in told if told_path == path} & lines, path


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("place", ["title", "summary", "body"])
def test_tag_characters_stop_a_build(hostile: Hostile, kind: Kind, place: str) -> None:
    good, text = GOOD[kind], HIDDEN["tag-characters"]
    head = {**good.head, place: text} if place != "body" else good.head
    data = front_matter(head, text if place == "body" else "Text.\n")
    hostile.write(good.path, data)

    line = next(number for number, line in enumerate(data.split("\n"), start=1) if text in line)
    hostile.press().assert_refused("hidden-characters", good.path, line)


# -- Where links lead -----------------------------------------------------------------------------

Reader = Callable[[str], str]


def _as_advisory(text: str) -> str:
    return markdown_html(text)


def _as_page(text: str) -> str:
    return prose_html(text, Language.EN, standard_wording())


@pytest.mark.parametrize("read", [_as_advisory, _as_page])
@pytest.mark.parametrize("link", LINKS)
def test_no_link_does_harm(link: str, read: Reader) -> None:
    """
    In no spelling of the address, though no rule had refused it.
    """
    for name, address in ADDRESSES.items():
        html = read(LINKS[link].format(address))

        assert [] == list(html_faults(html)), name


# Escaped, it is an address of the site after all; with a tag inside, it is no link.
HARMLESS = {("link", "host-with-one-of-each"), ("picture", "host-with-one-of-each")}
HARMLESS |= {("reference", "host-with-one-of-each"), ("link-in-brackets", "data-of-a-picture")}


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("link", ["link", "link-in-brackets", "picture", "reference"])
def test_links_that_lead_to_harm_are_refused(link: str, kind: Kind) -> None:
    """
    Each with its own line.
    """
    good = GOOD[kind]
    passages = {name: LINKS[link].format(address).replace("[a]", f"[{name}]") for name, address in ADDRESSES.items()}
    data = front_matter(good.head, "\n\n".join(passages.values()))

    findings = judged({good.path: data.encode()}).findings

    told = {finding.place.line for finding in findings if finding.rule in ("unsafe-reference", "broken-link")}
    lines = data.split("\n")
    for name, passage in passages.items():
        line = lines.index(passage.split("\n")[-1]) + 1
        assert line in told or (link, name) in HARMLESS, passage


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize(
    "address", ["../../../../etc/passwd", "/../../etc/passwd", "javascript:alert(1)", "data:text/html,x"]
)
def test_links_out_of_the_site_stop_a_build(hostile: Hostile, kind: Kind, address: str) -> None:
    good = GOOD[kind]
    data = front_matter(good.head, f"Text.\n\n[text]({address}) and ![text]({address})\n")
    hostile.write(good.path, data)

    rule = "unsafe-reference" if ":" in address else "broken-link"
    hostile.press().assert_refused(rule, good.path, data.count("\n"))


URLS = {
    Kind.ADVISORY: ("references", "[{{title: A, url: {}}}]"),
    Kind.NEWS: ("url", "{}"),
    Kind.EVENT: ("url", "{}"),
}


@pytest.mark.parametrize("kind", URLS)
@pytest.mark.parametrize("name", ADDRESSES)
def test_addresses_in_front_matter_are_refused(kind: Kind, name: str) -> None:
    good = GOOD[kind]
    key, written = URLS[kind]
    address = ADDRESSES[name].replace("\\\\", "\\")
    data = front_matter({**good.head, key: written.format(f"'{address}'")}, "Text.\n")

    pressed = judged({good.path: data.encode()})

    line = next(number for number, line in enumerate(data.split("\n"), start=1) if line.startswith(f"{key}:"))
    assert {line} == {finding.place.line for finding in pressed.findings if finding.rule == "unsafe-reference"}
    assert {} == pressed.site
