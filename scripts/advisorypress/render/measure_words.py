"""
Chinese numbers stay on one line with what they count: 14則, 第3版, 52項.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from advisorypress.templating import clean

# Of what our own sentences count. Dates and times are kept whole with everything else that is; see `line_breaks`.
_COUNTED = re.compile(r"第?\d[\d,]*(?:\.\d+)?(?:[則項版頁天級家]|分鐘)", re.ASCII)


def with_counts_whole(sentence: str | Markup) -> Markup:
    """
    *sentence* (plain text, or clean HTML without a count in an attribute), in which no line breaks inside a count.
    """
    return clean(_COUNTED.sub(r'<span class="press-whole">\g<0></span>', str(escape(sentence))))
