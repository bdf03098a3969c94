"""
Lists and bills of materials; the browser reads the same in tests/browser/test_affected.py.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from advisorypress.importing.refused import Refused
from advisorypress.inventory import inventory
from advisorypress.inventory.inventory import read_inventory
from tests.inventory.table import things

NESTED = 5_000


def as_read(text: str) -> dict[str, Any]:
    """
    What is read, in the shape of the table.
    """
    try:
        found = read_inventory(text.encode())
    except Refused:
        return {"refused": True}
    return {
        "things": [
            {
                "written": thing.written,
                "readings": [
                    {
                        "names": [[name.vendor, name.product] for name in reading.names],
                        "version": reading.version,
                        "package": reading.package,
                        "rebuilt": reading.is_rebuilt,
                    }
                    for reading in thing.readings
                ],
            }
            for thing in found.things
        ],
        "unread": [line.number for line in found.unread],
    }


@pytest.mark.parametrize("example", things(), ids=lambda example: str(example["name"]))
def test_what_is_read(example: dict[str, Any]):
    expected = {key: value for key, value in example.items() if key not in ("name", "text")}

    assert expected == as_read(example["text"])


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\xff\xfeO\x00", "not UTF-8"),
        (b"[" * 100_000, "nested deeper"),
        (b'{"a":' * NESTED + b"1" + b"}" * NESTED, "nested deeper"),
        (b'{"bomFormat": "CycloneDX", "bomFormat": "x"}', "stands twice"),
        (b'{"bomFormat": NaN}', "no number of JSON"),
        (b"<bom/>", "export it as CycloneDX or SPDX JSON"),
        (b"", "names no product"),
    ],
)
def test_what_is_refused_says_why(data: bytes, why: str):
    with pytest.raises(Refused, match=why):
        read_inventory(data)


def test_more_things_than_anybody_has_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(inventory, "MOST_THINGS", 3)
    parts = [{"name": f"part{number}", "version": "1"} for number in range(4)]

    with pytest.raises(Refused, match="more than 3 things"):
        read_inventory(json.dumps({"bomFormat": "CycloneDX", "components": parts}).encode())
    with pytest.raises(Refused, match="more than 3 things"):
        read_inventory(b"a 1\nb 1\nc 1\nd 1\n")


def test_odd_values_of_a_bill_are_passed_over():
    """
    Nothing in a bill of materials is of the type that it should be.
    """
    odd: list[Any] = [
        None,
        1,
        "x",
        [],
        {},
        {"name": []},
        {"name": {}, "components": {}},
        {"purl": 1, "cpe": [], "name": "real"},
    ]
    documents = [
        {"bomFormat": "CycloneDX", "metadata": [], "components": odd},
        {"spdxVersion": "SPDX-2.3", "packages": [*odd, {"name": "real", "externalRefs": [*odd], "supplier": 1}]},
        {"@context": "https://spdx.org/x", "@graph": [*odd, {"type": "software_Package", "name": "real"}]},
    ]
    for document in documents:
        assert "real" in [thing.written for thing in read_inventory(json.dumps(document).encode()).things]
