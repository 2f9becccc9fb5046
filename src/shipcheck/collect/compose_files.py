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
from shipcheck.subjects.compose import UNKNOWN, ComposeFile, Service, read
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
            if not _is_template(project, path):
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
        path = _dockerfile_path(compose.path, service)
        if path and path in project:
            target = service.build("target")
            with contextlib.suppress(CannotJudge):  # said of the Dockerfile itself
                found[service.name] = parse(path, project.text(path), [target] if target else [])
    return found


def _dockerfile_path(path: str, service: Service) -> str:
    folder, name = service.build("context"), service.build("dockerfile") or "Dockerfile"
    if (
        service.entry("build") is None
        or UNKNOWN in folder + name
        or ":" in folder
        or service.build("dockerfile_inline")
    ):
        return ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), folder, name))


def _is_template(project: Project, path: str) -> bool:
    """Whether a file that is no YAML becomes one when somebody fills it in."""
    try:
        text = project.text(path)
    except CannotJudge:
        return False
    return "{{" in path or "{%" in text or "{{" in text
