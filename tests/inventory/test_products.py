"""
Which advisories are about a thing that a person has.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from advisorypress.inventory.inventory import read_inventory
from advisorypress.model.advisory import Affected, Severity, Status
from advisorypress.model.products import Answer, Products, products_of
from advisorypress.model.versions import parse_versions
from tests.examples import a_library, an_advisory

LOG4J = "pkg:maven/org.apache.logging.log4j/log4j-core"


def row(vendor: str, product: str, versions: str, fixed: str | None = None, **names: str) -> Affected:
    return Affected(vendor, product, parse_versions(versions), fixed, **names)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def products() -> Products:
    panos = an_advisory(
        id="SA-2026-0001",
        affected=(row("Palo Alto Networks", "PAN-OS", "10.2.0 to 10.2.9", "10.2.9-h1"),),
        severity=Severity.MEDIUM,
    )
    again = an_advisory(
        id="SA-2026-0002",
        affected=(row("Palo Alto Networks", "PAN-OS", "before 10.2.4", "10.2.4"),),
        severity=Severity.LOW,
        exploited=date(2026, 1, 1),
    )
    log4j = an_advisory(
        id="SA-2026-0003",
        affected=(
            row("Apache", "Log4j 2 (log4j-core)", "2.0 to 2.14.1", "2.17.1", purl=LOG4J),
            row("Apache", "HTTP Server", "2.4.49", cpe="cpe:2.3:a:apache:http_server:2.4.49:*:*:*:*:*:*:*"),
        ),
    )
    other = an_advisory(id="SA-2026-0004", affected=(row("OpenSSL", "OpenSSL", "1.0.1 to 1.0.1f", "1.0.1g"),))
    windows = an_advisory(
        id="SA-2026-0005",
        affected=(
            row("Microsoft", "Windows Server 2019", "all"),
            row("Microsoft", "Windows 10 Version 22H2", "before 10.0.2"),
        ),
    )
    withdrawn = an_advisory(id="SA-2026-0006", affected=(row("OpenSSL", "OpenSSL", "all"),), status=Status.WITHDRAWN)
    library = a_library(panos, again, log4j, other, windows, withdrawn)
    replaced = replace(log4j, id="SA-2026-0007", superseded_by=("SA-2026-0003",))
    return products_of(replace(library, advisories=(*library.advisories, replaced)))


def ask(products: Products, line: str) -> Answer:
    (thing,) = read_inventory(line.encode()).things
    return products.answer(thing)


@pytest.mark.parametrize(
    ("line", "outcomes"),
    [
        ("PAN-OS 10.2.3", {"SA-2026-0002": "affected", "SA-2026-0001": "affected"}),
        ("pan os 10.2.5", {"SA-2026-0001": "affected", "SA-2026-0002": "fixed"}),
        ("Palo Alto Networks PAN-OS 10.2.9-h1", {"SA-2026-0002": "fixed", "SA-2026-0001": "fixed"}),
        ("Palo Alto, PAN-OS, 10.2.5", {"SA-2026-0001": "affected", "SA-2026-0002": "fixed"}),
        ("PAN-OS", {"SA-2026-0002": "cannot-compare", "SA-2026-0001": "cannot-compare"}),
        ("PAN-OS 9.x", {"SA-2026-0002": "cannot-compare", "SA-2026-0001": "cannot-compare"}),
        ("Fortinet, PAN-OS, 10.2.5", {}),
        ("cpe:2.3:o:paloaltonetworks:pan-os:10.2.9:h1:*:*:*:*:*:*", {"SA-2026-0002": "fixed", "SA-2026-0001": "fixed"}),
        ("cpe:2.3:a:apache:http_server:2.4.49:*:*:*:*:*:*:*", {"SA-2026-0003": "affected"}),
        ("cpe:/a:apache:http_server:2.4.50", {"SA-2026-0003": "not-listed"}),
        (f"{LOG4J}@2.14.1?type=jar", {"SA-2026-0003": "affected"}),
        (f"{LOG4J}@2.17.1", {"SA-2026-0003": "fixed"}),
        ("pkg:maven/com.example/log4j-core@2.14.1", {}),
        ("pkg:npm/openssl@1.0.1", {}),
        ("pkg:generic/openssl@1.0.1", {"SA-2026-0004": "affected"}),
        ("pkg:deb/debian/openssl@1.0.1e-2+deb7u5", {"SA-2026-0004": "cannot-compare"}),
        ("Windows Server 2019", {"SA-2026-0005": "affected"}),
        ("Windows Server 2022", {}),
    ],
)
def test_what_is_found(products: Products, line: str, outcomes: dict[str, str]):
    """
    Worst first, then the exploited ones; what is withdrawn or replaced is never among them.
    """
    assert list(outcomes.items()) == [(hit.advisory.id, hit.outcome.value) for hit in ask(products, line).hits]


@pytest.mark.parametrize(
    ("line", "like"),
    [
        ("Log4j 2.14", ["Log4j 2 (log4j-core)"]),
        ("Fortinet, PAN-OS, 10.2.5", ["PAN-OS"]),
        ("Windows 10 22H2", ["Windows 10 Version 22H2"]),
        ("windows", ["Windows Server 2019", "Windows 10 Version 22H2"]),
        ("apache http", ["HTTP Server"]),
        ("nginx 1.2", []),
        ("pkg:npm/windows@1", []),
        ("PAN-OS 12.x", []),
    ],
)
def test_names_like_it_are_offered(products: Products, line: str, like: list[str]):
    """
    Where nothing is known by the name that was given; a package of an ecosystem is called like anything.
    """
    assert like == [name.product for name in ask(products, line).like]


def test_a_hit_rests_on_the_rows_that_say_so(products: Products):
    (hit,) = ask(products, f"{LOG4J}@2.3").hits

    assert ["2.0 to 2.14.1"] == [found.row.versions.written for found in hit.rows]
