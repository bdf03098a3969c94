"""
Beside every advisory page: the same advisory as JSON, Markdown and plain text.

They are written from the `Library`, never copied from the source, so comments, unknown keys and raw HTML stay behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from advisorypress.language import Language
from advisorypress.model.library import Library
from advisorypress.output import Output
from advisorypress.render.advisory_document import Documents
from advisorypress.render.advisory_json import advisory_json
from advisorypress.render.bodies import Bodies
from advisorypress.render.keys import NO_KEY, Keys
from advisorypress.render.voice import Voice

FORMATS = ("advisory.json", "advisory.md", "advisory.txt")
"""
What stands beside every advisory page.
"""


def plan_data(library: Library, bodies: Bodies | None = None, keys: Keys | None = None) -> Iterator[Output]:
    """
    The files of `FORMATS` for every advisory and every earlier version, in both editions; *bodies* may be those of the pages.
    """
    bodies = bodies or Bodies(library.vocabulary)
    for language in Language:
        voice = Voice(library, language)
        documents = Documents(voice, bodies)
        for advisory in library.advisories:
            key = keys.of(advisory) if keys else NO_KEY
            for version in (advisory, *library.earlier_of(advisory)):
                folder = f"{language.prefix}{version.path}"
                yield Output(f"{folder}advisory.json", partial(advisory_json, voice, version, bodies), key)
                yield Output(f"{folder}advisory.md", partial(documents.markdown, version), key)
                yield Output(f"{folder}advisory.txt", partial(documents.text, version), key)
