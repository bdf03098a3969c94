"""
Topics: one text for each, however it was written.
"""

from __future__ import annotations

import pytest

from advisorypress.address import Rejected
from advisorypress.store.topics import parse_topic


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("all", "all"),
        (" ALL ", "all"),
        ("Press", "press"),
        ("全部", "all"),
        ("傳媒", "press"),
        ("kind: Alert", "kind:alert"),
        ("Severity:HIGH", "severity:high"),
        ("severity：high", "severity:high"),
        ("category:network-security", "category:network-security"),
        ("vendor:Palo  Alto Networks", "vendor:palo-alto-networks"),
        ("vendor:Nobody Has Seen It", "vendor:nobody-has-seen-it"),
        ("word:Mail   Server", "word:mail server"),
        ("word:漏洞", "word:漏洞"),
        ("word:CVE-2026-1", "word:cve-2026-1"),
    ],
)
def test_a_topic_has_one_text(text: str, kept: str) -> None:
    """
    Case, spaces and full-width signs make no difference, also for vendors that nobody has written about yet.
    """
    assert kept == str(parse_topic(text))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "unknown"),
        ("vendor:", "unknown"),
        ("everything", "unknown"),
        ("all:x", "unknown"),
        ("colour:red", "unknown"),
        ("kind:article", "none of alert"),
        ("severity:awful", "none of critical"),
        ("category:no/such", "vocabulary"),
        ("word:a\nb;c", "keyword"),
        (f"word:{'a' * 99}", "keyword"),
    ],
)
def test_what_is_no_topic_is_refused(text: str, reason: str) -> None:
    """
    A topic that could never match would leave somebody waiting for mail that never comes.
    """
    with pytest.raises(Rejected, match=reason):
        parse_topic(text)


def test_a_category_is_one_of_the_vocabulary() -> None:
    """
    Where the vocabulary is known, a slip of the keyboard in a category is found.
    """
    assert "category:malware" == str(parse_topic("category:malware", {"malware"}))
    with pytest.raises(Rejected, match="vocabulary"):
        parse_topic("category:malwear", {"malware"})
