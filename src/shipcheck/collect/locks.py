"""Pairs compiled requirements files with what they were compiled from.

By the command in the header (pip-compile, `uv pip compile`, pip-compile-multi), else by the name: requirements.txt and
requirements.in. A pair is judged when any of its files is in focus.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from shipcheck.collect.providers import REQUIREMENTS
from shipcheck.collect.requirements import SKIP, included
from shipcheck.config import Config
from shipcheck.evidence import Evidence
from shipcheck.model import CannotJudge, Unjudged
from shipcheck.project import Project
from shipcheck.subjects.lock_check import LockCheck, Wanted, environments
from shipcheck.subjects.requirements import Requirements, canonical, parse

DEPTH = 8
_COMMAND = re.compile(
    r"#\s+(?:python\S* -m (?:piptools compile|uv pip compile)|(?:\S*/)?pip-compile(?!-multi)|(?:\S*/)?uv pip compile)\b(.*)"
)
_SOURCE = re.compile(r"(?:\.in|\.txt|pyproject\.toml|setup\.py|setup\.cfg)\Z")
_VALUED = re.compile(
    r"-(?:o|-output-file|c|-constraint|P|-upgrade-package|-extra|-group|-python-version|-unsafe-package|p|-python|-index-url|i)\Z"
)
_VIA_FILE = re.compile(r"-r\s+(\S+)")


class _Command(NamedTuple):
    sources: tuple[str, ...]
    left_out: frozenset[str]
    extras: frozenset[str]
    all_extras: bool


def collect(project: Project, evidence: Evidence, config: Config) -> Iterator[LockCheck | Unjudged]:
    """Every pair of which a file is in focus; files that cannot be read are the requirements' collector's to say."""
    del evidence, config
    if not any(True for _ in project.matching(REQUIREMENTS)) and project.focus is not None:
        return
    for path in project.matching(REQUIREMENTS, everywhere=True):
        if not path.endswith(".txt") or "constraint" in path.rpartition("/")[2].lower() or SKIP.search(path):
            continue
        try:
            check = _pair(project, path)
        except CannotJudge as reason:
            if project.shows((path,)):
                yield reason.unjudged
            continue
        if check and project.shows(check.paths):
            yield check


def _pair(project: Project, path: str) -> LockCheck | None:
    stem = f"{path[:-4]}.in"
    raw = project.head(path, 4096)
    if stem not in project and b"compile" not in raw:
        return None
    lock = parse(path, project.text(path))
    command = _command(lock.comments)
    sources = _sources(project, path, stem, lock, command)
    if not sources:
        return None
    reader = _Reader(project, command)
    for source in sources:
        reader.read(source, DEPTH)
    if reader.opaque:
        return None
    whole = lock._replace(requirements=tuple(_flattened(project, lock, DEPTH)))
    left_out = (command.left_out if command else frozenset()) | _unsafe(lock.comments) | reader.own_names
    return LockCheck(
        whole,
        tuple(sources),
        tuple(reader.wanted),
        tuple(reader.constraints),
        left_out,
        environments(lock.comments),
        tuple(sorted(reader.seen - {*sources, path})),
    )


def _command(comments: Iterable[str]) -> _Command | None:
    """The command of the header; None if there is none that can be read."""
    for comment in comments:
        found = _COMMAND.match(comment)
        if found:
            return _read_command(found.group(1).split())
    return None


def _read_command(words: list[str]) -> _Command:
    sources, left_out, extras = [], set(), set()
    previous = ""
    for word in words:
        name, equals, value = word.partition("=")
        option, value = (name, value) if equals and name.startswith("-") else (previous, word)
        if option in {"--unsafe-package", "--no-emit-package"}:
            left_out.add(canonical(value))
        elif option == "--extra":
            extras.add(canonical(value))
        elif not word.startswith("-") and not _VALUED.match(previous) and _SOURCE.search(word):
            sources.append(word)
        previous = word if word.startswith("-") and not equals else ""
    return _Command(tuple(sources), frozenset(left_out), frozenset(extras), "--all-extras" in words)


def _sources(project: Project, path: str, stem: str, lock: Requirements, command: _Command | None) -> list[str]:
    """The sources of a lock; empty where one of them is not there to be read."""
    if command and command.sources:
        found = [_upwards(project, path, name) for name in command.sources]
        return [one for one in found if one] if all(found) else []
    named = [
        file
        for one in lock.requirements
        for claim in one.via
        for file in _VIA_FILE.findall(claim)
        if file.endswith(".in")
    ]
    found = [_upwards(project, path, name) for name in dict.fromkeys(named)]
    sources = [one for one in found if one]
    if stem in project and stem not in sources:
        sources.insert(0, stem)
    return sources if all(found) else []


def _upwards(project: Project, path: str, name: str) -> str | None:
    """A file named by a header, looked for from the lock's folder up to the root: the command may have run anywhere."""
    folder = posixpath.dirname(path)
    while True:
        candidate = posixpath.normpath(posixpath.join(folder, name))
        if candidate in project and candidate != path:
            return candidate
        if not folder:
            return None
        folder = posixpath.dirname(folder)


def _unsafe(comments: Iterable[str]) -> frozenset[str]:
    """The packages that the trailing comment of a lock says were left out."""
    listing = False
    names = set()
    for comment in comments:
        if "considered to be unsafe" in comment:
            listing = True
        elif listing and (found := re.fullmatch(r"#\s*([A-Za-z0-9][\w.-]*)", comment)):
            names.add(canonical(found.group(1)))
    return frozenset(names)


def _flattened(project: Project, file: Requirements, depth: int) -> Iterator[Any]:
    yield from file.requirements
    for include in file.includes:
        path = included(project, file.path, include.path) if include.kind == "-r" and depth else None
        if path:
            yield from _flattened(project, parse(path, project.text(path)), depth - 1)


class _Reader:
    """Reads sources with all that they include; `opaque` says that one of them cannot be understood in full."""

    def __init__(self, project: Project, command: _Command | None) -> None:
        self._project = project
        self._command = command
        self.wanted: list[Wanted] = []
        self.constraints: list[Wanted] = []
        self.seen: set[str] = set()
        self.own_names: frozenset[str] = frozenset()
        self.opaque = False

    def read(self, path: str, depth: int, *, constraint: bool = False) -> None:
        """Read one file and what it includes; a second time it says nothing new."""
        if path in self.seen or not depth:
            return
        self.seen.add(path)
        if path.endswith((".py", ".cfg")):
            self.opaque = True
        elif path.endswith(".toml"):
            self._pyproject(path)
        else:
            file = parse(path, self._project.text(path))
            target = self.constraints if constraint else self.wanted
            target += [Wanted(one, path) for one in file.requirements]
            for include in file.includes:
                other = included(self._project, path, include.path)
                if other:
                    self.read(other, depth - 1, constraint=constraint or include.kind == "-c")
                else:
                    self.opaque = True

    def _pyproject(self, path: str) -> None:
        import tomllib

        try:
            project = tomllib.loads(self._project.text(path)).get("project", {})
            wanted = list(project.get("dependencies", []))
            extras = project.get("optional-dependencies", {})
        except (tomllib.TOMLDecodeError, AttributeError, TypeError, RecursionError):
            self.opaque = True
            return
        if "dependencies" in project.get("dynamic", []) or "dependencies" not in project:
            self.opaque = True
        for name, more in extras.items():
            if self._command and (self._command.all_extras or canonical(name) in self._command.extras):
                wanted += more
        self.own_names = frozenset({canonical(str(project.get("name", "")))})
        text = self._project.text(path)
        for word in wanted:
            line = text[: max(text.find(str(word)), 0)].count("\n") + 1
            parsed = parse(path, str(word))
            self.wanted += [
                Wanted(one._replace(location=one.location._replace(line=line, end_line=line)), path)
                for one in parsed.requirements
            ]
