"""A plain folder that git does not know."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator

from shipcheck.model import CannotJudge, TooLarge
from shipcheck.project import SIZE_LIMIT

CHUNK = 1 << 20
# What no project of ours keeps its own files in.
SKIP = frozenset(
    {".git", ".hg", ".svn", ".venv", "venv", "env", "node_modules", "__pycache__", ".tox", ".nox", ".mypy_cache"}
    | {".pytest_cache", ".ruff_cache", "site-packages", "dist", "build", ".eggs"}
)


def read_file(root: str, path: str, size: int | None = None) -> bytes:
    """A file's bytes, or its first ones; raises `CannotJudge` where it cannot be read or is larger than the limit.

    Links are not followed: what they point to may lie outside of the project.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        with os.fdopen(os.open(os.path.join(root, path), flags), "rb") as file:
            held = os.fstat(file.fileno())
            if not stat.S_ISREG(held.st_mode):
                raise CannotJudge(path, "it is not a regular file", "exclude it")
            if size is None and held.st_size > SIZE_LIMIT:
                raise TooLarge(path, f"it is larger than {SIZE_LIMIT >> 20} MiB", "exclude it")
            return file.read(size if size is not None else SIZE_LIMIT)
    except OSError as error:
        raise CannotJudge(path, f"it cannot be read: {error.strerror}", "mend its permissions, or exclude it") from None


class Beside:
    """What lies in the folders below a root, whether or not git has it."""

    def __init__(self, root: str) -> None:
        self._root = root

    def names(self, folder: str) -> list[str]:
        """The names in a folder; none where it cannot be read."""
        try:
            return os.listdir(os.path.join(self._root, folder))
        except OSError:
            return []

    def read(self, path: str, size: int) -> bytes:
        """The first bytes of a regular file, links not followed; raises `CannotJudge`."""
        return read_file(self._root, path, size)


def chunks_of(root: str, path: str) -> Iterator[bytes]:
    """A regular file of any size in parts, links not followed; raises `CannotJudge`."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        with os.fdopen(os.open(os.path.join(root, path), flags), "rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk
    except OSError as error:
        raise CannotJudge(path, f"it cannot be read: {error.strerror}", "mend its permissions, or exclude it") from None


class OnDisk:
    """Files below a folder, read as they are on disk; what is no regular file is known as `special`."""

    on_disk = True

    def __init__(self, root: str) -> None:
        self.root = root
        self.beside = Beside(root)
        self.special: set[str] = set()

    def read(self, path: str) -> bytes:
        """The file's bytes; raises `CannotJudge`."""
        return read_file(self.root, path)

    def chunks(self, path: str) -> Iterator[bytes]:
        """A file of any size in parts; raises `CannotJudge`."""
        return chunks_of(self.root, path)

    def head(self, path: str, size: int) -> bytes:
        """The first bytes of the file."""
        return read_file(self.root, path, size)

    def close(self) -> None:
        """Nothing is held open."""


class Folder(OnDisk):
    """Every regular file below a folder, without caches and environments; links are not followed."""

    versioned = False

    def __init__(self, root: str) -> None:
        super().__init__(root)
        self._paths = list(self._walk())

    def _walk(self) -> Iterator[str]:
        for folder, folders, files in os.walk(self.root):
            folders[:] = sorted(name for name in folders if name not in SKIP)
            inside = os.path.relpath(folder, self.root).replace(os.sep, "/")
            for name in files:
                path = name if inside == "." else f"{inside}/{name}"
                if stat.S_ISREG(os.lstat(os.path.join(folder, name)).st_mode):
                    yield path
                else:
                    self.special.add(path)

    def paths(self) -> Iterable[str]:
        """Every regular file."""
        return self._paths
