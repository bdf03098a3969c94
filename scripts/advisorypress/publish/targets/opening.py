"""
From a target's name to the target.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from advisorypress.language import Language
from advisorypress.publish.site_folder import safe_folder
from advisorypress.publish.stage import Tell
from advisorypress.publish.targets.folder import FolderTarget
from advisorypress.publish.targets.name import FolderName, PagesName, RsyncName, TargetName
from advisorypress.publish.targets.pages import PagesTarget
from advisorypress.publish.targets.rsync import RsyncTarget
from advisorypress.publish.targets.target import Target
from advisorypress.settings import Settings


def open_target(name: TargetName, settings: Settings, tell: Tell) -> Target:
    """
    The target called *name*, for the team of *settings*.

    Raises `UsageError` for a folder of the repository's own, before a site is built for it.
    """
    match name:
        case FolderName(path):
            return FolderTarget(safe_folder(path, settings.root), settings.root, tell)
        case RsyncName(place):
            return RsyncTarget(place, tell)
        case PagesName(remote, branch):
            host = urlsplit(settings.site_url).hostname or "localhost"
            author = (settings.name[Language.EN], settings.contacts.email or f"press@{host}")
            return PagesTarget(settings.root, remote, branch, author, tell)
