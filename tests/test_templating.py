"""
HTML of our own with values in it.
"""

from __future__ import annotations

import pytest
from markupsafe import Markup

from advisorypress.templating import filled


@pytest.mark.parametrize("value", ["a < b", Markup("<b>bold</b>"), 7, None, "{}", Markup("{0}")])
def test_values_are_filled_in_as_the_library_does_it(value: object):
    """
    Escaped unless they are clean, and never read as a template themselves.
    """
    assert Markup("<p>{} {}</p>").format(value, "&") == filled("<p>{} {}</p>", value, "&")
