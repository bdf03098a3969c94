"""
A template is filled by joining bytes, and nothing that is filled in can end its line.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisorypress.compose.slots import Slot, Template

_TEMPLATE = Template((b"To: ", b"\r\nMessage-ID: ", b"\r\n\r\nwords\r\n"), (Slot.TO, Slot.MESSAGE_ID))


def test_splice() -> None:
    """
    Values stand where their slots were.
    """
    values = {Slot.TO: b"a@b.example", Slot.MESSAGE_ID: b"<1@b.example>", Slot.LIST_UNSUBSCRIBE: b"<mailto:x@y>"}

    assert _TEMPLATE.splice(values) == b"To: a@b.example\r\nMessage-ID: <1@b.example>\r\n\r\nwords\r\n"


@pytest.mark.parametrize(
    "value", [b"", b"a\r\nBcc: v@x", b"a\nb", b"a\0", b"a ", b" a", b"a" * 990, b"\xc2\x85", b"\xe2\x80\xa8"]
)
def test_hostile_values(value: bytes) -> None:
    """
    mail.md 9: no value can end its line, and none is repeated in the error.
    """
    with pytest.raises(ValueError, match=r"^the value of Message-ID is no single line of header text$"):
        _TEMPLATE.splice({Slot.TO: b"a@b.example", Slot.MESSAGE_ID: value})


def test_address_in_utf8() -> None:
    """
    mail.md 12: an address beyond ASCII can be written to, for a relay that takes it.
    """
    address = "用戶@b.example".encode()

    assert b"To: " + address + b"\r\n" in _TEMPLATE.splice({Slot.TO: address, Slot.MESSAGE_ID: b"<1@b.example>"})


@given(st.lists(st.binary(), min_size=4, max_size=4), st.permutations(list(Slot)))
def test_pack_and_unpack(parts: list[bytes], slots: list[Slot]) -> None:
    """
    A store gives back the template that it was given.
    """
    template = Template(tuple(parts), tuple(slots))

    assert Template.unpack(template.pack()) == template


@given(st.integers(min_value=0, max_value=len(_TEMPLATE.pack()) - 1))
def test_cut(length: int) -> None:
    """
    A template that was cut anywhere is refused.
    """
    with pytest.raises(ValueError):
        Template.unpack(_TEMPLATE.pack()[:length])


def test_shapes() -> None:
    """
    A template with too few parts, or with one slot twice, cannot be made.
    """
    with pytest.raises(ValueError, match="one part more"):
        Template((b"",), (Slot.TO,))
    with pytest.raises(ValueError, match="once"):
        Template((b"", b"", b""), (Slot.TO, Slot.TO))
