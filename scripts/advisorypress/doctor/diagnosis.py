"""
One thing that was looked at: how it is, and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """
    Well, could be better, wrong, or not known because somebody out there did not answer.
    """

    PASS = "pass"  # noqa: S105 - no password
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """
    What was looked at (*subject*), how it is, and a *remedy* for what is not well; *record* is a line to publish in the DNS
    or a command to run, as it is.
    """

    subject: str
    verdict: Verdict
    words: str
    remedy: str = ""
    record: str = ""


def well(subject: str, words: str) -> Diagnosis:
    """
    Nothing is to be done.
    """
    return Diagnosis(subject, Verdict.PASS, words)


def could_be_better(subject: str, words: str, remedy: str, record: str = "") -> Diagnosis:
    """
    It works, and something would make it better.
    """
    return Diagnosis(subject, Verdict.WARN, words, remedy, record)


def wrong(subject: str, words: str, remedy: str, record: str = "") -> Diagnosis:
    """
    It does not work, or mail will not arrive.
    """
    return Diagnosis(subject, Verdict.FAIL, words, remedy, record)


def unknown(subject: str, words: str) -> Diagnosis:
    """
    It could not be looked at; the next time it may.
    """
    return Diagnosis(subject, Verdict.UNKNOWN, words, "run this again when it answers")


def status_of(diagnoses: Iterable[Diagnosis]) -> int:
    """
    The exit status: 1 when something is wrong, else 3 when something could not be looked at, else 0.
    """
    verdicts = {diagnosis.verdict for diagnosis in diagnoses}
    if Verdict.FAIL in verdicts:
        return 1
    return 3 if Verdict.UNKNOWN in verdicts else 0
