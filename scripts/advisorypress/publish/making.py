"""
Makes the files of a plan side by side, and only those that the last build did not make.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain

from advisorypress.errors import doing
from advisorypress.language import Language
from advisorypress.output import Output
from advisorypress.publish.account import Account, Entry
from advisorypress.publish.manifest import Digests, digests_of
from advisorypress.publish.site_writer import SiteWriter
from advisorypress.templating import load_templates
from advisorypress.workers import spread, will_spread

# Files of one record go to one worker, so that its body is read once; but few files are shared out, too.
_TOGETHER = 48
_FEWEST_PIECES = 16

Through = Callable[[Sequence[Output]], Iterable[Output]]


@dataclass(frozen=True, slots=True)
class Made:
    """
    One file that was made: its digests, and whether it is another one than the site has.
    """

    path: str
    digest: str
    text: str
    is_new: bool


def make_files(
    outputs: Iterable[Output], writer: SiteWriter, digests: Digests, account: Account, jobs: int, through: Through
) -> None:
    """
    Brings *outputs* into the next state of the site, by up to *jobs* processes; what *account* knows and the site holds stays.
    """
    wanted = []
    for output in outputs:
        if writer.is_needless(output.path):
            continue
        writer.take(output.path)
        entry = _known(output, account)
        if entry is not None and writer.holds(output.path, entry.digest, entry.stamp):
            digests.note(output.path, entry.digest, entry.text)
        else:
            wanted.append(output)
    # Both editions of a record go to one worker: to look at it copies the memory that the workers share.
    wanted.sort(key=lambda output: output.path.removeprefix(Language.ZH.prefix))
    told = iter(through(wanted))
    size = max(1, min(_TOGETHER, len(wanted) // _FEWEST_PIECES))
    batches = [wanted[start : start + size] for start in range(0, len(wanted), size)]
    if will_spread(batches, jobs):
        load_templates("feeds", "render")
    with closing(spread(lambda batch: list(_make(batch, writer)), batches, jobs)) as finished:
        for each in chain.from_iterable(finished):
            next(told, None)
            digests.note(each.path, each.digest, each.text)
            if each.is_new:
                writer.changed(each.path)
    for _ in told:
        pass


def _known(output: Output, account: Account) -> Entry | None:
    entry = account.entry(output.path) if output.key else None
    return entry if entry is not None and entry.key == output.key.hex() else None


def _make(outputs: Iterable[Output], writer: SiteWriter) -> Iterator[Made]:
    for output in outputs:
        with doing(f"making {output.path}"):
            data = output.make()
        digest, text = digests_of(output.path, data)
        yield Made(output.path, digest, text, writer.put(output.path, data))
