"""
The front matter of every kind of record, as data: which keys there are, where each may stand, what it holds.

Rules, the makers of the model and the format reference all read this one description.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """
    A kind of record; its value is what commands and the format reference call it.
    """

    ADVISORY = "advisory"
    NEWSLETTER = "bulletin"
    DIGEST = "digest"
    GUIDE = "guide"
    ARTICLE = "article"
    NEWS = "news"
    EVENT = "event"
    PAGE = "page"


class Shape(StrEnum):
    """
    What stands behind a key.
    """

    VALUE = "a value"
    LIST = "a list of values"
    VALUE_OR_LIST = "a value or a list of values"
    MAPPINGS = "a list of mappings"


class Form(StrEnum):
    """
    How a single value is written.
    """

    TEXT = "text"
    TIME = "time with zone, like 2026-11-20T09:30:00+08:00"
    DATE = "date, like 2026-11-20"
    DATE_OR_FALSE = "date, like 2026-11-20, or false"
    ADVISORY_ID = "advisory id"
    CVE = "CVE identifier"
    CVSS = "CVSS vector"
    CWE = "CWE identifier"
    URL = "http or https address"
    NUMBER = "whole number"
    MONTH = "month, like 2026-11"
    PERIOD = "half-month, like 2026-11-first"
    VERSIONS = "affected versions"
    CPE = "CPE 2.3 name"
    PURL = "package URL"
    SLUG = "lower-case word"
    LANGUAGE = "language"
    DIGEST = "digest of the source words"


@dataclass(frozen=True, slots=True)
class Key:
    """
    One key of front matter.

    *words* says that it stands in each edition; all others are facts and stand in the source edition alone, and
    *translation* that it stands in a translation alone. *vocabulary* names the group of `data/vocabulary.csv` whose keys
    are allowed, *choices* a closed set that is ours.
    """

    name: str
    about: str
    form: Form = Form.TEXT
    shape: Shape = Shape.VALUE
    required: bool = False
    words: bool = False
    translation: bool = False
    vocabulary: str = ""
    choices: tuple[str, ...] = ()
    keys: tuple[Key, ...] = ()


STATUSES = ("draft", "published", "withdrawn")
TLP_LABELS = ("CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED")
REFERENCE_KINDS = ("vendor", "report", "other")
NOTIFY = ("urgent", "recipients")
GUIDE_KINDS = ("guide", "checklist")
NEWS_KINDS = ("news", "statement")
LANGUAGES = ("en", "zh-Hant")

TITLE = Key("title", "What the record is called; the page's heading.", required=True, words=True)
SUMMARY = Key("summary", "One or two sentences that stand alone.", required=True, words=True)
SOURCE = Key(
    "source", "The language whose edition holds the facts, when it is not English.", Form.LANGUAGE, choices=LANGUAGES
)
SOURCE_DIGEST = Key(
    "source_digest",
    "Which source words this translation is of; every finding about it prints the line to paste.",
    Form.DIGEST,
    translation=True,
)
PUBLISHED = Key("published", "When it was, or will be, first published.", Form.TIME, required=True)
REVISED = Key("revised", "When it was last changed in a way that readers should know.", Form.TIME)
TAGS = Key("tags", "Words to find it by.", shape=Shape.LIST)
STATUS = Key("status", "Where it is in its life.", choices=STATUSES)
LANGUAGES_KEY = Key(
    "languages",
    "The editions that are intended, when it is not both.",
    Form.LANGUAGE,
    Shape.VALUE_OR_LIST,
    choices=LANGUAGES,
)
ACTIONS = Key("actions", "One to three things to do, as imperatives.", shape=Shape.LIST, words=True)

AFFECTED = (
    Key("key", "A short name for this row, for `affects`.", Form.SLUG),
    Key("vendor", "Who makes the product.", required=True),
    Key("product", "What it is called.", required=True),
    Key("versions", "Which versions are affected.", Form.VERSIONS, required=True),
    Key("fixed", "The version that mends it; `none` when there is none.", Form.VERSIONS),
    Key("cpe", "Its CPE 2.3 name.", Form.CPE),
    Key("purl", "Its package URL.", Form.PURL),
)

VULNERABILITIES = (
    Key("id", "Its CVE identifier.", Form.CVE, required=True),
    Key("cvss", "Its CVSS vectors; the score is computed.", Form.CVSS, Shape.VALUE_OR_LIST),
    Key("cwe", "Its weakness type.", Form.CWE),
    Key("affects", "The keys of the affected rows that it hits.", Form.SLUG, Shape.VALUE_OR_LIST),
)

REFERENCES = (
    Key("title", "What the reference is called, in the source edition's language.", required=True),
    Key("url", "Where it is.", Form.URL, required=True),
    Key("kind", "Whose it is.", choices=REFERENCE_KINDS),
)

REVISIONS = (
    Key("date", "When this version was published.", Form.TIME, required=True),
    Key("type", "What changed.", required=True, vocabulary="revision"),
    Key("note", "One sentence for readers, in the source edition's language.", required=True),
    Key("notify", "Asks for an urgent mailing, or a correction to those who got the wrong version.", choices=NOTIFY),
)

IMPORTED = (
    Key("publisher", "Who published the document.", required=True),
    Key("id", "What the document calls itself.", required=True),
    Key("version", "Which version of it was imported."),
)

ADVISORY = (
    Key("id", "Its number, the same as the file name; `draft` in a draft.", Form.ADVISORY_ID, required=True),
    SOURCE,
    TITLE,
    SUMMARY,
    Key("short", "The text message: at most 160 septets, or 70 characters in Chinese, with the id.", words=True),
    ACTIONS,
    Key("status", STATUS.about, required=True, choices=STATUSES),
    PUBLISHED,
    Key("disclosed", "When the vendor made it known.", Form.DATE),
    Key("severity", "The risk level.", required=True, vocabulary="severity"),
    Key("category", "What sort of product or event it is about.", required=True, vocabulary="category"),
    Key("impacts", "What an attacker gains.", shape=Shape.VALUE_OR_LIST, vocabulary="impact"),
    Key("exploited", "Since when it is known to be exploited; false when nobody has seen it.", Form.DATE_OR_FALSE),
    Key("tlp", "The Traffic Light Protocol label; only CLEAR is ever published.", choices=TLP_LABELS),
    LANGUAGES_KEY,
    Key("imported", "The documents of other teams that it was made from.", shape=Shape.MAPPINGS, keys=IMPORTED),
    Key("affected", "The products and versions.", shape=Shape.MAPPINGS, keys=AFFECTED),
    Key("vulnerabilities", "The vulnerabilities.", shape=Shape.MAPPINGS, keys=VULNERABILITIES),
    Key("references", "Where the facts come from.", shape=Shape.MAPPINGS, keys=REFERENCES),
    Key("supersedes", "Older advisories that this one replaces.", Form.ADVISORY_ID, Shape.VALUE_OR_LIST),
    Key("aliases", "Old ids and paths that keep resolving.", shape=Shape.VALUE_OR_LIST),
    Key("revisions", "Its versions, oldest first.", shape=Shape.MAPPINGS, required=True, keys=REVISIONS),
    Key("withdrawn_reason", "Why it was withdrawn.", words=True),
    Key("revision_notes", "The notes of the revisions, oldest first.", shape=Shape.LIST, words=True, translation=True),
    Key("reference_titles", "The titles of the references, in order.", shape=Shape.LIST, words=True, translation=True),
    SOURCE_DIGEST,
)

SCHEMAS: dict[Kind, tuple[Key, ...]] = {
    Kind.ADVISORY: ADVISORY,
    Kind.NEWSLETTER: (
        SOURCE, TITLE, SUMMARY, STATUS, PUBLISHED, REVISED, TAGS, LANGUAGES_KEY,
        Key("month", "The month it is about.", Form.MONTH, required=True),
        Key("headlines", "Its three headlines.", shape=Shape.LIST, required=True, words=True),
        SOURCE_DIGEST,
    ),
    Kind.DIGEST: (
        SOURCE,
        Key("title", "Its name, when the generated one does not do.", words=True),
        Key("summary", "One or two sentences, when the generated ones do not do.", words=True),
        STATUS, PUBLISHED, REVISED, TAGS, LANGUAGES_KEY,
        Key("period", "The half-month it covers.", Form.PERIOD, required=True),
        Key("intro", "What the reader should know first.", words=True),
        Key("leave_out", "Advisories of the period that it does not carry.", Form.ADVISORY_ID, Shape.VALUE_OR_LIST),
        SOURCE_DIGEST,
    ),
    Kind.GUIDE: (
        SOURCE, TITLE, SUMMARY, ACTIONS, STATUS, PUBLISHED, REVISED, TAGS, LANGUAGES_KEY,
        Key("audience", "Whom it is for.", shape=Shape.VALUE_OR_LIST, required=True, vocabulary="audience"),
        Key("kind", "What it is.", choices=GUIDE_KINDS),
        Key("minutes", "How long it takes.", Form.NUMBER),
        Key("reviewed", "When it was last found to be right.", Form.DATE),
        SOURCE_DIGEST,
    ),
    Kind.ARTICLE: (SOURCE, TITLE, SUMMARY, STATUS, PUBLISHED, REVISED, TAGS, LANGUAGES_KEY, SOURCE_DIGEST),
    Kind.NEWS: (
        SOURCE, TITLE, SUMMARY, STATUS, PUBLISHED, REVISED, TAGS, LANGUAGES_KEY,
        Key("kind", "News from elsewhere, or a statement of the team.", choices=NEWS_KINDS),
        Key("url", "Where the original is.", Form.URL),
        Key("publisher", "Who published the original."),
        SOURCE_DIGEST,
    ),
    Kind.EVENT: (
        SOURCE, TITLE, SUMMARY, STATUS, PUBLISHED, REVISED, TAGS, LANGUAGES_KEY,
        Key("starts", "When it begins.", Form.TIME, required=True),
        Key("ends", "When it ends.", Form.TIME, required=True),
        Key("place", "Where it is.", words=True),
        Key("url", "Where to learn more.", Form.URL),
        SOURCE_DIGEST,
    ),
    Kind.PAGE: (SOURCE, TITLE, SUMMARY, LANGUAGES_KEY, SOURCE_DIGEST),
}  # fmt: skip


def key_named(keys: tuple[Key, ...], name: str) -> Key | None:
    """
    The key called *name*.
    """
    return next((key for key in keys if key.name == name), None)
