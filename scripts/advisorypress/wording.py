"""
What the interface says, in both languages: one table of strings with named placeholders.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from advisorypress.errors import SettingsError
from advisorypress.language import Language

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Wording:
    """
    The strings of the interface by key; a team may override any of them under `extra.press.words`.
    """

    strings: Mapping[str, Mapping[Language, str]]

    def say(self, key: str, language: Language, **values: object) -> str:
        """
        The string *key* in *language* with its placeholders filled.

        A value is put in as it is: escaping belongs to the format that is written. Raises `SettingsError` for an
        unknown key or a missing value.
        """
        try:
            template = self.strings[key][language]
        except KeyError:
            raise SettingsError(f"the interface has no words for {key!r} in {language.value}") from None
        if "{" not in template:
            return template
        try:
            if _has_only_placeholders(template):
                return template.format_map(values)
            return PLACEHOLDER.sub(lambda match: str(values[match[1]]), template)
        except KeyError as missing:
            raise SettingsError(f"the words {key!r} need a value for {missing}") from None

    def count(self, key: str, language: Language, number: int, **values: object) -> str:
        """
        The string for *number* things: `<key>.one` or `<key>.other`; Chinese repeats the string.
        """
        return self.say(f"{key}.{'one' if number == 1 else 'other'}", language, n=f"{number:,}", **values)

    def overridden(self, words: Mapping[str, Mapping[Language, str]]) -> Wording:
        """
        This wording with the team's own strings in place of ours.
        """
        merged = {key: dict(value) for key, value in self.strings.items()}
        for key, value in words.items():
            if key not in merged:
                raise SettingsError(f"mkdocs.yml: extra.press.words names {key!r}, which the interface does not use")
            for language, text in value.items():
                if set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(merged[key][language])):
                    raise SettingsError(
                        f"mkdocs.yml: extra.press.words.{key} must keep the placeholders of the original"
                    )
                merged[key][language] = text
        return Wording(merged)


@lru_cache(1024)
def _has_only_placeholders(template: str) -> bool:
    """
    Whether Python's own way to fill *template*, four times as fast, would make the same of it.
    """
    rest = PLACEHOLDER.sub("", template)
    return "{" not in rest and "}" not in rest


@cache
def standard_wording() -> Wording:
    """
    The strings that come with the press (`words/interface-words.csv`).
    """
    table = files("advisorypress").joinpath("words/interface-words.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(table.splitlines())
    return Wording({row["key"]: {Language.EN: row["en"], Language.ZH: row["zh-Hant"]} for row in rows})
