"""
`press serve`: mkdocs' own `serve` on our configuration, quiet, and with our words when it cannot start.
"""

from __future__ import annotations

import ipaddress
import logging
import signal
import sys
from pathlib import Path

from mkdocs.commands.serve import serve as mkdocs_serve
from mkdocs.exceptions import MkDocsException

from advisorypress.errors import EngineError
from advisorypress.settings import read_settings

log = logging.getLogger("mkdocs.press")


def serve(root: Path, host: str, port: int) -> None:
    """
    Serves the repository at *root* until it is stopped.

    Raises `EngineError` when mkdocs.yml cannot be used or the port is taken.
    """
    settings = read_settings(root)
    _speak()
    log.info("The site will be at http://%s:%d/ (Ctrl+C stops it)", _in_url(host), port)
    # Before mkdocs makes its temporary folder, so that none is left behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        mkdocs_serve(str(settings.root / "mkdocs.yml"), dev_addr=f"{_in_url(host)}:{port}")
    except KeyboardInterrupt:
        pass  # in the first build; later mkdocs takes it for itself
    except MkDocsException as error:
        raise EngineError(f"mkdocs.yml cannot be used: {error}") from error
    except OSError as error:
        raise EngineError(
            f"cannot listen on {host}, port {port}: {error.strerror or error}; try --port {port + 1}"
        ) from error
    log.info("stopped")


def is_loopback(host: str) -> bool:
    """
    Whether only this machine can reach *host*.
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _speak() -> None:
    """
    Our own lines and mkdocs' warnings on stderr, nothing else of its log.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger = logging.getLogger("mkdocs")
    logger.addHandler(handler)
    logger.setLevel(logging.WARNING)
    logger.propagate = False
    log.setLevel(logging.INFO)
    # Its line for every request that was not answered with 200 says nothing to a writer.
    logging.getLogger("mkdocs.livereload").setLevel(logging.ERROR)
