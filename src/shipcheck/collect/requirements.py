"""The requirements files in focus."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from shipcheck.collect.providers import REQUIREMENTS
from shipcheck.config import Config
from shipcheck.evidence import Evidence
from shipcheck.model import CannotJudge, Unjudged
from shipcheck.project import Project
from shipcheck.subjects.requirements import Requirements, parse

# Somebody else's, or not yet a requirements file at all.
SKIP = re.compile(r"(^|/)(\.?venv|\.tox|\.nox|node_modules|site-packages)/|\{\{|\{%")
DEPTH = 8


def collect(project: Project, evidence: Evidence, config: Config) -> Iterator[Requirements | Unjudged]:
    """Each requirements file, with the names that its constraints pin."""
    del evidence, config
    for path in project.matching(REQUIREMENTS):
        if SKIP.search(path):
            continue
        try:
            file = parse(path, project.text(path))
            yield file._replace(constrained=frozenset(_constrained(project, file, DEPTH)))
        except CannotJudge as reason:
            yield reason.unjudged


def included(project: Project, path: str, target: str) -> str | None:
    """The project's path of an included file, or None for one that is elsewhere."""
    inside = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
    return inside if inside in project else None


def _constrained(project: Project, file: Requirements, depth: int) -> Iterator[str]:
    for include in file.includes:
        path = included(project, file.path, include.path) if include.kind == "-c" else None
        if path and depth:
            other = parse(path, project.text(path))
            yield from (one.name for one in other.requirements if one.exact)
            yield from _constrained(project, other, depth - 1)
