"""
The rules, one module each: `RULE_ID`, and `look(record, context)`, whose docstring is the rule's page in the docs.

A rule reads front matter as written, so it speaks of its own mistake even where other values are broken.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from advisorypress.check.context import Context
from advisorypress.check.rules import (
    affects_unknown_key,
    body_heading,
    broken_link,
    date_without_zone,
    draft_status,
    duplicate_key,
    embargoed_in_public,
    ends_before_start,
    fact_in_translation,
    free_versions,
    half_withdrawn,
    heavy_markdown,
    longer_than_source,
    malformed_cve,
    malformed_cvss,
    malformed_cwe,
    malformed_value,
    misnamed_file,
    missing_key,
    nested_too_deep,
    not_in_vocabulary,
    prompt_left,
    raw_html,
    revision_ahead,
    revisions_out_of_order,
    supersedes_cycle,
    theme_syntax,
    tlp_not_clear,
    translation_missing,
    translation_stale,
    unintended_edition,
    unknown_advisory,
    unknown_key,
    unsafe_reference,
    wrong_id,
    wrong_shape,
    wrong_source,
)
from advisorypress.finding import Finding
from advisorypress.load.record import Record


class Rule(Protocol):
    """
    What every module of this package is.
    """

    RULE_ID: str

    def look(self, record: Record, context: Context) -> Iterator[Finding]:
        """
        The findings in one record.
        """
        ...


RULES: tuple[Rule, ...] = (
    affects_unknown_key,
    body_heading,
    broken_link,
    date_without_zone,
    draft_status,
    duplicate_key,
    embargoed_in_public,
    ends_before_start,
    fact_in_translation,
    free_versions,
    half_withdrawn,
    heavy_markdown,
    longer_than_source,
    malformed_cve,
    malformed_cvss,
    malformed_cwe,
    malformed_value,
    misnamed_file,
    missing_key,
    nested_too_deep,
    not_in_vocabulary,
    prompt_left,
    raw_html,
    revision_ahead,
    revisions_out_of_order,
    supersedes_cycle,
    theme_syntax,
    tlp_not_clear,
    translation_missing,
    translation_stale,
    unintended_edition,
    unknown_advisory,
    unknown_key,
    unsafe_reference,
    wrong_id,
    wrong_shape,
    wrong_source,
)
