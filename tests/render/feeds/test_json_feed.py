"""
JSON Feed 1.1: the requirements JF-01 to JF-09.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from advisorypress.render.feeds import FORMATS
from tests.render.feeds.library import files, parsed, paths

SCHEMA = json.loads((Path(__file__).parents[2] / "corpora" / "schemas" / "jsonfeed-1.1.schema.json").read_text("utf-8"))


@pytest.mark.parametrize("path", paths("json"))
def test_the_schema_holds(path: str) -> None:
    """
    JF-01, JF-03, JF-04, JF-05: version, title and items; content in every item; both addresses; language and authors.
    """
    feed = parsed(path)

    assert [] == list(Draft202012Validator(SCHEMA, format_checker=FormatChecker()).iter_errors(feed))
    assert "https://jsonfeed.org/version/1.1" == feed["version"]
    assert f"https://www.cert.example/{path}" == feed["feed_url"]
    assert feed["home_page_url"].startswith("https://www.cert.example/")
    assert ("zh-Hant-HK" if path.startswith("zh-hant/") else "en") == feed["language"]
    assert isinstance(feed["authors"], list)
    assert all(item["content_html"] for item in feed["items"])


def test_ids_are_those_of_the_other_formats() -> None:
    """
    JF-02: strings, unique, permanent, and the same in RSS, Atom and JSON, so that nothing is shown twice.
    """
    ids = [item["id"] for item in parsed("feeds/all.json")["items"]]
    rss = [guid.text for guid in parsed("feeds/all.rss").findall("channel/item/guid")]

    assert 11 == len(set(ids))
    assert ids == rss


def test_dates() -> None:
    """
    JF-06: RFC 3339; an editorial revision is no modification.
    """
    item = parsed("feeds/advisories.json")["items"][0]

    assert "2026-11-20T09:30:00+08:00" == item["date_published"]
    assert "2026-11-22T18:30:00+08:00" == item["date_modified"]
    assert datetime.fromisoformat(item["date_modified"]).utcoffset() is not None


def test_the_extension_has_the_facts() -> None:
    """
    JF-07: `_advisory`, with keys that never change and the risk in words.
    """
    item = parsed("zh-hant/feeds/advisories.json")["items"][0]

    assert {
        "id": "SA-2026-0142",
        "version": 3,
        "status": "published",
        "severity": "critical",
        "severity_text": "極高度風險",
        "category": "network-security",
        "impacts": ["remote-code-execution", "information-disclosure"],
        "exploited": "2026-11-20",
        "cves": ["CVE-2026-12345"],
        "cvss": {"version": "3.1", "score": 9.8, "vector": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"},
        "vendors": ["Fortinet"],
        "supersedes": ["SA-2026-0139"],
        "url": "https://www.cert.example/zh-hant/advisories/SA-2026-0142/advisory.json",
    } == item["_advisory"]
    assert all(
        key.startswith("_") or key in SCHEMA["$defs"]["item"]["properties"]
        for each in parsed("feeds/all.json")["items"]
        for key in each
    )


def test_exploited_has_three_values() -> None:
    """
    JF-07: a day, false where nobody has seen it, and absent where nothing is said.
    """
    facts = {item["_advisory"]["id"]: item["_advisory"] for item in parsed("feeds/advisories.json")["items"]}

    assert facts["SA-2026-0143"]["exploited"] is False
    assert "exploited" not in facts["SA-2026-0138"]


def test_an_item_names_the_language_of_its_words() -> None:
    """
    JF-05: English words in the Chinese feed are called English.
    """
    languages = {item["id"].rpartition("/")[2]: item["language"] for item in parsed("zh-hant/feeds/all.json")["items"]}

    assert "en" == languages["SA-2026-0143"]
    assert "zh-Hant-HK" == languages["SA-2026-0142"]


def test_media_type_and_no_hub() -> None:
    """
    JF-08, JF-09: `application/feed+json`; no hub is used, so none is named.
    """
    assert "application/feed+json" == next(format.media_type for format in FORMATS if format.ending == "json")
    assert all("hubs" not in parsed(path) for path in paths("json"))


def test_the_bytes_are_utf8() -> None:
    """
    Chinese is written as it is, so that a person can read the file.
    """
    assert "極高度風險" in files()["zh-hant/feeds/all.json"].decode("utf-8")
