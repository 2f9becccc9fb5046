"""From a path inside an image back to the file of the project that was copied there."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from shipcheck.project import Project
from shipcheck.subjects.context import context
from shipcheck.subjects.dockerfile import Dockerfile, Instruction, Stage, expand

# COPY --from a stage that copied from a stage ...
_DEEPEST = 4
_PATH = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")


def find(project: Project, dockerfile: Dockerfile, stage: Stage, path: str, *, guess: bool = True) -> str | None:
    """The project's file behind a path in the image of a stage; None where that is not certain.

    First by what `COPY` says, then, unless asked not to guess, by the only file around the Dockerfile that ends in the
    same names.
    """
    if not path or any(mark in path for mark in "$*?[\n"):
        return None
    target = posixpath.normpath(posixpath.join(stage.workdir, path))
    if not target.startswith("/"):
        target = f"/{target}"
    copied = _copied(project, dockerfile, stage, target, 0)
    if copied is None and "/" not in path:
        copied = next((at for one in _PATH if (at := _copied(project, dockerfile, stage, f"{one}/{path}", 0))), None)
    return copied or (_alike(project, dockerfile, stage, target) if guess else None)


def folders(path: str) -> Iterator[str]:
    """The folder of a file and those above it, up to the root, each ending in `/` save the root, which is empty."""
    while "/" in path:
        path = path.rpartition("/")[0]
        yield f"{path}/"
    yield ""


def _copied(project: Project, dockerfile: Dockerfile, stage: Stage, target: str, depth: int) -> str | None:
    for one in dockerfile.lineage(stage):
        for workdir, instruction in reversed(list(_copies(dockerfile, one))):
            for source in _sources(_words(dockerfile, one, instruction), workdir, target):
                found = _resolve(project, dockerfile, instruction, source, depth)
                if found:
                    return found
    return None


def _copies(dockerfile: Dockerfile, stage: Stage) -> Iterator[tuple[str, Instruction]]:
    workdir = "/" if stage.parent is None else dockerfile.stages[stage.parent].workdir
    for one in stage.instructions:
        if one.name == "WORKDIR":
            workdir = posixpath.join(workdir, expand(one.arguments, stage.variables, dockerfile.escape) or "")
        elif one.name in {"COPY", "ADD"} and not one.heredocs:
            yield workdir, one


def _words(dockerfile: Dockerfile, stage: Stage, instruction: Instruction) -> list[str]:
    """The arguments of a `COPY` with their variables replaced; none where one is not known."""
    words = instruction.json or instruction.arguments.split()
    found = [expand(word, stage.variables, dockerfile.escape) for word in words]
    return [word for word in found if word is not None] if None not in found else []


def _sources(words: Sequence[str], workdir: str, target: str) -> Iterator[str]:
    """What the target would be called on the other side of a `COPY`."""
    *sources, to = words or [""]
    folder = posixpath.normpath(posixpath.join(workdir, to))
    below = f"{folder.rstrip('/')}/"
    name = target.rpartition("/")[2]
    for raw in sources:
        source = raw.removeprefix("./").strip("/")
        source = "" if source == "." else source
        base, _, last = source.rpartition("/")
        if target == folder and not to.endswith("/"):
            yield source
        if target.startswith(below):
            if last == name:
                yield source
            elif "*" in last:
                yield f"{base}/{name}".lstrip("/")
            yield f"{source}/{target.removeprefix(below)}".lstrip("/")


def _resolve(project: Project, dockerfile: Dockerfile, instruction: Instruction, source: str, depth: int) -> str | None:
    origin = instruction.flag("from")
    if origin is None:
        return next((base + source for base in folders(dockerfile.path) if base + source in project), None)
    if depth < _DEEPEST:
        for stage in reversed(dockerfile.stages):
            if origin.lower() in {stage.name, str(stage.number)}:
                return _copied(project, dockerfile, stage, f"/{source}", depth + 1)
    return None


def _alike(project: Project, dockerfile: Dockerfile, stage: Stage, target: str) -> str | None:
    """The one file around the Dockerfile whose path ends like the target below its working folder."""
    inside = target.removeprefix(f"{stage.workdir.rstrip('/')}/").lstrip("/")
    for base in folders(dockerfile.path):
        if base + inside in project:
            return base + inside
        found = [
            path for path in project.paths if path.endswith(f"/{inside}") and path.startswith(base) and _deployed(path)
        ]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _deployed(path: str) -> bool:
    return context(path) != "development" and "/site-packages/" not in path and "node_modules/" not in path
