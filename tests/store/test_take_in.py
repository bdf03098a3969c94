"""
A list into the store: good rows in, bad rows named, nobody twice and nobody back (mail.md 9 to 11, 29, 30).
"""

from __future__ import annotations

import tracemalloc
from collections import Counter
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import func, select

from advisorypress.store.connect import Store, open_store
from advisorypress.store.inbox import Inbox, Wanted
from advisorypress.store.lists.entry import Bad
from advisorypress.store.lists.take_in import Importer, Terms
from advisorypress.store.subscriber_tables import METADATA, SUBSCRIBER, SUBSCRIPTION
from advisorypress.store.subscribers import Subscriber, each, forget
from advisorypress.store.transactions import reading, writing
from tests.store.people import ADDRESS, NOW, PEPPER, PERSON, address, person, subscribe

TERMS = Terms(Wanted("both", "html", "both", ("all",)), (), "the list of 2019", NOW)
# Statement 10 in its own words, and 9: each with the reason that it alone has.
BAD_ADDRESSES = {
    '"a@b.c>\r\nRCPT TO:<v@x"': "goes on to line",
    "a@b.c> NOTIFY=NEVER": "has a space in it",
    "a@b.c\0": "cannot be seen (U+0000)",
    "a\x85@b.c": "cannot be seen (U+0085)",
    "a\u2028@b.c": "cannot be seen (U+2028)",
    "a b@c.d": "has a space in it",
    '"a@b, c@d"': "has a space in it",
    '"a@b,c@d"': "has a comma in it",
    "undisclosed-recipients:;": "is a group",
    "a@": "has nothing after the @",
    "@b": "has nothing before the @",
    "a..b@c.d": "has a dot too many before the @",
    "a@-b.c": "begins or ends with a hyphen",
    f"{'a' * 65}@c.d": "has more than 64 characters",
    f"a@{'.'.join(['b' * 61] * 4)}.cdefg": "has more than 254 characters",
    "a＠b.c": "has a full-width ＠",
    "\ufeffa@b.c": "has a byte order mark",
    "a@[127.0.0.1]": "names a machine by its number",
    '"a""b@c.d"': "has a quotation mark",
    "<a@b.c": "has an angle bracket",
}


def take(store: Store, path: Path, terms: Terms = TERMS) -> tuple[Counter[str], list[Bad]]:
    refused: list[Bad] = []
    return Importer(store, PEPPER, terms, refused.append).take(path), refused


def a_list(folder: Path, *rows: str, head: str = "email,name") -> Path:
    path = folder / "list.csv"
    path.write_bytes("".join(f"{row}\n" for row in (head, *rows)).encode())
    return path


def dump(store: Store) -> dict[str, list[str]]:
    with reading(store) as connection:
        return {
            name: sorted(map(str, connection.execute(select(table)).all())) for name, table in METADATA.tables.items()
        }


def test_bad_addresses_have_their_own_reasons(store: Store, tmp_path: Path) -> None:
    """
    Each is refused with its line, its column and its own reason, none of which has its text; the good ones are in (mail.md 10).
    """
    rows = [row for number, bad in enumerate(BAD_ADDRESSES) for row in (f"{bad},X", f"good{number}@mail.example,Y")]
    counts, refused = take(store, a_list(tmp_path, *rows))

    assert len(BAD_ADDRESSES) == counts["bad"] == len(refused)
    assert len(rows) - len(BAD_ADDRESSES) == counts["added"]
    for bad, reason in zip(refused, BAD_ADDRESSES.values(), strict=True):
        assert reason in bad.reason
    for bad, text in zip(refused, BAD_ADDRESSES, strict=True):
        assert text.strip('"') not in f"{bad.reason}{bad.column}{bad!r}"
    # The first bad row has two lines, so that all others have moved by one.
    assert [2, *range(5, 5 + 2 * (len(rows) // 2 - 1), 2)] == [bad.line for bad in refused]


def test_duplicates_are_one_subscriber(store: Store, tmp_path: Path) -> None:
    """
    By case, by U-label and by spaces around; a tag makes another mailbox (mail.md 11).
    """
    rows = ["a@例え.テスト", "A@xn--r8jz45g.xn--zckzah", "  a@XN--R8JZ45G.xn--zckzah ", "a+x@例え.テスト"]
    counts, _ = take(store, a_list(tmp_path, *(f"{row},X" for row in rows)))

    assert {"added": 2, "there already": 2} == dict(counts)
    assert 2 == len(list(each(store)))


def test_twice_is_once(store: Store, tmp_path: Path) -> None:
    """
    The same list again changes nothing at all.
    """
    path = a_list(tmp_path, *(f"r{number}@mail.example,R" for number in range(1_500)))
    first, _ = take(store, path)
    before = dump(store)
    again, _ = take(store, path)

    assert ({"added": 1_500}, {"there already": 1_500}) == (dict(first), dict(again))
    assert before == dump(store)


def test_what_people_chose_stays(store: Store, tmp_path: Path) -> None:
    """
    A list does not undo what somebody set by themselves.
    """
    subscribe(store, wanted=Wanted("zh-Hant", "text", "urgent", ("vendor:acme",)))
    before = dump(store)
    counts, _ = take(store, a_list(tmp_path, f"{ADDRESS},en", head="email,language"))

    assert {"there already": 1} == dict(counts)
    assert before == dump(store)


@pytest.mark.parametrize("way", ["unsubscribe", "forget", "bounce", "complaint", "suspended"])
def test_who_has_left_does_not_come_back(store: Store, tmp_path: Path, way: str) -> None:
    """
    However they left and however they are written in the list (mail.md 29); the row is named, and nothing changes.
    """
    subscribe(store)
    pid = (person(store) or pytest.fail("nobody there")).pid
    with writing(store) as connection:
        inbox = Inbox(connection, PEPPER, NOW)
        match way:
            case "unsubscribe":
                inbox.unsubscribe(pid, "mail")
            case "forget":
                forget(inbox, address())
            case "bounce":
                inbox.bounce(pid, 1, "5.1.1", final=True)
            case "complaint":
                inbox.complain(pid)
            case _:
                connection.execute(SUBSCRIBER.update().values(state="suspended"))
    before = dump(store)
    counts, refused = take(store, a_list(tmp_path, "Zaphod.PERSON@mail.example,Z", "new@mail.example,N"))

    assert {"added": 1, "kept out": 1} == dict(counts)
    assert [(2, "column 1 (email)")] == [(bad.line, bad.column) for bad in refused]
    assert before["suppression"] == dump(store)["suppression"]
    after = person(store)
    assert (None if way == "forget" else "gone" if way != "suspended" else "suspended") == (after and after.state)


def test_who_was_asked_and_is_in_the_list_is_in(store: Store, tmp_path: Path) -> None:
    """
    A stranger who signs up somebody else's address cannot keep them out of the list that has their consent.
    """
    with writing(store) as connection:
        Inbox(connection, PEPPER, NOW - 9).sign_up(ADDRESS, ADDRESS, Wanted("en", topics=("press",)))
    counts, _ = take(store, a_list(tmp_path, f"{ADDRESS},zh", head="email,language"))
    found = person(store)

    assert {"added": 1} == dict(counts)
    assert isinstance(found, Subscriber)
    assert ("active", "zh-Hant", ["all"]) == (found.state, found.language, [str(c.topic) for c in found.choices])
    with reading(store) as connection:
        assert (None, "the list of 2019") == connection.execute(
            select(SUBSCRIBER.c.asked_at, SUBSCRIBER.c.consent_how)
        ).one()


def test_two_imports_at_once(store: Store, tmp_path: Path) -> None:
    """
    Two operators with the same list: everybody once, with their choices.
    """
    path = a_list(tmp_path, *(f"r{number}@mail.example,R" for number in range(3_000)))
    found: list[Counter[str]] = []
    threads = [Thread(target=lambda: found.append(take(store, path)[0])) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert {"added": 3_000, "there already": 3_000} == dict(found[0] + found[1])
    with reading(store) as connection:
        assert 3_000 == connection.execute(select(func.count()).select_from(SUBSCRIPTION)).scalar_one()


class _Stopped(Exception):
    pass


def test_stopped_and_run_again(store: Store, tmp_path: Path) -> None:
    """
    An import that ends in the middle is run again and does the rest (mail.md 29).
    """
    path = a_list(tmp_path, *(f"r{number}@mail.example,R" for number in range(2_500)))

    def stop(rows: int) -> None:
        if rows >= 1_000:
            raise _Stopped

    with pytest.raises(_Stopped):
        Importer(store, PEPPER, TERMS, lambda bad: None, stop).take(path)
    counts, _ = take(store, path)

    assert {"added": 1_500, "there already": 1_000} == dict(counts)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=some.text(max_size=300), more=some.binary(max_size=60))
def test_nothing_breaks_it(
    tmp_path_factory: pytest.TempPathFactory, hostile_store: Store, text: str, more: bytes
) -> None:
    """
    Whatever a file holds: its rows are taken in or refused, and what is in the store is an address that can be written to.
    """
    path = tmp_path_factory.mktemp("list") / "list.csv"
    path.write_bytes(f"email,name\n{text}\n{PERSON}@mail.example,Z\n".encode(errors="replace") + more)
    take(hostile_store, path)

    assert all(address(one.address).key for one in each(hostile_store))


@pytest.fixture(scope="module")
def hostile_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return open_store(f"sqlite:///{tmp_path_factory.mktemp('hostile')}/state/store.sqlite", {})


@pytest.mark.full
def test_a_hundred_thousand(store: Store, tmp_path: Path) -> None:
    """
    100,000 rows are never all held: 40 MB at most, and the time is that of a hundred transactions.
    """
    path = a_list(tmp_path, *(f"reader{number}@mail{number % 500}.example,Somebody" for number in range(100_000)))
    tracemalloc.start()
    counts, _ = take(store, path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert {"added": 100_000} == dict(counts)
    assert most < 40_000_000
