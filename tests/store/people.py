"""
Invented subscribers, and the store's answers about them, for tests.
"""

from __future__ import annotations

from advisorypress.address import Address
from advisorypress.store.connect import Store
from advisorypress.store.inbox import Inbox, Wanted
from advisorypress.store.subscribers import Subscriber, Suppressed, confirm, find, suppressed
from advisorypress.store.transactions import reading, writing

NOW = 1_795_000_000
PEPPER = b"p" * 32
NOTHING_SAID = Wanted()
# A word that stands in no other place, so that an address can be looked for in everything that was printed or written.
PERSON = "zaphod.person"
ADDRESS = f"{PERSON}@mail.example"


def address(text: str = ADDRESS) -> Address:
    return Address.parse(text, any_letters=True)


def subscribe(store: Store, *texts: str, wanted: Wanted = NOTHING_SAID, now: int = NOW) -> None:
    """
    Active subscribers with these addresses.
    """
    with writing(store) as connection:
        for text in texts or (ADDRESS,):
            confirm(Inbox(connection, PEPPER, now), address(text), wanted, "paper")


def person(store: Store, text: str = ADDRESS) -> Subscriber | None:
    with reading(store) as connection:
        return find(connection, address(text))


def on_the_list(store: Store, text: str = ADDRESS) -> Suppressed | None:
    with reading(store) as connection:
        return suppressed(connection, PEPPER, address(text))
