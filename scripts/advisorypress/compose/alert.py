"""
The mail of an alert: one advisory, the three answers of its brief box in full, and the way to its page.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from markupsafe import Markup

from advisorypress.compose.digest import SUBJECTS
from advisorypress.compose.items import badges_of, facts_of, withdrawn_sentence
from advisorypress.compose.mailing import AlertMailing
from advisorypress.compose.message import Mail
from advisorypress.compose.text import write_text
from advisorypress.compose.view import AlertView, Answer, Contact, MailView
from advisorypress.compose.wire import one_line
from advisorypress.errors import UsageError
from advisorypress.language import Language
from advisorypress.model.advisory import Advisory, Revision, Severity
from advisorypress.model.library import Library
from advisorypress.model.text import Text
from advisorypress.render.answers import affected_lines, am_i_affected, named_with_versions, what_to_do
from advisorypress.render.bodies import Bodies
from advisorypress.render.dates import date_and_time
from advisorypress.render.notices import language_sentence
from advisorypress.render.voice import Voice
from advisorypress.templating import fill

URGENT_TYPES = ("new", "now-exploited", "risk-raised", "correction", "withdrawn")
"""
The changes of an advisory that may wake people.
"""
TAKES_BACK = ("correction", "withdrawn")
"""
Those that may go to the recipients of the version before.
"""
URGENT_FOR = timedelta(hours=48)

# More would push what to do from the first screen; the advisory has them all, with their versions.
_PRODUCTS = 6
_MOMENT = "%Y-%m-%d %H:%M"


def alert_of(library: Library, id: str, *, is_exercise: bool = False, is_release: bool = False) -> AlertMailing:
    """
    The alert that the newest version of the advisory *id* asks for; an exercise may be about any advisory that stands.

    Raises `UsageError` that says why there is none: no such advisory, not asked for, not urgent, too old, imported.
    """
    advisory = library.advisory(id)
    if advisory is None:
        raise UsageError(f"there is no advisory {id}; press find looks for one")
    # An editorial change mails nobody, and does not take the right to be mailed from the change before it.
    revision = next(
        (revision for revision in reversed(advisory.revisions) if revision.is_meaningful), advisory.last_revision
    )
    trouble = _not_for_an_exercise(advisory) if is_exercise else why_not(library, advisory, revision)
    if trouble:
        raise UsageError(f"no alert of {advisory.id}: {trouble}")
    return AlertMailing(advisory=advisory, revision=revision, is_exercise=is_exercise, is_release=is_release)


def why_not(library: Library, advisory: Advisory, revision: Revision) -> str:
    """
    Why *revision* may not be mailed as an alert or a correction; "" when it may (design.md, Mail and other channels).
    """
    if advisory.imported:
        return "it was imported; an urgent mailing is about what the team itself has written"
    if revision.notify is None:
        return f"version {revision.number} does not ask for it; write notify: urgent into the revision that is urgent"
    if revision.notify == "recipients":
        if revision.type in TAKES_BACK:
            return ""
        return f"notify: recipients is for {' and '.join(TAKES_BACK)}, and version {revision.number} is {revision.type}"
    if revision.type not in URGENT_TYPES:
        return f"a revision of type {revision.type} is not urgent; these are: {', '.join(URGENT_TYPES)}"
    if advisory.severity is not Severity.CRITICAL and not advisory.is_exploited:
        return f"it is neither critical nor exploited, but {advisory.severity}"
    if library.now - revision.date > URGENT_FOR:
        return (
            f"version {revision.number} is of {revision.date:{_MOMENT}}, over 48 hours before {library.now:{_MOMENT}}"
        )
    return ""


def _not_for_an_exercise(advisory: Advisory) -> str:
    return "it is withdrawn; an exercise needs one that stands" if advisory.is_withdrawn else ""


def alert_mail(library: Library, mailing: AlertMailing, languages: tuple[Language, ...], *, is_personal: bool) -> Mail:
    """
    The mail of *mailing* in each of *languages*, one below the other.
    """
    bodies = Bodies(library.vocabulary)
    blocks = tuple(_view(Voice(library, language), mailing, bodies) for language in languages)
    subject = SUBJECTS.join(subject_of(block.voice, mailing) for block in blocks)
    if mailing.is_exercise:
        subject = f"{''.join(text.text for text in exercise_mark(library))} {subject}"
    view = MailView(
        subject=subject,
        blocks=blocks,
        leave="" if is_personal else library.settings.mail.leave,
        is_personal=is_personal,
    )
    return Mail(
        slug=mailing.slug,
        language=languages[0],
        below=languages[1:],
        published=mailing.dated,
        subject=view.subject,
        text=write_text(view),
        html=fill("mail/frame.html", mail=view),
        archive=library.settings.url(languages[0], "advisories/"),
        subscribe=blocks[0].subscribe,
        about=library.settings.url(languages[0], "about/"),
    )


def subject_of(voice: Voice, mailing: AlertMailing) -> str:
    """
    `[Extremely High Risk] title`; of a correction and a withdrawal what they are, in place of the risk.
    """
    advisory = mailing.advisory
    if advisory.is_withdrawn:
        kind = voice.say("badge.withdrawn")
    elif mailing.revision.type == "correction":
        kind = voice.word("revision", "correction")
    else:
        kind = voice.word("severity", advisory.severity.value)
    return voice.say("mail.alert.subject", severity=kind, title=one_line(advisory.words_for(voice.language).title))


def exercise_mark(library: Library) -> tuple[Text, ...]:
    """
    `EXERCISE 演習`, in both languages for every reader.
    """
    words = [Text(library.wording.say("mail.exercise.mark", language), language) for language in Language]
    return (Text(f"{words[0].text} ", words[0].language), words[1])


def _view(voice: Voice, mailing: AlertMailing, bodies: Bodies) -> AlertView:
    advisory = mailing.advisory
    words = advisory.words_for(voice.language)
    body = bodies.of(words)
    to_follow = voice.library.is_to_follow(advisory)
    actions = tuple(_line(action.text) for action in what_to_do(voice, advisory, body.said)) if to_follow else ()
    exercise = _exercise(voice) if mailing.is_exercise else ()
    release = ((Text(voice.say("mail.release"), voice.language),),) if mailing.is_release else ()
    answers = [Answer(voice.say("advisory.what"), (_line(Text(words.summary, words.language)),))]
    if not advisory.is_withdrawn:
        answers.append(Answer(voice.say("advisory.am"), tuple(_affected(voice, advisory))))
    if actions:
        answers.append(Answer(voice.say("advisory.do"), steps=tuple(_of_a_mail(voice, text) for text in actions)))
    return AlertView(
        voice=voice,
        title=_line(Text(words.title, words.language)),
        preheader=_preheader(voice, mailing, actions),
        archive=voice.library.settings.url(voice.language, advisory.path),
        topics=voice.say("mail.alert.topic"),
        marks=(*((exercise,) if exercise else ()), *release),
        last=exercise,
        badges=badges_of(voice, advisory),
        lead=tuple(_lead(voice, mailing)),
        answers=tuple(answers),
        facts=facts_of(voice, date_and_time(mailing.revision.date, voice.language, zone=True), advisory.id),
        contact=_contact(voice) if mailing.is_release else None,
    )


def _exercise(voice: Voice) -> tuple[Text, ...]:
    joint = "：" if voice.language is Language.ZH else ": "
    return (*exercise_mark(voice.library), Text(f"{joint}{voice.say('mail.exercise')}", voice.language))


def _lead(voice: Voice, mailing: AlertMailing) -> Iterator[tuple[Text, ...]]:
    """
    What must be known before the answers: that this takes something back, what changed, and of which age the words are.
    """
    advisory, revision = mailing.advisory, mailing.revision
    if mailing.is_for_recipients:
        key = "mail.recalled" if advisory.is_withdrawn else "mail.corrected"
        yield (Text(voice.say(key), voice.language),)
    if advisory.is_withdrawn:
        yield withdrawn_sentence(voice, advisory)
    elif revision.number > 1:
        kind = voice.word("revision", revision.type)
        note = _line(advisory.note_for(revision, voice.language))
        joint = "：" if voice.language is Language.ZH else ": "
        yield (Text(f"{kind}{joint if note.text else ''}", voice.language), *((note,) if note.text else ()))
    for sentence in language_sentence(voice, advisory):
        yield (_plain(voice, sentence),)


def _affected(voice: Voice, advisory: Advisory) -> Iterator[Text]:
    """
    Who is affected, in full: a page would say where it lists the products.
    """
    if not advisory.affected:
        yield Text(voice.say("mail.anyone"), voice.language)
    elif named_with_versions(advisory) or len(advisory.affected) > _PRODUCTS:
        yield _plain(voice, am_i_affected(voice, advisory, "mail.affected.more"))
    else:
        yield Text(voice.say("mail.affected"), voice.language)
        for line in affected_lines(voice, advisory, _PRODUCTS):
            yield _plain(voice, line)


def _preheader(voice: Voice, mailing: AlertMailing, actions: tuple[Text, ...]) -> Text:
    """
    What a list of mails shows after the subject: what to do.
    """
    if actions:
        return actions[0]
    first = next(_lead(voice, mailing), ())
    return Text("".join(text.text for text in first), voice.language)


def _of_a_mail(voice: Voice, action: Text) -> Text:
    # It speaks of the page that it stands on.
    return Text(voice.say("mail.ask"), voice.language) if action.text == voice.say("advisory.do.ask") else action


def _contact(voice: Voice) -> Contact:
    settings = voice.library.settings
    contacts, language = settings.contacts, voice.language
    lines = [settings.name[language]]
    if contacts.phone:
        lines.append(voice.say("mail.release.phone", phone=contacts.phone))
    if contacts.email:
        lines.append(voice.say("mail.release.email", email=contacts.email))
    if hours := contacts.hours.get(language):
        lines.append(hours)
    return Contact(voice.say("mail.release.contact"), tuple(map(one_line, lines)), voice.say("mail.release.end"))


def _plain(voice: Voice, html: Markup) -> Text:
    return Text(one_line(html.striptags()), voice.language)


def _line(text: Text) -> Text:
    return Text(one_line(text.text), text.language)
