"""
An advisory as one plain document, from which Markdown and text are written: no theme, every address in full.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from advisorypress.language import Language
from advisorypress.model.advisory import NO_FIX, Advisory, Affected
from advisorypress.model.text import Text
from advisorypress.render.answers import fix_state, product_name, what_to_do
from advisorypress.render.bodies import Bodies
from advisorypress.render.characters import one_line, writable
from advisorypress.render.dates import date_and_time
from advisorypress.render.fact_words import exploited_words, rows_hit
from advisorypress.render.links import absolute
from advisorypress.render.notices import advisory_links, notices_of
from advisorypress.render.plain.markdown import to_markdown
from advisorypress.render.plain.text import to_text
from advisorypress.render.plain.tree import Node, parse_fragment
from advisorypress.render.sections import Body
from advisorypress.render.voice import Voice
from advisorypress.templating import fill, filled

_KEPT = 8
_SECTIONS = ("solution", "workaround", "impact", "details", "detection")
_SOURCES = ("vendor", "report")


@dataclass(frozen=True, slots=True)
class Fact:
    """
    One line of the facts.
    """

    name: str
    value: str | Markup


@dataclass(frozen=True, slots=True)
class Part:
    """
    A part of the text under its heading; both are clean HTML.
    """

    heading: Markup
    html: Markup


class Documents:
    """
    The documents of one edition; the last few are kept, for each is written in two formats one after the other.
    """

    def __init__(self, voice: Voice, bodies: Bodies) -> None:
        self._voice = voice
        self._bodies = bodies
        self._kept: OrderedDict[str, Node] = OrderedDict()

    def markdown(self, advisory: Advisory) -> bytes:
        """
        The bytes of `advisory.md`.
        """
        return to_markdown(self._tree(advisory), self._voice.language).encode()

    def text(self, advisory: Advisory) -> bytes:
        """
        The bytes of `advisory.txt`.
        """
        return to_text(self._tree(advisory), self._voice.language).encode()

    def _tree(self, advisory: Advisory) -> Node:
        tree = self._kept.get(advisory.path)
        if tree is None:
            tree = self._kept[advisory.path] = parse_fragment(
                _document(self._voice.about(advisory), advisory, self._bodies)
            )
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return tree


def _document(voice: Voice, advisory: Advisory, bodies: Bodies) -> str:
    settings = voice.library.settings
    words = advisory.words_for(voice.language)
    body = bodies.of(words)
    to_follow = voice.library.is_to_follow(advisory)
    html = fill(
        "formats/advisory.html",
        v=voice,
        title=one_line(words.title) or advisory.id,
        notices=notices_of(voice, advisory),
        supersedes=advisory_links(voice, advisory.supersedes),
        summary=one_line(words.summary),
        actions=[one_line(action.text.text) for action in what_to_do(voice, advisory, body)] if to_follow else [],
        facts=tuple(_facts(voice, advisory)),
        rows=[_affected_row(voice, advisory, row) for row in advisory.affected],
        parts=tuple(_parts(voice, body)),
        vulnerabilities=tuple(_vulnerability_rows(voice, advisory)),
        references=_references(voice, advisory),
        revisions=tuple(_revisions(voice, advisory)),
        team=one_line(settings.name[voice.language]),
        url=settings.url(voice.language, advisory.path),
        prevails="state.prevails.zh" if advisory.source is Language.ZH else "footer.prevails",
        demonstration=settings.demonstration,
    )
    return writable(absolute(html, voice.language, settings))


def _facts(voice: Voice, advisory: Advisory) -> Iterator[Fact]:
    yield Fact(voice.say("advisory.number"), advisory.id)
    version = voice.say("advisory.version", n=advisory.version)
    yield Fact(voice.say("rev.part.version" if advisory.is_archived else "rev.current"), version)
    risk = voice.word("severity", advisory.severity.value)
    level = voice.say("advisory.risk.of", n=advisory.severity.level)
    yield Fact(voice.say("advisory.risk"), f"{risk}；{level}" if voice.language is Language.ZH else f"{risk}; {level}")
    if advisory.impacts:
        yield Fact(
            voice.word("page-section", "impact"), voice.all_of([voice.word("impact", key) for key in advisory.impacts])
        )
    if advisory.exploited is not None:
        yield Fact(voice.say("advisory.exploited"), exploited_words(voice, advisory))
    if fix := fix_state(advisory):
        yield Fact(voice.say("advisory.fix"), voice.say(f"advisory.fix.{fix.value}"))
    if score := advisory.highest_score:
        yield Fact(voice.say("advisory.cvss.max"), voice.say("ids.score", score=score.value, version=score.version))
    yield Fact(voice.say("advisory.category"), voice.word("category", advisory.category))
    yield Fact(voice.word("date", "published"), date_and_time(advisory.published, voice.language, zone=True))
    yield Fact(voice.word("date", "updated"), date_and_time(advisory.last_revision.date, voice.language))


def _affected_row(voice: Voice, advisory: Advisory, row: Affected) -> tuple[str | Markup, ...]:
    fixed: str | Markup = voice.say("affected.none" if row.fixed == NO_FIX else "ids.unsaid")
    if row.fixed and row.fixed != NO_FIX:
        fixed = voice.fixed(row.fixed, advisory.source)
    return one_line(product_name(row)), voice.versions(row.versions, advisory.source), fixed


def _vulnerability_rows(voice: Voice, advisory: Advisory) -> Iterator[tuple[str | Markup, ...]]:
    unsaid = voice.say("ids.unsaid")
    comma = Markup("、") if voice.language is Language.ZH else Markup(", ")
    for vulnerability, hit in zip(advisory.vulnerabilities, rows_hit(voice, advisory), strict=True):
        scores = "; ".join(
            voice.say("ids.score", score=score.value, version=score.version) for score in vulnerability.scores
        )
        vectors = Markup("<br>").join(filled("<code>{}</code>", score.vector) for score in vulnerability.scores)
        everything = len(hit) == len(advisory.affected) > 1
        affects: str | Markup = voice.say("ids.affects.all") if everything else comma.join(hit) or unsaid
        yield vulnerability.id, scores or unsaid, vectors or unsaid, vulnerability.cwe or unsaid, affects


def _parts(voice: Voice, body: Body) -> Iterator[Part]:
    """
    The known sections in the order of the page, under their names in the reader's language, then the author's own.
    """
    for key in _SECTIONS:
        html = body.known(key)
        if key == "details":
            # What stands before the first heading introduces the details.
            html = "\n".join(part for part in (body.lead, html) if part)
        if html:
            yield Part(filled("{}", voice.word("page-section", key)), Markup(html))  # noqa: S704
    for section in body.sections:
        if section.key not in _SECTIONS:
            yield Part(Markup(section.title), Markup(section.html))  # noqa: S704


def _references(voice: Voice, advisory: Advisory) -> tuple[tuple[str, list[tuple[str, str]]], ...]:
    groups: dict[str, list[tuple[str, str]]] = {"source": [], "related-links": []}
    for number, reference in enumerate(advisory.references):
        title: Text = advisory.reference_title_for(number, voice.language)
        key = "source" if reference.kind in _SOURCES else "related-links"
        groups[key].append((one_line(title.text) or reference.url, reference.url))
    return tuple((voice.word("page-section", key), group) for key, group in groups.items() if group)


def _revisions(voice: Voice, advisory: Advisory) -> Iterator[Fact]:
    for revision in reversed(advisory.revisions):
        version = voice.say("advisory.version", n=revision.number)
        day = date_and_time(revision.date, voice.language)
        note = one_line(advisory.note_for(revision, voice.language).text)
        kind = voice.word("revision", revision.type)
        stop = "。" if voice.language is Language.ZH else ". "
        told = note if note.casefold().startswith(kind.casefold()) else f"{kind}{stop}{note}".strip()
        yield Fact(
            f"{version}（{day}）" if voice.language is Language.ZH else f"{version} ({day})",
            told,
        )
