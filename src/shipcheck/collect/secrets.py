"""Credentials in files, by our own detector; by detect-secrets where the project asks for it.

A file is decoded and read in full only if a word stands in it without which nothing can be found.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from shipcheck.collect import secret_search, secret_text
from shipcheck.collect.secret_accepted import Accepted
from shipcheck.collect.secret_file import File
from shipcheck.config import Config
from shipcheck.evidence import Evidence
from shipcheck.model import CannotJudge, Location, TooLarge, Unjudged
from shipcheck.project import Project
from shipcheck.subjects.dotenv import is_model
from shipcheck.subjects.secret_hit import SecretHit

if TYPE_CHECKING:
    from shipcheck.collect.known_values import KnownValues
    from shipcheck.collect.pushed import Sought
    from shipcheck.secrets.found import Found

# Beside files with these words in their names a developer keeps a `.env`; so many folders are looked into.
_MARKS = ("dockerfile", "containerfile", "compose", "manage.py")
_FOLDERS = 50
# So many files are worth a second process.
MANY = 1000


def collect(project: Project, evidence: Evidence, config: Config) -> Iterator[SecretHit | Unjudged]:
    """Every credential in the files in focus that the project has not accepted."""
    del evidence
    accepted = Accepted(project)
    finds: list[Sought] = []
    files = read(project, config)
    own = own_values(project, config)
    for file in files if own is None else own.added(files):
        if isinstance(file, Unjudged):
            yield file
        else:
            finds += _open(file, accepted)
    yield from accepted.gaps
    if finds:
        from shipcheck.collect import pushed

        yield from pushed.marked(project.root, finds)


def read(project: Project, config: Config) -> Iterator[File | Unjudged]:
    """The files in focus that hold credentials, accepted or not, by the engine that the project chose."""
    if config.engine == "detect-secrets":
        from shipcheck.collect import detect_secrets

        yield from detect_secrets.read(project)
        return
    paths = [path for path in project.focused if secret_text.concerned(path)]
    if len(paths) >= MANY and project.on_disk and sys.platform == "linux":
        from shipcheck.collect.many_files import searched

        yield from searched(project, paths, look)
    else:
        for path in paths:
            said = look(project, path)
            if said is not None:
                yield said


def look(project: Project, path: str) -> File | Unjudged | None:
    """A file with what was found in it, if anything was, or why it could not be read."""
    try:
        file = _searched(project, path)
    except CannotJudge as reason:
        return reason.unjudged
    return file if file.found else None


def _searched(project: Project, path: str) -> File:
    """A file with what was found in it; of a very large one only the finds are kept."""
    try:
        data = secret_text.read(project, path)
    except TooLarge:
        return File(path, b"", secret_search.find_large(path, project.chunks(path)))
    return File(path, data, secret_search.find(path, data) if data else [])


def own_values(project: Project, config: Config) -> KnownValues | None:
    """The developer's own values, where there is a file of them: in the root, beside a Dockerfile, Compose or manage.py.

    Without one this costs a look into these folders.
    """
    if not project.versioned or project.beside is None:
        return None
    split = (path.rpartition("/") for path in project.paths)
    places = {folder for folder, _, name in split if any(mark in name.lower() for mark in _MARKS)}
    folders = ["", *sorted(places - {""})[:_FOLDERS]]
    names = [(folder, name) for folder in folders for name in project.beside.names(folder)]
    named = [one for one in names if one[1].startswith(".env") or one[1].endswith(".env")]
    files = [f"{folder}/{name}".lstrip("/") for folder, name in named if not is_model(name)]
    if not files:
        return None
    from shipcheck.collect.known_values import KnownValues

    return KnownValues(project, files, config)


def _open(file: File, accepted: Accepted) -> Iterator[Sought]:
    from shipcheck.collect.pushed import sought

    lines = file.lines()
    yield from sought(
        [
            (hit(file.path, one, audited=accepted.said(file.path, one) is not None), one.value)
            for one in file.found
            if accepted.open(file.path, one, lines)
        ],
        file.data,
    )


def hit(path: str, one: Found, *, audited: bool = False) -> SecretHit:
    """What rules may see of a find."""
    from shipcheck.secrets.advice import advice
    from shipcheck.secrets.found import KNOWN

    place = Location(path, one.line, one.column, one.line, one.end)
    # Of a value from a developer's own `.env` nothing is kept, not even eight bits.
    key = "" if one.rule == KNOWN else secret_text.fingerprint(path, one.name, one.value)
    return SecretHit(place, one.rule, one.kind, one.name, key, advice(one, path), audited)
