"""Python files, each with a way to the modules of the project that it imports."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator

from shipcheck.collect.providers import PYTHON
from shipcheck.config import Config
from shipcheck.evidence import Evidence
from shipcheck.model import CannotJudge, Unjudged
from shipcheck.project import Project
from shipcheck.subjects.python_module import PythonModule

# Not the project's own code, or a template that becomes code.
_FOREIGN = re.compile(
    r"(?:^|/)(?:\.?venv|virtualenv|site-packages|node_modules|__pypackages__|\.tox|\.nox|\.eggs)/|\{\{|\{%"
)


def collect(project: Project, _evidence: Evidence, _config: Config) -> Iterator[PythonModule | Unjudged]:
    """Every Python file in focus; nothing is parsed."""
    find = reader(project)
    for path in project.matching(PYTHON):
        if not _FOREIGN.search(path):
            try:
                yield PythonModule(path, project.bytes(path), find)
            except CannotJudge as reason:
                yield reason.unjudged


def reader(project: Project) -> Callable[[str, str, int], PythonModule | None]:
    """`find` for the modules of a project; each module that it finds is made once."""
    known: dict[str, PythonModule | None] = {}

    def find(path: str, name: str, level: int) -> PythonModule | None:
        for candidate in _candidates(path, name, level):
            if candidate in project and not _FOREIGN.search(candidate):
                if candidate not in known:
                    known[candidate] = module(project, candidate, find)
                return known[candidate]
        return None

    return find


def module(project: Project, path: str, find: Callable[[str, str, int], PythonModule | None]) -> PythonModule | None:
    """One module that can be read and parsed, else None: whoever is only passed through is not judged."""
    try:
        found = PythonModule(path, project.bytes(path), find)
        found.tree  # noqa: B018  # to know whether it can be had
    except CannotJudge:
        return None
    return found


def _candidates(path: str, name: str, level: int) -> Iterator[str]:
    """Where an imported module may be: beside the importer, above it, and in `src` folders on the way, nearest first."""
    parts = [part for part in name.split(".") if part]
    folder = posixpath.dirname(path)
    if level:
        for _ in range(level - 1):
            folder = posixpath.dirname(folder)
        yield from _files(folder, parts)
        return
    while parts:
        yield from _files(folder, parts)
        yield from _files(posixpath.join(folder, "src"), parts)
        if not folder:
            return
        folder = posixpath.dirname(folder)


def _files(folder: str, parts: list[str]) -> Iterator[str]:
    base = posixpath.join(folder, *parts)
    if parts:
        yield f"{base}.py"
    yield posixpath.join(base, "__init__.py")
