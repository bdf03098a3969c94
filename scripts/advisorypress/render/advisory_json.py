"""
An advisory as JSON: the facts once, with their words in the reader's language, and the words of one edition.

The shape is `schemas/advisory.schema.json`. Keys may be added to a version of the format, never taken away or changed.
"""

from __future__ import annotations

import re
from datetime import date

from advisorypress.json_text import indented
from advisorypress.language import Language
from advisorypress.model.advisory import NO_FIX, Advisory, Affected, Revision, Vulnerability
from advisorypress.model.text import Text
from advisorypress.render.answers import what_to_do
from advisorypress.render.bodies import Bodies
from advisorypress.render.characters import one_line, writable
from advisorypress.render.links import absolute
from advisorypress.render.moments import rfc3339
from advisorypress.render.notices import withdrawal_reason
from advisorypress.render.version_words import version_words
from advisorypress.render.voice import Voice

# What our cleaner adds for the pages of the site means nothing elsewhere.
_ELEMENT = re.compile(r"<(div|pre|li|t[hd])\b([^>]*)>")
_FOR_PAGES = re.compile(r' (?:class="press-[a-z-]*"|tabindex="0")')

FORMAT = "advisorypress-advisory"
FORMAT_VERSION = "1.0"


def advisory_json(voice: Voice, advisory: Advisory, bodies: Bodies) -> bytes:
    """
    The bytes of `advisory.json` in the edition of *voice*.
    """
    voice = voice.about(advisory)
    document = {**_frame(voice, advisory), **_facts(voice, advisory), "words": _words(voice, advisory, bodies)}
    return (writable(indented(document, sort_keys=True)) + "\n").encode()


def _frame(voice: Voice, advisory: Advisory) -> dict[str, object]:
    settings = voice.library.settings
    url = settings.url(voice.language, advisory.path)
    frame: dict[str, object] = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "language": voice.tag,
        "source_language": advisory.source.tag,
        "publisher": {
            "name": one_line(settings.name[voice.language]),
            "url": settings.url(voice.language, ""),
        },
        "url": url,
        "formats": {"json": f"{url}advisory.json", "markdown": f"{url}advisory.md", "text": f"{url}advisory.txt"},
        "editions": {language.tag: settings.url(language, advisory.path) for language in Language},
    }
    if settings.demonstration:
        frame["demonstration"] = True
    if advisory.is_archived:
        current = voice.library.current_of(advisory)
        frame["current"] = {"version": current.version, "url": settings.url(voice.language, current.path)}
    return frame


def _facts(voice: Voice, advisory: Advisory) -> dict[str, object]:
    score = advisory.highest_score
    return {
        "id": advisory.id,
        "aliases": [one_line(alias) for alias in advisory.aliases],
        "status": advisory.status.value,
        "version": advisory.version,
        "published": rfc3339(advisory.published),
        "updated": rfc3339(advisory.updated),
        "revised": rfc3339(advisory.last_revision.date),
        "disclosed": _day(advisory.disclosed),
        "tlp": "CLEAR",
        "severity": {**_term(voice, "severity", advisory.severity.value), "level": advisory.severity.level},
        "category": _term(voice, "category", advisory.category),
        "impacts": [_term(voice, "impact", key) for key in advisory.impacts],
        "exploited": {
            "known": None if advisory.exploited is None else advisory.is_exploited,
            "since": None if isinstance(advisory.exploited, bool) else _day(advisory.exploited),
        },
        "cvss_highest": None
        if score is None
        else {"version": score.version, "score": float(score.value), "vector": score.vector},
        "affected": [_affected(voice, row) for row in advisory.affected],
        "vulnerabilities": [_vulnerability(each) for each in advisory.vulnerabilities],
        "references": [
            {
                "url": reference.url,
                "kind": reference.kind,
                "title": _text(advisory.reference_title_for(number, voice.language)),
            }
            for number, reference in enumerate(advisory.references)
        ],
        "supersedes": list(advisory.supersedes),
        "superseded_by": list(advisory.superseded_by),
        "revisions": [_revision(voice, advisory, revision) for revision in advisory.revisions],
    }


def _term(voice: Voice, group: str, key: str) -> dict[str, object]:
    return {"key": key, "label": voice.word(group, key)}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _text(text: Text) -> dict[str, str]:
    return {"text": one_line(text.text), "language": text.language.tag}


def _affected(voice: Voice, row: Affected) -> dict[str, object]:
    mends = row.fixed if row.fixed != NO_FIX else None
    return {
        "key": row.key,
        "vendor": one_line(row.vendor),
        "product": one_line(row.product),
        "versions": {
            "written": one_line(row.versions.written),
            "label": one_line(version_words(row.versions, voice.language, voice.library.wording)),
            "parts": [
                {"span": part.span.value, "first": part.first or None, "last": part.last or None}
                for part in row.versions.parts
            ],
        },
        "fixed": {"known": None if row.fixed is None else mends is not None, "version": mends and one_line(mends)},
        "cpe": row.cpe and one_line(row.cpe),
        "purl": row.purl and one_line(row.purl),
    }


def _vulnerability(vulnerability: Vulnerability) -> dict[str, object]:
    return {
        "id": vulnerability.id,
        "cwe": vulnerability.cwe,
        "cvss": [
            {"version": score.version, "score": float(score.value), "vector": score.vector}
            for score in vulnerability.scores
        ],
        "affects": list(vulnerability.affects),
    }


def _revision(voice: Voice, advisory: Advisory, revision: Revision) -> dict[str, object]:
    return {
        "version": revision.number,
        "date": rfc3339(revision.date),
        "type": _term(voice, "revision", revision.type),
        "note": _text(advisory.note_for(revision, voice.language)),
    }


def _words(voice: Voice, advisory: Advisory, bodies: Bodies) -> dict[str, object]:
    words = advisory.words_for(voice.language)
    reason = withdrawal_reason(advisory, voice.language)
    to_follow = voice.library.is_to_follow(advisory)
    actions = what_to_do(voice, advisory, bodies.said(words)) if to_follow else ()
    return {
        "language": words.language.tag,
        "state": advisory.state_for(voice.language).value,
        "title": one_line(words.title),
        "summary": one_line(words.summary),
        "short": one_line(words.short) or None,
        "actions": [_text(action.text) for action in actions],
        "withdrawn_reason": _text(reason) if reason.text else None,
        "body_html": _body(voice, bodies.html(words)),
    }


def _body(voice: Voice, html: str) -> str:
    html = _ELEMENT.sub(lambda match: f"<{match[1]}{_FOR_PAGES.sub('', match[2])}>", html)
    return writable(absolute(html, voice.language, voice.library.settings)).strip()
