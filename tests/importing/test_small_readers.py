"""
Versions, product names, scores, addresses and times of other formats.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from advisorypress.importing.addresses import address_to_click, host_of, web_address
from advisorypress.importing.cpe import cpe_name
from advisorypress.importing.moments import read_moment
from advisorypress.importing.scores import (
    base_score,
    is_other_number,
    known_vector,
    says_the_same,
    vector_of_calculator,
)
from advisorypress.importing.version_ranges import from_csaf


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        ("vers:all/*", "all"),
        ("All versions", "all"),
        ("vers:all/<V2.9.7", "before V2.9.7"),
        ("< V13 SP2 Update 2", "before V13 SP2 Update 2"),
        ("All versions < V4.7 HF29", "before V4.7 HF29"),
        ("<=1.14.0", "1.14.0 and earlier"),
        (">=6.5", "6.5 and later"),
        ("All versions  >= V5.1.1", "V5.1.1 and later"),
        ("vers:generic/>=1.0|<=2.3", "1.0 to 2.3"),
        (">= V2.0 and < V2.6", "V2.0 to before V2.6"),
        ("vers:all/>=V3.0.1<V3.0.3", "V3.0.1 to before V3.0.3"),
        ("4.5.181 | 4.5.196", "4.5.181, 4.5.196"),
        ("Version v1.0", "v1.0"),
        ("V35.011", "V35.011"),
        # What says more than versions stays as it is.
        (
            "All versions <= V2.2.2 and Function State (FS) <= 10",
            "All versions <= V2.2.2 and Function State (FS) <= 10",
        ),
        ("All versions with Ethernet interface", "All versions with Ethernet interface"),
        ("<= 2.0.11 / 3.0.11", "2.0.11 / 3.0.11 and earlier"),
        (">1.0|<2.0", ">1.0|<2.0"),
        ("vers:all/<", "<"),
        ("", ""),
    ],
)
def test_versions(written: str, ours: str) -> None:
    """
    A range of a product tree in the words of our format.
    """
    assert ours == from_csaf(written)


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        ("cpe:/a:redhat:openshift:4.6::el8", "cpe:2.3:a:redhat:openshift:4.6:*:el8:*:*:*:*:*"),
        ("cpe:/o:redhat:rhel_aus:7.6::server", "cpe:2.3:o:redhat:rhel_aus:7.6:*:server:*:*:*:*:*"),
        ("cpe:/a:x:y%2b:1:-:~~pro~linux~x64~", r"cpe:2.3:a:x:y\+:1:-:*:*:pro:linux:x64:*"),
        ("cpe:2.3:o:a:b:1.0:*:*:*:*:*:*:*", "cpe:2.3:o:a:b:1.0:*:*:*:*:*:*:*"),
        ("cpe:/z:nothing", ""),
        ("cpe:2.3:a:b", ""),
        ("cpe:/a:" + ":" * 40, ""),
        ("nonsense", ""),
    ],
)
def test_cpe(written: str, ours: str) -> None:
    """
    The older URI form becomes CPE 2.3; what is neither is none.
    """
    assert ours == cpe_name(written)


def test_scores() -> None:
    """
    Vectors are those that we can compute; a number that does not follow from one is told.
    """
    vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"

    assert vector == known_vector(f" {vector} ")
    assert "AV:N/AC:L/Au:N/C:P/I:P/A:P" == known_vector("(AV:N/AC:L/Au:N/C:P/I:P/A:P)")
    assert "" == known_vector("CVSS:3.1/AV:N") == known_vector("9.8") == known_vector("CVSS:3.1/" + "A" * 1000)
    assert not is_other_number("9.8", base_score(vector))
    assert is_other_number("7.5", base_score(vector))
    assert is_other_number("high", base_score(vector))
    assert says_the_same(vector, vector.replace("3.1", "3.0"))
    assert not says_the_same(vector, vector.replace("A:H", "A:N"))


def test_score_of_a_calculator_link() -> None:
    """
    CSAF 2.0 has no place for CVSS 4.0, so CISA links to the calculator; the link carries the vector.
    """
    vector = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:H/SC:N/SI:N/SA:H"

    assert vector == vector_of_calculator(f"https://www.first.org/cvss/calculator/4.0#{vector}")
    assert "" == vector_of_calculator(f"https://first.org.evil.example/cvss/calculator/4.0#{vector}")


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.com/",
        "https://user@example.com/",
        "https://example.com:99999/",
        "https://",
        "https://exämple.com/",
        "https://example.com/\u202e",
        "https://example.com/" + "a" * 3000,
        "file:///etc/passwd",
        "",
    ],
)
def test_no_address(address: str) -> None:
    """
    What does not lead to the web, or hides where it leads, is no address.
    """
    assert "" == web_address(address) == address_to_click(address)


def test_addresses() -> None:
    """
    Spaces and brackets are encoded; a mailbox may be clicked but is no reference.
    """
    assert "https://example.com/a%20b?x=%3Cy%3E" == web_address(" https://example.com/a b?x=<y> ")
    assert "" == web_address("mailto:psirt@example.com")
    assert "mailto:psirt@example.com" == address_to_click("mailto:psirt@example.com")
    assert "example.com" == host_of("https://www.example.com:8443/a")


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2024-01-23T07:00:00.000000Z", datetime(2024, 1, 23, 7, tzinfo=UTC)),
        ("2024-01-23t07:00:00z", datetime(2024, 1, 23, 7, tzinfo=UTC)),
        ("2024-10-27T14:05:09.316165759Z", datetime(2024, 10, 27, 14, 5, 9, tzinfo=UTC)),
        ("2024-01-23", datetime(2024, 1, 23, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("2024-13-45T99:99:99Z", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_moments(written: str, moment: datetime | None) -> None:
    """
    Times of any precision; what is at the edge of time is none.
    """
    assert moment == read_moment(written)
