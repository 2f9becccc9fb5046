"""What compose files build: which Dockerfile, up to which stage, and whether that is deployed."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import NamedTuple

from shipcheck.collect.compose_files import dockerfile_path
from shipcheck.collect.providers import COMPOSE, DOCKERFILE
from shipcheck.model import CannotJudge
from shipcheck.project import Project
from shipcheck.subjects.compose import UNKNOWN, ComposeFile, read
from shipcheck.subjects.context import context


class Build(NamedTuple):
    """A service that is built: from this Dockerfile, up to this stage (none if it is empty); deployed or for development."""

    dockerfile: str
    target: str
    deployed: bool


def builds(project: Project) -> tuple[Build, ...]:
    """Every service of every compose file that is built; read once for a project."""
    found = project.memo.get("compose builds")
    if not isinstance(found, tuple):
        found = project.memo["compose builds"] = tuple(_every(project))
    return found


def _every(project: Project) -> Iterator[Build]:
    paths = list(project.matching(COMPOSE, everywhere=True))
    productive = {posixpath.dirname(path) for path in paths if context(posixpath.basename(path)) == "production"}
    for path in paths:
        try:
            found = read(path, project.text(path), beside_production=posixpath.dirname(path) in productive)
        except CannotJudge:
            continue  # said where compose files are judged
        yield from _of(found) if found else ()


def _of(compose: ComposeFile) -> Iterator[Build]:
    deployed = {service.name for service in compose.deployed()}
    for service in compose.services:
        path = dockerfile_path(compose.path, service)
        if path:
            target = service.build("target")
            here = service.name in deployed and "development" not in (context(service.name), context(target))
            yield Build(path, "" if UNKNOWN in target else target, here)


def targets(project: Project, path: str) -> list[str]:
    """The stages of a Dockerfile that deployed services are built up to; empty for the last one."""
    return list(dict.fromkeys(one.target for one in builds(project) if one.deployed and one.dockerfile == path))


def only_for_development(project: Project, path: str) -> bool:
    """Whether a Dockerfile is built for development alone, and another beside it is for production."""
    folder = posixpath.dirname(path)
    beside = (other for other in project.matching(DOCKERFILE, everywhere=True) if posixpath.dirname(other) == folder)
    if not any(context(posixpath.basename(other)) == "production" for other in beside if other != path):
        return False
    mine = [one for one in builds(project) if one.dockerfile == path]
    return bool(mine) and not any(one.deployed for one in mine)
