"""
Where pip would look: its configuration files and environment, read as pip reads them.

Needed only on a machine that has no pip to ask. Standard library only: this runs before anything is installed.
"""

from __future__ import annotations

import configparser
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class PipSettings:
    """
    The part of pip's configuration that says where packages come from.
    """

    indexes: tuple[str, ...] = ()
    find_links: tuple[str, ...] = ()
    cert: str | None = None
    client_cert: str | None = None
    trusted_hosts: tuple[str, ...] = ()
    proxy: str | None = None
    timeout: float = 15.0

    @classmethod
    def read(cls, environ: Mapping[str, str], venv: Path) -> PipSettings:
        """
        The settings in force for a pip that runs in *venv*.
        """
        found = dict(_from_files(environ, venv)) | dict(_from_environment(environ))
        indexes = _words(found.get("index-url", "")) + _words(found.get("extra-index-url", ""))
        return cls(
            indexes=() if _is_true(found.get("no-index", "")) else indexes,
            find_links=_words(found.get("find-links", "")),
            cert=found.get("cert") or environ.get("REQUESTS_CA_BUNDLE") or environ.get("CURL_CA_BUNDLE") or None,
            client_cert=found.get("client-cert"),
            trusted_hosts=_words(found.get("trusted-host", "")),
            proxy=found.get("proxy"),
            timeout=_seconds(found.get("timeout") or found.get("default-timeout") or ""),
        )


def configuration_files(environ: Mapping[str, str], venv: Path) -> list[Path]:
    """
    The configuration files that pip reads, the weakest first.
    """
    chosen = environ.get("PIP_CONFIG_FILE")
    if chosen == os.devnull:
        return []
    home = Path(environ.get("HOME") or Path.home())
    shared = environ.get("XDG_CONFIG_DIRS") or "/etc/xdg"
    files = [Path(folder) / "pip" / "pip.conf" for folder in shared.split(os.pathsep) if folder]
    files.append(Path("/etc/pip.conf"))
    if not (chosen and Path(chosen).exists()):
        files.append(home / ".pip" / "pip.conf")
        files.append(Path(environ.get("XDG_CONFIG_HOME") or home / ".config") / "pip" / "pip.conf")
    files.append(venv / "pip.conf")
    if chosen:
        files.append(Path(chosen))
    return files


def _from_files(environ: Mapping[str, str], venv: Path) -> Iterator[tuple[str, str]]:
    parsers = [_parsed(file) for file in configuration_files(environ, venv)]
    # What a file says for `install` beats what any file says for every command.
    for section in ("global", "install"):
        for parser in parsers:
            if parser.has_section(section):
                for key, value in parser.items(section):
                    if value:
                        yield key.lower().replace("_", "-").lstrip("-"), value


def _parsed(file: Path) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(file.read_text(encoding="utf-8"), source=str(file))
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        pass
    except (configparser.Error, UnicodeDecodeError) as error:
        raise SystemExit(f"pip's configuration file {file} cannot be read: {error}") from None
    return parser


def _from_environment(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for key, value in environ.items():
        if key.startswith("PIP_") and value:
            yield key.removeprefix("PIP_").lower().replace("_", "-"), value


def _words(value: str) -> tuple[str, ...]:
    return tuple(value.split())


def _is_true(value: str) -> bool:
    return value.lower() in {"y", "yes", "t", "true", "on", "1"}


def _seconds(value: str) -> float:
    return float(value) if re.fullmatch(r"\d+(\.\d+)?", value) else 15.0
