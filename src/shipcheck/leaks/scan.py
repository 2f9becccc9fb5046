"""Every content of a history once: which there are, which are known to be clean, and what is found in the others.

Memory: about 150 MB for a million contents, whatever their size; of the contents themselves one at a time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator

from shipcheck.collect import old_blobs
from shipcheck.collect.history import Loose, Repository
from shipcheck.collect.judged_before import Before
from shipcheck.collect.raw_changes import Change
from shipcheck.engine import crash
from shipcheck.leaks.appearances import Place
from shipcheck.leaks.marks import Mark
from shipcheck.leaks.progress import Progress
from shipcheck.model import CannotJudge, Unjudged
from shipcheck.project import SIZE_LIMIT

# So many of one kind are named one by one.
NAMED = 20
Judge = Callable[[str, bytes], list[Mark]]


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

    def __len__(self) -> int:
        return len(self._paths)

    def paths(self, blob: bytes) -> list[bytes]:
        """The paths under which a content is to be judged."""
        held = self._paths[blob]
        return [self._names.raw[number] for number in ((held,) if isinstance(held, int) else held)]


class Scan:
    """Judges contents, each once under each of its paths, and notes what could not be judged."""

    def __init__(self, repository: Repository, names: Names, judge: Judge, before: Before | None) -> None:
        self._repository = repository
        self._names = names
        self._judge = judge
        self._before = before
        self._counts: dict[str, int] = {}
        self.unjudged: list[Unjudged] = []
        self.secrets: dict[bytes, dict[Place, None]] = {}
        self.judged = 0

    def run(self, contents: Contents, progress: Progress) -> None:
        """Read and judge all of them; a failure of git is noted, and what was read before it counts."""
        sizes = _Sizes()
        try:
            for blob, data in old_blobs.contents(self._repository, sizes.small(self._repository, contents)):
                paths = contents.paths(bytes.fromhex(blob))
                if data is None:
                    self._missing(paths[0], blob)
                    continue
                self._look(bytes.fromhex(blob), paths, data)
                progress.done(sizes.read(len(data)), sizes.total, f"{len(self.secrets):,} found")
        except CannotJudge as reason:
            self.unjudged.append(reason.unjudged)
        for blob in sizes.missing:
            self._missing(contents.paths(bytes.fromhex(blob))[0], blob)
        for blob in sizes.large:
            self._large(contents.paths(bytes.fromhex(blob)), blob)

    def _look(self, blob: bytes, paths: list[bytes], data: bytes) -> None:
        for path in paths:
            self.judged += 1
            name = self._names.text(path)
            try:
                marks = self._judge(name, data)
            except CannotJudge as reason:
                self._note("unreadable", Unjudged(_version(name, blob.hex()), reason.unjudged.reason, "exclude it"))
            except Exception as error:  # noqa: BLE001  # one content that meets a bug must not lose all the others
                self._note("crash", crash(_version(name, blob.hex()), error))
            else:
                for mark in marks:
                    self.secrets.setdefault(mark.secret, {})[Place(path, blob)] = None
                if not marks and self._before is not None:
                    self._before.add(blob, self._names.inside(path))

    def _missing(self, path: bytes, blob: str) -> None:
        if self._repository.partial:
            self._note("partial", None)
            return
        self._note("missing", Unjudged(_version(self._names.text(path), blob), *old_blobs.MISSING))

    def _large(self, paths: list[bytes], blob: str) -> None:
        self.judged += len(paths)
        name = self._names.text(paths[0])
        try:
            if b"\0" in old_blobs.head(self._repository, blob):
                return
            reason = Unjudged(_version(name, blob), f"it is larger than {SIZE_LIMIT >> 20} MiB", "exclude its path")
        except CannotJudge as failure:
            reason = Unjudged(_version(name, blob), failure.unjudged.reason, failure.unjudged.hint)
        self._note("large", reason)

    def _note(self, kind: str, unjudged: Unjudged | None) -> None:
        self._counts[kind] = self._counts.get(kind, 0) + 1
        if unjudged is not None and self._counts[kind] <= NAMED:
            self.unjudged.append(unjudged)

    def gaps(self) -> list[Unjudged]:
        """What could not be judged; of many of a kind the first, and how many more."""
        more = [
            Unjudged("the history", f"{number - NAMED} more contents could not be judged ({kind})", "")
            for kind, number in self._counts.items()
            if number > NAMED and kind != "partial"
        ]
        return [*self.unjudged, *more]

    @property
    def absent(self) -> int:
        """How many contents a partial clone does not have."""
        return self._counts.get("partial", 0)


class _Sizes:
    """What is to be read, told from what cannot be."""

    def __init__(self) -> None:
        self.total = 0
        self.missing: list[str] = []
        self.large: list[str] = []
        self._read = 0

    def small(self, repository: Repository, contents: Contents) -> Iterator[str]:
        """The contents that are read whole; empty ones are clean as they are."""
        for blob, size in old_blobs.sizes(repository, contents.blobs):
            if size < 0:
                self.missing.append(blob)
            elif size > SIZE_LIMIT:
                self.large.append(blob)
            elif size:
                self.total += size
                yield blob

    def read(self, size: int) -> int:
        """How many bytes were read with these."""
        self._read += size
        return self._read


def _version(name: str, blob: str) -> str:
    return f"{name} (blob {blob[:12]})"
