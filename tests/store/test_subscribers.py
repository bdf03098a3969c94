"""
People in the store: one mailbox is one person, and who was forgotten is gone (mail.md 11, 12, 29, 30).
"""

from __future__ import annotations

import traceback

import pytest
from sqlalchemy import insert, select

from advisorypress.errors import StoreError
from advisorypress.store.connect import Store
from advisorypress.store.inbox import Inbox, Wanted
from advisorypress.store.subscriber_tables import EVENT, METADATA, SUBSCRIBER
from advisorypress.store.subscribers import Reader, Suppressed, confirm, counts, each, forget, readers
from advisorypress.store.transactions import reading, writing
from tests.store.people import ADDRESS, NOW, PEPPER, address, on_the_list, person, subscribe


@pytest.mark.parametrize(
    "spelling",
    ["ZAPHOD.person@mail.example", "zaphod.person@MAIL.EXAMPLE", "Zaphod.Person@Mail.Example"],
)
def test_two_spellings_are_one_subscriber(store: Store, spelling: str) -> None:
    """
    Case makes no second person; mail goes to the spelling that was given first (mail.md 11).
    """
    subscribe(store, ADDRESS, spelling)
    people = list(each(store))

    assert [ADDRESS] == [one.address for one in people]
    assert person(store, spelling) == people[0]


def test_a_domain_in_letters_is_its_a_label(store: Store) -> None:
    """
    U-label and A-label name one domain; `a+x` and `a` are two mailboxes (mail.md 11).
    """
    subscribe(store, "a@例え.テスト", "a@xn--r8jz45g.xn--zckzah", "a+x@例え.テスト")

    assert ["a@xn--r8jz45g.xn--zckzah", "a+x@xn--r8jz45g.xn--zckzah"] == [one.address for one in each(store)]


def test_letters_before_the_at_are_kept(store: Store) -> None:
    """
    What only SMTPUTF8 can carry is kept as it was given; composed and decomposed letters are one person (mail.md 12).
    """
    subscribe(store, "José@mail.example", "jose\u0301@mail.example", "陳大文@mail.example")

    assert ["José@mail.example", "陳大文@mail.example"] == [one.address for one in each(store)]


def test_senders_get_whom_they_ask_for(store: Store) -> None:
    """
    Active subscribers, with the choices of the pace that is asked for, however many pages it takes.
    """
    subscribe(store, *(f"r{number}@mail.example" for number in range(3)), wanted=Wanted(pace="digest"))
    subscribe(store, "u@mail.example", wanted=Wanted("zh-Hant", "text", "urgent", ("vendor:acme", "severity:high")))
    with writing(store) as connection:
        Inbox(connection, PEPPER, NOW).unsubscribe(next(each(store)).pid, "mail")
    numbers = {one.address: one.id for one in each(store)}

    digest = [Reader(numbers[f"r{number}@mail.example"], "both", "html", ("all",)) for number in (1, 2)]
    assert digest == list(readers(store, ("digest", "both")))
    urgent = Reader(numbers["u@mail.example"], "zh-Hant", "text", ("severity:high", "vendor:acme"))
    assert [urgent] == list(readers(store, ("urgent", "both")))


def test_pages_leave_nobody_out(store: Store) -> None:
    """
    2,500 subscribers are three pages; each comes once, in order, with their own choices.
    """
    with writing(store) as connection:
        rows = [
            {"pid": n.to_bytes(8, "big"), "addr": f"{n}@a.b", "addr_key": f"{n}@a.b", "lang": "en", "format": "html",
             "state": "active"}
            for n in range(2_500)
        ]  # fmt: skip
        connection.execute(insert(SUBSCRIBER), rows)
        numbers = connection.execute(select(SUBSCRIBER.c.id).order_by(SUBSCRIBER.c.id)).scalars().all()
        table = METADATA.tables["subscription"]
        connection.execute(
            insert(table), [{"subscriber": n, "topic": f"word:w{n % 7}", "pace": "both"} for n in numbers]
        )

    found = [(one.id, *one.topics) for one in readers(store, ("both",))]

    assert [(n, f"word:w{n % 7}") for n in numbers] == found


def test_counts_name_nobody(store: Store) -> None:
    """
    How many by state, language, format, pace and topic: those who are active, each once.
    """
    subscribe(store, "a@mail.example", "b@mail.example")
    subscribe(store, "c@mail.example", wanted=Wanted("en", "text", "digest", ("press", "all")))
    with reading(store) as connection:
        found = counts(connection)

    assert {"active": 3} == found["state"]
    assert {"both": 2, "en": 1} == found["language"]
    assert {"html": 2, "text": 1} == found["format"]
    assert {"both": 2, "digest": 1} == found["pace"]
    assert {"all": 3, "press": 1} == found["topic"]


def test_a_confirmation_lifts_all_but_a_complaint(store: Store) -> None:
    """
    A new opt-in ends unsubscribing, forgetting and bounces; a complaint ends by a person's word only (mail.md 4.9).
    """
    subscribe(store)
    with writing(store) as connection:
        inbox = Inbox(connection, PEPPER, NOW + 1)
        subscribe_again = lambda **more: confirm(inbox, address(), Wanted(), "paper", **more)  # noqa: E731
        subscribe_again()
        pid = connection.execute(select(SUBSCRIBER.c.pid)).scalar_one()
        inbox.unsubscribe(pid, "mail")

        assert "confirmed" == subscribe_again()
        inbox.complain(pid)
        assert "complaint" == subscribe_again()
        assert "gone" == connection.execute(select(SUBSCRIBER.c.state)).scalar_one()
        assert "confirmed" == subscribe_again(despite_complaint=True)

    assert on_the_list(store) is None


def test_who_is_forgotten_leaves_a_keyed_hash_only(store: Store) -> None:
    """
    No row of any table holds the address or leads to the person; the suppression still works (mail.md 30).
    """
    subscribe(store, ADDRESS, "other@mail.example")
    number = (person(store) or pytest.fail("nobody there")).id
    with writing(store) as connection:
        assert forget(Inbox(connection, PEPPER, NOW + 5), address("Zaphod.Person@mail.example"))
    with reading(store) as connection:
        everything = {name: connection.execute(select(table)).all() for name, table in METADATA.tables.items()}
        events = connection.execute(select(EVENT.c.kind).where(EVENT.c.subscriber == number)).all()

    assert "zaphod" not in str(everything).lower()
    assert [] == events
    assert person(store) is None
    assert Suppressed("forget", NOW + 5) == on_the_list(store)


def test_a_number_is_never_given_again(store: Store) -> None:
    """
    The ledger still has the number of who was forgotten; whoever comes next is not taken for them.
    """
    subscribe(store)
    number = (person(store) or pytest.fail("nobody there")).id
    with writing(store) as connection:
        forget(Inbox(connection, PEPPER, NOW), address())
    subscribe(store, "next@mail.example")
    after = person(store, "next@mail.example")

    assert after is not None
    assert after.id > number


def test_forgetting_somebody_unknown_keeps_them_out(store: Store) -> None:
    """
    Who was never here and never wants to be stays out of imports too; a complaint is not made less by it.
    """
    subscribe(store)
    with writing(store) as connection:
        inbox = Inbox(connection, PEPPER, NOW)
        inbox.complain(connection.execute(select(SUBSCRIBER.c.pid)).scalar_one())
        assert not forget(inbox, address("stranger@mail.example"))
        assert forget(inbox, address())

    assert Suppressed("forget", NOW) == on_the_list(store, "stranger@mail.example")
    assert Suppressed("complaint", NOW) == on_the_list(store)


def test_a_value_shows_no_address(store: Store) -> None:
    """
    A subscriber that ends in a message by mistake is shown by pid (mail.md 30).
    """
    subscribe(store)

    assert "zaphod" not in repr(person(store))


def test_what_the_database_refuses_names_nobody(store: Store) -> None:
    """
    A refusal holds neither the statement nor its values, in its words and in what it came from (mail.md 30).
    """
    subscribe(store)
    with pytest.raises(StoreError) as refused, writing(store) as connection:
        row = {"pid": b"other--!", "addr": ADDRESS, "addr_key": ADDRESS, "lang": "en", "format": "html"}
        connection.execute(insert(SUBSCRIBER).values(row | {"state": "active"}))
    told = "".join(traceback.format_exception(refused.value))

    assert "addr_key" in str(refused.value)
    assert ADDRESS not in told
