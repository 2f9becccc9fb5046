"""Pairs compiled requirements files with what they were compiled from.

By the command in the header (pip-compile, `uv pip compile`), else by the name: requirements.txt and requirements.in. A
pair is judged when any of its files is in focus. Nothing is run and nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shipcheck.collect.pyproject_source import read_pyproject
from shipcheck.collect.requirements import HEADER, SKIP, Reader
from shipcheck.config import Config
from shipcheck.evidence import Evidence
from shipcheck.model import CannotJudge, Unjudged
from shipcheck.project import Project
from shipcheck.subjects.lock_check import LockCheck, Wanted
from shipcheck.subjects.lock_header import Command, command, environments, unsafe
from shipcheck.subjects.requirements import Requirement, Requirements

# What can be a lock, and what can be a source of one.
_LOCK = r"\.txt$"
_TOUCHED = r"\.(txt|in)$|(^|/)(pyproject\.toml|setup\.py|setup\.cfg)$"
# Files that are there to be wrong.
_SPECIMENS = re.compile(r"(^|/)(fixtures?|test[_-]?data|examples?|samples?|snapshots?)/", re.IGNORECASE)
_VIA_FILE = re.compile(r"-r[ =](\S+)")
_OTHER_TOOL = re.compile(r"#.*\b(?:uv export|pip freeze|poetry export|pdm export|pipenv requirements)\b")


def collect(project: Project, evidence: Evidence, config: Config) -> Iterator[LockCheck | Unjudged]:
    """Every pair of which a file is in focus."""
    del evidence, config
    if not any(True for _ in project.matching(_TOUCHED)):
        return
    reader = Reader(project)
    for path in project.matching(_LOCK, everywhere=True):
        if SKIP.search(path) or _SPECIMENS.search(path):
            continue
        try:
            pair = _pair(reader, path)
        except CannotJudge as reason:
            if project.shows((path, reason.unjudged.what)):
                yield reason.unjudged
            continue
        if pair and project.shows(pair.paths):
            yield pair


def _pair(reader: Reader, path: str) -> LockCheck | None:
    stem = f"{path[:-4]}.in"
    if stem not in reader.project and b"compile" not in reader.project.head(path, HEADER):
        return None
    lock = reader.read(path)
    made = command(lock.comments)
    if lock.invalid or any(_OTHER_TOOL.match(comment[:400]) for comment in lock.comments[:20]):
        return None
    sources = _sources(reader, lock, stem, made)
    if not sources or (made is None and lock.requirements and not any(one.exact for one in lock.requirements)):
        return None
    gathered = _Sources(reader, made or Command(), path)
    for source in sources:
        gathered.read(source)
    for name in made.constraints if made else ():
        if constraint := _found(reader, path, name, made):
            gathered.read(constraint, constraint=True)
    requirements, entire = _flattened(reader, lock)
    return LockCheck(
        lock._replace(requirements=requirements),
        tuple(sources),
        tuple(gathered.wanted),
        tuple(gathered.constraints),
        (made.left_out if made else frozenset()) | unsafe(lock.comments) | gathered.own_names,
        environments(lock.comments),
        tuple(sorted({one for one, _ in gathered.seen} - {*sources, path})),
        mentioned=gathered.mentioned,
        whole=gathered.whole,
        entire=entire,
        bent=bool(made and made.bent) or _overridden(reader.project, path),
    )


def _sources(reader: Reader, lock: Requirements, stem: str, made: Command | None) -> list[str]:
    """The sources of a lock; empty where one of those that its header names is not there to be read."""
    path = lock.path
    sources: list[str] = []
    for name in made.sources if made else ():
        found = _found(reader, path, name, made)
        if not found and name.rpartition("/")[2] == stem.rpartition("/")[2] and stem in reader.project:
            found = stem
        if not found:
            return []
        sources.append(found)
    if not sources and stem in reader.project:
        sources.append(stem)
    # Compiled by a script of their own, people name a second source, or all of them, in the annotations alone.
    named = (file for one in lock.requirements for claim in one.via for file in _VIA_FILE.findall(claim))
    more = [found for name in dict.fromkeys(named) if (found := _found(reader, path, name, made))]
    several = list(dict.fromkeys((*sources, *more)))
    return several if sources or any(one.endswith(".in") for one in more) else []


def _found(reader: Reader, lock: str, name: str, made: Command | None) -> str | None:
    """A file that a header or an annotation names.

    The command may have run in any folder. Where it names the lock itself, that tells which; else a bare name stands
    beside the lock, where pip-compile writes to, and a path is looked for from there up to the root.
    """
    output = made.output.removeprefix("./") if made else ""
    if output and not output.startswith(("/", "..")) and (lock == output or lock.endswith(f"/{output}")):
        return reader.included(lock[: len(lock) - len(output)], name)
    if output or "/" in name.replace("\\", "/"):
        return reader.upwards(lock, name)
    found = reader.included(lock, name)
    return found if found != lock else None


def _flattened(reader: Reader, lock: Requirements) -> tuple[tuple[Requirement, ...], bool]:
    """Everything that installing a lock installs, and whether all of it could be read."""
    seen, queue, entire = {lock.path}, [lock], True
    found: list[Requirement] = []
    while queue:
        file = queue.pop()
        found += file.requirements
        entire = entire and not any(one.variable and not one.name for one in file.requirements)
        for include in file.includes:
            target = reader.included(file.path, include.path) if include.kind == "-r" else file.path
            entire = entire and target is not None
            if target and target not in seen:
                seen.add(target)
                queue.append(reader.read(target))
    return tuple(found), entire


def _overridden(project: Project, path: str) -> bool:
    """Whether uv's configuration replaces requirements; it is looked for from the lock's folder up."""
    folder = path
    while folder:
        folder = folder.rpartition("/")[0]
        for name in ("uv.toml", "pyproject.toml"):
            file = f"{folder}/{name}" if folder else name
            if file in project:
                data = project.bytes(file)
                if b"override-dependencies" in data or b"exclude-dependencies" in data:
                    return True
    return False


class _Sources:
    """Reads sources with all that they include; `whole` until something cannot be understood."""

    def __init__(self, reader: Reader, made: Command, lock: str) -> None:
        self._reader = reader
        self._made = made
        self._lock = lock
        self.wanted: list[Wanted] = []
        self.constraints: list[Wanted] = []
        self.seen: set[tuple[str, bool]] = set()
        self.own_names: frozenset[str] = frozenset()
        self.mentioned: frozenset[str] = frozenset()
        self.whole = True

    def read(self, source: str, *, constraint: bool = False) -> None:
        """Read one file and everything that it includes."""
        queue = [(source, constraint)]
        while queue:
            step = queue.pop()
            if step in self.seen or step[0] == self._lock:
                continue
            self.seen.add(step)
            if step[0].endswith(".toml"):
                self._pyproject(step[0])
            elif step[0].endswith((".py", ".cfg")):
                self.whole = False
            else:
                queue += self._file(*step)

    def _file(self, path: str, constraint: bool) -> Iterator[tuple[str, bool]]:
        file = self._reader.read(path)
        target = self.constraints if constraint else self.wanted
        target += [Wanted(one, path) for one in file.requirements]
        # A line that something else completes, or that pip refuses, may ask for anything.
        if file.invalid or any(one.variable and not one.name for one in file.requirements):
            self.whole = False
        for include in file.includes:
            other = self._reader.included(path, include.path)
            if other:
                yield other, constraint or include.kind == "-c"
            else:
                self.whole = False

    def _pyproject(self, path: str) -> None:
        found = read_pyproject(path, self._reader.project.text(path), self._made)
        self.wanted += found.wanted
        self.own_names |= found.own_names
        self.mentioned |= found.mentioned
        self.whole = self.whole and found.whole
