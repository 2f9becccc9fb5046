"""Blobs of git's object store, one after the other, from one `git cat-file` that answers on demand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shipcheck.collect.folder import CHUNK
from shipcheck.collect.process import Answering
from shipcheck.model import CannotJudge, TooLarge
from shipcheck.project import SIZE_LIMIT

MISSING = ("its content is not in git's object store", "run `git fsck`, or fetch the missing objects")
_ANSWER = 3  # id, type, size


class Blobs:
    """Reads blobs by their ids; the program starts with the first, ends with `close`, and starts again when asked."""

    def __init__(self, root: str, options: Sequence[str] = ()) -> None:
        self._args = ["git", *options, "-C", root, "cat-file", "--batch"]
        self._cat: Answering | None = None

    def read(self, blob: str, path: str) -> bytes:
        """The content of a blob, which stands at a path; raises `CannotJudge`, `TooLarge` for a very large one."""
        data, size = self._first(blob, path, SIZE_LIMIT)
        if size > SIZE_LIMIT:
            raise TooLarge(path, f"it is larger than {SIZE_LIMIT >> 20} MiB", "exclude it")
        return data

    def head(self, blob: str, path: str, size: int) -> bytes:
        """The first bytes of a blob; raises `CannotJudge`."""
        return self._first(blob, path, size)[0]

    def chunks(self, blob: str, path: str) -> Iterator[bytes]:
        """A blob of any size in parts; raises `CannotJudge`."""
        cat, left = self._asked(blob, path)
        try:
            while left:
                chunk = self._part(cat, min(left, CHUNK), path)
                left -= len(chunk)
                yield chunk
        finally:
            self._skip(cat, left, path)

    def _first(self, blob: str, path: str, keep: int) -> tuple[bytes, int]:
        cat, size = self._asked(blob, path)
        keep = min(size, keep)
        data = self._part(cat, keep, path) if keep else b""
        self._skip(cat, size - len(data), path)
        return data, size

    def _asked(self, blob: str, path: str) -> tuple[Answering, int]:
        """The program that is about to write a blob, and the blob's size."""
        if self._cat is None:
            self._cat = Answering(self._args)
        answer = self._cat.ask(f"{blob}\n".encode("ascii")).split()
        if len(answer) != _ANSWER:
            raise CannotJudge(path, *MISSING)
        return self._cat, int(answer[2])

    def _part(self, cat: Answering, size: int, path: str) -> bytes:
        data = cat.read(size)
        if not data:  # the program has ended within the blob
            self.close()
            raise CannotJudge(path, *MISSING)
        return data

    def _skip(self, cat: Answering, left: int, path: str) -> None:
        while left and self._cat is cat:
            left -= len(self._part(cat, min(left, CHUNK), path))
        if self._cat is cat:
            cat.read(1)

    def close(self) -> None:
        """End the program."""
        if self._cat is not None:
            self._cat.close()
            self._cat = None
