"""Which collector answers for which kind of subject: the one list of the house.

Kinds and collectors are named, not imported: a run imports the collectors that its rules ask for. `files` says which
paths can become a subject of the kind; a hook wakes for exactly those (hooks/manifest.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from importlib import import_module
from typing import NamedTuple

from shipcheck.config import Config
from shipcheck.evidence import Evidence, Provider
from shipcheck.project import Project

DOCKERFILE = r"(^|/)(?i:dockerfile|containerfile)(\.[\w.-]+)?$|\.(?i:dockerfile|containerfile)$"
DOCKERIGNORE = r"(^|/)[^/]*\.dockerignore$"
# A few names beside compose's own: what swarms deploy, and what the most copied template of Django called them.
COMPOSE = r"(^|/)(docker-)?(compose|stack|swarm)([.-][\w.-]+)?\.ya?ml$|(^|/)(local|production|staging)\.ya?ml$"
REQUIREMENTS = r"(^|/)[^/]*(requirements?|constraints?)[^/]*\.(txt|in)$|(^|/)requirements/[^/]+\.(txt|in)$"
DOTENV = r"(^|/)\.env(\.[\w.-]+)?$|(^|/)[\w-]+\.env$"
PYTHON = r"\.py$"
RUN = r"(^|/)run\.json$"
# What says, besides images and compose files, that something is started; and the files on the way from there.
DEPLOYED = r"(^|/)Procfile(\.[\w-]+)?$|\.service(\.j2)?$|\.conf$|(^|/)(supervisor|circus)[^/]*(/[^/]+){0,2}\.ini$|(^|/)(fly(\.[\w-]+)?|railway|nixpacks)\.toml$|\.ya?ml$|(^|/)(railway|app)\.json$|(^|/)[^/]*task[^/]*\.json$|(^|/)Dockerrun\.aws\.json$"
STARTED = r"\.(ba)?sh$|(^|/)(?i:[\w.-]*entrypoint)$|(^|/)(GNUm|M|m)akefile$|(^|/)[jJ]ustfile$|(^|/)package\.json$|(^|/)(pyproject\.toml|setup\.cfg|Pipfile)$|(^|/)uwsgi[^/]*\.ini$"


class Kind(NamedTuple):
    """How a kind of subject is had: the module whose `collect(project, evidence, config)` yields it, and from which files."""

    collector: str
    files: str


KINDS = {
    "Dockerfile": Kind("dockerfiles", DOCKERFILE),
    "IgnoreFile": Kind("ignore_files", DOCKERIGNORE),
    "BuildContext": Kind("build_contexts", rf"{DOCKERFILE}|{DOCKERIGNORE}"),
    "HadolintHit": Kind("hadolint", DOCKERFILE),
    "StartCommand": Kind("start_commands", rf"{DOCKERFILE}|{COMPOSE}|{DEPLOYED}|{STARTED}|{PYTHON}"),
    "ComposeFile": Kind("compose_files", COMPOSE),
    "Requirements": Kind("requirements", REQUIREMENTS),
    "LockCheck": Kind("locks", rf"{REQUIREMENTS}|(^|/)pyproject\.toml$"),
    "PythonModule": Kind("python_modules", PYTHON),
    "DotEnv": Kind("dotenvs", DOTENV),
    "SecretHit": Kind("secrets", ""),
    "RandomString": Kind("random_strings", ""),
    "ImageBuild": Kind("image_builds", RUN),
    "ContainerRun": Kind("container_runs", RUN),
}


def providers(project: Project, config: Config) -> dict[str, Provider]:
    """The providers of a run, by the name of the type they provide."""
    return {name: partial(_collect, project, config, kind) for name, kind in KINDS.items()}


def _collect(project: Project, config: Config, kind: Kind, evidence: Evidence) -> Iterable[object]:
    collector = import_module(f"shipcheck.collect.{kind.collector}")
    answers: Iterable[object] = collector.collect(project, evidence, config)
    return answers
