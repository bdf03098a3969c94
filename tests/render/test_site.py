"""
The plan of the site: every file once, nothing rendered before it is asked for, every link inside it holds.
"""

from __future__ import annotations

import posixpath
from dataclasses import replace
from pathlib import PurePosixPath

import pytest

from advisorypress.errors import PressError
from advisorypress.language import Language
from advisorypress.model.library import HandWritten
from advisorypress.output import Page
from advisorypress.render.site import plan
from tests.examples import a_library, an_advisory
from tests.render.feeds.library import RECORDS, small_library
from tests.render.pages import BareShells, outputs_of, parse

PAGES = ("about/severity/", "report-incident/")


def the_library():
    pages = tuple(HandWritten(path, {Language.EN: "Title"}) for path in PAGES)
    return replace(small_library(), pages=pages)


def test_every_file_once():
    """
    Two makers of one file would overwrite each other.
    """
    paths = [output.path for output in plan(the_library(), BareShells())]

    assert len(paths) == len(set(paths))
    assert all(not path.startswith("/") and ".." not in path for path in paths)


def test_both_editions_have_the_same_files():
    """
    So the language switch always has a target.
    """
    paths = [output.path for output in plan(the_library(), BareShells())]
    chinese = {path.removeprefix("zh-hant/") for path in paths if path.startswith("zh-hant/")}

    once = {"sitemap.xml", "robots.txt", ".well-known/security.txt", "_headers"}
    once |= {"affected/index/names.json", "affected/index/0.json"}

    assert chinese == {path for path in paths if not path.startswith("zh-hant/")} - once


def test_nothing_is_rendered_before_it_is_asked_for():
    """
    A preview makes one page of ten thousand.
    """
    shells = BareShells()
    outputs = outputs_of(the_library(), shells)
    assert {} == shells.pages

    outputs["advisories/SA-2026-0142/index.html"].make()
    assert ["advisories/SA-2026-0142/index.html"] == list(shells.pages)


def test_every_page_is_whole():
    """
    A title, a description and a place in the menu, and one h1.
    """
    shells = BareShells()
    for path, output in outputs_of(the_library(), shells).items():
        output.make()
        if page := shells.pages.get(path):
            assert page.title and page.description and "<" not in page.title.replace("Mail <Gate>", "")
            assert page.section in ("", "advisories", "affected", "guides", "news", "statistics", "subscribe")
            assert 1 == len(parse(page.article).all("h1")), path


def test_every_link_inside_the_site_holds():
    """
    Also those from the Chinese edition, at every depth.
    """
    shells = BareShells()
    library = the_library()
    outputs = outputs_of(library, shells)
    made = {path: output.make() for path, output in outputs.items()}
    there = {*made, *(f"{language.prefix}{path}index.html" for language in Language for path in PAGES)}
    anchors = {
        path: {e.attributes["id"] for e in parse(page.article).all() if "id" in e.attributes}
        for path, page in shells.pages.items()
    }
    for path, page in shells.pages.items():
        for link in parse(page.article).all("a"):
            address, _, fragment = link.attributes["href"].partition("#")
            if ":" in address:
                continue
            assert not address.startswith("/"), address
            target = posixpath.normpath(posixpath.join(str(PurePosixPath(path).parent), address)) if address else path
            if target not in there:
                target = posixpath.normpath(f"{target}/index.html")
            assert target in there, f"{path} links to {address}"
            if fragment:
                assert fragment in anchors[target], f"{path} links to {address}#{fragment}"


def test_links_stay_in_their_edition():
    """
    But for the way to newer words in the other language.
    """
    shells = BareShells()
    for output in plan(the_library(), shells):
        output.make()
    for path, page in shells.pages.items():
        for link in parse(page.article).all("a"):
            if ":" not in link.attributes["href"] and "hreflang" not in link.attributes:
                place = f"{path.removesuffix('index.html')}{link.attributes['href']}"
                target = posixpath.normpath(place)
                assert target.startswith("zh-hant") == path.startswith("zh-hant/"), f"{path}: {link.attributes['href']}"


def test_two_plans_make_the_same_bytes():
    """
    Nothing depends on the clock, on the order of a set, or on what was rendered before.
    """
    first = {output.path: output.make() for output in plan(the_library(), BareShells())}
    backwards = {output.path: output.make() for output in reversed(list(plan(the_library(), BareShells())))}

    assert first == backwards


def test_no_style_no_script_no_foreign_resource():
    """
    The site's policy forbids them on every page.
    """
    shells = BareShells()
    for output in plan(the_library(), shells):
        output.make()
    for page in shells.pages.values():
        for element in parse(page.article).all():
            assert element.name not in ("script", "style", "iframe", "link", "base")
            assert not [name for name in element.attributes if name == "style" or name.startswith("on")]
            assert ":" not in element.attributes.get("src", "")


def test_foreign_words_are_marked():
    """
    Every record that lacks an edition has its title marked on the other one's page.
    """
    shells = BareShells()
    outputs = outputs_of(the_library(), shells)
    for record in RECORDS:
        for language in Language:
            if language not in record.words:
                outputs[f"{language.prefix}{record.path}index.html"].make()
                heading = parse(shells.pages[f"{language.prefix}{record.path}index.html"].article).one("h1")
                assert language.other.tag == heading.attributes["lang"]


def test_trouble_says_which_page():
    """
    An error in a shell or a template tells what was being made.
    """

    class BrokenShells:
        def fill(self, page: Page) -> bytes:
            raise PressError("no shell")

    output = next(output for output in plan(a_library(an_advisory()), BrokenShells()) if "SA-2026" in output.path)
    with pytest.raises(PressError) as caught:
        output.make()

    assert ["while rendering advisories/SA-2026-0142/ (en)"] == caught.value.__notes__
