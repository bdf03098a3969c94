"""
What a message or a line of the spool asks for, once it is clear that it may.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from advisorypress.inbound.report import Failure


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """
    The subscriber *pid* leaves; *how* is `one-click` or `mail`.
    """

    pid: bytes
    how: str


@dataclass(frozen=True, slots=True)
class Confirm:
    """
    The subscriber *pid* answers what was asked at the second *asked_at*; *how* as above.
    """

    pid: bytes
    asked_at: int
    how: str


@dataclass(frozen=True, slots=True)
class Wish:
    """
    What somebody wants to get; "" and () leave it as it is. Topics are in the text form of `store/topics.py`.
    """

    language: str = ""
    format: str = ""
    pace: str = ""
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SignUp:
    """
    Somebody gives *address*, theirs or not.
    """

    address: str
    wish: Wish
    how: str


@dataclass(frozen=True, slots=True)
class Manage:
    """
    Somebody asks for the form in which the subscriber at *address* changes what they get.
    """

    address: str


@dataclass(frozen=True, slots=True)
class Prefer:
    """
    The form of the subscriber *pid* came back, filled in.
    """

    pid: bytes
    wish: Wish


@dataclass(frozen=True, slots=True)
class Bounce:
    """
    A message of *campaign* did not reach *pid*.
    """

    pid: bytes
    campaign: int
    failure: Failure


@dataclass(frozen=True, slots=True)
class Complaint:
    """
    The subscriber *pid* marked one of our messages as unwanted.
    """

    pid: bytes


@dataclass(frozen=True, slots=True)
class Nothing:
    """
    It changes nothing, and nobody needs to see it; *why* is a word for the count.
    """

    why: str


@dataclass(frozen=True, slots=True)
class ForAPerson:
    """
    It changes nothing, and somebody should look at it.
    """

    why: str


Deed: TypeAlias = Unsubscribe | Confirm | SignUp | Manage | Prefer | Bounce | Complaint | Nothing | ForAPerson
