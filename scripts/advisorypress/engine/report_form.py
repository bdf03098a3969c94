"""
The form of the page on which an incident is reported: it writes the text of a mail, in the browser and nowhere else.

What is asked stands here once: the text that is shown without script has the same questions in the same order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from advisorypress.language import Language
from advisorypress.settings import Settings
from advisorypress.vocabulary import Vocabulary

# By how often they are reported; the words of the vocabulary where it has them, else `report.kind.<name>`.
_KINDS = (
    ("phishing", "incident/phishing"),
    ("money", ""),
    ("account", ""),
    ("ransomware", "threat/ransomware"),
    ("malware", "incident/malware"),
    ("website", "incident/web-defacement-intrusion"),
    ("ddos", "incident/ddos"),
    ("data", "threat/data-breach"),
    ("others", "incident/others"),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """
    A kind of incident: what it is called, and what to do first and to tell us.
    """

    key: str
    name: str
    help: str


@dataclass(frozen=True, slots=True)
class Question:
    """
    A question of the form. *rows* is the height of its field, 1 for one line.
    """

    key: str
    label: str
    rows: int
    optional: bool


@dataclass(frozen=True, slots=True)
class ReportForm:
    """
    The form in one language; *say* gives the interface's words.
    """

    settings: Settings
    vocabulary: Vocabulary
    language: Language
    say: Callable[..., str]

    @property
    def email(self) -> str:
        """
        Where reports go; "" when the team takes none by mail.
        """
        return self.settings.contacts.email

    @property
    def heading(self) -> str:
        """
        The first line of the text.
        """
        return self.say("report.heading", name=self.settings.name[self.language])

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """
        The kinds of incident.
        """
        return tuple(Kind(key, self._name(key, term), self.say(f"report.kind.{key}.help")) for key, term in _KINDS)

    def _name(self, key: str, term: str) -> str:
        if not term:
            return self.say(f"report.kind.{key}")
        group, _, word = term.partition("/")
        return self.vocabulary.word(group, word, self.language)

    @property
    def questions(self) -> tuple[Question, ...]:
        """
        The four questions, after that for the kind.
        """
        return (
            Question("what", self.say("report.what"), 5, optional=False),
            Question("when", self.say("report.when"), 1, optional=True),
            Question("systems", self.say("report.systems"), 3, optional=True),
            Question("contact", self.say("report.contact"), 1, optional=True),
        )

    @property
    def text(self) -> str:
        """
        The text without answers.
        """
        labels = (self.say("report.kind"), *(question.label for question in self.questions))
        return "\n\n".join((self.heading, *(f"{label}\n" for label in labels)))

    @property
    def address(self) -> str:
        """
        The `mailto:` that opens a mail with the text (RFC 6068).
        """
        body = quote(self.text.replace("\n", "\r\n"), safe="")
        return f"mailto:{self.email}?subject={quote(self.say('report.subject'), safe='')}&body={body}"
