"""Running programs: one policy for time, output and environment."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from shipcheck.model import CannotJudge

OUTPUT_LIMIT = 64 << 20


class TookTooLong(CannotJudge):
    """A program did not end in its time."""


class Outcome(NamedTuple):
    """How a program ended and what it wrote."""

    code: int
    out: bytes
    err: bytes


def run(  # the whole policy of a call in one place
    args: Sequence[str],
    *,
    what: str,
    seconds: float,
    env: Mapping[str, str] | None = None,
) -> Outcome:
    """Run a program to its end; raises `CannotJudge(what)` if it cannot be started, `TookTooLong` after `seconds`.

    The program leads a process group of its own where the system has such, so that its children end with it.
    """
    if hasattr(os, "posix_spawnp"):
        return _spawn(args, what, seconds, env)
    return _popen(args, what, seconds, env)


def _spawn(args: Sequence[str], what: str, seconds: float, env: Mapping[str, str] | None) -> Outcome:
    """The same without `subprocess`, whose import costs a hook half a bare start."""
    out_read, out_write = os.pipe()
    err_read, err_write = os.pipe()
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, out_write, 1),
        (os.POSIX_SPAWN_DUP2, err_write, 2),
    ]
    try:
        pid = os.posix_spawnp(
            args[0], tuple(args), dict(os.environ if env is None else env), file_actions=actions, setpgroup=0
        )
    except OSError as error:
        for end in (out_read, err_read):
            os.close(end)
        raise CannotJudge(what, f"{os.path.basename(args[0])} could not be started: {error.strerror}") from None
    finally:
        os.close(out_write)
        os.close(err_write)
    try:
        out, err = _drain([out_read, err_read], seconds)
    except BaseException as error:
        _kill(pid, own_group=True)
        os.waitpid(pid, 0)
        if isinstance(error, TimeoutError):
            raise TookTooLong(what, _too_long(args, seconds)) from None
        raise
    finally:
        os.close(out_read)
        os.close(err_read)
    return Outcome(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), out, err)


def _drain(pipes: list[int], seconds: float) -> list[bytes]:
    """What comes out of pipes until all are closed, each up to the limit; raises `TimeoutError`."""
    import select
    import time

    end = time.monotonic() + seconds
    parts: dict[int, list[bytes]] = {pipe: [] for pipe in pipes}
    sizes = dict.fromkeys(pipes, 0)
    poll = select.poll()
    for pipe in pipes:
        poll.register(pipe, select.POLLIN)
    alive = len(pipes)
    while alive:
        ready = poll.poll(max(0, end - time.monotonic()) * 1000)
        if not ready:
            raise TimeoutError
        for pipe, _ in ready:
            data = os.read(pipe, 1 << 16)
            if not data:
                poll.unregister(pipe)
                alive -= 1
            elif sizes[pipe] < OUTPUT_LIMIT:
                parts[pipe].append(data)
                sizes[pipe] += len(data)
    return [b"".join(parts[pipe]) for pipe in pipes]


def _too_long(args: Sequence[str], seconds: float) -> str:
    return f"{os.path.basename(args[0])} did not answer within {seconds:g} s and was stopped"


def _popen(  # the same policy, by other means
    args: Sequence[str], what: str, seconds: float, env: Mapping[str, str] | None
) -> Outcome:
    import subprocess

    own_group = os.name == "posix"
    try:
        process = subprocess.Popen(
            args,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=own_group,
        )
    except OSError as error:
        raise CannotJudge(what, f"{os.path.basename(args[0])} could not be started: {error.strerror}") from None
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        _kill(process.pid, own_group=own_group)
        process.communicate()
        raise TookTooLong(what, _too_long(args, seconds)) from None
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


class Answering:
    """A program that answers line by line on its standard output to what it is given on its standard input."""

    def __init__(self, args: Sequence[str]) -> None:
        if hasattr(os, "posix_spawnp"):
            self._pid, self._in, self._out = _talk(args)
            self._process = None
        else:
            import subprocess

            self._process = subprocess.Popen(
                args, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            self._in, self._out = self._process.stdin, self._process.stdout

    def ask(self, line: bytes) -> bytes:
        """Send a line, get the first line of the answer; empty if the program has ended."""
        try:
            self._in.write(line)
            self._in.flush()
        except BrokenPipeError:
            return b""
        answer: bytes = self._out.readline()
        return answer

    def read(self, size: int) -> bytes:
        """So many more bytes of the answer."""
        data: bytes = self._out.read(size)
        return data

    def close(self) -> None:
        """End the program."""
        self._in.close()
        self._out.close()
        if self._process is not None:
            self._process.wait()
        else:
            os.waitpid(self._pid, 0)


def _talk(args: Sequence[str]) -> tuple[int, Any, Any]:
    in_read, in_write = os.pipe()
    out_read, out_write = os.pipe()
    actions = [
        (os.POSIX_SPAWN_DUP2, in_read, 0),
        (os.POSIX_SPAWN_DUP2, out_write, 1),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    ]
    pid = os.posix_spawnp(args[0], tuple(args), dict(os.environ), file_actions=actions)
    os.close(in_read)
    os.close(out_write)
    return pid, os.fdopen(in_write, "wb"), os.fdopen(out_read, "rb")


@contextmanager
def scratch_folder() -> Iterator[str]:
    """A folder that only this user can enter, gone afterwards; `tempfile` would cost as much as a small program's run."""
    base = next((os.environ[name] for name in ("TMPDIR", "TEMP", "TMP") if os.environ.get(name)), "/tmp")  # noqa: S108
    folder = os.path.join(os.path.abspath(base), f"shipcheck-{os.urandom(8).hex()}")
    try:
        os.mkdir(folder, 0o700)
    except OSError as error:
        raise CannotJudge(base, f"no temporary folder can be made there: {error.strerror}", "set TMPDIR") from None
    try:
        yield folder
    finally:
        for name in os.listdir(folder):
            os.unlink(os.path.join(folder, name))
        os.rmdir(folder)


def first_line(data: bytes) -> str:
    """The first line of a program's error output that says anything, without terminal control characters."""
    text = data.decode("utf-8", "replace")
    line = next((line.strip() for line in text.splitlines() if line.strip()), "no message")
    return "".join(char if char.isprintable() else "?" for char in line)[:200]
