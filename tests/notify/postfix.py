"""
A real Postfix of our own: in a temporary folder, on a port of the loopback, with nothing of the machine's changed.

    @pytest.mark.needs("postfix")
    def test_it(postfix: Postfix) -> None: ... postfix.port ... postfix.received(2)

Every address is delivered to one Maildir; mail for anywhere but `cert.example` is refused, so nothing leaves. Import the
fixture into a conftest.py: `from tests.notify.postfix import postfix`.
"""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import tools

PATIENCE = 20.0
MAILBOX_OWNER = "nobody"

MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
myhostname = mx.cert.example
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtpd_peername_lookup = no
smtpd_banner = $myhostname ESMTP
smtpd_recipient_restrictions = check_recipient_access inline:{{ {{ refused@cert.example = REJECT no such reader }} }}, \
reject_unauth_destination
alias_maps =
local_recipient_maps =
virtual_mailbox_domains = cert.example, lists.cert.example
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = static:inbox/
virtual_minimum_uid = 1
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
default_transport = error:nothing leaves this machine
relay_transport = error:nothing leaves this machine
enable_long_queue_ids = yes
smtpd_client_port_logging = yes
smtpd_tls_security_level = {tls}
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
"""

MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
tlsmgr unix - - n 1000? 1 tlsmgr
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True, slots=True)
class Postfix:
    """
    A running instance.
    """

    folder: Path
    port: int

    @property
    def log(self) -> str:
        """
        Everything it has logged.
        """
        path = self.folder / "log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def received(self, count: int) -> list[bytes]:
        """
        The *count* messages that were delivered, in the order of delivery, as they lie in the Maildir; fails when there
        are not exactly so many in time.
        """
        inbox = self.folder / "mail" / "inbox" / "new"
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if inbox.is_dir() and len(list(inbox.iterdir())) >= count:
                break
            time.sleep(0.05)
        # A name begins with the second and then the microsecond (`M…`) of delivery.
        files = sorted(inbox.iterdir(), key=lambda path: path.stat().st_mtime_ns) if inbox.is_dir() else []
        assert count == len(files), self.log
        return [file.read_bytes() for file in files]


@dataclass(frozen=True, slots=True)
class Certificate:
    """
    A key, and a certificate for *name* that signs itself.
    """

    certificate: Path
    key: Path


def make_certificate(folder: Path, name: str) -> Certificate:
    """
    A new certificate for the host *name* (a name or an IPv4 number) in *folder*.
    """
    made = Certificate(folder / f"{name}.pem", folder / f"{name}.key")
    kind = "IP" if name.replace(".", "").isdigit() else "DNS"
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
            "-subj", f"/CN={name}", "-addext", f"subjectAltName={kind}:{name}",
            "-keyout", str(made.key), "-out", str(made.certificate),
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return made


def free_port() -> int:
    """
    A port of the loopback that nobody uses.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start(folder: Path, tls: Certificate | None = None, more: str = "") -> Postfix:
    """
    Starts an instance whose everything lies in *folder*, which Postfix's own users must be able to enter. *more* are further
    services of its master.cf, as of other ports.
    """
    owner = pwd.getpwnam(MAILBOX_OWNER)
    port = free_port()
    for name in ("etc", "queue", "data", "mail"):
        (folder / name).mkdir()
    shutil.chown(folder / "data", "postfix")
    shutil.chown(folder / "mail", owner.pw_uid, owner.pw_gid)
    values = {
        "folder": folder,
        "uid": owner.pw_uid,
        "gid": owner.pw_gid,
        "tls": "may" if tls else "none",
        "certificate": tls.certificate if tls else "",
        "key": tls.key if tls else "",
    }
    (folder / "etc" / "main.cf").write_text(MAIN.format(**values), encoding="ascii")
    (folder / "etc" / "master.cf").write_text(MASTER.format(port=port) + more, encoding="ascii")
    instance = Postfix(folder, port)
    control(instance, "start")
    return instance


def control(instance: Postfix, word: str) -> None:
    """
    `postfix -c DIR start|stop|abort`.
    """
    environment = {**os.environ, "PATH": tools.PATH}
    done = subprocess.run(
        ["postfix", "-c", str(instance.folder / "etc"), word],
        check=False, capture_output=True, text=True, timeout=60, env=environment,
    )  # fmt: skip
    assert 0 == done.returncode, f"{done.stdout}{done.stderr}{instance.log}"


def discard(instance: Postfix) -> None:
    """
    Lets *instance* throw away what it takes in, for measurements: the queue is real, delivery costs nothing.
    """
    with (instance.folder / "etc" / "main.cf").open("a", encoding="ascii") as file:
        file.write("virtual_transport = discard:\n")
    control(instance, "reload")


def can_run() -> bool:
    """
    Whether we may start one: as root, with the users that Debian's package makes.
    """
    try:
        pwd.getpwnam("postfix")
        grp.getgrnam("postdrop")
    except KeyError:
        return False
    return os.geteuid() == 0


@pytest.fixture
def postfix_folder() -> Iterator[Path]:
    """
    A folder that Postfix's users can enter, unlike those of pytest.
    """
    folder = Path(tempfile.mkdtemp(prefix="press-postfix-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postfix(postfix_folder: Path) -> Iterator[Postfix]:
    """
    A Postfix without TLS, as it stands on the machine itself.
    """
    if not can_run():
        pytest.skip("SKIPPED TOOL: postfix (starting one of our own needs root)")
    instance = start(postfix_folder)
    yield instance
    control(instance, "abort")


@pytest.fixture
def postfix_with_tls(postfix_folder: Path) -> Iterator[tuple[Postfix, Certificate]]:
    """
    A Postfix that offers STARTTLS, and its certificate for `localhost`.
    """
    if not can_run():
        pytest.skip("SKIPPED TOOL: postfix (starting one of our own needs root)")
    certificate = make_certificate(postfix_folder, "localhost")
    instance = start(postfix_folder, certificate)
    yield instance, certificate
    control(instance, "abort")
