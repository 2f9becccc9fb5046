"""The contents that git has: all of many in one stream, one after the other on demand, or as files of a project."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from shipcheck.collect.git_pipe import Pipe, answer, lines_file
from shipcheck.collect.history import WHAT, Repository
from shipcheck.collect.process import Answering
from shipcheck.model import CannotJudge
from shipcheck.project import SIZE_LIMIT, Beside, Source

HEAD = 8192
_FOUND = 3
MISSING = ("its content is not in git's object store", "run `git fsck`, or fetch the missing objects")


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


def head(repository: Repository, blob: str) -> bytes:
    """The first bytes of a blob of any size; raises `CannotJudge`."""
    with Pipe(repository.root, ["cat-file", "blob", blob], what=WHAT) as pipe:
        data = pipe.read(HEAD)
        if not data:
            pipe.finish()
        return data


class Reader:
    """Blobs one after the other, through a git that is started with the first."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self._cat: Answering | None = None

    def read(self, blob: str, path: str) -> bytes:
        """The content of a blob, which stood at a path; raises `CannotJudge`."""
        if self._cat is None:
            # What a hook was given stays in the environment, as everywhere; replacements are not history.
            args = ["git", "--no-replace-objects", "-C", self.repository.root, "cat-file", "--batch"]
            self._cat = Answering(args)
        words = self._cat.ask(f"{blob}\n".encode("ascii")).split()
        if len(words) != _FOUND:
            raise CannotJudge(path, *MISSING)
        if int(words[2]) > SIZE_LIMIT:
            self.close()  # what follows on the pipe is not read
            raise CannotJudge(path, f"it is larger than {SIZE_LIMIT >> 20} MiB", "exclude it")
        data = self._cat.read(int(words[2]))
        self._cat.read(1)
        return data

    def close(self) -> None:
        """End the process; reading again starts another."""
        if self._cat is not None:
            self._cat.close()
            self._cat = None


class OldFiles:
    """A project in which some files are as they once were; the others, its configuration among them, as they are."""

    versioned = True

    def __init__(self, reader: Reader, blobs: Mapping[str, str], beneath: Source) -> None:
        self.root = reader.repository.root
        self.beside: Beside | None = getattr(beneath, "beside", None)
        self.special: set[str] = set()
        self._reader = reader
        self._blobs = blobs
        self._beneath = beneath

    def paths(self) -> Iterable[str]:
        """Every file of either."""
        return {*self._beneath.paths(), *self._blobs}

    def read(self, path: str) -> bytes:
        """A file's content then, or now; raises `CannotJudge`."""
        if path in self._blobs:
            return self._reader.read(self._blobs[path], path)
        return self._beneath.read(path)

    def head(self, path: str, size: int) -> bytes:
        """The first bytes of the same."""
        return self.read(path)[:size] if path in self._blobs else self._beneath.head(path, size)

    def close(self) -> None:
        """End the process that reads blobs."""
        self._reader.close()
