"""
A private nginx of a test: on a free port of the loopback, with its files in a folder of its own, run as whoever runs the test.
"""

from __future__ import annotations

import getpass
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.notify.postfix import free_port
from tests.tools_plugin import path_of

_MAIN = """\
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {http}
    server {{
        listen 127.0.0.1:{port};
        {server}
    }}
}}
"""
_PATIENCE = 20.0


@contextmanager
def running_nginx(folder: Path, server: str, http: str = "") -> Iterator[int]:
    """
    Runs nginx in *folder* with the words *server* in its only `server` block, and *http* beside it; gives the port.

    A configuration that nginx refuses fails the test with nginx's own words; without nginx the test is skipped.
    """
    port = free_port()
    # Started by root it would otherwise hand its work to a user who may not enter the folder.
    user = f"user {getpass.getuser()};" if os.geteuid() == 0 else ""
    configuration = folder / "nginx.conf"
    configuration.write_text(_MAIN.format(user=user, folder=folder, http=http, port=port, server=server), "utf-8")
    command = [path_of("nginx"), "-p", folder, "-c", configuration, "-e", folder / "error.log"]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert 0 == tested.returncode, tested.stderr
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(_PATIENCE)


def _wait_for(port: int) -> None:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)
