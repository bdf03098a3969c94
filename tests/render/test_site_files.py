"""
The map of the site, the file for robots and security.txt.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from lxml import etree

from advisorypress.language import Language
from advisorypress.model.library import HandWritten
from advisorypress.policy import page_policy
from advisorypress.render.desk import PlannedPage
from advisorypress.render.site import plan
from advisorypress.render.site_files import plan_site_files
from advisorypress.settings import Contacts
from tests.examples import a_library, a_moment, a_revision, an_advisory, the_settings
from tests.render.pages import BareShells

XHTML = "{http://www.w3.org/1999/xhtml}"
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SITE = "https://www.cert.example/"
COMMITTED = datetime(2026, 11, 26, 20, 0, tzinfo=UTC)
LIBRARY = replace(
    a_library(an_advisory(), settings=the_settings(contacts=Contacts("incident@cert.example", "8100 0000"))),
    pages=(HandWritten("about/rfc2350/", {}), HandWritten("404/", {})),
)


def written(name: str) -> str:
    """
    The file *name* of the site of `LIBRARY`.
    """
    return next(o.make().decode() for o in plan(LIBRARY, BareShells(), COMMITTED) if o.path == name)


def test_every_page_is_mapped_in_both_languages_with_its_counterpart() -> None:
    """
    What search engines are told not to list is not listed.
    """
    root = etree.fromstring(written("sitemap.xml").encode())
    urls = {url.findtext(f"{NAMESPACE}loc"): url for url in root}

    assert {f"{SITE}{prefix}advisories/SA-2026-0142/" for prefix in ("", "zh-hant/")} <= urls.keys()
    assert f"{SITE}zh-hant/about/rfc2350/" in urls
    assert not [url for url in urls if "404" in str(url)]
    chinese = urls[f"{SITE}zh-hant/advisories/SA-2026-0142/"]
    assert {
        "en": f"{SITE}advisories/SA-2026-0142/",
        "zh-Hant-HK": f"{SITE}zh-hant/advisories/SA-2026-0142/",
        "x-default": f"{SITE}advisories/SA-2026-0142/",
    } == {link.attrib["hreflang"]: link.attrib["href"] for link in chinese.iter(f"{XHTML}link")}
    assert an_advisory().updated.isoformat() == chinese.findtext(f"{NAMESPACE}lastmod")


def test_an_earlier_version_is_not_mapped() -> None:
    earlier = an_advisory(is_archived=True)
    advisory = an_advisory(revisions=(a_revision(1), a_revision(2, "correction", a_moment(23))))
    library = replace(a_library(advisory), earlier={advisory.id: (earlier,)})
    (sitemap,) = (o.make().decode() for o in plan(library, BareShells()) if o.path == "sitemap.xml")

    assert "advisories/SA-2026-0142/" in sitemap
    assert "/v1/" not in sitemap


def test_a_large_site_has_several_maps() -> None:
    """
    A file has at most 50,000 addresses, two a page.
    """
    pages = [PlannedPage(f"advisories/SA-2026-{number}/", lambda: None) for number in range(20_001)]  # type: ignore[arg-type,return-value]
    files = {o.path: o.make().decode() for o in plan_site_files(a_library(), pages, COMMITTED)}

    assert {"sitemap.xml", "sitemap-1.xml", "sitemap-2.xml"} <= files.keys()
    assert 2 == files["sitemap.xml"].count("<loc>")
    assert 40_000 == files["sitemap-1.xml"].count("<loc>")


def test_robots_are_welcome_and_shown_the_map() -> None:
    assert f"User-agent: *\nAllow: /\n\nSitemap: {SITE}sitemap.xml\n" == written("robots.txt")


def test_security_txt() -> None:
    """
    S-02 to S-05: contacts in order of preference, one Expires within a year of the commit, and languages; a telephone
    number without its country is no URI and is left out.
    """
    assert (
        "Contact: mailto:incident@cert.example\n"
        "Expires: 2027-09-22T20:00:00Z\n"
        "Preferred-Languages: en, zh-Hant-HK\n"
        f"Canonical: {SITE}.well-known/security.txt\n"
        f"Policy: {SITE}about/rfc2350/\n" == written(".well-known/security.txt")
    )


def test_security_txt_has_a_telephone_number_with_its_country() -> None:
    settings = the_settings(contacts=Contacts("incident@cert.example", "+852 8100 0000"))
    library = replace(LIBRARY, settings=settings)
    (made,) = (o.make().decode() for o in plan(library, BareShells()) if o.path == ".well-known/security.txt")

    assert "Contact: tel:+85281000000\n" in made
    assert Language.EN.tag in made


def test_headers_state_the_policy_that_pages_state() -> None:
    """
    And forbid to frame them, which a page cannot; an endpoint may be posted to.
    """
    assert page_policy() in written("_headers")
    assert "frame-ancestors 'none'" in written("_headers")
    assert "/zh-hant/feeds/*.atom\n  Content-Type: application/atom+xml" in written("_headers")
    assert page_policy("https://mail.cert.example/x").endswith("form-action 'self' https://mail.cert.example")
