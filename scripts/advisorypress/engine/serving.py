"""
`mkdocs serve` for the whole site: records are answered from memory, and what changes is told to the browser.

mkdocs polls every file it watches twice a second, which 10,000 advisories turn into half a core; the system's own
notices (inotify) cost nothing while nothing happens. So mkdocs watches nothing here, and we tell its build loop when a
hand-written page changed. That, and telling browsers to reload, touches names of its server that are its own: see `_Loop`.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mkdocs.exceptions import MkDocsException
from mkdocs.livereload import LiveReloadServer
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from advisorypress.engine.edition import THEME
from advisorypress.engine.live import LiveLibrary, State
from advisorypress.engine.preview import Preview, Reply
from advisorypress.errors import PressError
from advisorypress.load.tree import FOLDERS
from advisorypress.output import Shells
from advisorypress.workers import kept_to_the_end

log = logging.getLogger("mkdocs.press")

SCRIPT = "press-reload.js"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""
The policy that a published site is served with: what it would forbid there is seen here first.
"""

_WATCHED = ("advisories", "bulletins", "content", "data")
_EVENTS = frozenset({"created", "modified", "moved", "deleted"})
_QUIET = 0.03
"""
For how many seconds nothing more must happen before a burst of events is taken for one edit.
"""

_RELOAD = """\
// Asks the server to answer as soon as there is something new, and then loads the page again.
(function () {
  "use strict";
  var epoch = document.currentScript.getAttribute("data-epoch");
  function wait() {
    fetch("/livereload/" + epoch + "/" + Date.now() % 1e9)
      .then(function (answer) { return answer.text(); })
      .then(function (newest) {
        if (Number(newest) > Number(epoch)) {
          location.reload();
        } else {
          wait();
        }
      })
      .catch(function () { setTimeout(wait, 2000); });
  }
  if (document.readyState === "complete") {
    wait();
  } else {
    addEventListener("load", wait);
  }
})();
"""

Environ = dict[str, Any]
App = Callable[[Environ, Any], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class _Loop:
    """
    The build loop of mkdocs' server and its epoch, the number by which a browser knows that there is something new.
    """

    server: LiveReloadServer

    def rebuild(self) -> None:
        """
        Asks for a build of the hand-written pages.
        """
        with self.server._rebuild_cond:
            self.server._want_rebuild = True
            self.server._rebuild_cond.notify_all()

    def reload(self) -> None:
        """
        Tells browsers to load their page again.
        """
        with self.server._epoch_cond:
            if self.server._visible_epoch != self.server._wanted_epoch:
                return  # A build is on its way, and tells them when it is done.
            self.server._visible_epoch = self.server._wanted_epoch = self._next_epoch()
            self.server._epoch_cond.notify_all()

    def _next_epoch(self) -> int:
        # Two edits in one millisecond are two epochs.
        return max(round(time.monotonic() * 1000), self.server._visible_epoch + 1)

    @property
    def epoch(self) -> int:
        """
        What a page that is sent now is as new as.
        """
        return self.server._visible_epoch


@dataclass(slots=True)
class Serving:
    """
    A running server: the library as its files stand, and the shells of the newest build.
    """

    root: Path
    server: LiveReloadServer
    live: LiveLibrary
    shells: Shells
    _loop: _Loop = field(init=False)
    _preview: Preview | None = None
    _state: State | None = None
    _ready: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _changes: queue.SimpleQueue[Path | None] = field(default_factory=queue.SimpleQueue)
    _observer: Any = None
    _folders: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._loop = _Loop(self.server)

    def start(self) -> None:
        """
        Takes the server over: its requests, its watching, and its build loop's mistakes.
        """
        for path in list(self.server._watched_paths):
            self.server.unwatch(path)
        own = self.server.serve_request
        self.server.set_app(lambda environ, start: self._answer(environ, start, own))
        self.server.builder = _forgiving(self.server.builder)
        threading.Thread(target=self._work, name="press-changes", daemon=True).start()
        self._watch()

    def stop(self) -> None:
        """
        Lets go of the watched folders.
        """
        self._changes.put(None)
        if self._observer is not None:
            self._observer.stop()

    def built(self, shells: Shells) -> None:
        """
        Takes the shells of a new build.
        """
        with self._lock:
            self.shells = shells
            if self._state is not None:
                self._preview = Preview(self._state, shells)

    # Watching

    def _watch(self) -> None:
        observer = Observer()
        observer.schedule(_Changes(self._changes), str(THEME), recursive=True)
        # The folder itself, for mkdocs.yml (an editor that renames would leave a watch on the file behind) and for folders
        # that are not there yet.
        observer.schedule(
            _Changes(self._changes, frozenset({"mkdocs.yml", *_WATCHED})), str(self.root), recursive=False
        )
        observer.daemon = True
        observer.start()
        self._observer = observer
        self._watch_folders()

    def _watch_folders(self) -> None:
        for name in _WATCHED:
            folder = self.root / name
            if not folder.is_dir():
                # A checkout of another branch may bring it back, as another folder to the system.
                if name in self._folders:
                    self._observer.unschedule(self._folders.pop(name))
            elif name not in self._folders:
                self._folders[name] = self._observer.schedule(_Changes(self._changes), str(folder), recursive=True)

    def _work(self) -> None:
        with kept_to_the_end():
            self._refresh()
        self._ready.set()
        while True:
            changed = self._next_changes()
            if changed is None:
                return
            self._watch_folders()
            if any(map(self._is_of_engine, changed)):
                self._refresh()
                self._loop.rebuild()
            else:
                self._records_changed(changed)

    def _records_changed(self, changed: set[Path]) -> None:
        """
        Shows an edit at once; what it moves on other pages follows.
        """
        edited = None
        # A folder that came or went may hold any number of records.
        if self._state is not None and all(path.suffix == ".md" for path in changed):
            edited = self.live.edit(self._state, {path.relative_to(self.root).as_posix() for path in changed})
        if edited is not None:
            state, whole = edited
            self._show(state)
            self._loop.reload()
            self._tell(state)
            if whole:
                return
        if self._refresh():
            self._loop.reload()

    def _next_changes(self) -> set[Path] | None:
        changed: set[Path] = set()
        try:
            path = self._changes.get()
            while path is not None:
                changed.add(path)
                path = self._changes.get(timeout=_QUIET)
        except queue.Empty:
            return changed
        return None

    def _is_of_engine(self, path: Path) -> bool:
        if not path.is_relative_to(self.root):
            return True
        inside = path.relative_to(self.root)
        if inside.parts[0] in ("advisories", "bulletins"):
            return False
        return inside.parent.as_posix() not in FOLDERS or inside.suffix != ".md"

    def _refresh(self) -> bool:
        """
        Looks at all files again; whether that worked.
        """
        first = self._state is None
        try:
            state = self.live.refresh()
        except PressError as error:
            log.error("%s", error)
            return False
        self._show(state)
        if not first:
            self._tell(state)
        return True

    def _show(self, state: State) -> None:
        with self._lock:
            self._state = state
            self._preview = Preview(state, self.shells)

    def _tell(self, state: State) -> None:
        for record in state.changed:
            log.info("changed: %s/%s", record.folder, record.name)
        told = [*state.findings(state.changed), *(finding for found in state.unread.values() for finding in found)]
        for finding in told:
            log.warning("%s: %s: %s [%s]", finding.place, finding.level, finding.message, finding.rule)

    # Answering

    def _answer(self, environ: Environ, start: Any, own: App) -> Iterable[bytes]:
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
        if path == f"/{SCRIPT}":
            return _send(start, Reply(_RELOAD.encode(), "text/javascript; charset=utf-8"))
        mount = self.server.mount_path
        # Taken before the page is made: what changes meanwhile is newer than the page.
        epoch = self._loop.epoch
        if path.startswith(mount):
            self._wait_unless_built(path.removeprefix(mount))
            with self._lock:
                preview = self._preview
            try:
                reply = preview.reply(path.removeprefix(mount)) if preview else None
            except PressError as error:
                log.error("%s", error)
                said = Reply(str(error).encode(), "text/plain; charset=utf-8")
                return _send(start, said, "500 Internal Server Error")
            if reply is not None:
                if reply.location:
                    reply = Reply(location=f"{mount}{reply.location}")
                return _send(start, self._reloading(reply, epoch))
        return self._own(environ, start, own, epoch)

    def _wait_unless_built(self, path: str) -> None:
        """
        Waits for the first look at the records, which takes a while when there are many; a hand-written page need not.
        """
        if not (Path(self.server.root) / path / "index.html").is_file():
            self._ready.wait()

    def _own(self, environ: Environ, start: Any, own: App, epoch: int) -> Iterable[bytes]:
        """
        What the build wrote, sent by mkdocs' own server, with our headers.
        """
        said: list[Any] = []

        def started(status: str, headers: list[tuple[str, str]]) -> None:
            said[:] = [status, headers]

        body = own(environ, started)
        status, headers = said
        kind = dict(headers).get("Content-Type", "")
        if not kind.startswith("text/html"):
            start(status, [*headers, *_HEADERS])
            return body
        page = self._reloading(Reply(b"".join(body), "text/html; charset=utf-8"), epoch)
        kept = [header for header in headers if header[0] not in ("Content-Length", "Content-Type")]
        start(status, [*kept, *_content(page), *_HEADERS])
        return [page.body]

    def _reloading(self, reply: Reply, epoch: int) -> Reply:
        if not reply.kind.startswith("text/html"):
            return reply
        script = f'<script src="/{SCRIPT}" data-epoch="{epoch}" defer></script>'.encode()
        before, end, after = reply.body.rpartition(b"</body>")
        return Reply(before + script + end + after, reply.kind) if end else reply


_HEADERS = [("Cache-Control", "no-store"), ("Content-Security-Policy", POLICY), ("X-Content-Type-Options", "nosniff")]


def _content(reply: Reply) -> list[tuple[str, str]]:
    return [("Content-Type", reply.kind), ("Content-Length", str(len(reply.body)))]


def _send(start: Any, reply: Reply, status: str = "200 OK") -> list[bytes]:
    if reply.location:
        start("302 Found", [("Location", reply.location), *_HEADERS])
        return []
    start(status, [*_content(reply), *_HEADERS])
    return [reply.body]


def _forgiving(build: Callable[[], None]) -> Callable[[], None]:
    """
    A *build* that tells what is wrong in a line and leaves the server running with what it has.
    """

    def attempt() -> None:
        try:
            build()
        except (MkDocsException, PressError, SystemExit) as error:
            log.error("the pages were not built again: %s", error)

    return attempt


class _Changes(FileSystemEventHandler):
    """
    Puts the paths of what changed into *changes*; with *only*, those of some names.
    """

    def __init__(self, changes: queue.SimpleQueue[Path | None], only: frozenset[str] = frozenset()) -> None:
        self._changes = changes
        self._only = only

    def on_any_event(self, event: FileSystemEvent) -> None:
        # Reading a file is an event, too; to answer it with reading would never end.
        if event.event_type not in _EVENTS or (event.is_directory and event.event_type == "modified"):
            return
        for name in (event.src_path, getattr(event, "dest_path", "")):
            path = Path(str(name))
            if name and not _is_scratch(path.name) and (not self._only or path.name in self._only):
                self._changes.put(path)


def _is_scratch(name: str) -> bool:
    """
    Whether an editor made *name* for itself.
    """
    return name.startswith(".") or name.endswith(("~", ".swp", ".tmp")) or name.isdigit()
