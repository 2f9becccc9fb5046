"""Which old contents were found clean before, so that a run goes on where the last one ended.

One file a repository in the user's cache folder: a head that names the rules, then sixteen bytes for each content and
path without a find. Nothing is kept of what has finds: it is judged again. The bytes are a digest keyed by the rules, so
nothing of a path can be read from them, and bytes that are damaged, foreign or written by two runs at once match nothing:
whatever happens to the file costs work, never a find.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import shipcheck
from shipcheck.collect.gate import cache_folder

_MARK = b"shipcheck: contents found clean, 1\n"
_ONE = 16
# Written at the latest after so many, or so many seconds: this much a kill can cost.
_MANY = 4096
_SECONDS = 1.0
# Nobody's history has more: what is longer is not read.
_LONGEST = _ONE << 26


@cache
def rules_key() -> bytes:
    """A digest of everything that may say what is a find: our program text, and the Python that reads programs."""
    digest = hashlib.sha256(repr(sys.version_info[:3]).encode())
    for folder, folders, names in os.walk(shipcheck.__path__[0]):
        folders.sort()
        for name in sorted(names):
            if name.endswith(".py"):
                with open(os.path.join(folder, name), "rb") as file:
                    digest.update(b"%s\0%s\0" % (os.fsencode(name), hashlib.sha256(file.read()).digest()))
    return digest.digest()


class Before:
    """What earlier runs over a repository found clean; forgets everything where it can keep nothing."""

    def __init__(self, common: str, *, fresh: bool = False) -> None:
        self._key = b""
        self._clean: dict[bytes, bool] = {}
        self.met = 0
        self._new: list[bytes] = []
        self._written = time.monotonic()
        self._file = -1
        name = hashlib.sha256(os.fsencode(common)).hexdigest()[:24]
        try:
            self._key = rules_key()
            self._open(os.path.join(cache_folder(), "history", name), fresh=fresh)
        except (OSError, ValueError):
            self._file = -1

    @property
    def kept(self) -> bool:
        """Whether anything will be remembered of this run."""
        return self._file >= 0

    def _open(self, path: str, *, fresh: bool) -> None:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        held = b"" if fresh else _held(path)
        head = _MARK + self._key
        if held.startswith(head):
            body = held[len(head) :]
            self._clean = dict.fromkeys((body[at : at + _ONE] for at in range(0, len(body) - _ONE + 1, _ONE)), False)
        else:
            _replace(path, head)
        flags = os.O_WRONLY | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        self._file = os.open(path, flags)
        with _alone(self._file):
            torn = (os.fstat(self._file).st_size - len(head)) % _ONE
            if torn:
                os.write(self._file, bytes(_ONE - torn))

    def forget(self) -> None:
        """Free the memory of earlier runs; what is found clean from now on is still written."""
        self._clean = {}

    def _digest(self, blob: bytes, path: bytes) -> bytes:
        return hashlib.blake2b(blob + path, digest_size=_ONE, key=self._key).digest()

    def knows(self, blob: bytes, path: bytes) -> bool:
        """Whether this content was found clean under this path; `met` counts those of which it is so, each once."""
        if not self._clean:
            return False
        digest = self._digest(blob, path)
        met = self._clean.get(digest)
        if met is False:
            self._clean[digest] = True
            self.met += 1
        return met is not None

    def add(self, blob: bytes, path: bytes) -> None:
        """Remember a content that was found clean."""
        if self._file >= 0:
            self._new.append(self._digest(blob, path))
            if len(self._new) >= _MANY or time.monotonic() - self._written > _SECONDS:
                self.flush()

    def flush(self) -> None:
        """Write what was added; a file that cannot be written any more is left alone."""
        if self._file < 0:
            return
        data = b"".join(self._new)
        self._new.clear()
        self._written = time.monotonic()
        try:
            with _alone(self._file):
                while data:
                    data = data[os.write(self._file, data) :]
        except OSError:
            os.close(self._file)
            self._file = -1

    def close(self) -> None:
        """Write what was added, and no more."""
        self.flush()
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


@contextmanager
def _alone(file: int) -> Iterator[None]:
    """Hold other runs back: one that looks in the middle of a write takes its half for torn.

    Where nothing can be locked they go on side by side, which costs work.
    """
    try:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX)
    except (ImportError, OSError):
        yield
        return
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


def _held(path: str) -> bytes:
    """The bytes of the file, if it is one that nobody else could have written."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        with os.fdopen(os.open(path, flags), "rb") as file:
            found = os.fstat(file.fileno())
            mine = not hasattr(os, "getuid") or (found.st_uid == os.getuid() and not found.st_mode & 0o022)
            return file.read(_LONGEST) if stat.S_ISREG(found.st_mode) and mine else b""
    except OSError:
        return b""


def _replace(path: str, head: bytes) -> None:
    """Begin the file anew, whole or not at all."""
    handle, name = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(head)
        os.replace(name, path)
    except OSError:
        os.unlink(name)
        raise
