from __future__ import annotations

from collections.abc import Iterator

from advisorypress.check.context import Context
from advisorypress.finding import Finding, Place
from advisorypress.language import Language
from advisorypress.load.record import Record

RULE_ID = "wrong-source"


def look(record: Record, context: Context) -> Iterator[Finding]:
    """
    The edition that holds the facts is the English one, or the Chinese one says `source: zh-Hant`.

    A Chinese file alone that does not say so would lose its facts on the day its English edition is added.
    """
    source = record.source
    said = next(record.scalars("source"), None)
    if said is not None and said.text in set(Language) and said.text != source.language.value:
        other = record.name + f".{said.text}.md"
        message = f"`source` is {said.text}, but this is the {source.language.value} edition"
        yield Finding(RULE_ID, said.place, message, f"write `source: {said.text}` into {other}, or remove the line")
    elif said is None and source.language is Language.ZH:
        message = f"there is no {record.name}.en.md, and this edition does not say that it holds the facts"
        hint = "write `source: zh-Hant`, or add the English edition"
        yield Finding(RULE_ID, Place(source.path, source.head.place.line), message, hint)
