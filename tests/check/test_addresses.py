"""
Where a link may lead is where the site has something.
"""

from __future__ import annotations

from pathlib import Path

from advisorypress.check.addresses import find_addresses
from advisorypress.output import Page
from advisorypress.render.site import plan
from advisorypress.settings import read_settings
from tests.examples import NOW, PATH, a_tree, advisory_file, check_files, front_matter, the_vocabulary

DOCUMENT = {"title": "A", "summary": "B.", "published": "2026-11-20T09:30:00+08:00", "languages": "[en]"}
FILES: dict[str, str | bytes] = {
    PATH: advisory_file(aliases="[SA26112001, /my_url/en/alert/26112001]"),
    "advisories/2025/SA-2025-0001.en.md": advisory_file(
        id="SA-2025-0001",
        published="2025-12-31T23:30:00Z",
        revisions="\n  - {date: 2025-12-31T23:30:00Z, type: new, note: First published.}",
    ),
    "bulletins/2026/2026-10.en.md": front_matter({**DOCUMENT, "month": "2026-10", "headlines": "[One.]"}),
    "bulletins/2026/2026-11-first.en.md": front_matter({**DOCUMENT, "period": "2026-11-first"}),
    "content/guides/ransomware.en.md": front_matter({**DOCUMENT, "audience": "[sme]"}),
    "content/articles/passwords.en.md": front_matter(DOCUMENT),
    "content/news/new-number.en.md": front_matter(DOCUMENT),
    "content/events/open-day.en.md": front_matter(
        {**DOCUMENT, "starts": "2026-12-05T14:00:00+08:00", "ends": "2026-12-05T17:00:00+08:00"}
    ),
    "content/about/index.en.md": front_matter({"title": "A", "summary": "B.", "languages": "[en]"}),
    "content/about/rfc2350.en.md": front_matter({"title": "A", "summary": "B.", "languages": "[en]"}),
    "content/images/a b.png": b"\x89PNG",
}
BY_HAND = {"about/", "about/rfc2350/", "images/a b.png"}


# What the page for the question fetches, piece by piece, is nobody's to link to.
INDEX = "affected/index/"


class NoShells:
    """
    The plan says what there is without making any of it.
    """

    def fill(self, page: Page) -> bytes:
        raise AssertionError(page.path)


def test_every_address_is_made_and_everything_made_has_its_address(tmp_path: Path) -> None:
    """
    The addresses that `check` knows, and the plan from which the site is built, are the same.
    """
    library = check_files(tmp_path, FILES).library
    assert library is not None
    made = {
        output.path.removesuffix("index.html")
        for output in plan(library, NoShells())
        if not output.path.startswith(("zh-hant/", INDEX))
    }
    known = find_addresses(a_tree(tmp_path, FILES), read_settings(tmp_path), the_vocabulary(), NOW).public

    assert set() == known - made - BY_HAND - {"manifest.json", "my_url/en/alert/26112001"}
    # A lower-case number leads on to the right one, but is not to be written.
    assert {path for path in made if path.startswith("advisories/sa")} == made - known
    assert BY_HAND <= known


def test_pictures_and_records_of_every_kind_can_be_linked(tmp_path: Path) -> None:
    """
    A link to each of them is no finding.
    """
    links = [
        "/advisories/2026/",
        "/guides/",
        "/events/open-day/",
        "/about/#team",
        "/feeds/all.json?x=1",
    ]
    links += ["/images/a%20b.png", "/digests/2026-11-first/", "/bulletins/2026-10/", "/my_url/en/alert/26112001", "/"]
    body = "\n\n".join(f"[a]({link})" for link in links)

    assert (
        () == check_files(tmp_path, {**FILES, PATH: advisory_file(body, aliases="/my_url/en/alert/26112001")}).findings
    )


def test_hand_written_pages_may_name_files_beside_them(tmp_path: Path) -> None:
    """
    The engine finds them; a record stands one folder deeper than its file, so it writes them from the root.
    """
    page = front_matter({"title": "A", "summary": "B.", "languages": "[en]"}, "![a](../images/a.png)\n")
    guide = front_matter({**DOCUMENT, "audience": "[sme]"}, "![a](../images/a.png)\n")
    files = {"content/about/index.en.md": page, "content/guides/x.en.md": guide, "content/images/a.png": b""}
    findings = check_files(tmp_path, files).findings

    assert [("content/guides/x.en.md", "write /images/a.png")] == [(f.place.path, f.hint) for f in findings]
