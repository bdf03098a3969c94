"""
Addresses: statements 10, 11 and 12 of the mail design, as far as they need no subscriber.
"""

from __future__ import annotations

import pytest

from advisorypress.address import Address, Rejected

REFUSED = {
    "a@b.c>\r\nRCPT TO:<v@x": "cannot be seen",
    "a@b.c> NOTIFY=NEVER": "a space",
    "a@b.c>NOTIFY": "angle bracket",
    "a@b.c\0": "cannot be seen",
    "a\n@b.c": "cannot be seen",
    "a\x85@b.c": "cannot be seen",
    "a\u2028@b.c": "cannot be seen",
    "a\u200b@b.c": "cannot be seen",
    "\u202ea@b.c": "cannot be seen",
    "a b@c.d": "a space",
    " a@c.d": "a space",
    "a\u3000b@c.d": "a space",
    "a@b,c@d": "a comma",
    "undisclosed-recipients:;": "a group",
    "a@": "nothing after",
    "@b": "nothing before",
    "ab": "no @",
    "": "is empty",
    "a@b@c.d": "more than one @",
    "a..b@c.d": "a dot too many before",
    ".a@c.d": "a dot too many before",
    "a.@c.d": "a dot too many before",
    "a@c..d": "a dot too many after",
    "a@c.d.": "a dot too many after",
    "a@-b.c": "a hyphen",
    "a@b-.c": "a hyphen",
    "a@b_c.d": "a sign after",
    f"{'a' * 65}@c.d": "more than 64",
    f"a@{'.'.join(['b' * 61] * 4)}.cdefg": "more than 254",
    f"a@{'b' * 64}.c": "too long",
    f"a@{'漏' * 60}.c": "no registry",
    f"a@{'.'.join(['b' * 63] * 5)}": "too long",
    "a＠b.c": "full-width",
    "\ufeffa@b.c": "byte order mark",
    "a@[127.0.0.1]": "by its number",
    "a@127.0.0.1": "by its number",
    '"a b"@c.d': "a space",
    '"ab"@c.d': "quotation mark",
    "a(comment)@c.d": "bracket",
    "Name <a@b.c>": "a space",
    "<a@b.c>": "angle bracket",
    "漏@b.c": "not ASCII",
    "a@ｃert.example": "no registry",
    "a\ud800@b.c": "cannot be seen",
}


@pytest.mark.parametrize(("text", "reason"), REFUSED.items())
def test_what_is_no_address_is_refused_with_its_own_reason(text: str, reason: str) -> None:
    """
    Each kind of trouble has its own words, and they never repeat the address (statements 10 and 30).
    """
    with pytest.raises(ValueError, match=reason) as caught:
        Address.parse(text)

    assert not text or text not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("someone@cert.example", "someone@cert.example"),
        ("First.Last+tag@CERT.Example", "First.Last+tag@cert.example"),
        ("root@localhost", "root@localhost"),
        ("o'neil=x/y!#$%&*?^_`{|}~-@b.c", "o'neil=x/y!#$%&*?^_`{|}~-@b.c"),
        ("a@例え.テスト", "a@xn--r8jz45g.xn--zckzah"),
        ("a@xn--r8jz45g.XN--ZCKZAH", "a@xn--r8jz45g.xn--zckzah"),
        (f"{'a' * 64}@c.d", f"{'a' * 64}@c.d"),
    ],
)
def test_an_address_is_written_as_it_goes_over_the_wire(text: str, written: str) -> None:
    """
    The domain in lower case and as A-labels, so that one domain has one spelling; the local part as given (statements 11, 12).
    """
    assert written == str(Address.parse(text))


def test_the_longest_address() -> None:
    """
    254 octets fit between the angle brackets (RFC 5321), 255 do not (statement 10).
    """
    domain = ".".join(["b" * 60] * 3)
    fits = f"{'a' * 64}@{domain}.{'c' * (254 - 66 - len(domain))}"

    assert 254 == len(fits)
    assert fits == str(Address.parse(fits))
    with pytest.raises(ValueError, match="more than 254"):
        Address.parse(f"{fits}c")


@pytest.mark.parametrize("local", ["陳大文", "josé", "müller+tag", "пользователь"])
def test_letters_of_any_script_before_the_at_where_they_may_be(local: str) -> None:
    """
    They are kept as given for a relay with SMTPUTF8, and refused where none was asked about (statement 12).
    """
    assert f"{local}@cert.example" == str(Address.parse(f"{local}@CERT.example", any_letters=True))
    with pytest.raises(Rejected, match="not ASCII"):
        Address.parse(f"{local}@cert.example")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("ａdmin@cert.example", "look-alike"),
        (f"{'漏' * 22}@cert.example", "more than 64"),
        ("陳\u200b大文@cert.example", "cannot be seen"),
        ("陳\ue000@cert.example", "cannot be seen"),
        ("陳＠cert.example", "full-width"),
        ("陳、大文 @cert.example", "a space"),
    ],
)
def test_what_is_no_name_in_any_script(text: str, reason: str) -> None:
    """
    Octets count, not letters, and nothing that looks like something else is a name (statements 10 and 12).
    """
    with pytest.raises(Rejected, match=reason):
        Address.parse(text, any_letters=True)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("A.b@cert.example", "a.B@CERT.example", True),
        ("a@例え.テスト", "a@xn--r8jz45g.xn--zckzah", True),
        ("JOSÉ@cert.example", "jose\u0301@cert.example", True),
        ("a+x@cert.example", "a@cert.example", False),
        ("a.b@cert.example", "ab@cert.example", False),
    ],
)
def test_two_spellings_have_one_key(one: str, other: str, same: bool) -> None:
    """
    Case, U-label and composition make no second subscriber; a tag and a dot do (statement 11).
    """
    keys = {Address.parse(text, any_letters=True).key for text in (one, other)}

    assert same == (len(keys) == 1)
