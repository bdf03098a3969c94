"""
What holds for all three formats: which records, the same bytes always, and words that would break a feed.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from lxml import etree

from advisorypress.language import Language
from advisorypress.load.schema import Kind
from advisorypress.model.advisory import Severity
from advisorypress.model.document import DocumentWords
from advisorypress.model.library import Library
from advisorypress.render.feeds.entry import NEVER
from advisorypress.vocabulary import Vocabulary
from tests.examples import (
    ROOT,
    a_document,
    a_library,
    a_moment,
    a_revision,
    advisory_words,
    an_advisory,
    the_settings,
    the_vocabulary,
)
from tests.golden_plugin import Golden
from tests.render.feeds.library import EXPLOITED, GUIDE, RECORDS, WITHDRAWN, files, found, parsed, paths, small_library

GOLDEN = Path(__file__).parents[2] / "golden" / "feeds"
TIMES = re.compile(r"\d{4}-\d\d-\d\dT[0-9:+]*|[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} [0-9:]* [+-]\d{4}")


@pytest.mark.parametrize("path", sorted(paths("rss") + paths("atom") + paths("json")))
def test_golden(path: str, golden: Golden) -> None:
    """
    The feeds of the small library, as reviewed.
    """
    edition, _, name = path.rpartition("feeds/")
    golden(GOLDEN / (edition or "en") / name, files()[path].decode("utf-8"))


def test_the_files_of_both_editions() -> None:
    """
    Each feed in three formats and two languages; every key of a closed vocabulary has one, and every vendor.
    """
    written = files()
    names = {path.removeprefix("feeds/").rpartition(".")[0] for path in written if path.startswith("feeds/")}

    assert {"all", "advisories", "critical", "exploited", "bulletins", "digests", "guides", "news"} == {
        name for name in names if "/" not in name
    }
    assert {f"severity/{severity.value}" for severity in Severity} == {n for n in names if n.startswith("severity/")}
    categories = the_vocabulary().keys("category")
    assert {f"category/{key}" for key in categories} == {n for n in names if n.startswith("category/")}
    assert "vendor/fortinet" in names
    endings = ("rss", "atom", "json")
    assert {f"{language.prefix}feeds/{n}.{e}" for language in Language for n in names for e in endings} == set(written)


def test_what_stands_in_each_feed() -> None:
    """
    A feed has the records of its list, and says in its title which they are.
    """
    worst = {item["_advisory"]["severity"] for item in parsed("feeds/severity/critical.json")["items"]}
    exploited = [item["_advisory"]["id"] for item in parsed("feeds/exploited.json")["items"]]

    assert {"critical"} == worst
    assert parsed("feeds/critical.json")["items"] == parsed("feeds/severity/critical.json")["items"]
    assert [EXPLOITED.id] == exploited
    assert "Example CERT: Security Advisories: Fortinet" == parsed("feeds/vendor/fortinet.json")["title"]
    assert {"Fortinet"} <= set(parsed("feeds/vendor/fortinet.json")["items"][0]["_advisory"]["vendors"])
    assert [GUIDE.path] == [
        i["url"].removeprefix("https://www.cert.example/") for i in parsed("feeds/guides.json")["items"]
    ]


def test_the_newest_fifty_by_meaning() -> None:
    """
    An old advisory whose meaning changed comes before a newer one that is quiet; the fifty-first is left out.
    """
    quiet = [
        an_advisory(id=f"SA-2026-{number:04}", published=moment, revisions=(a_revision(1, "new", moment),))
        for number in range(60)
        if (moment := a_moment(1) + timedelta(hours=number))
    ]
    revived = replace(quiet[0], revisions=(*quiet[0].revisions, a_revision(2, "now-exploited", a_moment(20))))
    library = a_library(revived, *quiet[1:])

    ids = [item["id"].rpartition("/")[2] for item in parsed("feeds/all.json", library)["items"]]

    assert 50 == len(ids)
    assert "SA-2026-0000" == ids[0]
    assert [f"SA-2026-{number:04}" for number in range(59, 10, -1)] == ids[1:]


def test_records_of_one_moment_keep_their_order() -> None:
    """
    However the records come in, the feed has them in one order.
    """
    same = [an_advisory(id=f"SA-2026-{number:04}") for number in range(5)]

    assert files(a_library(*same)) == files(a_library(*reversed(same)))


def test_an_editorial_change_moves_no_time_in_any_format() -> None:
    """
    The times of every feed, in their order, are those from before.
    """
    edited = replace(EXPLOITED, revisions=(*EXPLOITED.revisions, a_revision(4, "editorial", a_moment(29))))
    before = small_library()
    after = a_library(*(edited if record is EXPLOITED else record for record in RECORDS), settings=before.settings)

    assert _times(before) == _times(after)


def _times(library: Library) -> dict[str, list[str]]:
    return {path: TIMES.findall(made.decode("utf-8")) for path, made in files(library).items()}


def test_no_clock() -> None:
    """
    Every time in a feed is one of a record: none is the moment of writing.
    """
    known = {record.published for record in RECORDS} | {record.updated for record in RECORDS}
    # What a feed says that has nothing yet.
    known.add(NEVER)

    for path, content in files().items():
        for text in TIMES.findall(content.decode("utf-8")):
            moment = datetime.fromisoformat(text) if text[0].isdigit() else parsedate_to_datetime(text)
            assert moment in known, (path, text)


def test_the_same_bytes_in_every_place_and_hour() -> None:
    """
    Time zone, locale and hash seed of the process make no difference.
    """
    script = (
        "import hashlib; from tests.render.feeds.library import files;"
        "print(hashlib.sha256(b''.join(k.encode() + v for k, v in sorted(files().items()))).hexdigest())"
    )
    digests = set()
    for zone, locale, seed in (
        ("UTC", "C", "1"),
        ("Pacific/Kiritimati", "C.UTF-8", "2"),
        ("America/St_Johns", "POSIX", "3"),
    ):
        environment = {**os.environ, "TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        done = subprocess.run([sys.executable, "-c", script], env=environment, cwd=ROOT, capture_output=True, text=True)
        assert "" == done.stderr
        digests.add(done.stdout.strip())

    assert {
        hashlib.sha256(b"".join(path.encode() + made for path, made in sorted(files().items()))).hexdigest()
    } == digests


HOSTILE = "Bell\x07 NUL\x00 esc\x1b[31m next\x85line half\ud83d pair ]]> <b>&amp;</b> 'single' \"double\"\nsecond line\u2028 \ufffe end"


def with_words(**changes: object) -> Library:
    """
    A library whose one advisory has English words only, with *changes*.
    """
    return a_library(an_advisory(words={Language.EN: advisory_words(**changes)}))


def with_term(label: str) -> Library:
    """
    A library whose vocabulary calls the worst severity *label*.
    """
    library = a_library(an_advisory())
    groups = library.vocabulary.groups
    critical = replace(groups["severity"]["critical"], words=dict.fromkeys(Language, label))
    return replace(library, vocabulary=Vocabulary({**groups, "severity": {**groups["severity"], "critical": critical}}))


PRODUCT = replace(an_advisory().affected[0], vendor=HOSTILE, product=HOSTILE, fixed=HOSTILE)
REASON = replace(WITHDRAWN, words={Language.EN: advisory_words(withdrawn_reason=HOSTILE)})
LIBRARIES = {
    "title": with_words(title=HOSTILE),
    "summary": with_words(summary=HOSTILE),
    "actions": with_words(actions=(HOSTILE, HOSTILE)),
    "reason": a_library(REASON),
    # A body is read as UTF-8, which has no half pairs.
    "body": with_words(body=HOSTILE.replace("\ud83d", "")),
    "product": a_library(an_advisory(affected=(PRODUCT,))),
    "ids": a_library(an_advisory(aliases=(HOSTILE,), supersedes=(HOSTILE,))),
    "team": a_library(an_advisory(), settings=the_settings(name=dict.fromkeys(Language, HOSTILE))),
    "tags": a_library(a_document(Kind.GUIDE, tags=(HOSTILE,))),
    "term": with_term(HOSTILE),
}


@pytest.mark.parametrize("place", LIBRARIES)
def test_no_words_can_break_a_feed(place: str) -> None:
    """
    Control characters, half surrogate pairs, marks of XML and line ends: all three formats stay well-formed.
    """
    for path, made in files(LIBRARIES[place]).items():
        text = made.decode("utf-8")
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe]", text), path
        if path.endswith(".json"):
            json.loads(text)
        else:
            etree.fromstring(made)


def test_a_title_of_nothing_but_control_characters() -> None:
    """
    Its number stands in for it, for a feed without a title is no feed.
    """
    advisory = replace(an_advisory(), words={Language.EN: advisory_words(title="\x00\x01 ")})

    assert ["SA-2026-0142"] == found(parsed("feeds/all.atom", a_library(advisory)), "atom:entry/atom:title/text()")


def test_a_zone_that_is_not_off_by_whole_minutes() -> None:
    """
    Hong Kong was 7:36:42 ahead before 1904; no feed can write that, so such a moment is told in UTC.
    """
    odd = datetime(1900, 1, 1, 12, 0, tzinfo=timezone(timedelta(hours=7, minutes=36, seconds=42)))
    library = a_library(an_advisory(published=odd, revisions=(a_revision(1, "new", odd),)))

    assert "1900-01-01T04:23:18+00:00" == found(parsed("feeds/all.atom", library), "string(atom:updated)")
    assert "Mon, 01 Jan 1900 04:23:18 +0000" == parsed("feeds/all.rss", library).findtext("channel/lastBuildDate")


def test_a_site_in_a_folder_and_with_a_foreign_host() -> None:
    """
    Ids have the host as DNS writes it and the whole address, so two sites on one host never share an id.
    """
    library = a_library(an_advisory(), settings=the_settings(site_url="https://例子.example:8443/team/"))

    assert ["tag:xn--fsqu00a.example,2026-11-20:team/zh-hant/advisories/SA-2026-0142"] == found(
        parsed("zh-hant/feeds/all.atom", library), "atom:entry/atom:id/text()"
    )


def test_a_demonstration_says_so() -> None:
    """
    Whoever meets a feed of the demonstration is told that its team is not real; a real team's feed says nothing of it.
    """
    real = small_library(settings=the_settings())

    assert "此為示範，機構並非真實。" in parsed("zh-hant/feeds/all.json")["description"]
    assert "此為示範" not in parsed("zh-hant/feeds/all.json", real)["description"]


def test_a_digest_without_words() -> None:
    """
    Title and summary follow from its period, in the reader's language, though only the other edition exists.
    """
    digest = a_document(Kind.DIGEST, words={Language.EN: DocumentWords(Language.EN, title="", summary="", body="")})
    item = parsed("zh-hant/feeds/digests.json", a_library(digest))["items"][0]

    assert "警報摘要：2026年11月1日至15日" == item["title"]
    assert "2026年11月1日至15日的保安公告、建議及新聞。" == item["summary"]
    assert "zh-Hant-HK" == item["language"]
