"""The requirements files in focus, with what other files say about them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from shipcheck.collect.providers import REQUIREMENTS
from shipcheck.config import Config
from shipcheck.evidence import Evidence
from shipcheck.model import CannotJudge, Unjudged
from shipcheck.project import Project
from shipcheck.subjects.requirements import Requirements, is_apart, parse, says_what_is_wanted

# Somebody else's, or not yet a requirements file at all.
SKIP = re.compile(r"(^|/)(\.?venv|\.tox|\.nox|node_modules|site-packages)/|\{\{|\{%")
# The largest lock seen, with all its hashes, is a third of it.
SIZE_LIMIT = 8 << 20
HEADER = 4096
_COMPILED = re.compile(
    r"(requirement|constraint|lock|freeze|frozen|pinned)[^/]*\.(txt|lock)$|(^|/)requirements/[^/]+\.txt$"
)
# What a package takes its own requirements from, by the words that say so: such a file is right to hold ranges.
_PACKAGING = {
    "pyproject.toml": (b"[tool.setuptools.dynamic", b"requirements_txt", b"requirements-txt"),
    "setup.py": (b"install_requires",),
    "setup.cfg": (b"install_requires",),
}


def collect(project: Project, evidence: Evidence, config: Config) -> Iterator[Requirements | Unjudged]:
    """Each requirements file, told what its name and place and the files around it say."""
    del evidence, config
    reader = Reader(project)
    for path in project.matching(REQUIREMENTS):
        if SKIP.search(path):
            continue
        try:
            file = reader.read(path)
            yield _placed(reader, file) if file.loose and not (file.wanted or file.apart) else file
        except CannotJudge as reason:
            yield reason.unjudged


def included(project: Project, path: str, target: str) -> str | None:
    """The project's path of an included file, or None for one that is elsewhere."""
    inside = posixpath.normpath(posixpath.join(posixpath.dirname(path), target.removeprefix("file:")))
    return inside if inside in project else None


class Pins(NamedTuple):
    """The names that constraints pin exactly; `elsewhere` says that one of the files is not here to be read."""

    names: frozenset[str]
    elsewhere: bool


class Reader:
    """Reads requirements files of a project, each once."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._read: dict[str, Requirements] = {}
        self._parents: dict[str, set[str]] | None = None
        self._pins: dict[frozenset[str], Pins] = {}

    def read(self, path: str) -> Requirements:
        """One file by itself; raises `CannotJudge`."""
        if path not in self._read:
            if len(self.project.head(path, SIZE_LIMIT + 1)) > SIZE_LIMIT:
                raise CannotJudge(path, "it is larger than 8 MB: no requirements file is", "exclude it")
            text = self.project.text(path)
            file = parse(path, text)
            apart = is_apart(path) or "{{" in text or "{%" in text or file.foreign
            self._read[path] = file._replace(wanted=says_what_is_wanted(path), apart=apart)
        return self._read[path]

    def included(self, path: str, target: str) -> str | None:
        """The same, for the project of this reader."""
        return included(self.project, path, target)

    @property
    def parents(self) -> dict[str, set[str]]:
        """By which files each file is included with `-r`; those that cannot be read include nothing."""
        if self._parents is None:
            self._parents = {}
            for path in self.project.matching(REQUIREMENTS, everywhere=True):
                for target in () if SKIP.search(path) else self._targets(path, "-r"):
                    self._parents.setdefault(target, set()).add(path)
        return self._parents

    def pins(self, path: str) -> Pins:
        """What constraints pin wherever this file is installed: by itself, or by a file that includes it."""
        installers = frozenset(_reached([path], lambda one: self.parents.get(one, ())))
        if installers not in self._pins:
            installed = _reached(installers, lambda one: self._targets(one, "-r"))
            first = {target for one in installed for target in self._targets(one, "-c")}
            found = _reached(first, lambda one: (*self._targets(one, "-r"), *self._targets(one, "-c")))
            names = frozenset(pin.name for one in found for pin in self.read(one).requirements if pin.exact)
            limits = (
                (one, limit) for one in installed | found for limit in self.read(one).includes if limit.kind == "-c"
            )
            elsewhere = any(self.included(one, limit.path) is None for one, limit in limits)
            self._pins[installers] = Pins(names, elsewhere)
        return self._pins[installers]

    def _targets(self, path: str, kind: str) -> tuple[str, ...]:
        try:
            includes = self.read(path).includes
        except CannotJudge:
            return ()
        targets = (self.included(path, include.path) for include in includes if include.kind == kind)
        return tuple(target for target in targets if target)

    def upwards(self, path: str, name: str) -> str | None:
        """A file that a header names, looked for from the lock's folder up to the root: the command may run anywhere."""
        folder = posixpath.dirname(path)
        while True:
            candidate = posixpath.normpath(posixpath.join(folder, name.replace("\\", "/")))
            if candidate in self.project and candidate != path:
                return candidate
            if not folder:
                return None
            folder = posixpath.dirname(folder)


def _placed(reader: Reader, file: Requirements) -> Requirements:
    """A file with loose lines, told whether they are meant to be loose, or are pinned elsewhere."""
    layer = any(parent.endswith(".in") for parent in reader.parents.get(file.path, ()))
    wanted = layer or _is_source(reader, file.path) or _is_packaging(reader.project, file.path)
    pins = reader.pins(file.path)
    # Constraints that are elsewhere (OpenStack's are on the web) may pin every name.
    anything = frozenset(one.name for one in file.loose) if pins.elsewhere else frozenset()
    return file._replace(wanted=wanted, constrained=pins.names | anything)


def _is_source(reader: Reader, path: str) -> bool:
    """Whether the header of a compiled file names this one as its source."""
    from shipcheck.subjects.lock_header import command

    name = path.rpartition("/")[2].encode()
    for other in reader.project.matching(_COMPILED.pattern, everywhere=True):
        head = reader.project.head(other, HEADER) if other != path else b""
        if b"compile" in head and name in head:
            made = command(line for line in head.decode(errors="replace").splitlines() if line.startswith("#"))
            if made and any(reader.upwards(other, source) == path for source in made.sources):
                return True
    return False


def _is_packaging(project: Project, path: str) -> bool:
    """Whether a package in the file's folder, or above, declares its own requirements by this file."""
    folder = posixpath.dirname(path)
    while True:
        relative = posixpath.relpath(path, folder or ".").encode()
        for name, words in _PACKAGING.items():
            packaging = posixpath.join(folder, name)
            data = project.bytes(packaging) if packaging in project else b""
            if relative in data and any(word in data for word in words):
                return True
        if not folder:
            return False
        folder = posixpath.dirname(folder)


def _reached(start: Iterable[str], steps: Callable[[str], Iterable[str]]) -> frozenset[str]:
    """Everything that steps lead to, the start with it."""
    reached = set(start)
    queue = list(reached)
    while queue:
        new = set(steps(queue.pop())) - reached
        reached |= new
        queue += new
    return frozenset(reached)
