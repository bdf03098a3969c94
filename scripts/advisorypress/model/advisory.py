"""
An advisory: facts once, words in each edition, versions one after another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from advisorypress.language import Language
from advisorypress.model.scores import Score
from advisorypress.model.text import Text, WordsState
from advisorypress.model.versions import Versions


class Severity(StrEnum):
    """
    The risk level, worst first.
    """

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def level(self) -> int:
        """
        4 for the worst, 1 for the least.
        """
        return 4 - list(Severity).index(self)


class Status(StrEnum):
    """
    Where an advisory is in its life; drafts are in no `Library`.
    """

    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


NO_FIX = "none"
EDITORIAL = "editorial"


@dataclass(frozen=True, slots=True)
class Affected:
    """
    One product with its affected versions; *fixed* is the mending version, `NO_FIX`, or None when nothing is said.
    """

    vendor: str
    product: str
    versions: Versions
    fixed: str | None = None
    key: str | None = None
    cpe: str | None = None
    purl: str | None = None


@dataclass(frozen=True, slots=True)
class Vulnerability:
    """
    One vulnerability; *affects* are keys of `Affected` rows, empty when the mapping is not said.
    """

    id: str
    scores: tuple[Score, ...] = ()
    cwe: str | None = None
    affects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """
    A document elsewhere; its title stands with the words of each edition.
    """

    url: str
    kind: str = "other"


@dataclass(frozen=True, slots=True)
class Origin:
    """
    A document of another team that an advisory was made from.
    """

    publisher: str
    id: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """
    One published version: *number* counts from 1, *type* is a key of the vocabulary's `revision` group.
    """

    number: int
    date: datetime
    type: str
    notify: str | None = None

    @property
    def is_meaningful(self) -> bool:
        """
        Whether feeds and mail react to it; an editorial change moves nothing.
        """
        return self.type != EDITORIAL


@dataclass(frozen=True, slots=True)
class AdvisoryWords:
    """
    The words of one edition.

    *revision_notes* and *reference_titles* go with the facts' lists in order; a stale translation has fewer.
    *given_digest* is what a translation says it is of, "" in the source edition.
    """

    language: Language
    title: str
    summary: str
    body: str
    short: str = ""
    actions: tuple[str, ...] = ()
    revision_notes: tuple[str, ...] = ()
    reference_titles: tuple[str, ...] = ()
    withdrawn_reason: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advisory:
    """
    One advisory with all its editions, as `check` found it to be right.

    *is_archived* says that this is an earlier version, which `revise` put aside. *made_of* are the digests of the files that
    it was made of, () where it was made of none: with the same ones, settings and program it is the same but for
    *superseded_by* and *is_archived*.
    """

    id: str
    source: Language
    status: Status
    published: datetime
    severity: Severity
    category: str
    revisions: tuple[Revision, ...]
    words: Mapping[Language, AdvisoryWords]
    stale: bool = False
    disclosed: date | None = None
    impacts: tuple[str, ...] = ()
    exploited: date | bool | None = None
    languages: tuple[Language, ...] = (Language.EN, Language.ZH)
    affected: tuple[Affected, ...] = ()
    vulnerabilities: tuple[Vulnerability, ...] = ()
    references: tuple[Reference, ...] = ()
    imported: tuple[Origin, ...] = ()
    supersedes: tuple[str, ...] = ()
    superseded_by: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    is_archived: bool = False
    made_of: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """
        Its folder on the site, without the language: `advisories/SA-2026-0142/`; an earlier version's is `…/v2/` in it.
        """
        return self.path_of(self.version) if self.is_archived else f"advisories/{self.id}/"

    def path_of(self, number: int) -> str:
        """
        The folder of version *number*, in which it can be read once a newer one is current.
        """
        return f"advisories/{self.id}/v{number}/"

    @property
    def version(self) -> int:
        """
        The number of its current version.
        """
        return self.revisions[-1].number

    @property
    def last_revision(self) -> Revision:
        """
        The newest version, whatever changed in it.
        """
        return self.revisions[-1]

    @property
    def updated(self) -> datetime:
        """
        When its meaning last changed: the date of the last revision that is not editorial.
        """
        return next((r.date for r in reversed(self.revisions) if r.is_meaningful), self.published)

    @property
    def is_updated(self) -> bool:
        """
        Whether its meaning changed since it was first published.
        """
        return self.updated > self.revisions[0].date

    @property
    def is_exploited(self) -> bool:
        """
        Whether anybody is known to exploit it.
        """
        return isinstance(self.exploited, date)

    @property
    def is_withdrawn(self) -> bool:
        """
        Whether it must no longer be acted on.
        """
        return self.status is Status.WITHDRAWN

    @property
    def highest_score(self) -> Score | None:
        """
        The highest of its CVSS scores, the newest CVSS version first among equals.
        """
        scores = [score for vulnerability in self.vulnerabilities for score in vulnerability.scores]
        return max(scores, key=lambda score: (score.value, Decimal(score.version)), default=None)

    @property
    def vendors(self) -> tuple[str, ...]:
        """
        The vendors of its products, each once, in the order of the rows.
        """
        return tuple(dict.fromkeys(row.vendor for row in self.affected))

    @property
    def has_fix(self) -> bool | None:
        """
        True when every row has a fix, False when none has, None when only some have or nothing is said.
        """
        said = {row.fixed not in (None, NO_FIX) for row in self.affected}
        return said.pop() if len(said) == 1 else None

    def words_for(self, language: Language) -> AdvisoryWords:
        """
        The words that a reader of *language* gets: their own edition's, or else the other one's.
        """
        return self.words.get(language) or self.words[language.other]

    def state_for(self, language: Language) -> WordsState:
        """
        How the words that a reader of *language* gets stand to the facts.
        """
        if language not in self.words:
            return WordsState.MISSING if language in self.languages else WordsState.ONLY_OTHER
        return WordsState.STALE if self.stale and language is not self.source else WordsState.CURRENT

    def note_for(self, revision: Revision, language: Language) -> Text:
        """
        The note of *revision* for a reader of *language*; the source edition's where the translation has none yet.
        """
        return self._listed("revision_notes", revision.number - 1, language)

    def reference_title_for(self, number: int, language: Language) -> Text:
        """
        The title of the reference at position *number* (from 0), the source edition's where the translation has none.
        """
        return self._listed("reference_titles", number, language)

    def _listed(self, name: str, number: int, language: Language) -> Text:
        for words in (self.words.get(language), self.words[self.source]):
            if words is not None and number < len(listed := getattr(words, name)):
                return Text(listed[number], words.language)
        return Text("", language)
