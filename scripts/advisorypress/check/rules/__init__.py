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
    colliding_names,
    date_without_zone,
    draft_status,
    duplicate_key,
    duplicate_takedown,
    embargoed_in_public,
    ends_before_start,
    fact_in_translation,
    fixed_not_after,
    free_versions,
    half_withdrawn,
    headings_differ,
    heavy_markdown,
    hidden_characters,
    house_style,
    image_without_alt,
    longer_than_source,
    malformed_alias,
    malformed_cpe,
    malformed_cve,
    malformed_cvss,
    malformed_cwe,
    malformed_purl,
    malformed_takedown,
    malformed_value,
    mentions_takedown,
    misnamed_file,
    missing_key,
    missing_version,
    mixed_letters,
    nested_too_deep,
    not_in_vocabulary,
    prompt_left,
    raw_html,
    repeated_affected,
    repeated_reference,
    repeated_vulnerability,
    revision_ahead,
    revisions_out_of_order,
    severity_far_from_score,
    spreadsheet_formula,
    supersedes_cycle,
    taken_alias,
    theme_syntax,
    tlp_not_clear,
    too_long,
    too_many_vendors,
    translation_missing,
    translation_stale,
    unintended_edition,
    unknown_advisory,
    unknown_key,
    unknown_part,
    unknown_takedown,
    unsafe_reference,
    versions_backwards,
    words_changed_unrevised,
    wrong_id,
    wrong_shape,
    wrong_source,
    wrong_version,
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


class TreeRule(Protocol):
    """
    A rule about what is no record by itself: takedowns, and what was put aside.
    """

    RULE_ID: str

    def look(self, context: Context) -> Iterator[Finding]:
        """
        The findings in the whole tree.
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
    fixed_not_after,
    free_versions,
    half_withdrawn,
    headings_differ,
    heavy_markdown,
    hidden_characters,
    house_style,
    image_without_alt,
    longer_than_source,
    malformed_alias,
    malformed_cpe,
    malformed_cve,
    malformed_cvss,
    malformed_cwe,
    malformed_purl,
    malformed_value,
    misnamed_file,
    missing_key,
    missing_version,
    mixed_letters,
    nested_too_deep,
    not_in_vocabulary,
    prompt_left,
    raw_html,
    repeated_affected,
    repeated_reference,
    repeated_vulnerability,
    revision_ahead,
    revisions_out_of_order,
    severity_far_from_score,
    supersedes_cycle,
    taken_alias,
    theme_syntax,
    tlp_not_clear,
    too_long,
    too_many_vendors,
    translation_missing,
    translation_stale,
    unintended_edition,
    unknown_advisory,
    unknown_key,
    unknown_part,
    unsafe_reference,
    versions_backwards,
    wrong_id,
    wrong_shape,
    wrong_source,
)

REACHING: tuple[Rule, ...] = (
    broken_link,
    embargoed_in_public,
    missing_version,
    revision_ahead,
    supersedes_cycle,
    taken_alias,
    translation_missing,
    unknown_advisory,
    wrong_id,
)
"""
The rules that look beyond the record: at other records and files, or at the time.
"""

OWN: tuple[Rule, ...] = tuple(rule for rule in RULES if rule not in REACHING)
"""
The others, which may be given no more than `Terms`.
"""

TREE_RULES: tuple[TreeRule, ...] = (
    colliding_names,
    duplicate_takedown,
    malformed_takedown,
    mentions_takedown,
    spreadsheet_formula,
    unknown_takedown,
    words_changed_unrevised,
    wrong_version,
)
