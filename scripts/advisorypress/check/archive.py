"""
Which rules hold for what was put aside.

What was published under older rules stays published, so an earlier version is held against those alone without which its
page could not be made, or would tell what must not be told.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.check.enough import enough
from advisorypress.check.rules import (
    affects_unknown_key,
    date_without_zone,
    duplicate_key,
    fact_in_translation,
    heavy_markdown,
    malformed_cve,
    malformed_cvss,
    malformed_cwe,
    malformed_value,
    missing_key,
    nested_too_deep,
    not_in_vocabulary,
    revisions_out_of_order,
    tlp_not_clear,
    unknown_key,
    unsafe_reference,
    wrong_shape,
    wrong_source,
)
from advisorypress.finding import Finding, Level

RULES = (
    affects_unknown_key,
    date_without_zone,
    duplicate_key,
    fact_in_translation,
    heavy_markdown,
    malformed_cve,
    malformed_cvss,
    malformed_cwe,
    malformed_value,
    missing_key,
    nested_too_deep,
    not_in_vocabulary,
    revisions_out_of_order,
    tlp_not_clear,
    unknown_key,
    unsafe_reference,
    wrong_shape,
    wrong_source,
)


def look_at_archive(context: Context) -> Iterator[Finding]:
    """
    What these rules find in the earlier versions; warnings about old words help nobody, for they are not to be changed.
    """
    for versions in context.tree.archive.values():
        for version in versions:
            if version.is_whole:
                for rule in RULES:
                    for finding in enough(rule.look(version.record, context)):
                        if finding.level is Level.ERROR:
                            yield finding
