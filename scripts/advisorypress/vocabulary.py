"""
The team's two-language terms (`data/vocabulary.csv`): closed vocabularies, page sections, house style.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from advisorypress.errors import SettingsError
from advisorypress.finding import Level
from advisorypress.language import Language
from advisorypress.spreadsheet import is_formula


@dataclass(frozen=True, slots=True)
class Term:
    """
    One term: its group and key, its words in both languages, and what the Chinese lint and search make of it.

    *level* is that of the finding about a word of *avoid*: a value of `Level`, or "" for the usual one. *means* is what the
    glossary tells readers, in both languages or not at all.
    """

    group: str
    key: str
    words: Mapping[Language, str]
    variants: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    level: str = ""
    note: str = ""
    means: Mapping[Language, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """
    All terms, by group and key, in the order of the file.
    """

    groups: Mapping[str, Mapping[str, Term]]

    def keys(self, group: str) -> tuple[str, ...]:
        """
        The closed set of keys that *group* allows; empty for a group that does not exist.
        """
        return tuple(self.groups.get(group, {}))

    def word(self, group: str, key: str, language: Language) -> str:
        """
        How *key* of *group* is called in *language*.

        Raises `SettingsError` for a term that is not in the file, for a page must never show a bare key.
        """
        try:
            return self.groups[group][key].words[language]
        except KeyError:
            raise SettingsError(f"data/vocabulary.csv has no term {group}/{key}") from None

    def terms(self) -> tuple[Term, ...]:
        """
        Every term, in the order of the file.
        """
        return tuple(term for group in self.groups.values() for term in group.values())


def read_vocabulary(path: Path) -> Vocabulary:
    """
    Reads the table; raises `SettingsError` with the row's number when a term lacks one of its two words.
    """
    groups: dict[str, dict[str, Term]] = {}
    if not path.is_file():
        # A pipe would make every command wait for its other end.
        raise SettingsError(f"cannot read {path.name}: there is no such file")
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), start=2):
                term = _term(row, f"{path.name}:{number}")
                if term.key in groups.setdefault(term.group, {}):
                    raise SettingsError(f"{path.name}:{number}: {term.group}/{term.key} stands twice; remove one row")
                groups[term.group][term.key] = term
    except OSError as error:
        raise SettingsError(f"cannot read {path.name}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path.name} is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except csv.Error as error:
        raise SettingsError(f"{path.name} is no table of comma-separated values: {error}") from error
    return Vocabulary(groups)


def _term(row: Mapping[str, str | None], where: str) -> Term:
    def cell(name: str) -> str:
        return (row.get(name) or "").strip()

    def cells(name: str) -> tuple[str, ...]:
        return tuple(part for part in cell(name).split("|") if part)

    for name in ("group", "key", "en", "zh-Hant"):
        if not cell(name):
            raise SettingsError(f"{where}: the column {name!r} is empty; every term needs both languages")
    if None in row:
        raise SettingsError(f"{where}: there are more cells than columns; put quotes around a cell that has a comma")
    for name in row:
        # Editors open this file in spreadsheet programs.
        if is_formula(cell(name)):
            raise SettingsError(f"{where}: the column {name!r} would be computed by a spreadsheet; write it as words")
    if cell("level") not in ("", *Level):
        raise SettingsError(f"{where}: the column 'level' is {' or '.join(Level)}, or empty, not {cell('level')!r}")
    means = {Language.EN: cell("means-en"), Language.ZH: cell("means-zh-Hant")}
    if any(means.values()) and not all(means.values()):
        raise SettingsError(f"{where}: 'means-en' and 'means-zh-Hant' go together: fill in both, or neither")
    return Term(
        group=cell("group"),
        key=cell("key"),
        words={Language.EN: cell("en"), Language.ZH: cell("zh-Hant")},
        variants=cells("variants"),
        avoid=cells("avoid"),
        allow=cells("allow"),
        level=cell("level"),
        note=cell("note"),
        means=means if all(means.values()) else {},
    )
