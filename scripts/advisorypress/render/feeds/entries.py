"""
What each record of a library looks like in the feeds of one language.
"""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from advisorypress.language import Language
from advisorypress.model.advisory import Advisory
from advisorypress.model.digest_items import DigestItems, digest_items
from advisorypress.model.document import Digest, Document, DocumentWords, Event, Guide, Newsletter
from advisorypress.model.takedown import Removed
from advisorypress.model.text import Text
from advisorypress.render.answers import affected_lines, fix_state, what_to_do
from advisorypress.render.bodies import Bodies
from advisorypress.render.characters import one_line, writable
from advisorypress.render.dates import long_date, range_ends, time_range
from advisorypress.render.fact_words import exploited_words
from advisorypress.render.feeds.categories import advisory_categories, document_categories
from advisorypress.render.feeds.entry import Category, Entry
from advisorypress.render.feeds.identity import entry_id
from advisorypress.render.notices import notices_of
from advisorypress.render.voice import Voice
from advisorypress.templating import fill, filled

_PRODUCTS = 10
# Each takes some kilobytes; feeds that follow each other have most of theirs in common.
_MOST_KEPT = 2000


class EntryMaker:
    """
    Makes the entries of one language; *bodies* may be shared with the pages.
    """

    def __init__(self, voice: Voice, bodies: Bodies) -> None:
        self.voice = voice
        self._bodies = bodies
        self._settings = voice.library.settings
        self._made: dict[str, Entry] = {}

    def entry(self, record: Advisory | Removed | Document) -> Entry:
        """
        The entry of *record*; a record stands in many feeds, and its entry is made once.
        """
        made = self._made.get(record.path)
        if made is None:
            if len(self._made) >= _MOST_KEPT:
                self._made.clear()
            made = self._made[record.path] = self._make(record)
        return made

    def _make(self, record: Advisory | Removed | Document) -> Entry:
        if isinstance(record, Removed):
            return self._removed(record)
        return self._advisory(record) if isinstance(record, Advisory) else self._document(record)

    def _removed(self, removed: Removed) -> Entry:
        """
        The entry of what was taken down: under the name it always had, and with none of its words.
        """
        voice, takedown = self.voice, removed.takedown
        date = long_date(takedown.day, voice.language)
        since = voice.say("takedown.since", date=date)
        reason = voice.say(f"takedown.reason.{takedown.reason.value}")
        copies = voice.say("takedown.copies")
        return self._entry(
            removed,
            title=Text(voice.say("takedown.feed", id=removed.id), voice.language),
            summary=voice.say("takedown.about", id=removed.id, date=date),
            words=voice.language,
            html=str(filled("<p>{}{}{}</p>\n<p>{}</p>", since, voice.gap, reason, copies)),
            categories=(),
            facts={"id": removed.id, "status": "removed"},
        )

    def _advisory(self, advisory: Advisory) -> Entry:
        voice = self.voice.about(advisory)
        words = advisory.words_for(voice.language)
        title = one_line(words.title) or advisory.id
        # What must no longer be followed tells nobody what to do.
        followed = voice.library.is_to_follow(advisory)
        html = fill(
            "feeds/advisory.html",
            v=voice,
            notices=notices_of(voice, advisory),
            summary=Text(words.summary, words.language),
            actions=what_to_do(voice, advisory, self._bodies.said(words)) if followed else (),
            affected=tuple(affected_lines(voice, advisory, _PRODUCTS)),
            exploited=exploited_words(voice, advisory),
            fix=fix_state(advisory),
            advisory=advisory,
            published=long_date(advisory.published, voice.language),
            updated=long_date(advisory.updated, voice.language),
            url=self._url(advisory),
        )
        return self._entry(
            advisory,
            title=Text(voice.say("feed.withdrawn", title=title) if advisory.is_withdrawn else title, words.language),
            summary=words.summary,
            words=words.language,
            html=html,
            categories=advisory_categories(voice, advisory),
            facts=self._facts(advisory),
        )

    def _facts(self, advisory: Advisory) -> Mapping[str, object]:
        score = advisory.highest_score
        facts: dict[str, object] = {
            "id": advisory.id,
            "version": advisory.version,
            "status": advisory.status.value,
            "severity": advisory.severity.value,
            "severity_text": self.voice.word("severity", advisory.severity.value),
            "category": advisory.category,
            "impacts": list(advisory.impacts),
            "cves": [vulnerability.id for vulnerability in advisory.vulnerabilities],
            "vendors": [one_line(vendor) for vendor in advisory.vendors],
            "url": f"{self._url(advisory)}advisory.json",
        }
        if advisory.exploited is not None:
            facts["exploited"] = False if isinstance(advisory.exploited, bool) else advisory.exploited.isoformat()
        if score is not None:
            facts["cvss"] = {"version": score.version, "score": float(score.value), "vector": score.vector}
        for name, ids in (("supersedes", advisory.supersedes), ("superseded_by", advisory.superseded_by)):
            if ids:
                facts[name] = list(ids)
        return facts

    def _document(self, document: Document) -> Entry:
        voice = self.voice
        words = document.words_for(voice.language)
        summary = self._document_summary(document, words)
        html = fill(
            "feeds/document.html",
            v=voice,
            notices=notices_of(voice, document),
            summary=summary,
            words=words,
            steps=words.actions if isinstance(document, Guide) else (),
            headlines=words.headlines if isinstance(document, Newsletter) else (),
            items=self._digest_items(document) if isinstance(document, Digest) else (),
            when=time_range(document.starts, document.ends, voice.language) if isinstance(document, Event) else "",
            url=self._url(document),
        )
        return self._entry(
            document,
            title=self._document_title(document, words),
            summary=summary.text,
            words=summary.language,
            html=html,
            categories=document_categories(voice, document),
        )

    def _document_title(self, document: Document, words: DocumentWords) -> Text:
        language = self.voice.language
        title = one_line(words.title)
        if not isinstance(document, Digest) or (title and words.language is language):
            return Text(title or document.name, words.language)
        # A digest needs no title of its own, and the generated one is in the reader's language.
        return self._of_period("mail.digest.title", document)

    def _document_summary(self, document: Document, words: DocumentWords) -> Text:
        summary = one_line(words.summary or words.intro)
        if summary or not isinstance(document, Digest):
            return Text(summary, words.language)
        return self._of_period("digest.about", document)

    def _of_period(self, key: str, digest: Digest) -> Text:
        language = self.voice.language
        first, last = range_ends(digest.period.start, digest.period.end, language)
        return Text(self.voice.say(key, **{"from": first, "to": last}), language)

    def _digest_items(self, digest: Digest) -> tuple[tuple[str, tuple[Markup, ...]], ...]:
        """
        What the digest carries, as headings with linked titles.
        """
        items: DigestItems = digest_items(self.voice.library, digest)
        others = tuple(advisory for _, group in items.others for advisory in group)
        groups: tuple[tuple[str, tuple[Advisory | Document, ...]], ...] = (
            (self.voice.say("digest.first"), items.act_now),
            (self.voice.say("mail.other" if items.act_now else "nav.advisories"), others),
            (self.voice.say("digest.reading"), items.reading),
        )
        return tuple((heading, tuple(self._linked(each) for each in group)) for heading, group in groups if group)

    def _linked(self, record: Advisory | Document) -> Markup:
        words = record.words_for(self.voice.language)
        title = self.voice.run(Text(words.title or record.path, words.language))
        if isinstance(record, Advisory) and record.is_withdrawn:
            title = self.voice.html("feed.withdrawn", title=title)
        link = filled('<a href="{}">{}</a>', self._url(record), title)
        if isinstance(record, Advisory):
            severity = self.voice.word("severity", record.severity.value)
            if self.voice.language is Language.ZH:
                return filled("{}（{}）", link, severity)
            return filled("{} ({})", link, severity)
        return link

    def _url(self, record: Advisory | Removed | Document, language: Language | None = None) -> str:
        return self._settings.url(language or self.voice.language, record.path)

    def _entry(
        self,
        record: Advisory | Removed | Document,
        *,
        title: Text,
        summary: str,
        words: Language,
        html: str,
        categories: tuple[Category, ...],
        facts: Mapping[str, object] | None = None,
    ) -> Entry:
        language = self.voice.language
        return Entry(
            id=entry_id(self._settings, record.path, record.published, language),
            url=self._url(record),
            other_url=self._url(record, language.other),
            title=title.text,
            title_language=title.language,
            summary=one_line(summary),
            words=words,
            html=writable(html).strip(),
            published=record.published,
            updated=record.updated,
            categories=categories,
            facts=facts,
        )
