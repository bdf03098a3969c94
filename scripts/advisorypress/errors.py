"""
What can go wrong in the world, as one small tree.

    PressError
    ├── SettingsError       mkdocs.yml or data/ cannot be used
    ├── SourceUnavailable   a file or folder cannot be read
    ├── EngineError         the site engine failed to build its pages
    ├── PublishError        a target cannot be written or reached
    ├── NumberingError      no advisory number could be taken
    ├── MailError           the relay cannot be reached, or refused
    ├── StoreError          the store of subscribers cannot be used
    ├── DnsError            no name server gave an answer
    ├── WorkerError         a process that made files for a build ended before its work
    └── UsageError          a command was asked for something that does not exist

An author's mistake is never one of these: it is a `Finding`, a value that is collected and printed with its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class PressError(Exception):
    """
    Anything that stops a command and is not an author's mistake; its text is shown as it is.
    """


class SettingsError(PressError):
    """
    The team's settings or tables cannot be used.
    """


class SourceUnavailable(PressError):
    """
    A file or folder cannot be read.
    """


class EngineError(PressError):
    """
    The site engine failed to build its pages.
    """


class PublishError(PressError):
    """
    A target cannot be written or reached.
    """


class NumberingError(PressError):
    """
    No advisory number could be taken.
    """


class MailError(PressError):
    """
    The relay cannot be reached, or refused what it was given.
    """


class StoreError(PressError):
    """
    The store of subscribers and mailings cannot be used; the text holds no address.
    """


class DnsError(PressError):
    """
    No name server gave an answer; that there is no such name is an answer, and not this.
    """


class WorkerError(PressError):
    """
    A process that did a part of the work ended before it was done.
    """


class UsageError(PressError):
    """
    A command was asked for something that does not exist.
    """


@contextmanager
def doing(what: str) -> Iterator[None]:
    """
    Adds *what* to whatever is raised inside, so that an error says what was being done.
    """
    try:
        yield
    except Exception as error:
        error.add_note(f"while {what}")
        raise
