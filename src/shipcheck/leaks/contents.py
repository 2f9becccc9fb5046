"""Which contents a history has, and which of them are to be judged.

Memory: about 150 MB for a million contents, whatever their size.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable

from shipcheck.collect.history import Loose
from shipcheck.collect.judged_before import Before
from shipcheck.collect.raw_changes import Change
from shipcheck.leaks.progress import Progress


class Names:
    """The paths of a history: which are judged, and as what.

    `prefix` is where the project's folder is in the repository; what is outside of it is not judged.
    """

    def __init__(self, prefix: str, wanted: Callable[[str], bool]) -> None:
        self._prefix = os.fsencode(prefix)
        self._wanted = wanted
        self._numbers: dict[bytes, int] = {}
        self.raw: list[bytes] = []

    def inside(self, path: bytes) -> bytes:
        """A path as the project names it: what it is judged by."""
        return path[len(self._prefix) :]

    def text(self, path: bytes) -> str:
        """The same as text."""
        return os.fsdecode(self.inside(path))

    def number(self, path: bytes) -> int:
        """The number of a path, -1 for one that is not judged."""
        known = self._numbers.get(path)
        if known is None:
            inside = path.startswith(self._prefix) and self._wanted(self.text(path))
            known = self._numbers[path] = len(self.raw) if inside else -1
            if inside:
                self.raw.append(path)
        return known


class Contents:
    """Which contents are to be judged, each with its paths: of one that has several, under each of them."""

    def __init__(self, names: Names, before: Before | None) -> None:
        self._names = names
        self._before = before
        self._paths: dict[bytes, int | tuple[int, ...]] = {}

    def take(self, changes: Iterable[Change], progress: Progress) -> None:
        """Note what stands in these changes."""
        commit, commits = b"", 0
        for change in changes:
            if change.commit != commit:
                commit, commits = change.commit, commits + 1
                progress.counted(commits, "commits read")
            if change.blob:
                number = self._names.number(change.path)
                if number >= 0:
                    self._note(bytes.fromhex(change.blob.decode("ascii")), number)

    def take_loose(self, every: Iterable[Loose]) -> None:
        """Note what stands in no commit."""
        for one in every:
            number = self._names.number(one.path)
            if number >= 0:
                self._note(bytes.fromhex(one.blob), number)

    def _note(self, blob: bytes, number: int) -> None:
        held = self._paths.get(blob)
        if held is None:
            if self._before is None or not self._before.knows(blob, self._names.inside(self._names.raw[number])):
                self._paths[blob] = number
        elif isinstance(held, int):
            if held != number:
                self._paths[blob] = (held, number)
        elif number not in held:
            self._paths[blob] = (*held, number)

    @property
    def blobs(self) -> Collection[bytes]:
        """Their ids, in the order in which git met them."""
        return self._paths.keys()

    def paths(self, blob: bytes) -> list[bytes]:
        """The paths under which a content is to be judged."""
        held = self._paths[blob]
        return [self._names.raw[number] for number in ((held,) if isinstance(held, int) else held)]
