"""
The mail of a digest: (library, digest, language) in, the same words as HTML and as text out.
"""

from __future__ import annotations

from advisorypress.compose.items import advisory_item, reading_item
from advisorypress.compose.mailing import DigestMailing
from advisorypress.compose.message import Mail
from advisorypress.compose.text import write_text
from advisorypress.compose.view import DigestView, Group, MailView, Part
from advisorypress.compose.wire import one_line
from advisorypress.language import Language
from advisorypress.model.digest_items import DigestItems, digest_items
from advisorypress.model.document import Digest
from advisorypress.model.library import Library
from advisorypress.model.text import Text
from advisorypress.render.bodies import Bodies
from advisorypress.render.dates import range_ends
from advisorypress.render.voice import Voice
from advisorypress.templating import fill

MAX_HTML = 100_000
"""
Octets of an HTML part: one great mail service shows about 102 KB and hides the rest, the way to unsubscribe included.
"""

SUBJECTS = " | "
"""
What stands between the subjects of a mail in both languages.
"""

_PREHEADER = 140


def compose_digest(library: Library, digest: Digest, language: Language) -> Mail:
    """
    The mail of *digest* in *language*, the same for every reader.
    """
    items = digest_items(library, digest)
    return digest_mail(library, DigestMailing(digest=digest), (language,), items, is_personal=False)


def digest_mail(
    library: Library, mailing: DigestMailing, languages: tuple[Language, ...], items: DigestItems, *, is_personal: bool
) -> Mail:
    """
    The mail of *mailing* with *items*, which may be some of the digest's, in each of *languages* one below the other.

    When its HTML would be too large for mail services, the advisories that come last are left to the web page, in both
    forms and all languages alike, and the mail says how many. *is_personal* is for a mail whose header lets its reader
    leave by one click or one message; else it names the list's own address.
    """
    bodies = Bodies(library.vocabulary)
    makers = [_Maker(Voice(library, language), mailing.digest, items, bodies) for language in languages]
    shown = sum(len(group) for _, group in items.others)
    while True:
        blocks = tuple(maker.view(shown) for maker in makers)
        view = MailView(
            subject=SUBJECTS.join(block.title.text for block in blocks),
            blocks=blocks,
            leave="" if is_personal else library.settings.mail.leave,
            is_personal=is_personal,
        )
        html = fill("mail/frame.html", mail=view)
        size = len(html.encode())
        if size < MAX_HTML or not shown:
            break
        # Roughly what fits, and always fewer than before.
        shown = min(shown - 1, shown * MAX_HTML // size)
    return Mail(
        slug=mailing.slug,
        language=languages[0],
        below=languages[1:],
        published=mailing.dated,
        subject=view.subject,
        text=write_text(view),
        html=html,
        archive=view.blocks[0].archive,
        subscribe=view.blocks[0].subscribe,
        about=library.settings.url(languages[0], "about/"),
    )


def digest_line(library: Library, digest: Digest, language: Language) -> tuple[str, str]:
    """
    What can be said of *digest* in one line: its title, and how many advisories it has.
    """
    maker = _Maker(Voice(library, language), digest, digest_items(library, digest), Bodies(library.vocabulary))
    view = maker.view(0)
    return view.title.text, view.count.text


class _Maker:
    """
    Makes the view once for each number of advisories that it is asked to show.
    """

    def __init__(self, voice: Voice, digest: Digest, items: DigestItems, bodies: Bodies) -> None:
        self._voice = voice
        self._digest = digest
        self._items = items
        self._first = tuple(advisory_item(voice, advisory, bodies) for advisory in items.act_now)
        self._others = tuple(
            Group(
                voice.word("category", category),
                tuple(advisory_item(voice, advisory, bodies) for advisory in advisories),
            )
            for category, advisories in items.others
        )
        self._reading = tuple(reading_item(voice, document) for document in items.reading)

    def view(self, shown: int) -> DigestView:
        """
        The view with the first *shown* of the advisories that are not to be acted on first.
        """
        voice = self._voice
        hidden = sum(len(group.items) for group in self._others) - shown
        return DigestView(
            voice=voice,
            title=Text(self._title(), voice.language),
            preheader=self._preheader(),
            count=self._count(),
            intro=self._words("intro"),
            parts=tuple(self._parts(shown)),
            more=voice.count("mailing.more", hidden) if hidden else "",
            archive=voice.library.settings.url(voice.language, self._digest.path),
            topics=voice.word("publication", "digest"),
        )

    def _parts(self, shown: int) -> list[Part]:
        parts = [Part(self._voice.say("mailing.first"), (Group("", self._first),))] if self._first else []
        if self._others:
            parts.append(Part(self._voice.say("mail.other" if self._first else "nav.advisories"), self._cut(shown)))
        if self._reading:
            parts.append(Part(self._voice.say("mailing.reading"), (Group("", self._reading),)))
        return parts

    def _cut(self, shown: int) -> tuple[Group, ...]:
        groups = []
        for group in self._others:
            if shown > 0:
                groups.append(Group(group.heading, group.items[:shown]))
                shown -= len(group.items)
        return tuple(groups)

    def _title(self) -> str:
        own = self._digest.words.get(self._voice.language)
        if own is not None and own.title:
            return one_line(own.title)
        period = self._digest.period
        first, last = range_ends(period.start, period.end, self._voice.language)
        return self._voice.say("mail.digest.title", **{"from": first, "to": last})

    def _count(self) -> Text:
        """
        How many advisories there are, or what the edition says instead, which is about the whole digest and not a part of it.
        """
        own = self._digest.words.get(self._voice.language)
        if own is not None and own.summary and self._is_whole():
            return Text(one_line(own.summary), own.language)
        return Text(self._generated_count(), self._voice.language)

    def _is_whole(self) -> bool:
        everything = digest_items(self._voice.library, self._digest)
        return len(self._items.advisories) == len(everything.advisories)

    def _generated_count(self) -> str:
        number, first = len(self._items.advisories), len(self._items.act_now)
        if self._items.is_empty:
            return self._voice.say("mailing.empty")
        if not number:
            return self._voice.say("mailing.quiet")
        wording, language = self._voice.library.wording, self._voice.language
        if not first:
            return wording.count("mailing.calm", language, number)
        return wording.count("mailing.count", language, number, m=f"{first:,}")

    def _preheader(self) -> Text:
        """
        What a list of mails shows after the subject: the first thing to act on, and what to do.
        """
        if not self._first:
            intro = self._words("intro")
            said = intro if intro.text else self._count()
            return Text(said.text[:_PREHEADER], said.language)
        item = self._first[0]
        title, action = item.title, item.sentence[0]
        joint = "：" if title.language is Language.ZH else ": "
        words = f"{title}{joint}{action}" if action.language is title.language else title.text
        return Text(words[:_PREHEADER], title.language)

    def _words(self, name: str) -> Text:
        """
        A text of the digest, the other edition's where the reader's has none.
        """
        for language in (self._voice.language, self._voice.language.other):
            words = self._digest.words.get(language)
            if words is not None and (text := one_line(getattr(words, name))):
                return Text(text, language)
        return Text("", self._voice.language)
