"""Build contexts: the folder that a Dockerfile is built in, by what compose files and its own sources say."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from shipcheck.collect import dockerfiles
from shipcheck.collect.image_files import folders
from shipcheck.collect.providers import COMPOSE, DOCKERFILE, DOCKERIGNORE
from shipcheck.config import Config
from shipcheck.evidence import Evidence
from shipcheck.model import CannotJudge, Unjudged
from shipcheck.project import Project
from shipcheck.subjects.build_context import BuildContext, Copy, copies
from shipcheck.subjects.compose import Service, filled, read
from shipcheck.subjects.dockerfile import Dockerfile
from shipcheck.subjects.ignore_file import IgnoreFile
from shipcheck.subjects.ignore_file import read as read_ignore_file

# Folders looked into for what git does not have, those nearest to the root first.
MOST_FOLDERS = 200
_MAKES = ("Makefile", "makefile", "justfile", "Taskfile.yml", "build.sh", "bin/build", "scripts/build.sh")


def collect(project: Project, evidence: Evidence, config: Config) -> Iterator[BuildContext | Unjudged]:
    """The contexts of the Dockerfiles in focus, and of all of them if an ignore file is."""
    ignoring = any(project.matching(DOCKERIGNORE, everywhere=True))
    every = [(one, tuple(copies(one))) for one in _dockerfiles(project, evidence, config)]
    # Without an ignore file, only a copy of everything makes the context matter.
    every = [(one, found) for one, found in every if found and (ignoring or any(copy.broad for copy in found))]
    if not every:
        return
    # Reading YAML is dear, and a Dockerfile at the root that copies by name needs nobody to say where it is built.
    certain = all("/" not in one.path and not any(copy.broad for copy in found) for one, found in every)
    builds = [] if certain else list(_builds(project))
    for dockerfile, found in every:
        named = [(folder, files) for folder, path, files in builds if path == dockerfile.path]
        guessed = _guess(project, dockerfile, found) if not named else None
        for folder in dict.fromkeys(one for one, _ in named) or ([guessed] if guessed is not None else []):
            variable_files = [path for one, files in named if one == folder for path in files]
            try:
                yield _context(project, dockerfile, folder, found, variable_files)
            except CannotJudge:
                continue  # the collector of ignore files says why


def folder_of(project: Project, dockerfile: Dockerfile) -> str:
    """The folder that a Dockerfile is built in, ending in `/` save the root: as compose says, else by its own sources."""
    named = next((folder for folder, path, _ in _builds(project) if path == dockerfile.path), None)
    if named is not None:
        return named
    guessed = _guess(project, dockerfile, tuple(copies(dockerfile)))
    return next(folders(dockerfile.path)) if guessed is None else guessed


def context_of(project: Project, dockerfile: Dockerfile, folder: str) -> BuildContext:
    """A Dockerfile with what it can copy from a folder (ending in `/` save the root); raises `CannotJudge`."""
    return _context(project, dockerfile, folder, tuple(copies(dockerfile)), ())


def dockerfile_of(path: str, service: Service) -> str:
    """The Dockerfile that a service of the compose file at a path is built from; empty where it is not known."""
    return next((dockerfile for _, dockerfile, _ in _build(service, posixpath.dirname(path))), "")


def _dockerfiles(project: Project, evidence: Evidence, config: Config) -> Iterator[Dockerfile]:
    known = {one.path: one for one in evidence.of(Dockerfile)}
    yield from known.values()
    if project.focus is None or not any(project.matching(DOCKERIGNORE)):
        return
    for path in project.matching(DOCKERFILE, everywhere=True):
        if path not in known and path not in project.focus:
            try:
                found = dockerfiles.read(project, config, path)
            except CannotJudge:
                continue  # not in focus: said when it is
            if found:
                yield found


def _builds(project: Project) -> Iterator[tuple[str, str, list[str]]]:
    """What compose files build: the folder (ending in `/` save the root), the Dockerfile, its files of variables."""
    for path in project.matching(COMPOSE, everywhere=True):
        try:
            compose = read(path, project.text(path))
        except CannotJudge:
            continue  # said where compose files are judged
        base = posixpath.dirname(path)
        for service in compose.services if compose else ():
            yield from _build(service, base)


def _build(service: Service, base: str) -> Iterator[tuple[str, str, list[str]]]:
    found = service.entry("build")
    if found is None:
        return
    build = found.value
    context = build.text if build.kind == "scalar" else _text(build.get("context")) or "."
    dockerfile = _text(build.get("dockerfile")) or "Dockerfile"
    folder = _inside(base, filled(context or ""))
    if folder is not None and "\0" not in folder + dockerfile and "://" not in folder:
        entry = service.entry("env_file")
        items = [entry.value, *entry.value.items] if entry else []
        paths = [_inside(base, item.text or _text(item.get("path")) or "") for item in items]
        yield (
            f"{folder}/" if folder else "",
            posixpath.normpath(posixpath.join(folder, filled(dockerfile))),
            [one for one in paths if one],
        )


def _text(tree: object) -> str:
    return filled(getattr(tree, "text", None) or "")


def _inside(base: str, path: str) -> str | None:
    """A path from the root of the project; None outside of it."""
    found = posixpath.normpath(posixpath.join(base, path))
    return None if found.startswith(("..", "/")) else "" if found == "." else found


def _guess(project: Project, dockerfile: Dockerfile, found: Iterable[Copy]) -> str | None:
    """The nearest folder, from the Dockerfile's up, that holds all that is copied by name; None where none holds any."""
    sources = {source for copy in found for source in copy.sources if source not in {"", "*"}}
    best, most = None, 0
    for folder in folders(dockerfile.path):
        held = sum(_holds(project, folder + source) for source in sources)
        if held > most:
            best, most = folder, held
    if sources:
        return best
    own = next(folders(dockerfile.path))
    return own if own == "" else next((one for one in folders(dockerfile.path) if _has_application(project, one)), None)


def _holds(project: Project, path: str) -> bool:
    if path in project:
        return True
    fixed = path.partition("*")[0].partition("?")[0].partition("[")[0]
    start = path.rstrip("/") + "/" if fixed == path else fixed
    return any(one.startswith(start) for one in project.paths)


def _has_application(project: Project, folder: str) -> bool:
    names = (
        "requirements.txt",
        "pyproject.toml",
        "setup.py",
        "manage.py",
        "app.py",
        "main.py",
        "Pipfile",
        "package.json",
    )
    return any(folder + name in project for name in names)


def _context(
    project: Project, dockerfile: Dockerfile, folder: str, found: tuple[Copy, ...], variable_files: Iterable[str]
) -> BuildContext:
    files = tuple(path.removeprefix(folder) for path in project.paths if path.startswith(folder))
    broad = any(copy.broad and copy.ships for copy in found)
    return BuildContext(
        dockerfile,
        folder,
        _ignore_file(project, dockerfile, folder),
        found,
        files,
        tuple(_beside(project, folder, files)) if broad else (),
        tuple(path.removeprefix(folder) for path in variable_files if path.startswith(folder)),
        versioned=not folder,
        archived=broad and _archived(project),
    )


def _ignore_file(project: Project, dockerfile: Dockerfile, folder: str) -> IgnoreFile | None:
    """BuildKit: a file named after the Dockerfile takes the place of the context's own."""
    for path in (f"{dockerfile.path}.dockerignore", f"{folder}.dockerignore"):
        if path in project:
            return read_ignore_file(path, project.text(path))
    return None


def _beside(project: Project, folder: str, files: tuple[str, ...]) -> Iterator[str]:
    """The names on disk, in the folders of the project's files, that git does not have."""
    if project.beside is None or not project.versioned:
        return
    inside = {base for path in files for base in folders(path)} | {""}
    known = {path.rstrip("/") for path in inside} | {*files, *(path.removeprefix(folder) for path in project.special)}
    for base in sorted(inside, key=lambda path: (path.count("/"), path))[:MOST_FOLDERS]:
        for name in sorted(project.beside.names((folder + base).rstrip("/"))):
            path = base + name
            if path not in known and name != ".git" and not project.has(folder + path):
                yield path


def _archived(project: Project) -> bool:
    """Whether a build file packs the context with git: then Docker is given what git has, and nothing else."""
    for name in _MAKES:
        if name in project:
            try:
                if b"git archive" in project.head(name, 1 << 16):
                    return True
            except CannotJudge:
                continue
    return False
