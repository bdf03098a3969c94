"""
Every rule has examples, finds what they say, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from advisorypress.check.base import Base
from advisorypress.check.report.lines import SourceLines
from advisorypress.check.report.text import Text
from advisorypress.check.rules import RULES, TREE_RULES, Rule, TreeRule
from advisorypress.load.takedowns import TAKEDOWNS
from tests.examples import CHINESE_PATH, PATH, a_tree, check_files
from tests.golden_plugin import Golden

FOLDER = Path(__file__).parent
EVERY: tuple[Rule | TreeRule, ...] = (*RULES, *TREE_RULES)
BY_ID = {rule.RULE_ID: rule for rule in EVERY}
_WHERE = re.compile(r"<!-- (file|base): (\S+) -->\n?\Z")

Files = dict[str, str | bytes]


def cases(rule_id: str, kind: str) -> Iterator[tuple[str, Files, Files]]:
    """
    The good or bad examples of a rule: their name, and by the path where each stands their files now and at a base.
    """
    files: dict[str, tuple[Files, Files]] = {}
    for path in sorted((FOLDER / rule_id).glob(f"{kind}-*.*")):
        text = path.read_bytes()
        where = _WHERE.search(text.decode("utf-8"))
        default = CHINESE_PATH if path.name.endswith(".zh-Hant.md") else PATH
        default = TAKEDOWNS if path.suffix == ".yml" else default
        now, base = files.setdefault(path.name.partition(".")[0], ({}, {}))
        (base if where and where[1] == "base" else now)[where[2] if where else default] = text
    for name, (now, base) in files.items():
        yield name, now, base


def a_base(root: Path, files: Files) -> Base | None:
    """
    What `--base main` reads when *files* have changed since.
    """
    if not files:
        return None
    tree = a_tree(root, files)
    return Base("main", {record.name.upper(): record for record in tree.records}, tree.archive)


@pytest.mark.parametrize("rule_id", BY_ID)
def test_bad_examples_get_exactly_the_expected_findings(rule_id: str, tmp_path: Path, golden: Golden) -> None:
    """
    What is printed for the bad examples is what `expected.txt` says, all of it from this rule.
    """
    printed: list[str] = []
    for name, files, former in cases(rule_id, "bad"):
        root = tmp_path / name
        findings = check_files(root, files, base=a_base(tmp_path / f"{name}-base", former)).findings
        text = Text(SourceLines(root))
        printed += [f"== {name}", *(line for finding in findings for line in text.finding(finding)), ""]

        assert {rule_id} == {finding.rule for finding in findings}, name

    golden(FOLDER / rule_id / "expected.txt", "\n".join(printed))


@pytest.mark.parametrize("rule_id", BY_ID)
def test_good_examples_have_no_findings(rule_id: str, tmp_path: Path) -> None:
    """
    Nothing at all is found in the good examples.
    """
    for name, files, former in cases(rule_id, "good"):
        checked = check_files(tmp_path / name, files, base=a_base(tmp_path / f"{name}-base", former))

        assert () == checked.findings, name
        assert checked.library is not None


@pytest.mark.parametrize("rule_id", BY_ID)
def test_every_rule_has_examples_of_both_kinds(rule_id: str) -> None:
    """
    A rule without an example of what it refuses, and of what it lets pass, is not understood.
    """
    assert list(cases(rule_id, "bad"))
    assert list(cases(rule_id, "good"))


@pytest.mark.parametrize("rule", EVERY, ids=lambda rule: rule.RULE_ID)
def test_every_rule_has_a_page(rule: Rule | TreeRule) -> None:
    """
    The docstring of `look` is the rule's page: a claim in its first line, and after it why.
    """
    claim, *_ = (rule.look.__doc__ or "").strip().split("\n")

    assert len(claim) > 20
    assert (rule.look.__doc__ or "").strip()[-1] in ".:`"


def test_every_folder_of_examples_is_of_a_rule() -> None:
    """
    A rule that was renamed takes its examples with it.
    """
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir() and path.name != "__pycache__"}

    assert set(BY_ID) == folders


def test_a_module_is_named_after_its_rule() -> None:
    """
    Who reads a finding finds its rule.
    """
    for rule in EVERY:
        assert rule.__name__.rpartition(".")[2] == rule.RULE_ID.replace("-", "_")  # type: ignore[union-attr]
