"""
New drafts: both editions of a record, valid from the first second, with a prompt wherever words are to be written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from advisorypress.errors import UsageError
from advisorypress.language import Language
from advisorypress.lifecycle.front_matter_edit import yaml_scalar
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind
from advisorypress.load.source import Source, parse_source
from advisorypress.load.words import source_digest
from advisorypress.model.forms import SLUG
from advisorypress.model.period import Period, parse_month
from advisorypress.vocabulary import Vocabulary
from advisorypress.wording import standard_wording

ID_HINT = "# press assign-ids gives the number"
"""
What stands behind a draft's id, as long as it is one.
"""

_SECTIONS = ("details", "solution", "workaround")


@dataclass(frozen=True, slots=True)
class Draft:
    """
    What a new record is made from. *name* is what the editor gave: a slug, a month, a period, or "" for the usual one.
    """

    kind: Kind
    name: str
    title: str
    now: datetime
    vocabulary: Vocabulary


def write_draft(root: Path, draft: Draft) -> tuple[str, ...]:
    """
    Writes both editions below *root* and gives their paths.

    Raises `UsageError` for a name that does not fit, or that is taken.
    """
    folder, name = _place(root, draft)
    english, chinese = (_TEXTS[draft.kind](draft, name, language) for language in Language)
    record = Record(draft.kind, folder, name, {Language.EN: _parsed(english, f"{folder}/{name}.en.md")})
    chinese = chinese.replace("source_digest:", f"source_digest: {source_digest(record)}", 1)
    paths = []
    for language, text in ((Language.EN, english), (Language.ZH, chinese)):
        path = f"{folder}/{name}.{language.value}.md"
        (root / folder).mkdir(parents=True, exist_ok=True)
        try:
            with (root / path).open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except FileExistsError:
            raise UsageError(f"{path} exists already; edit it, or give another name") from None
        paths.append(path)
    return tuple(paths)


def slug_of(title: str) -> str:
    """
    A file name from *title*: its ASCII letters and digits in lower case, at most 50 characters; "" when it has none.
    """
    ascii_only = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:50].strip("-")


def _place(root: Path, draft: Draft) -> tuple[str, str]:
    match draft.kind:
        case Kind.NEWSLETTER:
            month = _month(draft)
            return f"bulletins/{month:%Y}", f"{month:%Y-%m}"
        case Kind.DIGEST:
            period = _period(draft)
            return f"bulletins/{period.start:%Y}", period.name
        case Kind.ADVISORY:
            folder = f"advisories/{draft.now:%Y}"
            slug = _slug(draft).removeprefix("draft-")
            return folder, f"draft-{slug}" if slug else _free(root, folder, "draft-untitled")
        case _:
            folder = {Kind.NEWS: "content/news"}.get(draft.kind, f"content/{draft.kind.value}s")
            return folder, _slug(draft) or _free(root, folder, f"untitled-{draft.kind.value}")


def _slug(draft: Draft) -> str:
    if draft.name and not SLUG.fullmatch(draft.name):
        raise UsageError(
            f"`{draft.name}` is no file name; use lower-case letters, digits and hyphens, like log4j-update"
        )
    return draft.name or slug_of(draft.title)


def _free(root: Path, folder: str, name: str) -> str:
    number, candidate = 1, name
    while any((root / folder).glob(f"{candidate}.*.md")):
        number += 1
        candidate = f"{name}-{number}"
    return candidate


def _month(draft: Draft) -> date:
    try:
        if draft.name:
            return parse_month(draft.name)
    except ValueError as error:
        raise UsageError(f"{error}; write it like 2026-11") from None
    return (draft.now.date().replace(day=1) - timedelta(days=1)).replace(day=1)


def _period(draft: Draft) -> Period:
    try:
        return Period.named(draft.name) if draft.name else Period.holding(draft.now.date()).previous
    except ValueError as error:
        raise UsageError(f"{error}; write it like 2026-11-first") from None


def _parsed(text: str, path: str) -> Source:
    source = parse_source(text.encode(), path, Language.EN)
    assert isinstance(source, Source)  # noqa: S101
    return source


def _time(moment: datetime) -> str:
    return moment.replace(microsecond=0, second=0).isoformat()


def _prompt(key: str, language: Language) -> str:
    return standard_wording().say(f"draft.{key}", language)


def _title(draft: Draft, language: Language) -> str:
    return yaml_scalar(draft.title if draft.title and language is Language.EN else _prompt("title", language))


def _choices(keys: tuple[str, ...]) -> str:
    return " | ".join(keys)


def _file(head: list[str], body: str) -> str:
    return "---\n" + "\n".join(head) + "\n---\n" + body


def _body(language: Language) -> str:
    return _prompt("body", language) + "\n"


def _advisory(draft: Draft, name: str, language: Language) -> str:
    def say(key: str) -> str:
        return yaml_scalar(_prompt(key, language))

    words = [f"title: {_title(draft, language)}", f"summary: {say('summary')}", f"actions:\n  - {say('action')}"]
    sections = [(draft.vocabulary.word("page-section", key, language), _prompt(key, language)) for key in _SECTIONS]
    body = "\n\n".join(f"## {heading}\n\n{text}" for heading, text in sections) + "\n"
    if language is not Language.EN:
        extra = [
            f"revision_notes:\n  - {say('note.new')}",
            f"reference_titles:\n  - {say('reference')}",
            "source_digest:",
        ]
        return _file([*words, *extra], body)
    keys = draft.vocabulary.keys
    moment = _time(draft.now)
    return _file(
        [
            f"id: draft                {ID_HINT}",
            *words,
            "status: draft            # published, once it has its number and was reviewed",
            f"published: {moment}",
            f"severity: medium         # {_choices(keys('severity'))}",
            f"category: threat-alert   # {_choices(keys('category'))}",
            f"impacts: []              # {_choices(keys('impact'))}",
            "exploited: false         # or the day since when, like 2026-11-20",
            "affected:                # versions: all | V | V to W | before V | V and earlier | V and later; fixed: V | none",
            f"  - {{vendor: {say('vendor')}, product: {say('product')}, versions: all, fixed: none}}",
            "vulnerabilities: []      # - {id: CVE-2026-12345, cvss: CVSS:3.1/…, cwe: CWE-79}, one a line",
            "references:              # kind: vendor | report | other",
            f"  - {{title: {say('reference')}, url: https://www.example.com/, kind: vendor}}",
            "revisions:               # notify: urgent asks for an urgent mailing",
            f"  - {{date: {moment}, type: new, note: {say('note.new')}}}",
        ],
        body,
    )


def _bulletin(draft: Draft, name: str, language: Language) -> str:
    headline = yaml_scalar(_prompt("headline", language))
    words = [
        f"title: {_title(draft, language)}",
        f"summary: {yaml_scalar(_prompt('summary', language))}",
        f"headlines:\n  - {headline}\n  - {headline}\n  - {headline}",
    ]
    facts = [
        "status: draft            # published, once it was reviewed",
        f"published: {_time(draft.now)}",
        f"month: {name}",
    ]
    return _edition(words, facts, _body(language), language)


def _digest(draft: Draft, name: str, language: Language) -> str:
    period = Period.named(name)
    after = datetime.combine(period.end + timedelta(days=1), time(10), draft.now.tzinfo)
    facts = [
        "status: draft            # published, once it was reviewed",
        f"period: {name}",
        f"published: {_time(max(after, draft.now))}",
        "leave_out: []            # ids of advisories of the period that it does not carry",
    ]
    return _edition([f"intro: {yaml_scalar(_prompt('intro', language))}"], facts, "", language)


def _document(*facts: str) -> Callable[[Draft, str, Language], str]:
    def text(draft: Draft, name: str, language: Language) -> str:
        words = [f"title: {_title(draft, language)}", f"summary: {yaml_scalar(_prompt('summary', language))}"]
        action = f"actions:\n  - {yaml_scalar(_prompt('action', language))}"
        if draft.kind is Kind.GUIDE:
            words.append(action)
        if draft.kind is Kind.EVENT:
            words.append(f"place: {yaml_scalar(_prompt('place', language))}")
        day = draft.now.date()
        common = ["status: draft            # published, once it was reviewed", f"published: {_time(draft.now)}"]
        filled = [
            fact.format(
                audiences=_choices(draft.vocabulary.keys("audience")),
                today=day.isoformat(),
                starts=_time(datetime.combine(day + timedelta(days=30), time(14), draft.now.tzinfo)),
                ends=_time(datetime.combine(day + timedelta(days=30), time(17), draft.now.tzinfo)),
            )
            for fact in facts
        ]
        return _edition(words, [*common, *filled], _body(language), language)

    return text


def _edition(words: list[str], facts: list[str], body: str, language: Language) -> str:
    return _file([*words, *facts] if language is Language.EN else [*words, "source_digest:"], body)


_TEXTS: dict[Kind, Callable[[Draft, str, Language], str]] = {
    Kind.ADVISORY: _advisory,
    Kind.NEWSLETTER: _bulletin,
    Kind.DIGEST: _digest,
    Kind.GUIDE: _document(
        "audience: [home]         # {audiences}",
        "kind: guide              # guide | checklist",
        "minutes: 10",
        "reviewed: {today}",
    ),
    Kind.ARTICLE: _document(),
    Kind.NEWS: _document(
        "kind: news               # news | statement", "url: https://www.example.com/", "publisher: Example"
    ),
    Kind.EVENT: _document("starts: {starts}", "ends: {ends}"),
}
