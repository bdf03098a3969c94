"""
An advisory as one plain document, from which Markdown and text are written: no theme, every address in full.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator

from markupsafe import Markup

from advisorypress.language import Language
from advisorypress.model.advisory import NO_FIX, Advisory, Affected
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

_KEPT = 8
_SECTIONS = ("solution", "workaround", "impact", "details", "detection")
_SOURCES = ("vendor", "report")

Run = Node | str
"""
What stands in a line: an element, text, or clean HTML.
"""


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
            voice = self._voice.about(advisory)
            tree = self._kept[advisory.path] = Node("", {}, list(_blocks(voice, advisory, self._bodies)))
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return tree


def _blocks(voice: Voice, advisory: Advisory, bodies: Bodies) -> Iterator[Run]:
    settings = voice.library.settings
    words = advisory.words_for(voice.language)
    body = bodies.of(words)
    yield _element("h1", one_line(words.title) or advisory.id)
    for notice in notices_of(voice, advisory):
        yield _element("p", _element("strong", notice))
    if advisory.supersedes:
        yield _element("p", voice.html("state.supersedes", id=advisory_links(voice, advisory.supersedes)))
    if summary := one_line(words.summary):
        yield _element("p", summary)
    if voice.library.is_to_follow(advisory):
        yield _element("h2", voice.word("page-section", "actions"))
        actions = what_to_do(voice, advisory, body.said)
        yield _element("ul", *(_element("li", one_line(action.text.text)) for action in actions))
    yield _element("h2", voice.say("advisory.facts"))
    yield _names(_facts(voice, advisory))
    if advisory.affected:
        yield _element("h2", voice.word("page-section", "affected"))
        head = (voice.say(f"affected.{name}") for name in ("product", "versions", "fixed"))
        yield _table(head, (_affected_row(voice, advisory, row) for row in advisory.affected))
    yield from _parts(voice, body)
    if advisory.vulnerabilities:
        yield _element("h2", voice.word("page-section", "identifiers"))
        head = (voice.say(f"ids.{name}") for name in ("id", "cvss", "vector", "cwe", "affects"))
        yield _table(head, _vulnerability_rows(voice, advisory))
    yield from _references(voice, advisory)
    yield _element("h2", voice.word("page-section", "revisions"))
    yield _names(_revisions(voice, advisory))
    yield Node("hr")
    url = settings.url(voice.language, advisory.path)
    yield _element("p", one_line(settings.name[voice.language]), Node("br"), _link(url, url))
    prevails = "state.prevails.zh" if advisory.source is Language.ZH else "footer.prevails"
    yield _element("p", voice.say("advisory.tlp.clear"), Node("br"), voice.say(prevails))
    if settings.demonstration:
        yield _element("p", voice.say("feed.demonstration"))


def _element(tag: str, *runs: Run) -> Node:
    children: list[Run] = []
    for run in runs:
        if isinstance(run, Node):
            children.append(run)
        elif isinstance(run, Markup):
            children += parse_fragment(writable(run)).children
        else:
            children.append(writable(run))
    return Node(tag, {}, children)


def _link(title: str, address: str) -> Node:
    return Node("a", {"href": writable(address)}, [writable(title)])


def _names(facts: Iterable[tuple[str, str]]) -> Node:
    """
    A list of names, each with what it says.
    """
    return Node("dl", {}, [_element(*each) for name, value in facts for each in (("dt", name), ("dd", value))])


def _table(head: Iterable[str], rows: Iterable[Iterable[Run]]) -> Node:
    lines = [_element("tr", *(_element("th", cell) for cell in head))]
    lines += [_element("tr", *(_element("td", cell) for cell in row)) for row in rows]
    return Node("table", {}, [*lines])


def _facts(voice: Voice, advisory: Advisory) -> Iterator[tuple[str, str]]:
    yield voice.say("advisory.number"), advisory.id
    version = voice.say("advisory.version", n=advisory.version)
    yield voice.say("rev.part.version" if advisory.is_archived else "rev.current"), version
    risk = voice.word("severity", advisory.severity.value)
    level = voice.say("advisory.risk.of", n=advisory.severity.level)
    yield voice.say("advisory.risk"), f"{risk}；{level}" if voice.language is Language.ZH else f"{risk}; {level}"
    if advisory.impacts:
        impacts = voice.all_of([voice.word("impact", key) for key in advisory.impacts])
        yield voice.word("page-section", "impact"), impacts
    if advisory.exploited is not None:
        yield voice.say("advisory.exploited"), exploited_words(voice, advisory)
    if fix := fix_state(advisory):
        yield voice.say("advisory.fix"), voice.say(f"advisory.fix.{fix.value}")
    if score := advisory.highest_score:
        yield voice.say("advisory.cvss.max"), voice.say("ids.score", score=score.value, version=score.version)
    yield voice.say("advisory.category"), voice.word("category", advisory.category)
    yield voice.word("date", "published"), date_and_time(advisory.published, voice.language, zone=True)
    yield voice.word("date", "updated"), date_and_time(advisory.last_revision.date, voice.language)


def _affected_row(voice: Voice, advisory: Advisory, row: Affected) -> tuple[Run, ...]:
    if row.fixed and row.fixed != NO_FIX:
        fixed: str = voice.fixed(row.fixed, advisory.source)
    else:
        fixed = voice.say("affected.none" if row.fixed == NO_FIX else "ids.unsaid")
    return one_line(product_name(row)), voice.versions(row.versions, advisory.source), fixed


def _vulnerability_rows(voice: Voice, advisory: Advisory) -> Iterator[tuple[Run, ...]]:
    unsaid = voice.say("ids.unsaid")
    comma = Markup("、") if voice.language is Language.ZH else Markup(", ")
    for vulnerability, hit in zip(advisory.vulnerabilities, rows_hit(voice, advisory), strict=True):
        scores = "; ".join(
            voice.say("ids.score", score=score.value, version=score.version) for score in vulnerability.scores
        )
        vectors = [each for score in vulnerability.scores for each in (Node("br"), _element("code", score.vector))][1:]
        everything = len(hit) == len(advisory.affected) > 1
        affects = voice.say("ids.affects.all") if everything else comma.join(hit) or unsaid
        yield (
            vulnerability.id,
            scores or unsaid,
            Node("span", {}, [*vectors]) if vectors else unsaid,
            vulnerability.cwe or unsaid,
            affects,
        )


def _parts(voice: Voice, body: Body) -> Iterator[Run]:
    """
    The known sections in the order of the page, under their names in the reader's language, then the author's own.
    """
    for key in _SECTIONS:
        html = body.known(key)
        if key == "details":
            # What stands before the first heading introduces the details.
            html = "\n".join(part for part in (body.lead, html) if part)
        if html:
            yield _element("h2", voice.word("page-section", key))
            yield from _written(voice, html)
    for section in body.sections:
        if section.key not in _SECTIONS:
            yield Node("h2", {}, _written(voice, section.title))
            yield from _written(voice, section.html)


def _written(voice: Voice, html: str) -> list[Run]:
    """
    Clean *html* of an author.
    """
    return parse_fragment(absolute(html, voice.language, voice.library.settings)).children


def _references(voice: Voice, advisory: Advisory) -> Iterator[Node]:
    groups: dict[str, list[Node]] = {"source": [], "related-links": []}
    for number, reference in enumerate(advisory.references):
        title = one_line(advisory.reference_title_for(number, voice.language).text) or reference.url
        key = "source" if reference.kind in _SOURCES else "related-links"
        groups[key].append(_element("li", _link(title, reference.url)))
    for key, group in groups.items():
        if group:
            yield _element("h2", voice.word("page-section", key))
            yield Node("ul", {}, [*group])


def _revisions(voice: Voice, advisory: Advisory) -> Iterator[tuple[str, str]]:
    for revision in reversed(advisory.revisions):
        version = voice.say("advisory.version", n=revision.number)
        day = date_and_time(revision.date, voice.language)
        note = one_line(advisory.note_for(revision, voice.language).text)
        kind = voice.word("revision", revision.type)
        stop = "。" if voice.language is Language.ZH else ". "
        told = note if note.casefold().startswith(kind.casefold()) else f"{kind}{stop}{note}".strip()
        yield f"{version}（{day}）" if voice.language is Language.ZH else f"{version} ({day})", told
