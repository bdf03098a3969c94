"""
Runs the press for each line of its input in a process of its own, with limits, and says what became of it.

Everything is imported once, here; each case is a fork, so a case costs what the press does and no more.
    in:  {"root": "/repository", "commands": [["check"], ["build"]], "out": "/folder for what is printed"}
    out: {"statuses": [1, 1], "seconds": 0.4, "megabytes": 92, "killed": 0}
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import time
import traceback
from pathlib import Path

import click

import advisorypress.check.rules
import advisorypress.cli.build
import advisorypress.cli.check
import advisorypress.cli.digest
import advisorypress.engine.events  # noqa: F401
from advisorypress.cli.main import main

CEILING = 100
"""
Seconds of the processor after which a case is taken to hang. One is meant to take less than ten, but not on every machine.
"""

PATIENCE = 120
"""
Seconds by the clock after which a case is taken to wait for somebody who never comes.
"""

_ADDRESS_SPACE = 3 * 1024**3


def serve() -> None:
    """
    Answers one case a line until the input ends.
    """
    for line in sys.stdin:
        case = json.loads(line)
        child = os.fork()
        if child == 0:
            _limit()
            _run(case)
        status, usage = _wait(child)
        statuses = Path(case["out"], "statuses")
        answer = {
            "statuses": json.loads(statuses.read_text()) if statuses.exists() else [],
            "seconds": usage.ru_utime + usage.ru_stime,
            "megabytes": usage.ru_maxrss // 1024,
            "killed": os.waitstatus_to_exitcode(status),
        }
        print(json.dumps(answer), flush=True)


def _wait(child: int) -> tuple[int, resource.struct_rusage]:
    """
    How *child* ended; one that waits for somebody for ever is ended.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        ended, status, usage = os.wait4(child, os.WNOHANG)
        if ended:
            return status, usage
        if time.monotonic() > deadline:
            os.kill(child, signal.SIGKILL)
        time.sleep(0.005)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CEILING, CEILING))
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE, _ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _run(case: dict[str, object]) -> None:
    """
    Runs the commands as the shell would, and ends the process.
    """
    out = Path(str(case["out"]))
    os.chdir(str(case["root"]))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    statuses = []
    for number, command in enumerate(case["commands"]):  # type: ignore[arg-type,var-annotated]
        for stream, name in ((sys.stdout, "out"), (sys.stderr, "err")):
            stream.flush()
            os.dup2(os.open(out / f"{number}.{name}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream.fileno())
        sys.argv = ["press", *command]
        try:
            main()
        except SystemExit as end:
            statuses.append(end.code if isinstance(end.code, int) else 0 if end.code is None else 1)
        except BaseException:  # what the interpreter would print
            traceback.print_exc()
            statuses.append(70)
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        (out / "statuses").write_text(json.dumps(statuses))
    os._exit(0)


if __name__ == "__main__":
    assert click
    serve()
