"""
A private PostgreSQL for tests: its files and its socket in a temporary folder, no port, no system service.

    def test_it(postgres): store = open_store(postgres(), {})     a new empty database each time; skipped where there is none
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from tests.tools_plugin import path_of

USER = "press"
# It lives for minutes and no power cut matters. Sixty connections are enough for several senders.
_OPTIONS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=60 -c shared_buffers=16MB"


@dataclass(slots=True)
class Cluster:
    """
    A running server in *folder*; *programs* is the folder of initdb and pg_ctl.
    """

    programs: Path
    folder: Path
    made: int = field(default=0)

    @classmethod
    def start(cls, programs: Path) -> Cluster:
        """
        A new server. It refuses to run as root, so then it runs as somebody without rights.
        """
        # A socket's path has a hundred characters at most, and pytest's own folders are long.
        folder = Path(tempfile.mkdtemp(prefix="press-pg-"))
        cluster = cls(programs, folder)
        if (somebody := _somebody()) is not None:
            os.chown(folder, somebody.pw_uid, somebody.pw_gid)
        try:
            cluster.run(
                "initdb", "-D", cluster.data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"
            )
            options = f"{_OPTIONS} -c unix_socket_directories='{folder}'"
            cluster.run("pg_ctl", "-D", cluster.data, "-l", f"{folder}/log", "-o", options, "-w", "-t", "60", "start")
        except subprocess.CalledProcessError as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise RuntimeError(f"no private PostgreSQL: {error.stdout}") from error
        return cluster

    @property
    def data(self) -> str:
        return f"{self.folder}/data"

    def stop(self) -> None:
        """
        Ends the server and deletes its files.
        """
        self.run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def database(self) -> str:
        """
        The URL of what is an empty database to whoever uses it, as `--store` takes it: a schema of its own, made in
        milliseconds, where a database would be a copy of seven megabytes.
        """
        self.made += 1
        name = f"store{self.made}"
        self._tell(f"create schema {name}")
        return f"postgresql://{USER}@/postgres?host={self.folder}&options=-csearch_path%3D{name}"

    def drop(self, first: int) -> None:
        """
        Deletes what was made after the *first*, with whoever still uses it.
        """
        for number in range(first + 1, self.made + 1):
            self._tell(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = 'postgres' and pid <> pg_backend_pid() and backend_type = 'client backend'"
            )
            self._tell(f"drop schema if exists store{number} cascade")

    def _tell(self, statement: str) -> None:
        with psycopg.connect(host=str(self.folder), user=USER, dbname="postgres", autocommit=True) as connection:
            connection.execute(statement.encode())

    def run(self, program: str, *words: str) -> None:
        """
        One of its programs, as the user that the server runs as.
        """
        somebody = _somebody()
        # What a daemon inherits it keeps open: its output goes to a file, not to a pipe of ours.
        with tempfile.TemporaryFile("w+") as said:
            done = subprocess.run(
                [self.programs / program, *words],
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                env={"PATH": os.defpath, "LC_ALL": "C", "HOME": str(self.folder)},
                user=somebody.pw_uid if somebody else None,
                group=somebody.pw_gid if somebody else None,
                extra_groups=[] if somebody else None,
            )
            said.seek(0)
            if done.returncode:
                raise subprocess.CalledProcessError(done.returncode, program, said.read()[-2_000:])


def _somebody() -> pwd.struct_passwd | None:
    """
    The user to run as when we are root; None when we are not.
    """
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[Cluster]:
    """
    One server for the whole run; skips where the machine has no PostgreSQL.
    """
    cluster = Cluster.start(path_of("postgresql").parent)
    yield cluster
    cluster.stop()


@pytest.fixture
def postgres(postgres_cluster: Cluster) -> Iterator[Callable[[], str]]:
    """
    Makes an empty database and gives its URL; it is gone after the test.
    """
    before = postgres_cluster.made
    yield postgres_cluster.database
    postgres_cluster.drop(before)
