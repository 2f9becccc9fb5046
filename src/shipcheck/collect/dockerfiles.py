"""Dockerfiles and the scripts of the project that their images start."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from shipcheck.collect import compose_builds
from shipcheck.collect.image_files import find
from shipcheck.collect.providers import DOCKERFILE
from shipcheck.config import Config
from shipcheck.evidence import Evidence
from shipcheck.model import CannotJudge, Unjudged
from shipcheck.project import Project
from shipcheck.subjects.dockerfile import Dockerfile, Script, Stage, parse, plausible
from shipcheck.subjects.shell import words

# A start script is short; what is longer is not followed.
LONGEST_SCRIPT = 1 << 16


def collect(project: Project, _evidence: Evidence, config: Config) -> Iterator[Dockerfile | Unjudged]:
    """Every Dockerfile in focus."""
    for path in project.matching(DOCKERFILE):
        try:
            found = read(project, config, path)
        except CannotJudge as reason:
            yield reason.unjudged
        else:
            if found:
                yield found


def read(project: Project, config: Config, path: str) -> Dockerfile | None:
    """One Dockerfile, or None if the file is none; raises `CannotJudge`."""
    text = project.text(path)
    if not plausible(path, text):
        return None
    targets = {
        service.target: None for service in config.services if _same(service.dockerfile, path) and service.target
    }
    found = parse(path, text, targets)
    if not targets and len(found.stages) > 1:
        shipped = tuple(_built(found, compose_builds.targets(project, path)))
        found = found._replace(shipped=shipped or found.shipped)
    if found.context == "default" and compose_builds.only_for_development(project, path):
        found = found._replace(used="development")
    return found._replace(scripts=tuple(_scripts(project, found)))


def _built(dockerfile: Dockerfile, targets: list[str]) -> Iterator[Stage]:
    """The stages that compose files build and deploy; one that is not there is compose's own error."""
    for target in targets:
        if not target:
            yield from dockerfile.shipped
            continue
        named = (one for one in reversed(dockerfile.stages) if target.lower() == one.name or target == str(one.number))
        yield from islice(named, 1)


def _same(named: str, path: str) -> bool:
    return named.removeprefix("./") == path


def _scripts(project: Project, dockerfile: Dockerfile) -> Iterator[Script]:
    seen = set()
    for stage in dockerfile.shipped:
        for instruction in (stage.entrypoint, stage.command):
            if instruction is None:
                continue
            for word in (instruction.json or words(instruction.arguments))[:8]:
                path = find(project, dockerfile, stage, word) if _may_be_script(word) else None
                if path and path not in seen:
                    seen.add(path)
                    text = _text(project, path)
                    if text.startswith("#!") or path.endswith((".sh", ".bash")):
                        yield Script(path, text)


def _may_be_script(word: str) -> bool:
    last = word.rpartition("/")[2]
    return last.endswith((".sh", ".bash")) or ("." not in last and ("/" in word or "entrypoint" in last))


def _text(project: Project, path: str) -> str:
    try:
        data = project.bytes(path)
        return project.text(path) if len(data) <= LONGEST_SCRIPT else ""
    except CannotJudge:
        return ""
