"""Compose files."""

from __future__ import annotations

import contextlib
import posixpath
from collections.abc import Iterator

from shipcheck.collect.providers import COMPOSE
from shipcheck.config import Config
from shipcheck.evidence import Evidence
from shipcheck.model import CannotJudge, Unjudged
from shipcheck.project import Project
from shipcheck.subjects.compose import UNKNOWN, ComposeFile, Service, filled, read
from shipcheck.subjects.context import context
from shipcheck.subjects.dockerfile import Dockerfile, parse


def collect(project: Project, _evidence: Evidence, _config: Config) -> Iterator[ComposeFile | Unjudged]:
    """Every compose file in focus."""
    wanted = list(project.matching(COMPOSE))
    if not wanted:
        return
    folders = {
        posixpath.dirname(path)
        for path in project.matching(COMPOSE, everywhere=True)
        if context(posixpath.basename(path)) == "production"
    }
    names = _Names(project)
    for path in wanted:
        try:
            text = project.text(path)
            found = read(path, text, beside_production=posixpath.dirname(path) in folders)
        except CannotJudge as reason:
            if "compose" in path and not _is_template(project, path):
                yield reason.unjudged
        else:
            if found is not None:
                built = _dockerfiles(project, found) if "service_healthy" in text else {}
                yield found._replace(elsewhere=names.elsewhere(path), dockerfiles=built)


class _Names:
    """The services of every compose file of the project."""

    def __init__(self, project: Project) -> None:
        self._found: dict[str, frozenset[str]] = {}
        for path in project.matching(COMPOSE, everywhere=True):
            try:
                found = read(path, project.text(path))
            except CannotJudge:
                continue  # said when it is in focus
            self._found[path] = frozenset(service.name for service in found.services) if found else frozenset()

    def elsewhere(self, path: str) -> frozenset[str]:
        return frozenset(name for other, names in self._found.items() if other != path for name in names)


def _dockerfiles(project: Project, compose: ComposeFile) -> dict[str, Dockerfile]:
    found = {}
    for service in compose.services:
        path = dockerfile_path(compose.path, service)
        if path and path in project:
            target = service.build("target")
            with contextlib.suppress(CannotJudge):  # said of the Dockerfile itself
                found[service.name] = parse(path, project.text(path), [target] if target else [])
    return found


def dockerfile_path(path: str, service: Service) -> str:
    """The Dockerfile that a service of the compose file at `path` is built from; empty where that cannot be said."""
    folder, name = service.build("context"), service.build("dockerfile") or "Dockerfile"
    if (
        service.entry("build") is None
        or UNKNOWN in folder + name
        or ":" in folder
        or service.build("dockerfile_inline")
    ):
        return ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), folder, name))


def merged(project: Project, path: str) -> ComposeFile | None:
    """A compose file whose services know those of other files that they extend; None for what is none."""
    folder = posixpath.dirname(path)
    beside = any(
        posixpath.dirname(other) == folder and context(posixpath.basename(other)) == "production"
        for other in project.matching(COMPOSE, everywhere=True)
    )
    try:
        found = read(path, project.text(path), beside_production=beside)
    except CannotJudge:
        return None  # said where compose files are judged
    if found is None:
        return None
    services = tuple(_extended(project, path, service, 0) for service in found.services)
    return found._replace(services=services)


# A service of a file extends one of another file that extends ...
_MOST_FILES = 5


def _extended(project: Project, path: str, service: Service, depth: int) -> Service:
    for tree in (service.tree, *service.parents):
        file, name = tree.get("extends", "file"), tree.get("extends", "service")
        if file is None or depth > _MOST_FILES:
            continue
        other = posixpath.normpath(posixpath.join(posixpath.dirname(path), filled(file.text or "")))
        try:
            found = read(other, project.text(other)) if other in project else None
        except CannotJudge:
            continue
        wanted = (name.text if name else None) or service.name
        for one in found.services if found else ():
            if one.name == wanted:
                base = _extended(project, other, one, depth + 1)
                return service._replace(parents=(*service.parents, base.tree, *base.parents))
    return service


def _is_template(project: Project, path: str) -> bool:
    """Whether a file that is no YAML becomes one when somebody fills it in."""
    try:
        text = project.text(path)
    except CannotJudge:
        return False
    return "{{" in path or "{%" in text or "{{" in text
