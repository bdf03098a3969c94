"""
The two draft files that an imported document becomes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from advisorypress.errors import SourceUnavailable
from advisorypress.importing.body import write_bodies
from advisorypress.importing.head import choose_titles, write_chinese_head, write_head
from advisorypress.importing.imported import Imported
from advisorypress.importing.plain_text import one_line
from advisorypress.importing.refused import Refused
from advisorypress.language import Language
from advisorypress.lifecycle.drafts import slug_of
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind
from advisorypress.load.source import MAXIMUM_FILE, Source, Unreadable, parse_source
from advisorypress.load.words import words_digest
from advisorypress.vocabulary import Vocabulary

_LONGEST_ID = 40


@dataclass(frozen=True, slots=True)
class Pair:
    """
    A draft: its name without language and ending, the text of each edition, and how much of the prose did not fit.
    """

    name: str
    texts: dict[Language, str]
    year: str
    left_out: int = 0


def make_pair(imported: Imported, vocabulary: Vocabulary, now: datetime) -> Pair:
    """
    Both editions of *imported* as of *now*, which has the team's time zone.

    Raises `Refused` for what is too large for an advisory.
    """
    titles = choose_titles(imported, vocabulary)
    bodies = write_bodies(
        imported, imported.summary if titles.summary == one_line(imported.summary) else "", titles.english, vocabulary
    )
    name = draft_name(imported)
    english = _file(write_head(imported, titles, vocabulary, now), bodies.english)
    source = _parsed(english, name, Language.EN)
    record = Record(Kind.ADVISORY, "advisories", name, {Language.EN: source})
    chinese = _file(f"{write_chinese_head(imported, titles)} {words_digest(record)}", bodies.chinese)
    _parsed(chinese, name, Language.ZH)
    year = record.text("published")[:4]
    return Pair(name, {Language.EN: english, Language.ZH: chinese}, year, bodies.left_out)


def draft_name(imported: Imported) -> str:
    """
    The draft's file name: made of our own letters alone, whatever the document calls itself.
    """
    slug = slug_of(imported.id)
    if not slug or len(imported.id) > _LONGEST_ID:
        slug = f"{slug[:_LONGEST_ID]}-{hashlib.sha256(imported.id.encode()).hexdigest()[:8]}".strip("-")
    return f"draft-{slug}"


def write_pair(root: Path, folder: str, pair: Pair) -> tuple[str, ...]:
    """
    Writes both files into *folder* below *root* and gives their paths; nothing is ever overwritten.

    Raises `Refused` when there is such a draft already, `SourceUnavailable` when the system cannot write.
    """
    paths = {language: f"{folder}/{pair.name}.{language.value}.md" for language in pair.texts}
    for path in paths.values():
        if (root / path).exists() or (root / path).is_symlink():
            raise Refused(f"{path} exists already; edit it, or remove it to import the document again")
    try:
        (root / folder).mkdir(parents=True, exist_ok=True)
        for language, path in paths.items():
            with (root / path).open("x", encoding="utf-8", newline="\n") as file:
                file.write(pair.texts[language])
    except OSError as error:
        raise SourceUnavailable(f"cannot write {folder}/{pair.name}: {error.strerror}") from error
    return tuple(paths.values())


def _file(head: str, body: str) -> str:
    return f"---\n{head}\n---\n\n{body}"


def _parsed(text: str, name: str, language: Language) -> Source:
    """
    *text* as the press will read it; raises `Refused` when it would not.
    """
    data = text.encode()
    if len(data) > MAXIMUM_FILE:
        raise Refused(f"it makes a file of {len(data) // 1024:,} KB; an advisory has at most {MAXIMUM_FILE // 1024:,}")
    match parse_source(data, f"{name}.{language.value}.md", language):
        case Unreadable(findings=findings):
            raise Refused(f"it makes an advisory that cannot be read: {findings[0].message}")
        case source:
            return source
