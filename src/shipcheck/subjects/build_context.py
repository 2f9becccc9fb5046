"""What a Dockerfile can copy: the folder that Docker is given, less what the ignore file leaves out."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from shipcheck.model import Location
from shipcheck.subjects.dockerfile import Dockerfile, Instruction, Stage, expand
from shipcheck.subjects.dockerfile_syntax import unquote
from shipcheck.subjects.ignore_file import IgnoreFile, Line
from shipcheck.subjects.ignore_pattern import compiled

# A stage that copies from a stage that copies from a stage ...
_DEEPEST = 8


class Copy(NamedTuple):
    """A `COPY` or `ADD` of files of the context: its sources named from the context's root, which is empty.

    `ships` says that what it copies is in the image that ships, be it by way of another stage.
    """

    instruction: Instruction
    stage: Stage
    sources: tuple[str, ...]
    ships: bool

    @property
    def broad(self) -> bool:
        """Whether it takes the whole context."""
        return any(source in {"", "*"} for source in self.sources)

    def takes(self, path: str) -> bool:
        """Whether a file of the context is among its sources, or below one."""
        return any(_below(path, source) for source in self.sources)


class BuildContext(NamedTuple):
    """A Dockerfile with the folder it is built in (empty for the root) and the ignore file that counts there.

    `files` are the project's files and `beside` the names on disk that git does not have, both named from the folder.
    `versioned` says that git's own folder lies in it, where there is one: it is the root of the project. `archived` says that git packs what Docker is given.
    """

    dockerfile: Dockerfile
    folder: str
    ignore: IgnoreFile | None
    copies: tuple[Copy, ...]
    files: tuple[str, ...]
    beside: tuple[str, ...] = ()
    variable_files: tuple[str, ...] = ()
    versioned: bool = False
    archived: bool = False

    @property
    def paths(self) -> tuple[str, ...]:
        """The Dockerfile and its ignore file."""
        return (self.dockerfile.path, *((self.ignore.path,) if self.ignore else ()))

    @property
    def broad(self) -> Copy | None:
        """The first copy of everything that is in the image which ships."""
        return next((copy for copy in self.copies if copy.broad and copy.ships), None)

    def shipped_by(self, path: str) -> Copy | None:
        """The copy that brings a file of the context into the image that ships; None where it stays outside."""
        if self.ignore is not None and self.ignore.excludes(path):
            return None
        return next((copy for copy in self.copies if copy.ships and copy.takes(path)), None)

    def near_miss(self, path: str) -> tuple[Line | None, str]:
        """The line of the ignore file to look at for a file that is not left out, and what is the matter with it."""
        lines = self.ignore.lines if self.ignore else ()
        decided = self.ignore.decides(path) if self.ignore else None
        if decided is not None:
            return decided, f"`{decided.text}` brings it back"
        parts = path.split("/")
        for line in lines:
            if not line.negated and any(compiled(line.pattern)(part) for part in parts[1:]):
                return line, f"`{line.text}` only means the root of the context"
        return None, "no line leaves it out"


@lru_cache(maxsize=4096)
def _below(path: str, source: str) -> bool:
    if source == "":
        return True
    matches = compiled(source)
    return any(matches(way) for way in _ways(path))


def _ways(path: str) -> Iterator[str]:
    while path:
        yield path
        path = path.rpartition("/")[0]


def copies(dockerfile: Dockerfile) -> Iterator[Copy]:
    """The copies from the context in all stages that a deployed one is made of, in order."""
    ways = list(_shipping(dockerfile))
    for stage in sorted(dockerfile.reached(), key=lambda stage: stage.number):
        workdir = "/" if stage.parent is None else dockerfile.stages[stage.parent].workdir
        for one in stage.instructions:
            if one.name == "WORKDIR":
                workdir = posixpath.join(workdir, expand(one.arguments, stage.variables, dockerfile.escape) or "")
            words = _context_words(dockerfile, stage, one)
            if len(words) > 1:
                sources = tuple(
                    _source(word) for word in words[:-1] if "://" not in word and not word.startswith("git@")
                )
                target = posixpath.normpath(posixpath.join(workdir, words[-1]))
                ships = any(number == stage.number and _touches(target, path) for number, path in ways)
                if sources:
                    yield Copy(one, stage, sources, ships)


def _context_words(dockerfile: Dockerfile, stage: Stage, one: Instruction) -> list[str]:
    """The words of a copy from the context, variables replaced; none where one is unknown or files are picked out."""
    if one.name not in {"COPY", "ADD"} or one.heredocs or one.flag("from") or one.flag("exclude"):
        return []
    raw = list(one.json) if one.json is not None else one.arguments.split()
    found = [expand(word, stage.variables, dockerfile.escape) if "$" in word else unquote(word) for word in raw]
    return [word for word in found if word] if all(found) else []


def _source(word: str) -> str:
    """A source named from the root of the context: it cannot lead out of it."""
    return posixpath.normpath(posixpath.join("/", word)).strip("/")


def _shipping(dockerfile: Dockerfile) -> Iterator[tuple[int, str]]:
    """Which paths of which stages are in an image that ships: of the stage itself all of them (`/`)."""
    todo = [(stage, "/", 0) for stage in dockerfile.deployed()]
    seen = set()
    while todo:
        stage, path, depth = todo.pop()
        for one in dockerfile.lineage(stage):
            if (one.number, path) in seen or depth > _DEEPEST:
                continue
            seen.add((one.number, path))
            yield one.number, path
            if path == "/":
                todo += [(source, where, depth + 1) for source, where in _taken(dockerfile, one)]


def _taken(dockerfile: Dockerfile, stage: Stage) -> Iterator[tuple[Stage, str]]:
    """What a stage copies from other stages: the stage and the path there."""
    for one in stage.instructions:
        name = (one.flag("from") or "").lower() if one.name == "COPY" else ""
        found = next(
            (other for other in dockerfile.stages[: stage.number] if name in {other.name, str(other.number)}), None
        )
        if name and found is not None:
            for word in (one.json or one.arguments.split())[:-1]:
                path = expand(word, stage.variables, dockerfile.escape)
                if path:
                    yield found, posixpath.normpath(posixpath.join("/", path))


def _touches(target: str, path: str) -> bool:
    """Whether what lies at a target is inside of a path."""
    return path in {"/", target} or target.startswith(f"{path}/")


def location(copy: Copy) -> Location:
    """Where a copy stands: its first line."""
    place = copy.instruction.location
    return Location(place.path, place.line, place.column)
