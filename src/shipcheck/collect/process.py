"""Running programs: one policy for time, output and environment."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from shipcheck.model import CannotJudge

OUTPUT_LIMIT = 64 << 20


class Outcome(NamedTuple):
    """How a program ended and what it wrote."""

    code: int
    out: bytes
    err: bytes


def run(  # noqa: PLR0913  # the whole policy of a call in one place
    args: Sequence[str],
    *,
    what: str,
    seconds: float,
    cwd: str | None = None,
    env: Mapping[str, str] | None = None,
    stdin: bytes = b"",
) -> Outcome:
    """Run a program to its end; raises `CannotJudge(what)` if it cannot be started or takes longer than `seconds`.

    The program leads a process group of its own where the system has such, so that its children end with it.
    """
    import subprocess

    own_group = os.name == "posix"
    try:
        process = subprocess.Popen(
            args,
            cwd=cwd,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=own_group,
        )
    except OSError as error:
        raise CannotJudge(what, f"{os.path.basename(args[0])} could not be started: {error.strerror}") from None
    try:
        out, err = process.communicate(stdin, timeout=seconds)
    except subprocess.TimeoutExpired:
        _kill(process.pid, own_group=own_group)
        process.communicate()
        reason = f"{os.path.basename(args[0])} did not answer within {seconds:g} s and was stopped"
        raise CannotJudge(what, reason) from None
    except BaseException:
        _kill(process.pid, own_group=own_group)
        raise
    return Outcome(process.returncode, out[:OUTPUT_LIMIT], err[:OUTPUT_LIMIT])


def _kill(pid: int, *, own_group: bool) -> None:
    import signal

    try:
        if own_group:
            os.killpg(pid, signal.SIGKILL)
        else:
            os.kill(pid, signal.SIGTERM)
    except ProcessLookupError:
        pass


def first_line(data: bytes) -> str:
    """The first line of a program's error output that says anything, without terminal control characters."""
    text = data.decode("utf-8", "replace")
    line = next((line.strip() for line in text.splitlines() if line.strip()), "no message")
    return "".join(char if char.isprintable() else "?" for char in line)[:200]
