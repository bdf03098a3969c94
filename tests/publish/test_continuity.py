"""
What a later site must keep of an earlier one, and how it is told.
"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

import pytest

from advisorypress.finding import Level
from advisorypress.model.takedown import Reason, Takedown
from advisorypress.publish.continuity import Broken, broken_promises, ids_in
from advisorypress.publish.promises import Kept, Promises
from tests.examples import a_moment

ID = "SA-2026-0142"
PAGE = f"advisories/{ID}/"
OTHER = "advisories/SA-2026-0143/"
DATA = ("advisory.json", "advisory.md", "advisory.txt")


def both(*paths: str) -> set[str]:
    return {f"{prefix}{path}" for prefix in ("", "zh-hant/") for path in paths}


def page(path: str, *files: str) -> set[str]:
    return both(f"{path}index.html", *(f"{path}{file}" for file in files))


FILES = frozenset(
    {
        *page(""),
        *page(PAGE, *DATA),
        *page(f"{PAGE}v1/", *DATA),
        *page(f"{PAGE}v2/"),
        *page("advisories/sa-2026-0142/"),
        *page("old/alert/142/"),
        *page(OTHER, *DATA),
        *page("advisories/"),
        *page("advisories/2026/"),
        *page("advisories/page/2/"),
        *page("guides/ransomware/"),
        *both(*(f"feeds/{name}.{ending}" for name in ("all", "digests") for ending in ("rss", "atom", "json"))),
        f"cap/{ID}.xml",
        f".well-known/csaf/white/2026/{ID.lower()}.json.sha256",
        "assets/press.1a2b3c.css",
        "pagefind/fragment/en_1a.pf_fragment",
        "images/chart.png",
    }
)
ALIASES = ("advisories/sa-2026-0142/index.html", "old/alert/142/index.html")
EARLIER = Promises(
    site="https://www.cert.example/",
    files=FILES,
    records={
        PAGE: Kept(a_moment(20), 2, ALIASES),
        OTHER: Kept(a_moment(21), 1),
        "guides/ransomware/": Kept(a_moment(16)),
    },
)
WHOLE = Takedown(ID, date(2026, 11, 25), Reason.COURT_ORDER)


def without(*lost: str, records: dict[str, Kept | None] | None = None, **changes: object) -> Promises:
    """
    The next site, in which the files *lost* are not, and which says *records* otherwise (None: not at all).
    """
    said = {**EARLIER.records, **(records or {})}
    kept = {address: kept for address, kept in said.items() if kept is not None}
    return replace(EARLIER, files=FILES - set(lost), records=kept, **changes)  # type: ignore[arg-type]


def told(new: Promises, gone: tuple[str, ...] = (), earlier: Promises = EARLIER) -> list[tuple[str, str]]:
    """
    What is told, without the hints: its kind and the message.
    """
    return [(broken.kind, broken.message) for broken in broken_promises(earlier, new, gone)]


def only(new: Promises, earlier: Promises = EARLIER) -> Broken:
    (broken,) = broken_promises(earlier, new)
    return broken


def test_the_same_site_keeps_everything():
    assert [] == told(EARLIER)


def test_more_of_everything_is_no_loss():
    new = replace(
        EARLIER,
        files=FILES | page("guides/passwords/"),
        records={**EARLIER.records, PAGE: Kept(a_moment(20), 3, ALIASES)},
    )

    assert [] == told(new)


def test_lost_advisory_is_told_once_with_everything_that_went_with_it():
    lost = {path for path in FILES if ID.lower() in path.lower() or path.endswith("142/index.html")}

    broken = only(without(*lost, records={PAGE: None}))

    assert ("lost-advisory", f"{ID} is not in the site any more", Level.ERROR) == (
        broken.kind,
        broken.message,
        broken.level,
    )
    assert f"press withdraw {ID}" in broken.hint


def test_lost_feed():
    lost = both("feeds/digests.rss", "feeds/digests.atom", "feeds/digests.json")

    assert ("lost-feed", Level.ERROR) == (only(without(*lost)).kind, only(without(*lost)).level)
    assert "the feed digests is gone" in only(without(*lost)).message
    assert "(/zh-hant/feeds/all.rss)" in only(without("zh-hant/feeds/all.rss")).message


@pytest.mark.parametrize("path", ["guides/ransomware/index.html", "images/chart.png", f"{PAGE}advisory.txt"])
def test_lost_address(path: str):
    assert [("lost-url", f"/{path.removesuffix('index.html')} is gone")] == told(without(path))


def test_lost_in_both_languages_is_one_loss():
    broken = only(without(*page("guides/ransomware/")))

    assert "/guides/ransomware/ /zh-hant/guides/ransomware/ are gone" == broken.message
    assert "extra.press.gone" in broken.hint


def test_lost_old_address_belongs_into_the_aliases():
    broken = only(without(*page("old/alert/142/")))

    assert ("lost-url", f"put it back into `aliases` of {ID}") == (broken.kind, broken.hint)


def test_lost_version():
    broken = only(without(*page(f"{PAGE}v1/", *DATA)))

    assert "lost-version" == broken.kind
    assert broken.message.startswith(f"version 1 of {ID} is gone (/advisories/{ID}/v1/ ")
    assert broken.message.endswith(" …)")
    assert f"archive/{ID}/v1.<language>.md" in broken.hint


@pytest.mark.parametrize("address", [PAGE, "guides/ransomware/"])
def test_moved_first_date(address: str):
    """
    Of any record: feeds know their entries by it.
    """
    moved = replace(EARLIER.records[address], published=a_moment(23))

    broken = only(without(records={address: moved}))

    assert ("moved-date", Level.ERROR) == (broken.kind, broken.level)
    assert f"write `published: {EARLIER.records[address].published.isoformat()}`" in broken.hint  # type: ignore[union-attr]


def test_first_date_in_another_zone_is_the_same_moment():
    published = EARLIER.records[PAGE].published
    assert published is not None
    utc = replace(EARLIER.records[PAGE], published=published.astimezone(None))

    assert [] == told(without(records={PAGE: utc}))


def test_falling_version():
    broken = only(without(records={PAGE: Kept(a_moment(20), 1, ALIASES)}))

    assert ("falling-version", f"{ID} had version 2, and has version 1 now") == (broken.kind, broken.message)


def test_former_version_that_nobody_can_read_is_a_warning():
    """
    It was at the advisory's own address, which has newer words now.
    """
    new = without(*page(f"{PAGE}v2/"), records={PAGE: Kept(a_moment(20), 3, ALIASES)})

    assert ("unread-version", Level.WARNING) == (only(new).kind, only(new).level)


@pytest.mark.parametrize(
    "path",
    [
        "assets/press.1a2b3c.css",
        "pagefind/fragment/en_1a.pf_fragment",
        "advisories/page/2/index.html",
        "zh-hant/advisories/page/2/index.html",
    ],
)
def test_what_is_no_promise(path: str):
    """
    Files that pages name anew, and a page of a list, which is a place in it.
    """
    assert [] == told(without(path))


def test_pages_of_a_list_go_with_the_list_only():
    lost = page("advisories/page/2/") | page("advisories/")

    assert 2 == len(told(without(*lost)))


def test_gone_on_purpose():
    """
    By address, with and without slashes, in both languages and with everything below; never a neighbour.
    """
    new = without(*page("guides/ransomware/"), "images/chart.png")

    assert [] == told(new, ("/guides/ransomware/", "images/chart.png"))
    assert [] == told(new, ("guides", "images"))
    assert 2 == len(told(new, ("guides/ransom", "image", "/", "")))


def test_no_advisory_goes_on_purpose():
    lost = {path for path in FILES if ID.lower() in path.lower() or path.endswith("142/index.html")}

    assert "lost-advisory" == told(without(*lost, records={PAGE: None}), ("advisories/",))[0][0]


# -- Takedowns ------------------------------------------------------------------------------------


def test_whole_takedown_lets_everything_of_it_go():
    """
    Its files, what machines fetch, and its old addresses, whether or not the files of the record are still there.
    """
    lost = {path for path in FILES if ID.lower() in path.lower() or path.endswith("142/index.html")} - page(PAGE)

    assert [] == told(without(*lost, records={PAGE: None}, takedowns=(WHOLE,)))


def test_takedown_lets_nothing_else_go():
    new = without(*page(OTHER, *DATA), *page("guides/ransomware/"), records={OTHER: None}, takedowns=(WHOLE,))

    assert ["lost-advisory", "lost-url"] == [kind for kind, _ in told(new)]


def test_versions_takedown_lets_those_versions_go():
    takedown = replace(WHOLE, versions=(1,))
    lost = page(f"{PAGE}v1/", *DATA)

    assert [] == told(without(*lost, takedowns=(takedown,)))
    assert ["lost-version"] == [kind for kind, _ in told(without(*lost, takedowns=(replace(takedown, versions=(2,)),)))]


@pytest.mark.parametrize(
    ("reason", "level"),
    [
        (Reason.PERSONAL_DATA, Level.ERROR),
        (Reason.COURT_ORDER, Level.ERROR),
        (Reason.EMBARGO_BREACH, Level.WARNING),
        (Reason.ERROR, Level.WARNING),
    ],
)
def test_what_was_taken_down_stays_down(reason: Reason, level: Level):
    earlier = replace(EARLIER, takedowns=(replace(WHOLE, reason=reason),))

    broken = only(EARLIER, earlier)

    assert ("returned-text", level) == (broken.kind, broken.level)


def test_version_that_was_taken_down_stays_down():
    earlier = replace(EARLIER, takedowns=(replace(WHOLE, versions=(1, 2)),))

    assert ["returned-text"] == [
        kind for kind, _ in told(replace(EARLIER, takedowns=(replace(WHOLE, versions=(1,)),)), earlier=earlier)
    ]
    assert [] == told(replace(EARLIER, takedowns=(WHOLE,)), earlier=earlier)
    assert [] == told(replace(EARLIER, takedowns=(replace(WHOLE, versions=(1, 2, 3)),)), earlier=earlier)


# -- Odd manifests --------------------------------------------------------------------------------


def test_manifest_of_another_site_is_a_warning():
    broken = only(EARLIER, replace(EARLIER, site="https://other.example/"))

    assert ("other-site", Level.WARNING) == (broken.kind, broken.level)


def test_earlier_manifest_that_says_less_is_compared_as_far_as_it_goes():
    """
    Without records, as before they were added: advisories, versions and addresses.
    """
    earlier = replace(EARLIER, records={PAGE: Kept(None, 3), OTHER: Kept(None)})

    assert ["falling-version", "lost-url"] == [
        kind for kind, _ in told(without(*page("guides/ransomware/")), earlier=earlier)
    ]


@pytest.mark.parametrize(
    ("path", "ids"),
    [
        (f"{PAGE}index.html", {"sa-2026-0142"}),
        ("advisories/sa-2026-0142/index.html", {"sa-2026-0142"}),
        ("cap/SA-2026-0142.xml", {"sa-2026-0142"}),
        (".well-known/csaf/white/2026/sa-2026-0142-zh.json.asc", {"sa-2026-0142"}),
        ("advisories/SA-2026-01420/index.html", {"sa-2026-01420"}),
        ("articles/about-sa-2026-0142/index.html", set()),
        ("feeds/all.rss", set()),
    ],
)
def test_which_advisory_a_file_is_called_after(path: str, ids: set[str]):
    assert ids == ids_in(path)


def test_twenty_thousand_losses_are_told_in_seconds():
    """
    Somebody gives the manifest of another site, and wants to know it soon.
    """
    records = {f"advisories/SA-2020-{n:04}/": Kept(a_moment(20), 1, (f"old/{n}/index.html",)) for n in range(20_000)}
    files = frozenset(path for address in records for path in page(address, *DATA)) | {
        f"guides/{n}/index.html" for n in range(20_000)
    }
    earlier = Promises(EARLIER.site, files, records)

    begun = time.process_time()
    broken = broken_promises(earlier, EARLIER)

    assert 40_000 == len(broken)
    assert time.process_time() - begun < 5
