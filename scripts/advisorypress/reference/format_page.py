"""
docs/format.md: every key of front matter, every closed set of values, and a page for every rule.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping, Sequence

from advisorypress.check.pages import READING, RulePage, rule_pages
from advisorypress.finding import Level
from advisorypress.language import Language
from advisorypress.load.schema import SCHEMAS, Form, Key, Kind, Shape
from advisorypress.load.takedowns import KEYS, TAKEDOWNS
from advisorypress.model import version_order, versions
from advisorypress.vocabulary import Vocabulary

_WHERE = {
    Kind.ADVISORY: "`advisories/<year>/<ID>.<language>.md`; a draft is `draft-<slug>.<language>.md`",
    Kind.NEWSLETTER: "`bulletins/<year>/<YYYY-MM>.<language>.md`",
    Kind.DIGEST: "`bulletins/<year>/<YYYY-MM>-first.<language>.md`, `-second` for the other half of the month",
    Kind.GUIDE: "`content/guides/<name>.<language>.md`",
    Kind.ARTICLE: "`content/articles/<name>.<language>.md`",
    Kind.NEWS: "`content/news/<name>.<language>.md`",
    Kind.EVENT: "`content/events/<name>.<language>.md`",
    Kind.PAGE: "anywhere else below `content/`",
}
_PRINTED = re.compile(r"^\S.*: (error|warning|hint): .* \[[a-z0-9-]+\]$", re.MULTILINE)
_MOST_FINDINGS = 2

_BEGINNING = """\
# The format

Made from the code that reads it (`scripts/advisorypress/load/schema.py`, `check/rules/`); `pytest --update-golden
tests/reference` writes it anew. How one writes an advisory from beginning to end: [editors' handbook](editors.md).

A record is a pair of files, `<name>.en.md` and `<name>.zh-Hant.md`. **Facts** stand once, in the source edition: the English
one, or the Chinese one if it says `source: zh-Hant`. **Words** stand in each edition. Every value is read as it is written:
`1.10` stays 1.10 and `no` stays no. Editors can check front matter while one types with the JSON Schemas in
`scripts/advisorypress/schemas/front-matter/`.
"""


def format_page(vocabulary: Vocabulary, printed: Mapping[str, str]) -> str:
    """
    The page. *printed* is what `press check` prints for the bad examples of each rule, by its id.
    """
    parts = [_BEGINNING, *_kinds(), *_takedowns(), *_vocabularies(vocabulary), *_versions(), *_rules(printed)]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


# -- Keys -----------------------------------------------------------------------------------------


def _kinds() -> Iterator[str]:
    yield "## Records and their keys\n\nA key marked ● is needed. In a translation, needed words that are missing are a warning."
    for kind, keys in SCHEMAS.items():
        yield f"### {kind.value}\n\n{_WHERE[kind]}"
        yield _table(keys, has_editions=True)
        for key in keys:
            if key.keys:
                yield f"Each row of `{key.name}`:"
                yield _table(key.keys, has_editions=False)


def _table(keys: Sequence[Key], *, has_editions: bool) -> str:
    columns = ["key", "", *(["stands in"] if has_editions else []), "what it says", "how it is written"]
    rows = [
        [
            f"`{key.name}`",
            "●" if key.required else "",
            *([_edition(key)] if has_editions else []),
            key.about,
            _written(key),
        ]
        for key in keys
    ]
    return _markdown_table(columns, rows)


def _edition(key: Key) -> str:
    if key.translation:
        return "translation"
    return "each edition" if key.words else "source edition"


def _written(key: Key) -> str:
    if key.shape is Shape.MAPPINGS:
        return "rows, see below"
    if key.vocabulary:
        what = f"[{key.vocabulary}](#{_vocabulary_anchor(key.vocabulary)})"
    elif key.choices:
        what = ", ".join(f"`{choice}`" for choice in key.choices)
    else:
        what = "[affected versions](#affected-versions)" if key.form is Form.VERSIONS else key.form.value
    return {Shape.VALUE: what, Shape.LIST: f"list: {what}", Shape.VALUE_OR_LIST: f"one or a list: {what}"}[key.shape]


def _takedowns() -> Iterator[str]:
    yield f"## Takedowns\n\n`{TAKEDOWNS}` is a list of entries, each about one advisory:"
    yield _table(KEYS, has_editions=False)


# -- Values ---------------------------------------------------------------------------------------


def _vocabularies(vocabulary: Vocabulary) -> Iterator[str]:
    yield "## Closed sets of values\n\nThose of `data/vocabulary.csv`, with what readers see."
    for group in _groups(key for keys in SCHEMAS.values() for key in keys):
        yield f"### {group} values"
        rows = [
            [f"`{key}`", *(vocabulary.word(group, key, language) for language in Language)]
            for key in vocabulary.keys(group)
        ]
        yield _markdown_table(["value", "English", "Chinese"], rows)


def _groups(keys: Iterator[Key] | Sequence[Key]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for key in keys:
        found |= dict.fromkeys([key.vocabulary] if key.vocabulary else _groups(key.keys))
    return tuple(found)


def _vocabulary_anchor(group: str) -> str:
    return f"{group}-values"


def _versions() -> Iterator[str]:
    yield "## Affected versions"
    yield inspect.cleandoc(versions.__doc__ or "")
    yield inspect.cleandoc(version_order.__doc__ or "")


# -- Rules ----------------------------------------------------------------------------------------


def _rules(printed: Mapping[str, str]) -> Iterator[str]:
    yield (
        "## Rules\n\nWhat `press check` looks at. An error stops a build; a warning and a hint never do. The examples of "
        "each rule, good ones too, stand in `tests/rules/<rule>/`."
    )
    for page in rule_pages():
        yield _rule(page, printed.get(page.id, ""))


def _rule(page: RulePage, printed: str) -> str:
    parts = [f"### {page.id}", f"**{_levels(page, printed)}.** {page.claim}", page.text]
    example = _example(printed)
    if example:
        parts.append(f"```text\n{example}\n```")
    return "\n\n".join(part for part in parts if part)


def _levels(page: RulePage, printed: str) -> str:
    if page.id in READING:
        return Level.ERROR.value.capitalize()
    found = {match[1] for match in _PRINTED.finditer(printed)}
    return " or ".join(level.value for level in Level if level.value in found).capitalize()


def _example(printed: str) -> str:
    """
    The first findings of the first bad example, as they are printed.
    """
    first = next((case for case in re.split(r"^== .*\n", printed, flags=re.MULTILINE) if case.strip()), "")
    starts = [match.start() for match in _PRINTED.finditer(first)]
    return first[: starts[_MOST_FINDINGS]].rstrip() if len(starts) > _MOST_FINDINGS else first.rstrip()


def _markdown_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
