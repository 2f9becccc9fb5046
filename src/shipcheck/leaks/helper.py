"""A process that judges old contents for another one of ours (collect/helpers.py): lines in, lines out, no secret in either.

The first line says of which repository, and under which key secrets are marked; each further one holds contents with
their names.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterable
from typing import BinaryIO

from shipcheck.collect.history import Repository
from shipcheck.leaks import verdicts
from shipcheck.leaks.marks import Marks
from shipcheck.leaks.verdicts import Judged
from shipcheck.model import CannotJudge, Unjudged

Task = dict[str, list[str]]


def greeting(repository: Repository, marks: Marks) -> bytes:
    """The first line."""
    return json.dumps([repository, marks.key.hex()]).encode("ascii")


def task(contents: Task) -> bytes:
    """A line of contents with their names."""
    return json.dumps(contents).encode("ascii")


def done(repository: Repository, marks: Marks, line: bytes) -> tuple[list[Judged], Unjudged | None]:
    """Do a task: the verdicts, and what kept it from being done to its end."""
    contents: Task = json.loads(line)
    every: list[Judged] = []
    try:
        for one in verdicts.judged(repository, marks, contents, contents.__getitem__):
            every.append(one)  # noqa: PERF402  # what came before a failure counts
    except CannotJudge as reason:
        return every, reason.unjudged
    return every, None


def serve(lines: Iterable[bytes], out: BinaryIO) -> None:
    """Answer line after line, until there is none."""
    lines = iter(lines)
    fields, key = json.loads(next(lines))
    repository, marks = Repository(*fields), Marks(key=bytes.fromhex(key))
    for line in lines:
        out.write(verdicts.written(*done(repository, marks, line)) + b"\n")
        out.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever gave the work ends it
    serve(sys.stdin.buffer, sys.stdout.buffer)
