"""Which services a change touches, dealt out to jobs: in doubt a service is checked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from shipcheck.project import glob_pattern

# A change there may change every service: how they are checked, built together, or run.
_EVERYTHING = re.compile(
    r"(?:^|/)(?:shipcheck\.toml|\.shipcheck-baseline|\.secrets\.baseline)$|^pyproject\.toml$|^\.github/(?:workflows|actions)/"
    r"|^[^/]*\.dockerignore$|^(?:docker-)?compose[^/]*\.ya?ml$|^\.env\.example$|^(?:Makefile|justfile)$"
)
_ODD = re.compile(r"[^A-Za-z0-9._-]+")
REST = "everything-else"
# GitHub starts no more jobs from one matrix.
MOST_JOBS = 256


class Part(NamedTuple):
    """A service: its name, its folder, its Dockerfile, what its build copies from elsewhere, and what it shares.

    With `exclude`, these folders, it is what lies outside of all services.
    """

    name: str
    folder: str
    dockerfile: str
    sources: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The folder as a job is given it."""
        return self.folder or "."

    def touched(self, path: str) -> bool:
        """Whether a changed file is part of what is built here."""
        if self.exclude:
            return not any(glob_pattern(glob).match(path) for glob in self.exclude)
        inside = [self.folder, *self.sources]
        return (
            path == self.dockerfile
            or any(not one or path == one or path.startswith(f"{one}/") for one in inside)
            or any(glob_pattern(glob).match(path) for glob in self.shared)
        )


class Plan(NamedTuple):
    """What is to be checked, what is skipped, and why everything is checked if it is."""

    checked: tuple[Part, ...]
    skipped: tuple[Part, ...] = ()
    reason: str = ""


def plan(parts: Sequence[Part], changed: Iterable[str] | None, why_unknown: str = "") -> Plan:
    """Part services by what changed; `changed` is None where that is not known."""
    if changed is None:
        return Plan(tuple(parts), reason=why_unknown or "it is not known what changed")
    paths = list(changed)
    own = {part.dockerfile for part in parts if part.dockerfile}
    for path in paths:
        stray = re.search(r"(?i)(?:^|/)(?:docker|container)file[^/]*$|\.dockerfile$", path) and path not in own
        if _EVERYTHING.search(path) or (stray and not any(part.folder and part.touched(path) for part in parts)):
            return Plan(tuple(parts), reason=f"{path} changed")
    # A folder is checked as a whole: what shares it is checked together.
    hit = {part.folder for part in parts if any(part.touched(path) for path in paths)}
    return Plan(
        tuple(part for part in parts if part.folder in hit), tuple(part for part in parts if part.folder not in hit)
    )


def rest(parts: Sequence[Part]) -> tuple[Part, ...]:
    """What lies outside of all services: secrets and settings are there, too. Nothing where one service is the root."""
    folders = sorted({part.folder for part in parts})
    if "" in folders:
        return ()
    # A wildcard in a name would leave out more than that folder, and what is read twice is better than what nobody reads.
    return (Part(REST, "", "", exclude=tuple(f"/{one}" for one in folders if not set(one) & set("*?\n"))),)


def matrix(parts: Sequence[Part], most: int) -> str:
    """The services as a job matrix of at most so many jobs (two, where there is a rest), as JSON.

    Each has a name, the folders and what to leave out, one a line, and which checks make sense there.
    """
    most = max(1, min(most, MOST_JOBS))
    folders = list({part.folder: part for part in reversed(parts)}.values())[::-1]
    rest = [part for part in folders if part.exclude]
    built = [part for part in folders if not part.exclude]
    most = max(1, most - len(rest))
    shards = [built[at::most] for at in range(min(most, len(built)))] + [[part] for part in rest]
    include = [
        {
            "name": _slug(shard[0].name) if len(shard) == 1 else f"shard-{number}",
            "paths": "\n".join(part.path for part in shard),
            "exclude": "\n".join(shard[0].exclude),
            "checks": "static" if shard[0].exclude else "auto",
        }
        for number, shard in enumerate(shards, start=1)
    ]
    return json.dumps({"include": _apart(include)})


def expected(found: Plan) -> str:
    """What the report must hold, as JSON: folders that are checked, and those that are skipped.

    A report is named after its folder, whatever the configuration calls the service: its job knows nothing else.
    """
    checked, skipped = (list(dict.fromkeys(one.folder for one in parts)) for parts in (found.checked, found.skipped))
    return json.dumps({"checked": checked, "skipped": skipped})


def _slug(name: str) -> str:
    """A name for jobs and artifacts, which may hold no slash."""
    return _ODD.sub("-", name).strip("-.")[:60] or "root"


def _apart(include: list[dict[str, str]]) -> list[dict[str, str]]:
    """Names that fell together told apart: two artifacts of one name overwrite each other."""
    seen: set[str] = set()
    for one in include:
        name, number = one["name"], 1
        while one["name"] in seen:
            number += 1
            one["name"] = f"{name}-{number}"
        seen.add(one["name"])
    return include
