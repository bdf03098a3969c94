"""
What is pushed to a public repository is public at once, and stays so in its history: is there anything among it that may not?

Every version of every file in the commits that the remote does not have yet is looked at, not only the newest: taking a secret
out again in a later commit hides it from nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from advisorypress.build_time import BuildTime
from advisorypress.check.context import Context
from advisorypress.check.examine import make_context
from advisorypress.check.rules import embargoed_in_public, tlp_not_clear
from advisorypress.errors import UsageError
from advisorypress.finding import Finding, Place
from advisorypress.git import Git
from advisorypress.language import Language
from advisorypress.load.record import Record
from advisorypress.load.schema import Kind
from advisorypress.load.source import Source, parse_source
from advisorypress.load.tree import Tree
from advisorypress.model.forms import parse_time
from advisorypress.settings import Settings
from advisorypress.vocabulary import Vocabulary

_NOTHING = re.compile(r"0+")
_TLP = re.compile(r"""^[ \t]*["']?tlp["']?[ \t]*:[ \t]*["']?(?!CLEAR\b)([A-Za-z+]+)""", re.MULTILINE)
_PUBLISHED = re.compile(r"""^[ \t]*["']?published["']?[ \t]*:[ \t]*["']?([^\s"'#]+)""", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Push:
    """
    One ref of a push: the *commit* that is to be at the remote, and the one that is *there* now, None when there is none.
    """

    commit: str
    there: str | None = None


@dataclass(frozen=True, slots=True)
class Secret:
    """
    Something that may not be public, and the commit that brings it.
    """

    commit: str
    finding: Finding


def read_pushes(lines: str) -> tuple[Push, ...]:
    """
    What git tells a pre-push hook: `<local ref> <local commit> <remote ref> <remote commit>` a line. Refs that are to be
    deleted are left out.
    """
    pushes = []
    for line in lines.splitlines():
        words = line.split()
        if len(words) != 4:
            raise UsageError(f"this is no line of a push: {line!r}; git calls this command by its pre-push hook")
        _, commit, _, there = words
        if not _NOTHING.fullmatch(commit):
            pushes.append(Push(commit, None if _NOTHING.fullmatch(there) else there))
    return tuple(pushes)


def find_secrets(
    settings: Settings, vocabulary: Vocabulary, remote: str, pushes: Iterable[Push], now: datetime
) -> tuple[Secret, ...]:
    """
    What in *pushes* to *remote* may not be public as of *now*; each file's version once, with its first commit.

    Raises `GitError` when the commits cannot be read.
    """
    git = Git(settings.root)
    context = make_context(Tree(settings.root, (), (), frozenset()), settings, vocabulary, BuildTime(now, "wall-clock"))
    prefix = git.run("rev-parse", "--show-prefix")
    found: list[Secret] = []
    for push in pushes:
        commits = _new_commits(git, remote, push)
        objects = {name: path for name, path in git.new_objects(commits) if _is_looked_at(path, prefix)}
        for (name, path), data in zip(objects.items(), git.contents(objects), strict=True):
            findings = tuple(_look(data, path.removeprefix(prefix), context))
            if findings:
                first = git.commits_with(name, commits)[-1:]
                found += [Secret(first[0][:12] if first else push.commit[:12], finding) for finding in findings]
    return tuple(dict.fromkeys(found))


def _new_commits(git: Git, remote: str, push: Push) -> tuple[str, ...]:
    """
    How git is told the commits of *push* that *remote* does not have, as far as this clone knows.
    """
    known = [f"--remotes={remote}"] if remote in git.run("remote").split("\n") else []
    if push.there is not None and git.commit(push.there) is not None:
        known.append(push.there)
    return (push.commit, *(["--not", *known] if known else []))


def _is_looked_at(path: str, prefix: str) -> bool:
    return path.endswith(".md") or path.startswith(f"{prefix}advisories/")


def _look(data: bytes, path: str, context: Context) -> Iterator[Finding]:
    language = Language.of_file(path) or Language.EN
    is_advisory = path.startswith("advisories/")
    source = parse_source(data, path, language)
    if isinstance(source, Source):
        folder, _, file = path.rpartition("/")
        record = Record(Kind.ADVISORY, folder, file.removesuffix(f".{language.value}.md"), {language: source})
        yield from tlp_not_clear.look(record, context)
        if is_advisory:
            yield from embargoed_in_public.look(record, context)
    elif context.settings.repository == "public":
        yield from _look_at_lines(data.decode("utf-8", "replace"), path, is_advisory, context)


def _look_at_lines(text: str, path: str, is_advisory: bool, context: Context) -> Iterator[Finding]:
    """
    A file that nobody can read as a record, in an early commit say, is searched for the two keys.
    """
    for match in _TLP.finditer(text):
        place = Place(path, text.count("\n", 0, match.start(1)) + 1)
        yield Finding(tlp_not_clear.RULE_ID, place, f"TLP:{match[1]} in a public repository")
    for match in _PUBLISHED.finditer(text) if is_advisory else ():
        try:
            is_ahead = parse_time(match[1]) > context.present
        except ValueError:
            continue
        if is_ahead:
            place = Place(path, text.count("\n", 0, match.start(1)) + 1)
            yield Finding(embargoed_in_public.RULE_ID, place, f"{match[1]} has not come")


def told(secrets: Sequence[Secret]) -> Iterator[str]:
    """
    What to say to whoever pushes.
    """
    yield "not pushed: in a public repository everybody reads what is pushed, in every branch and every commit of it."
    for secret in secrets:
        finding = secret.finding
        yield f"  {finding.place} in commit {secret.commit}: {finding.message} [{finding.rule}]"
    yield (
        "Taking it out in a further commit does not help, for this one is pushed with it. Make the commits anew without it "
        "(git rebase --interactive, or git reset --soft and commit again), and keep the work in a private clone until "
        "its hour has come."
    )
