"""
`press affected`.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.examples import advisory_file, write_repository
from tests.in_process import run as press

FILES = {
    "advisories/2026/SA-2026-0142.en.md": advisory_file(),
    "advisories/2026/SA-2026-0007.en.md": advisory_file(
        id="SA-2026-0007",
        published="2026-02-01T09:30:00+08:00",
        affected="\n  - {vendor: Palo Alto Networks, product: PAN-OS, versions: before 11.1.2, fixed: none}",
        vulnerabilities="\n  - {id: CVE-2026-123450}",
        revisions="\n  - {date: 2026-02-01T09:30:00+08:00, type: new, note: First published.}",
    ),
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_repository(tmp_path_factory.mktemp("repository"), FILES)


def test_a_list_is_compared(root: Path):
    """
    Nothing is called safe, what cannot be read is named, and what was given cannot speak to the terminal.
    """
    done = press(root, "affected", "-", typed="FortiOS 7.4.3\nPAN-OS 11.1.2\nPAN-OS\x1b latest 1\ncpe:2.3:a:b\n")

    assert (
        """\
FortiOS 7.4.3
  affected: SA-2026-0142  [Extremely High Risk]  FortiOS Remote Code Execution Vulnerability
    Fortinet FortiOS: 7.4.0 to 7.4.6; fixed in 7.4.7
    https://www.cert.example/advisories/SA-2026-0142/

PAN-OS latest 1
  no advisory of ours lists this version; that is no proof that it is safe
  did you mean Palo Alto Networks PAN-OS?

3 asked: 1 affected, 0 cannot be compared, 0 mended, 2 not listed in our advisories (no proof of safety)
"""
        == done.stdout
    )
    assert "-:4: not read: it has 2 parts after cpe:2.3:, not 11\n" == done.stderr
    assert 0 == done.returncode


def test_a_bill_of_materials_as_json(root: Path, tmp_path: Path):
    """
    For another program, with a status that says that something is affected.
    """
    components = [
        {"name": "FortiOS", "version": "7.4.7", "supplier": {"name": "Fortinet"}},
        {"name": "gate", "cpe": "cpe:2.3:o:paloaltonetworks:pan-os:11.1.1:*:*:*:*:*:*:*"},
    ]
    bill = tmp_path / "bill.json"
    bill.write_text(json.dumps({"bomFormat": "CycloneDX", "components": components}), encoding="utf-8")

    done = press(root, "affected", "--json", "--exit-code", str(bill))

    answer = json.loads(done.stdout)
    assert (1, "") == (done.returncode, done.stderr)
    assert {"affected": 1, "cannot-compare": 0, "fixed": 1, "not-listed": 0} == answer["counts"]
    assert ["fixed", "affected"] == [thing["outcome"] for thing in answer["things"]]
    (hit,) = answer["things"][1]["advisories"]
    assert "https://www.cert.example/advisories/SA-2026-0007/" == hit["url"]
    assert [{"affected": "before 11.1.2", "fixed": "none"}] == hit["versions"]


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("bill.xml", b"<bom/>", "export it as CycloneDX or SPDX JSON"),
        ("missing.txt", None, "it cannot be read: No such file or directory"),
        ("bad.txt", b"cpe:2.3:x\n", "no line could be read"),
    ],
)
def test_what_cannot_be_compared_is_told_in_a_line(root: Path, tmp_path: Path, name: str, data: bytes | None, why: str):
    if data is not None:
        (tmp_path / name).write_bytes(data)
    done = press(root, "affected", str(tmp_path / name))

    assert (2, "") == (done.returncode, done.stdout)
    assert why in done.stderr.splitlines()[-1]
