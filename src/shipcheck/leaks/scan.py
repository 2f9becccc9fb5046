"""Every content of a history once: read, judged under each of its paths, and remembered where it is clean.

A long history is judged by several processes, each of which reads its own part; what one of them leaves undone is done
here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, NamedTuple

from shipcheck.collect import old_blobs
from shipcheck.collect.git_pipe import scratch
from shipcheck.collect.helpers import Helpers, processors
from shipcheck.collect.history import Repository
from shipcheck.collect.judged_before import Before
from shipcheck.leaks import helper, verdicts
from shipcheck.leaks.appearances import Place
from shipcheck.leaks.contents import Contents, Names
from shipcheck.leaks.marks import Marks
from shipcheck.leaks.progress import Progress
from shipcheck.leaks.verdicts import Judged, Verdict
from shipcheck.model import CannotJudge, Unjudged
from shipcheck.project import SIZE_LIMIT

# So many of one kind are named one by one.
NAMED = 20
# In bytes: with more to judge than this, more processes are worth their start.
LONG = 32 << 20
# What a process is given at once, in bytes and in contents.
PART = 8 << 20
PART_OF = 1000


class Sorted(NamedTuple):
    """Contents by how they can be read: `whole` has a line for each, its id and size; `total` is the bytes of these."""

    whole: BinaryIO
    total: int
    missing: list[str]
    large: list[str]

    def blobs(self) -> Iterator[str]:
        """Those that can be read whole."""
        self.whole.seek(0)
        for line in self.whole:
            yield line.split()[0].decode("ascii")

    def parts(self) -> Iterator[list[str]]:
        """The same in parts for several processes."""
        part: list[str] = []
        size = 0
        self.whole.seek(0)
        for line in self.whole:
            blob, _, length = line.partition(b" ")
            part.append(blob.decode("ascii"))
            size += int(length)
            if size >= PART or len(part) >= PART_OF:
                yield part
                part, size = [], 0
        if part:
            yield part


class Scan:
    """Judges contents, and collects the secrets in them and what could not be judged."""

    def __init__(self, repository: Repository, names: Names, marks: Marks, before: Before | None) -> None:
        self._repository = repository
        self._names = names
        self._marks = marks
        self._before = before
        self._counts: dict[str, int] = {}
        self._gaps: list[Unjudged] = []
        self.secrets: dict[bytes, dict[Place, None]] = {}
        self.judged = 0

    def run(self, contents: Contents, progress: Progress) -> None:
        """Judge all of them; where git fails that is noted, and what was read before it counts."""
        with self._noting(), scratch() as whole:
            sizes = self._sorted(contents, whole)
            progress.begin()
            read = 0
            with self._noting():
                for one in self._judged(contents, sizes):
                    self._take(one, contents)
                    read += one.size
                    progress.done(read, sizes.total, f"{len(self.secrets):,} found")
            for blob in sizes.missing:
                self._take(verdicts.missing(blob, self._texts(contents, blob)), contents)
            for blob in sizes.large:
                names = self._texts(contents, blob)
                self._take(verdicts.in_parts(self._repository, self._marks, blob, names), contents)

    def gaps(self) -> list[Unjudged]:
        """What could not be judged; of many of a kind the first, and how many more."""
        more = [
            Unjudged("the history", f"{number - NAMED:,} more contents could not be judged ({kind})")
            for kind, number in self._counts.items()
            if number > NAMED and not self._not_here(kind)
        ]
        return [*self._gaps, *more]

    @property
    def absent(self) -> int:
        """How many contents a partial clone does not have."""
        return sum(number for kind, number in self._counts.items() if self._not_here(kind))

    def note(self, gap: Unjudged) -> None:
        """Something that could not be judged."""
        self._gaps.append(gap)

    def _not_here(self, kind: str) -> bool:
        return self._repository.partial and kind == verdicts.MISSING_KIND

    @contextmanager
    def _noting(self) -> Iterator[None]:
        try:
            yield
        except CannotJudge as reason:
            self.note(reason.unjudged)

    def _sorted(self, contents: Contents, whole: BinaryIO) -> Sorted:
        missing: list[str] = []
        large: list[str] = []
        total = 0
        for blob, size in old_blobs.sizes(self._repository, contents.blobs):
            if size < 0:
                missing.append(blob)
            elif size > SIZE_LIMIT:
                large.append(blob)
            elif size:  # an empty one is clean as it is
                total += size
                whole.write(f"{blob} {size}\n".encode("ascii"))
        return Sorted(whole, total, missing, large)

    def _judged(self, contents: Contents, sizes: Sorted) -> Iterator[Judged]:
        number = processors()
        # A developer's own values are handed to nobody.
        if sizes.total < LONG or number == 1 or self._marks.own is not None:
            yield from verdicts.judged(
                self._repository, self._marks, sizes.blobs(), lambda blob: self._texts(contents, blob)
            )
            return
        tasks = (helper.task({blob: self._texts(contents, blob) for blob in part}) for part in sizes.parts())
        greeting = helper.greeting(self._repository, self._marks)
        with Helpers("shipcheck.leaks.helper", greeting, number) as others:
            for task, answer in others.answers(tasks):
                yield from self._answered(task, answer)

    def _answered(self, task: bytes, answer: bytes | None) -> Iterator[Judged]:
        """What another process says to a task; what it leaves undone is done here."""
        try:
            every, failed = verdicts.read(answer or b"")
        except ValueError:
            every, failed = helper.done(self._repository, self._marks, task)
        yield from every
        if failed is not None:
            self.note(failed)

    def _texts(self, contents: Contents, blob: str) -> list[str]:
        return [self._names.text(path) for path in contents.paths(bytes.fromhex(blob))]

    def _take(self, one: Judged, contents: Contents) -> None:
        blob = bytes.fromhex(one.blob)
        for path, verdict in zip(contents.paths(blob), one.verdicts, strict=True):
            self.judged += 1
            for secret in verdict.secrets:
                self.secrets.setdefault(secret, {})[Place(path, blob)] = None
            if verdict.gap is not None:
                self._count(verdict)
            elif not verdict.secrets and self._before is not None:
                self._before.add(blob, self._names.inside(path))

    def _count(self, verdict: Verdict) -> None:
        number = self._counts[verdict.kind] = self._counts.get(verdict.kind, 0) + 1
        if verdict.gap is not None and number <= NAMED and not self._not_here(verdict.kind):
            self.note(verdict.gap)
