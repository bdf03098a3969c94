"""
Affected versions in both languages.
"""

from __future__ import annotations

import pytest

from advisorypress.language import Language
from advisorypress.model.versions import parse_versions
from advisorypress.render.version_words import version_words
from advisorypress.wording import standard_wording


@pytest.mark.parametrize(
    ("written", "english", "chinese"),
    [
        ("all", "All versions", "所有版本"),
        ("7.4.7", "7.4.7", "7.4.7"),
        ("7.4.0 to 7.4.6", "7.4.0 to 7.4.6", "7.4.0 至 7.4.6"),
        ("before 2.0", "Before 2.0", "2.0 之前"),
        ("7.2.0 and earlier", "7.2.0 and earlier", "7.2.0 及之前"),
        ("7.2.0 and later", "7.2.0 and later", "7.2.0 及之後"),
        ("7.4.0 to 7.4.6, 7.2.0 and earlier", "7.4.0 to 7.4.6; 7.2.0 and earlier", "7.4.0 至 7.4.6；7.2.0 及之前"),
        ("7.4.0 to 7.4.6, before 7.2.9", "7.4.0 to 7.4.6; before 7.2.9", "7.4.0 至 7.4.6；7.2.9 之前"),
        ("every build of March", "every build of March", "every build of March"),
    ],
)
def test_versions(written: str, english: str, chinese: str):
    """
    What does not follow the grammar is shown as it was written.
    """
    versions = parse_versions(written)

    assert english == version_words(versions, Language.EN, standard_wording())
    assert chinese == version_words(versions, Language.ZH, standard_wording())
