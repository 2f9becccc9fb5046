"""The requirements files in focus, with what other files say about them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

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


class Reader:
    """Reads requirements files of a project, each once."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._read: dict[str, Requirements] = {}

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
    parents = _parents(reader)
    layer = any(parent.endswith(".in") for parent in parents.get(file.path, ()))
    wanted = layer or _is_source(reader, file.path) or _is_packaging(reader.project, file.path)
    return file._replace(wanted=wanted, constrained=frozenset(_constrained(reader, file, parents)))


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


def _constrained(reader: Reader, asked: Requirements, parents: Mapping[str, set[str]]) -> Iterator[str]:
    """The names that a constraints file pins wherever this file is installed: by itself, or by a file that includes it.

    A constraints file that is elsewhere (OpenStack's are on the web) may pin all of them.
    """
    reached = {asked.path}
    pending = [asked.path]
    while pending:
        new = parents.get(pending.pop(), set()) - reached
        reached |= new
        pending += new
    seen = {(one, False) for one in reached}
    queue = list(seen)
    while queue:
        one, constraint = queue.pop()
        file = reader.read(one)
        if constraint:
            yield from (pin.name for pin in file.requirements if pin.exact)
        for include in file.includes:
            target = included(reader.project, one, include.path)
            step = (target or "", constraint or include.kind == "-c")
            if not target and include.kind == "-c":
                yield from (loose.name for loose in asked.loose)
            if target and step not in seen:
                seen.add(step)
                queue.append(step)


def _parents(reader: Reader) -> dict[str, set[str]]:
    """By which files each file is included; those that cannot be read include nothing."""
    parents: dict[str, set[str]] = {}
    for path in reader.project.matching(REQUIREMENTS, everywhere=True):
        try:
            includes = reader.read(path).includes if not SKIP.search(path) else ()
        except CannotJudge:
            continue
        for include in includes:
            target = included(reader.project, path, include.path)
            if target and include.kind == "-r":
                parents.setdefault(target, set()).add(path)
    return parents
