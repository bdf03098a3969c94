"""
CPE 2.3 names.
"""

from __future__ import annotations

import pytest

from advisorypress.model.cpe import parse_cpe, split_cpe

RIGHT = [
    "cpe:2.3:a:microsoft:internet_explorer:8.0.6001:beta:*:*:*:*:*:*",
    "cpe:2.3:a:hp:insight_diagnostics:7.4.0.1570:-:*:*:online:win2003:x64:*",
    r"cpe:2.3:a:foo\\bar:big\$money_manager_2010:*:*:*:*:special:ipod_touch:80gb:*",
    "cpe:2.3:o:fortinet:fortios:7.4.?:*:*:zh-hk:*:*:*:-",
    "cpe:2.3:*:*:*:*:*:*:*:*:*:*:*",
    r"cpe:2.3:a:disney:where\'s_my_perry?:1.5.1:*:*:*:free:iphone_os:*:*",
]
WRONG = [
    ("", "does not begin with cpe:2.3:"),
    ("cpe:/a:microsoft:ie", "does not begin with cpe:2.3:"),
    ("CPE:2.3:a:m:i:8:*:*:*:*:*:*:*", "does not begin with cpe:2.3:"),
    ("cpe:2.3:a:m:i:8", "has 4 parts after cpe:2.3:, not 11"),
    ("cpe:2.3:a:m:i:8:*:*:*:*:*:*:*:*", "has 12 parts after cpe:2.3:, not 11"),
    ("cpe:2.3:q:m:i:8:*:*:*:*:*:*:*", "has a first part other than"),
    ("cpe:2.3:a::i:8:*:*:*:*:*:*:*", "has nothing for its vendor"),
    ("cpe:2.3:a:m:i:8:*:*:english:*:*:*:*", "has a language that is no tag"),
    ("cpe:2.3:a:m:i+:8:*:*:*:*:*:*:*", "has a mark in its product"),
    ("cpe:2.3:a:m:a*b:8:*:*:*:*:*:*:*", "has a mark in its product"),
    ("cpe:2.3:a:m:i:8:*:*:*:*:*:*:漏", "has a mark in its other"),
    ("cpe:2.3:a:m:i:8:*:*:*:*:*:*:x\\", "has a mark in its other"),
]


@pytest.mark.parametrize("text", RIGHT)
def test_right_names(text: str) -> None:
    """
    The examples of NISTIR 7695, and what may stand for any value.
    """
    assert text == "cpe:2.3:" + ":".join(parse_cpe(text))


@pytest.mark.parametrize(("text", "reason"), WRONG)
def test_wrong_names(text: str, reason: str) -> None:
    """
    Each with what is wrong.
    """
    with pytest.raises(ValueError, match=reason.replace("(", r"\(").replace(".", r"\.")):
        parse_cpe(text)


def test_a_colon_behind_a_backslash_parts_nothing() -> None:
    """
    But one behind two does: the second backslash is the escaped one.
    """
    assert (r"a\:b", "c") == split_cpe(r"a\:b:c")
    assert (r"a\\", "b") == split_cpe(r"a\\:b")
