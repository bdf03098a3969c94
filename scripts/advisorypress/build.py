"""
One build: a site that was built of the very same stays as it is, and any other is made by `build_anew`.
"""

from __future__ import annotations

from dataclasses import replace

from advisorypress.last_build import lies_as_left, recall
from advisorypress.load.stamps import FileDigests
from advisorypress.publish.account import read_account
from advisorypress.publish.manifest import SIGNATURE
from advisorypress.publish.site_folder import safe_folder
from advisorypress.publish.site_writer import Written, finish_killed_build, reading
from advisorypress.wanted import Built, Progress, Wanted


def build_site(wanted: Wanted, progress: Progress) -> Built:
    """
    Builds what is *wanted*.

    Raises `UsageError` for a folder that holds sources, `PublishError` for one that cannot be written or is not the
    press's, `EngineError` when the engine fails.
    """
    wanted = replace(wanted, site=safe_folder(wanted.site, wanted.settings.root))
    finish_killed_build(wanted.site, progress.tell)
    digests = FileDigests(wanted.settings.root, wanted.cache)
    whole = wanted.digest(digests)
    repeated = _repeated(wanted, whole, progress)
    if repeated is not None:
        return repeated
    # Only now, for to load all that makes a site takes as long as to see that nothing is to be made.
    from advisorypress.build_anew import build_anew

    return build_anew(wanted, digests, whole, progress)


def _repeated(wanted: Wanted, whole: str, progress: Progress) -> Built | None:
    """
    What the last build said, when this one would only repeat it and its site lies as it was left.
    """
    last = recall(wanted.account, whole) if whole else None
    if last is None:
        return None
    with reading(wanted.site, progress.tell):
        account = read_account(wanted.account)
        # A signed site is refused where it is written.
        if account.whole != whole or (wanted.site / SIGNATURE).exists() or not lies_as_left(wanted.site, account):
            return None
    return Built(last.findings, last.files, last.now, last.held, Written(0, len(account.rows), 0))
