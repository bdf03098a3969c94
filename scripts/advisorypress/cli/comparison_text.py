"""
A comparison of the source words with a translation, for a person at a terminal of eighty columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from advisorypress.check.report.visible import visible
from advisorypress.lifecycle.translations import Comparison, Difference
from advisorypress.lifecycle.word_changes import Fate, word_changes
from advisorypress.load.blocks import Block
from advisorypress.load.changes import Change, State
from advisorypress.load.source import Source
from advisorypress.load.words import given_digest, is_digest, source_digest
from advisorypress.render.plain.wrapping import wrap

_COLUMNS = 80
# They take no column, and `visible` leaves none in the words, so a line can be broken before it gets its colours.
_REMOVED, _ADDED, _END = "\x01", "\x02", "\x03"
_MARKS = {Fate.REMOVED: (_REMOVED, "[-", "-]"), Fate.ADDED: (_ADDED, "{+", "+}")}
_COLOURS = {_REMOVED: "31", _ADDED: "32"}


@dataclass(frozen=True, slots=True)
class ComparisonText:
    """
    Writes comparisons. Removed words stand in `[-…-]`, added ones in `{+…+}`; *colour* is for terminals only.
    """

    colour: bool = False

    def lines(self, comparison: Comparison) -> Iterator[str]:
        """
        The lines to print.
        """
        record = comparison.record
        yield self._bold(visible(record.command_name))
        yield from wrap(visible(_origin(comparison)), "  ", "  ", _COLUMNS)
        shown: Block | None = None
        for difference in comparison.differences:
            yield ""
            # Where several blocks are missing in one place, what stands before them is told once.
            yield from self._difference(comparison, difference, difference.change.translation is not shown)
            shown = difference.change.translation
        yield ""
        if given_digest(record) == source_digest(record):
            yield "  This has been accepted." if comparison.differences else "  Both editions say the same."
        else:
            yield f"  When both editions say the same: press translations accept {visible(record.command_name)},"
            yield "  or write this line"
            yield f"source_digest: {source_digest(record)}"

    def _difference(self, comparison: Comparison, difference: Difference, with_words: bool) -> Iterator[str]:
        change = difference.change
        source, translation = comparison.record.source, comparison.record.translation
        state = f": {change.state.value}" if comparison.is_known or change.state is State.MISSING else ""
        yield self._bold(f"  {_name(change)}{state}")
        place = f"{source.path}:{change.source.place.line}" if change.source is not None else "no longer there"
        yield f"    {source.language.value:8}{visible(place)}"
        yield from self._words(self._changed(comparison, difference))
        if translation is not None:
            yield f"    {translation.language.value:8}{visible(_beside(change, translation))}"
            if with_words and change.translation is not None:
                yield from self._words(visible(change.translation.text))

    def _changed(self, comparison: Comparison, difference: Difference) -> str:
        source = difference.change.source
        now = source.text if source is not None else ""
        if difference.was is None and (comparison.origin is None or source is None):
            return visible(now)
        text = ""
        for run in word_changes(visible(difference.was or ""), visible(now)):
            words = run.text.lstrip(" ")
            space = " " * (len(run.text) - len(words))
            if run.fate is Fate.KEPT:
                text += run.text
            else:
                colour, opening, closing = _MARKS[run.fate]
                text += f"{space}{colour}{opening}{words}{closing}{_END}"
        return text

    def _words(self, text: str) -> Iterator[str]:
        for line in wrap(text, "      ", "      ", _COLUMNS) if text else ():
            yield self._painted(line)

    def _painted(self, line: str) -> str:
        for mark, colour in _COLOURS.items():
            line = line.replace(mark, f"\x1b[{colour}m" if self.colour else "")
        return line.replace(_END, "\x1b[0m" if self.colour else "")

    def _bold(self, text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if self.colour else text


def _origin(comparison: Comparison) -> str:
    """
    Of which words the translation is, or why that is not known.
    """
    if comparison.origin is not None:
        return f"translated from {comparison.origin.where}"
    given = given_digest(comparison.record)
    if not is_digest(given):
        return "it does not say of which words it is; these are all the present words beside the translation"
    if comparison.is_known:
        return f"no version and no commit has the words {given[:8]}, so the present ones are shown alone"
    return (
        f"no version and no commit has the words {given[:8]}, and the digest names no blocks; these are all the present "
        "words beside the translation"
    )


def _name(change: Change) -> str:
    if change.source is not None:
        return change.source.name
    return change.translation.name if change.is_exact and change.translation is not None else "block"


def _beside(change: Change, translation: Source) -> str:
    """
    Where the translation says it, or where it should.
    """
    if change.translation is None:
        return translation.path
    at = f"{translation.path}:{change.translation.place.line}"
    if change.is_exact:
        return at
    return f"after {at}" if change.state is State.MISSING else f"in the section at {at}"
