"""A git that writes more than fits into memory: read in large pieces, watched, and kept from fetching anything.

History is read as it is stored and as a push would send it: replacement objects and grafts, by which a repository may
show another history than it has, are switched off, and objects that a partial clone does not have are not fetched.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO, BinaryIO, Self, cast

from shipcheck.collect.process import first_line
from shipcheck.model import CannotJudge

PIECE = 1 << 20
# Without a byte from git for this long it is stopped: sorting a million commits by topology takes a tenth of it.
SILENCE = 600.0
_STORED = {
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",  # git before 2.45 does not know the line above
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
}


def environment() -> dict[str, str]:
    """What git finds in its environment: all that a hook was given, and what makes it read what is stored."""
    return dict(os.environ) | _STORED


@contextmanager
def scratch() -> Iterator[BinaryIO]:
    """A file without a name: whatever ends this run, nothing is left of it. Raises `CannotJudge` where there is no room."""
    try:
        with tempfile.TemporaryFile() as file:
            yield cast("BinaryIO", file)
    except OSError as error:
        raise CannotJudge("git", f"no temporary file can be written: {error.strerror}", "set TMPDIR") from None


@contextmanager
def lines_file(lines: Iterable[bytes] = ()) -> Iterator[BinaryIO]:
    """A file without a name that holds these lines, to be read by git.

    A file instead of a pipe, so that git always has the next question, and nobody has to write and read at once.
    """
    with scratch() as file:
        for line in lines:
            file.write(line + b"\n")
        file.flush()
        file.seek(0)
        yield file


class Pipe:
    """A running git, as a context; what it says on its error output is kept, and a failure raises `CannotJudge`."""

    def __init__(self, root: str, args: Sequence[str], *, questions: BinaryIO | None = None, what: str = "git") -> None:
        self._args, self._what = args, what
        self._said = tempfile.TemporaryFile()  # noqa: SIM115  # closed with the pipe
        try:
            self._process = subprocess.Popen(
                ["git", "-C", root, *args],
                stdin=subprocess.DEVNULL if questions is None else questions,
                stdout=subprocess.PIPE,
                stderr=self._said,
                env=environment(),
                bufsize=PIECE,
            )
        except OSError as error:
            self._said.close()
            raise CannotJudge(what, f"git could not be started: {error.strerror}", "install git") from None
        self._out = cast("IO[bytes]", self._process.stdout)
        _widen(self._out.fileno())
        self._asked: float | None = None
        self._over = threading.Event()
        self._stalled = False
        threading.Thread(target=self._watch, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._process.kill()
        self._out.close()
        self._process.wait()
        self._said.close()

    def _watch(self) -> None:
        """Stop a git that was asked and does not answer; one that waits for its reader is left alone."""
        while not self._over.wait(min(5.0, SILENCE / 4)):
            asked = self._asked
            if asked is not None and time.monotonic() - asked > SILENCE:
                self._stalled = True
                self._process.kill()
                return

    def line(self) -> bytes:
        """The next line with its end; nothing at the end of the output."""
        self._asked = time.monotonic()
        line = self._out.readline()
        self._asked = None
        return line

    def read(self, size: int) -> bytes:
        """So many bytes; fewer only at the end of the output."""
        self._asked = time.monotonic()
        data = self._out.read(size)
        self._asked = None
        return data

    def pieces(self) -> Iterator[bytes]:
        """The whole output in large pieces, then whether git succeeded: raises `CannotJudge`."""
        while piece := self.read(PIECE):
            yield piece
        self.finish()

    def finish(self) -> None:
        """Wait for the end; raises `CannotJudge` where git failed, with its own first words."""
        code = self._process.wait()
        if self._stalled:
            raise CannotJudge(self._what, f"git {self._args[0]} said nothing for {SILENCE:g} s and was stopped")
        if code:
            self._said.seek(0)
            reason = f"git {self._args[0]} failed: {first_line(_last(self._said.read(PIECE)))}"
            raise CannotJudge(self._what, reason, "run `git fsck`")


@contextmanager
def spooled(
    root: str, args: Sequence[str], *, questions: BinaryIO | None = None, what: str = "git"
) -> Iterator[BinaryIO]:
    """All that git writes, in a file without a name; raises `CannotJudge`."""
    with scratch() as file:
        with Pipe(root, args, questions=questions, what=what) as pipe:
            for piece in pipe.pieces():
                file.write(piece)
        file.flush()
        file.seek(0)
        yield file


def answer(root: str, args: Sequence[str], *, questions: BinaryIO | None = None, what: str = "git") -> bytes:
    """All that git writes, where that is little; raises `CannotJudge`."""
    with Pipe(root, args, questions=questions, what=what) as pipe:
        return b"".join(pipe.pieces())


def _last(said: bytes) -> bytes:
    """The line that made git give up, after warnings; else everything."""
    return next((line for line in said.splitlines() if line.startswith((b"fatal:", b"error:"))), said)


def _widen(pipe: int) -> None:
    """Let the pipe hold a whole piece, where the system can."""
    try:
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIECE)
    except (ImportError, AttributeError, OSError):
        pass
