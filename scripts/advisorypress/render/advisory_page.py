"""
The page of one advisory: what it is, am I affected, what do I do; then all its facts and words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import NamedTuple, TypeGuard
from urllib.parse import urlsplit

from markupsafe import Markup

from advisorypress.model.advisory import NO_FIX, Advisory, Affected, Severity
from advisorypress.model.scores import Score
from advisorypress.output import Page
from advisorypress.render.answers import Fix, am_i_affected, fix_state, product_name, what_to_do
from advisorypress.render.characters import one_line
from advisorypress.render.desk import Desk, Notice, PlannedPage
from advisorypress.render.fact_words import rows_hit
from advisorypress.render.history import changes_anchor, history_of
from advisorypress.render.keys import NO_KEY
from advisorypress.render.measure_words import with_counts_whole
from advisorypress.render.notices import earlier_version, withdrawal_reason
from advisorypress.render.sections import Body
from advisorypress.render.share import feeds_of, share_text
from advisorypress.render.structured_data import severity_card
from advisorypress.render.voice import Voice
from advisorypress.templating import clean, fill, filled

# What another team's document says; the rest are links for further reading.
_SOURCES = ("vendor", "report")


class Fact(NamedTuple):
    """
    One line of the fact panel.
    """

    name: str
    value: Markup


class AffectedRow(NamedTuple):
    """
    One product of the table; *unfixed* is what is said where there is no fixed version.
    """

    name: str
    versions: Markup
    fixed: Markup
    unfixed: str


class VulnerabilityRow(NamedTuple):
    """
    One vulnerability of the table; *affects* names products, or says that it hits all of them.
    """

    id: str
    scores: tuple[Score, ...]
    cwe: str | None
    affects: str | tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """
    Which columns the table of vulnerabilities has: one of which nothing is known is left out.
    """

    scores: bool
    weaknesses: bool
    affects: bool


class ReferenceRow(NamedTuple):
    """
    One reference.
    """

    url: str
    title: Markup
    host: str
    kind: str


def advisory_pages(desk: Desk) -> Iterator[PlannedPage]:
    """
    The page of every advisory.
    """
    for advisory in desk.library.advisories:
        key = desk.keys.of(advisory) if desk.keys else NO_KEY
        yield PlannedPage(advisory.path, partial(advisory_page, desk, advisory), advisory.updated, key=key)


def advisory_page(desk: Desk, advisory: Advisory) -> Page:
    """
    The page of *advisory*.
    """
    desk = desk.about(advisory)
    words = advisory.words_for(desk.language)
    title = one_line(words.title)
    return Page(
        language=desk.language,
        path=advisory.path,
        section="advisories",
        # A tab, a bookmark and a search result show no notice.
        title=desk.voice.say("feed.withdrawn", title=title) if advisory.is_withdrawn else title,
        description=one_line(words.summary),
        article=advisory_article(desk, advisory, "render/advisory.html"),
        edit=words.path,
        published=advisory.published,
        modified=advisory.updated,
        card=severity_card(advisory.severity.value, desk.language),
    )


def advisory_article(desk: Desk, advisory: Advisory, template: str, **more: object) -> str:
    """
    The article of *advisory*, which may be an earlier version, in *template*; *more* is what that one asks for besides.
    """
    voice = desk.voice
    words = advisory.words_for(desk.language)
    body = desk.bodies.of(words)
    to_follow = desk.library.is_to_follow(advisory)
    return desk.article(
        template,
        advisory.path,
        advisory=advisory,
        words=words,
        body=body,
        stops=tuple(_stops(desk, advisory)),
        notes=(*desk.language_notices(advisory), *_supersedes(desk, advisory)),
        affected_answer=_affected_answer(desk, advisory),
        actions=what_to_do(voice, advisory, body.said) if to_follow else (),
        # An earlier version has no banner: it asks for something to be done now.
        exploited=_exploited(voice, advisory) if to_follow and not advisory.is_archived else "",
        fix=fix_state(advisory),
        facts=tuple(_facts(desk, advisory)),
        rows=tuple(_affected_row(voice, advisory, row) for row in advisory.affected),
        fixes_said=any(row.fixed for row in advisory.affected),
        vulnerabilities=tuple(_vulnerability_rows(voice, advisory)),
        columns=Columns(
            scores=any(each.scores for each in advisory.vulnerabilities),
            weaknesses=any(each.cwe for each in advisory.vulnerabilities),
            affects=any(each.affects for each in advisory.vulnerabilities),
        ),
        details=_details(body),
        reference_groups=_references(voice, advisory),
        history=tuple(history_of(voice, advisory)),
        share="" if advisory.is_archived else share_text(desk, advisory),
        follow=feeds_of(desk, advisory),
        **more,
    )


def _affected_answer(desk: Desk, advisory: Advisory) -> str:
    if desk.library.current_of(advisory).is_withdrawn:
        return ""
    return with_counts_whole(am_i_affected(desk.voice, advisory))


def _details(body: Body) -> str:
    """
    What stands before the first heading introduces the details, whether or not they have a heading of their own.
    """
    return "\n".join(part for part in (body.lead, body.known("details")) if part)


def _stops(desk: Desk, advisory: Advisory) -> Iterator[Notice]:
    voice = desk.voice
    if advisory.is_archived:
        current = desk.library.current_of(advisory)
        compare = filled(
            '<a href="#{}">{}</a>', changes_anchor(current.version), voice.say("rev.compare", n=current.version)
        )
        notice = earlier_version(voice, advisory, f"/{current.path}")
        yield Notice("stop", filled("{}{}{}", notice, " ", compare))
        yield from _stops(desk, current) if current is not advisory else ()
        return
    if advisory.is_withdrawn:
        date = voice.day(next((r.date for r in advisory.revisions[::-1] if r.type == "withdrawn"), advisory.updated))
        reason = withdrawal_reason(advisory, desk.language)
        if reason.text:
            yield Notice("stop", voice.html("state.withdrawn", date=date, reason=voice.run(reason)))
        else:
            yield Notice("stop", voice.html("state.withdrawn.plain", date=date))
    if advisory.superseded_by:
        links = [_link(desk, id) for id in advisory.superseded_by]
        yield Notice("stop", voice.html("state.superseded", id=voice.all_of(links)))


def _supersedes(desk: Desk, advisory: Advisory) -> Iterator[Notice]:
    if advisory.supersedes:
        links = [_link(desk, id) for id in advisory.supersedes]
        yield Notice("note", desk.voice.html("state.supersedes", id=desk.voice.all_of(links)))


def _link(desk: Desk, id: str) -> Markup:
    other = desk.library.advisory(id)
    if other is None:
        return filled('<span class="id">{}</span>', id)
    return filled('<a class="id" href="/{}">{}</a>', other.path, other.id)


def _exploited(voice: Voice, advisory: Advisory) -> Markup:
    if not _is_day(advisory.exploited):
        return Markup("")
    key = "advisory.exploited.nofix" if fix_state(advisory) is Fix.NONE else "advisory.exploited.since"
    return voice.html(key, date=voice.day(advisory.exploited))


def _is_day(exploited: date | bool | None) -> TypeGuard[date]:
    return isinstance(exploited, date)


def _facts(desk: Desk, advisory: Advisory) -> Iterator[Fact]:
    voice = desk.voice
    word = voice.word("severity", advisory.severity.value)
    level = voice.say("advisory.risk.of", n=advisory.severity.level)
    how = voice.say("advisory.risk.how") if desk.has("about/severity/") else ""
    yield Fact(voice.say("advisory.risk"), _risk(advisory.severity, word, level, how))
    if advisory.impacts:
        impacts = [filled("<li>{}</li>", voice.word("impact", key)) for key in advisory.impacts]
        yield Fact(voice.word("page-section", "impact"), filled("<ul>{}</ul>", Markup("").join(impacts)))
    if _is_day(advisory.exploited):
        since = voice.html("advisory.exploited.yes", date=voice.day(advisory.exploited))
        yield Fact(voice.say("advisory.exploited"), since)
    elif advisory.exploited is False:
        yield Fact(voice.say("advisory.exploited"), voice.html("advisory.exploited.no"))
    if fix := fix_state(advisory):
        yield Fact(voice.say("advisory.fix"), voice.html(f"advisory.fix.{fix.value}"))
    if score := advisory.highest_score:
        number = voice.html("ids.score", score=score.value, version=score.version)
        yield Fact(voice.say("advisory.cvss.max"), filled('<span class="num">{}</span>', number))
    yield Fact(voice.say("advisory.category"), filled("{}", voice.word("category", advisory.category)))
    yield Fact(voice.word("date", "published"), voice.moment(advisory.published, zone=True))
    yield Fact(voice.word("date", "updated"), voice.moment(advisory.last_revision.date))
    version = filled('<span class="version">{}</span>', voice.say("advisory.version", n=advisory.version))
    number = filled('<span class="id">{}</span> {}', advisory.id, version)
    yield Fact(voice.say("advisory.number"), number)
    yield Fact("TLP", voice.html("advisory.tlp.clear"))


@lru_cache(64)
def _risk(severity: Severity, word: str, level: str, how: str) -> Markup:
    return clean(fill("render/risk.html", severity=severity, word=word, level=level, how=how))


def _affected_row(voice: Voice, advisory: Advisory, row: Affected) -> AffectedRow:
    has_fix = row.fixed is not None and row.fixed != NO_FIX
    return AffectedRow(
        name=product_name(row),
        versions=voice.versions(row.versions, advisory.source),
        fixed=voice.fixed(row.fixed, advisory.source) if has_fix and row.fixed else Markup(""),
        unfixed=voice.say("affected.none" if row.fixed == NO_FIX else "ids.unsaid"),
    )


def _vulnerability_rows(voice: Voice, advisory: Advisory) -> Iterator[VulnerabilityRow]:
    for vulnerability, hit in zip(advisory.vulnerabilities, rows_hit(voice, advisory), strict=True):
        everything = len(hit) == len(advisory.affected) > 1
        affects = voice.say("ids.affects.all") if everything else hit
        yield VulnerabilityRow(vulnerability.id, vulnerability.scores, vulnerability.cwe, affects)


def _references(voice: Voice, advisory: Advisory) -> tuple[tuple[str, list[ReferenceRow]], ...]:
    groups: dict[str, list[ReferenceRow]] = {"source": [], "related-links": []}
    for number, reference in enumerate(advisory.references):
        host = _host(reference.url)
        title = advisory.reference_title_for(number, voice.language)
        groups["source" if reference.kind in _SOURCES else "related-links"].append(
            ReferenceRow(
                url=reference.url,
                title=voice.run(title) or filled("{}", host),
                host=host,
                kind=voice.say(f"ref.{reference.kind}") if reference.kind in _SOURCES else "",
            )
        )
    return tuple(groups.items())


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
