"""The contents that git has: all of many in one stream, one after the other on demand, or as files of a project."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from shipcheck.collect.blobs import Blobs
from shipcheck.collect.git_pipe import Pipe, answer, lines_file
from shipcheck.collect.history import WHAT, Repository
from shipcheck.project import Beside, Source

_FOUND = 3


class Size(NamedTuple):
    """How large a blob is in bytes; -1 where git does not have it."""

    blob: str
    size: int


def sizes(repository: Repository, blobs: Collection[bytes]) -> Iterator[Size]:
    """How large each of these blobs is; raises `CannotJudge`.

    In a partial clone git gives up at the first blob that it would have to fetch: there it is only asked for what it has.
    """
    asked: Iterable[bytes] = blobs
    if repository.partial:
        here = _here(repository)
        yield from (Size(blob.hex(), -1) for blob in blobs if blob not in here)
        asked = (blob for blob in blobs if blob in here)
    with (
        lines_file(blob.hex().encode() for blob in asked) as questions,
        Pipe(repository.root, ["cat-file", "--batch-check", "--buffer"], questions=questions, what=WHAT) as pipe,
    ):
        while line := pipe.line():
            words = line.decode("ascii", "replace").split()
            known = len(words) == _FOUND and words[1] == "blob"
            yield Size(words[0], int(words[2]) if known else -1)
        pipe.finish()


def _here(repository: Repository) -> frozenset[bytes]:
    """The objects that a partial clone has."""
    form = ["cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objectname)"]
    return frozenset(bytes.fromhex(name.decode()) for name in answer(repository.root, form, what=WHAT).split())


def contents(repository: Repository, blobs: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
    """Each blob with its content, in their order, through one pipe that is kept full; raises `CannotJudge` at its end.

    They are held in memory one at a time: ask for none that is too large. Of one that is not there the content is None.
    """
    with (
        lines_file(blob.encode() for blob in blobs) as questions,
        Pipe(repository.root, ["cat-file", "--batch", "--buffer"], questions=questions, what=WHAT) as pipe,
    ):
        while line := pipe.line():
            words = line.decode("ascii", "replace").split()
            data = None
            if len(words) == _FOUND:
                data = pipe.read(int(words[2]))
                pipe.read(1)
            yield words[0], data
        pipe.finish()


def chunks(repository: Repository, blob: str) -> Iterator[bytes]:
    """A blob of any size in pieces; raises `CannotJudge`."""
    with Pipe(repository.root, ["cat-file", "blob", blob], what=WHAT) as pipe:
        yield from pipe.pieces()


class OldFiles:
    """A project in which some files are as they once were; the others, its configuration among them, as they are."""

    versioned = True

    def __init__(self, root: str, store: Blobs, blobs: Mapping[str, str], beneath: Source) -> None:
        self.root = root
        self.beside: Beside | None = getattr(beneath, "beside", None)
        self.special: set[str] = set()
        self._store = store
        self._blobs = blobs
        self._beneath = beneath

    def paths(self) -> Iterable[str]:
        """Every file of either."""
        return {*self._beneath.paths(), *self._blobs}

    def read(self, path: str) -> bytes:
        """A file's content then, or now; raises `CannotJudge`."""
        if path in self._blobs:
            return self._store.read(self._blobs[path], path)
        return self._beneath.read(path)

    def head(self, path: str, size: int) -> bytes:
        """The first bytes of the same."""
        if path in self._blobs:
            return self._store.head(self._blobs[path], path, size)
        return self._beneath.head(path, size)

    def chunks(self, path: str) -> Iterator[bytes]:
        """The same in parts, however large it was then."""
        if path in self._blobs:
            return self._store.chunks(self._blobs[path], path)
        return iter([self._beneath.read(path)])
