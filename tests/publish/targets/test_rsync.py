"""
Publishing by rsync: over a stand-in for ssh that runs the other side here, and to a real rsync server.
"""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from advisorypress.errors import PublishError
from advisorypress.publish.built_site import read_site
from advisorypress.publish.targets.rsync import RsyncTarget
from advisorypress.publish.targets.target import Copied
from tests.publish.conftest import FIRST, SECOND, files_in, folders_in, with_manifest, write_site

pytestmark = pytest.mark.needs("rsync")


@pytest.fixture(params=["ssh", "server"])
def target(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tool: Callable[[str], Path]
) -> Iterator[RsyncTarget]:
    """
    The folder `tmp_path / "www"` as a destination of each sort.
    """
    if request.param == "ssh":
        ssh = tmp_path / "ssh"
        ssh.write_text('#!/bin/sh\n[ "$1" = -l ] && shift 2\nshift\nexec sh -c "$*"\n')
        ssh.chmod(0o755)
        monkeypatch.setenv("RSYNC_RSH", str(ssh))
        yield RsyncTarget(f"press@web.cert.example:{tmp_path}/www")
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    configuration = tmp_path / "rsyncd.conf"
    owner = f"uid = {os.getuid()}\ngid = {os.getgid()}\n"
    configuration.write_text(f"use chroot = no\n{owner}[site]\npath = {tmp_path}\nread only = no\n")
    words = ["--daemon", "--no-detach", "--address=127.0.0.1", f"--port={port}", f"--config={configuration}"]
    server = subprocess.Popen([tool("rsync"), *words], stdin=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield RsyncTarget(f"rsync://127.0.0.1:{port}/site/www")
    finally:
        server.terminate()
        server.wait(10)


def wait_for(port: int) -> None:
    """
    Waits until somebody answers on *port* of the loopback.
    """
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the rsync server did not start")


def test_copy_holds_the_site_and_follows_it(site: Path, tmp_path: Path, target: RsyncTarget):
    www = tmp_path / "www"
    assert Copied(8, 0) == target.copy(read_site(site))
    assert with_manifest(FIRST) == files_in(www)

    os.utime(www / "assets/style.css", (1_000_000, 1_000_000))
    (www / "old/note.txt").write_text("somebody else's")
    write_site(site, SECOND)
    assert Copied(3, 2) == target.copy(read_site(site))
    assert {**with_manifest(SECOND), "old/note.txt": b"somebody else's"} == files_in(www)
    assert 1_000_000 == (www / "assets/style.css").stat().st_mtime
    assert "old/page" not in folders_in(www)

    assert Copied(0, 0) == target.copy(read_site(site))


def test_file_becomes_folder_and_folder_becomes_file(site: Path, tmp_path: Path, target: RsyncTarget):
    write_site(site, {"a": b"file", "b/c/d": b"deep", "b/e": b"flat"})
    target.copy(read_site(site))

    write_site(site, {"a/x": b"now deep", "b": b"now a file"})
    target.copy(read_site(site))

    assert with_manifest({"a/x": b"now deep", "b": b"now a file"}) == files_in(tmp_path / "www")


def test_modes_do_not_depend_on_the_umask(site: Path, tmp_path: Path, target: RsyncTarget):
    (site / "index.html").chmod(0o600)
    target.copy(read_site(site))

    assert {0o644} == {path.stat().st_mode & 0o777 for path in (tmp_path / "www").rglob("*") if path.is_file()}


def test_strangers_folder_is_refused(site: Path, tmp_path: Path, target: RsyncTarget):
    (tmp_path / "www").mkdir()
    (tmp_path / "www/shop.php").write_text("theirs")

    with pytest.raises(PublishError, match="did not make"):
        target.copy(read_site(site))

    assert {"shop.php": b"theirs"} == files_in(tmp_path / "www")


def test_strangers_manifest_removes_nothing(site: Path, tmp_path: Path, target: RsyncTarget):
    """
    A manifest at the target that names files outside it is not believed.
    """
    (tmp_path / "www").mkdir()
    (tmp_path / "precious").write_text("theirs")
    (tmp_path / "www/manifest.json").write_bytes(with_manifest({"../precious": b"theirs"})["manifest.json"])

    with pytest.raises(PublishError, match="cannot be called"):
        target.copy(read_site(site))

    assert "theirs" == (tmp_path / "precious").read_text()


def test_signed_site_is_never_replaced(site: Path, tmp_path: Path, target: RsyncTarget):
    target.copy(read_site(site))
    (tmp_path / "www/manifest.json.asc").write_text("-----BEGIN PGP SIGNATURE-----")
    write_site(site, SECOND)

    with pytest.raises(PublishError, match="signed"):
        target.copy(read_site(site))

    assert with_manifest(FIRST).items() <= files_in(tmp_path / "www").items()


def test_readers_never_meet_a_link_that_leads_nowhere(site: Path, tmp_path: Path, target: RsyncTarget):
    """
    When the pages cannot be sent, their data is there already and what went is still there.
    """
    target.copy(read_site(site))
    write_site(site, {**SECOND, "advisories/SA-2024-0002/advisory.json": b"{2}", "blocked/index.html": b"new"})
    (tmp_path / "www/blocked").mkdir()
    (tmp_path / "www/blocked/index.html").mkdir()
    (tmp_path / "www/blocked/index.html/note").write_text("theirs")

    with pytest.raises(PublishError, match="rsync"):
        target.copy(read_site(site))

    left = files_in(tmp_path / "www")
    assert b"{2}" == left["advisories/SA-2024-0002/advisory.json"]
    assert b"<p>old</p>" == left["old/page/index.html"]
    assert with_manifest(FIRST)["manifest.json"] == left["manifest.json"]


def test_host_that_does_not_answer_is_told(site: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("RSYNC_RSH", "false")

    with pytest.raises(PublishError, match="rsync: "):
        RsyncTarget("press@web.cert.example:/srv/www").copy(read_site(site))
