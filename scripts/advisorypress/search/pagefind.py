"""
The door to Pagefind: its program makes the files of an index from records, driven through its service.

Its own Python interface waits a tenth of a second for every answer; here requests are written while answers are read.
"""

from __future__ import annotations

import base64
import json
import subprocess
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import IO, Any

from pagefind.service import get_executable

from advisorypress.errors import EngineError

_PATIENCE_SECONDS = 600


@dataclass(frozen=True, slots=True)
class IndexRecord:
    """
    One page of the index: its address relative to the site, the words it is found by, and what a result shows.
    """

    url: str
    words: str
    meta: Mapping[str, str]


def make_index(records: Iterable[IndexRecord], language: str) -> dict[str, bytes]:
    """
    The files of an index of *records*, by their paths in its folder; *language* (`en`, `zh`) chooses stemmer and segmenter.

    Raises `EngineError` when the program fails or leaves a file empty, which makes a search that finds nothing.
    """
    for _ in range(2):
        files = _make(records := list(records), language)
        # Seen once in some twenty runs; a second run has always been right.
        if all(files.values()):
            return files
    raise EngineError("pagefind left an empty file in the search index, twice; run the build again")


def _make(records: list[IndexRecord], language: str) -> dict[str, bytes]:
    requests: list[dict[str, Any]] = [{"type": "NewIndex", "config": {"force_language": language}}]
    requests += (
        {
            "type": "AddRecord",
            "index_id": 0,
            "url": record.url,
            "content": record.words,
            "language": language,
            "meta": dict(record.meta),
        }
        for record in records
    )
    requests.append({"type": "GetFiles", "index_id": 0})
    program = get_executable()
    if program is None:
        raise EngineError("the program of pagefind is not installed; scripts/build brings it")
    service = subprocess.Popen(
        [program, "--service"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    backstop = threading.Timer(_PATIENCE_SECONDS, service.kill)
    backstop.start()
    writer = threading.Thread(target=_write, args=(service.stdin, requests), daemon=True)
    writer.start()
    try:
        answers = _read(service.stdout, len(requests))
    finally:
        backstop.cancel()
        service.kill()
        service.wait()
        writer.join()
    return {file["path"]: base64.b64decode(file["content"]) for file in answers[-1]["files"]}


def _write(to: IO[bytes] | None, requests: list[dict[str, Any]]) -> None:
    if to is None:
        return
    try:
        for number, payload in enumerate(requests):
            message = json.dumps({"message_id": number, "payload": payload}).encode()
            to.write(base64.b64encode(message) + b",")
        to.flush()
    except BrokenPipeError:
        pass  # the program ended; what it had said tells why


def _read(answers: IO[bytes] | None, count: int) -> list[dict[str, Any]]:
    if answers is None:
        raise EngineError("pagefind could not be started")
    found: dict[int, dict[str, Any]] = {}
    rest = b""
    while len(found) < count:
        piece = answers.read1(1 << 20)  # type: ignore[attr-defined]
        if not piece:
            raise EngineError("pagefind ended before the search index was made; run the build again")
        *whole, rest = (rest + piece).split(b",") if b"," in piece else ([rest + piece])
        for message in whole:
            answer = json.loads(base64.b64decode(message))
            payload = answer["payload"]
            if payload["type"] == "Error":
                raise EngineError(f"pagefind refused a record: {payload['message']}")
            found[answer["message_id"]] = payload
    return [found[number] for number in range(count)]
