"""
Findings for tools that gather what other tools found: SARIF 2.1.0, one run.

Columns count characters (`columnKind`), paths are relative to the repository. A finding is known again by its rule, file and
message, so one that only moved to another line is not a new one. The text of a rule's page stands with it as its help.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from advisorypress import __version__
from advisorypress.check.pages import RulePage, rule_pages
from advisorypress.check.report.visible import shortened, visible
from advisorypress.finding import Finding, Level

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.HINT: "note"}


def report_sarif(findings: Iterable[Finding]) -> str:
    """
    The log as text, in ASCII.
    """
    pages = rule_pages()
    positions = {page.id: position for position, page in enumerate(pages)}
    run = {
        "tool": {
            "driver": {
                "name": "advisorypress",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(page) for page in pages],
            }
        },
        "invocations": [{"executionSuccessful": True}],
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, positions) for finding in findings],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(page: RulePage) -> dict[str, Any]:
    whole = f"{page.claim}\n\n{page.text}".strip()
    return {
        "id": page.id,
        "shortDescription": {"text": _plain(page.claim)},
        "fullDescription": {"text": _plain(whole)},
        "help": {"text": _plain(whole), "markdown": _braced(whole)},
    }


def _result(finding: Finding, positions: dict[str, int]) -> dict[str, Any]:
    place = finding.place
    position = {"ruleIndex": positions[finding.rule]} if finding.rule in positions else {}
    known = f"{finding.rule}\0{place.path}\0{finding.message}"
    return {
        "ruleId": finding.rule,
        **position,
        "level": _LEVELS[finding.level],
        "message": {"text": _message(finding)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(place.path), "uriBaseId": "%SRCROOT%"},
                    "region": {
                        "startLine": place.line,
                        "startColumn": place.column,
                        "endLine": place.line,
                        "endColumn": place.column + place.width,
                    },
                }
            }
        ],
        "partialFingerprints": {"finding/v1": hashlib.sha256(known.encode("utf-8", "surrogatepass")).hexdigest()},
    }


def _message(finding: Finding) -> str:
    lines = [finding.message, *(f"hint: {finding.hint}".split("\n") if finding.hint else ())]
    text = "\n".join(visible(shortened(line)) for line in lines)
    return _plain(text)


def _plain(text: str) -> str:
    """
    *text* as SARIF writes it when no part of it is a link: `[text](address)` would be one, whoever wrote it.
    """
    return _braced(text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]"))


def _braced(text: str) -> str:
    # `{0}` would be a placeholder.
    return text.replace("{", "{{").replace("}", "}}")


def _uri(path: str) -> str:
    return quote(path.encode("utf-8", "surrogateescape"), safe="/")
