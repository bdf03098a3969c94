"""
One library in one language: every word, sentence and date that a template may ask for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup

from advisorypress.language import Language
from advisorypress.model.advisory import Advisory
from advisorypress.model.library import Library
from advisorypress.model.text import Text
from advisorypress.model.versions import Versions, parse_versions
from advisorypress.render import dates
from advisorypress.render.characters import one_line
from advisorypress.render.version_words import version_words
from advisorypress.templating import clean, escaped, filled
from advisorypress.wording import PLACEHOLDER


@dataclass(frozen=True, slots=True)
class Voice:
    """
    Speaks *language* about *library*.
    """

    library: Library
    language: Language

    def about(self, advisory: Advisory) -> Voice:
        """
        The voice for what is made of *advisory* alone; see `Library.about`.
        """
        return Voice(self.library.about(advisory), self.language)

    @property
    def tag(self) -> str:
        """
        The language tag of the page.
        """
        return self.language.tag

    @property
    def gap(self) -> str:
        """
        What stands between two sentences.
        """
        return "" if self.language is Language.ZH else " "

    def say(self, key: str, **values: object) -> str:
        """
        An interface string; plain text.
        """
        return self.library.wording.say(key, self.language, **values)

    def count(self, key: str, number: int) -> str:
        """
        An interface string for *number* things.
        """
        return self.library.wording.count(key, self.language, number)

    def html(self, key: str, **values: object) -> Markup:
        """
        An interface string in which values may be HTML (dates, links, runs of another language); all else is escaped.
        """
        template = self.say(key, **{name: f"{{{name}}}" for name in values})
        return clean(PLACEHOLDER.sub(lambda match: escaped(values[match[1]]), escaped(template)))

    def word(self, group: str, key: str) -> str:
        """
        A term of the vocabulary.
        """
        return self.library.vocabulary.word(group, key, self.language)

    def day(self, day: date) -> Markup:
        """
        `20 November 2026`.
        """
        return dates.time_element(day, dates.long_date(day, self.language))

    def short_day(self, day: date) -> Markup:
        """
        `20 Nov 2026`, for lists.
        """
        return dates.time_element(day, dates.short_date(day, self.language))

    def moment(self, moment: datetime, *, zone: bool = False) -> Markup:
        """
        `20 Nov 2026, 9:30 am`.
        """
        return dates.time_element(moment, dates.date_and_time(moment, self.language, zone=zone))

    def month(self, day: date) -> str:
        """
        `November 2026`.
        """
        return dates.month(day, self.language)

    def lang(self, language: Language) -> Markup:
        """
        The attribute that words in *language* need on this page; nothing when it is the page's own.
        """
        return Markup("") if language is self.language else filled(' lang="{}"', language.tag)

    def run(self, text: Text) -> Markup:
        """
        *text*, marked where it is in the other language.
        """
        words = clean(escaped(one_line(text.text)))
        if text.language is self.language:
            return words
        return filled('<span lang="{}">{}</span>', text.language.tag, words)

    def versions(self, versions: Versions, source: Language) -> Markup:
        """
        Affected versions; what does not follow the grammar is in the language it was written in.
        """
        words = version_words(versions, self.language, self.library.wording)
        return clean(escaped(words)) if versions.parts else self.run(Text(words, source))

    def fixed(self, written: str, source: Language) -> Markup:
        """
        The version or versions that mend.
        """
        return self.versions(parse_versions(written), source)

    def any_of(self, things: Sequence[str]) -> Markup:
        """
        `a, b or c`, a、b 或 c.
        """
        return self._joined(things, "join.or")

    def all_of(self, things: Sequence[str]) -> Markup:
        """
        `a, b and c`, a、b 及 c.
        """
        return self._joined(things, "join.and")

    def _joined(self, things: Sequence[str], joint: str) -> Markup:
        if len(things) < 2:
            return Markup("").join(things)
        if self.language is Language.EN:
            return filled("{} {} {}", Markup(", ").join(things[:-1]), self.say(joint), things[-1])
        before, last = Markup("、").join(things[:-1]), clean(escaped(things[-1]))
        # A space stands between Han and Latin, none between Han and Han.
        gap = " " if before.striptags()[-1:].isascii() else ""
        next_gap = " " if last.striptags()[:1].isascii() else ""
        return filled("{}{}{}{}{}", before, gap, self.say(joint), next_gap, last)
