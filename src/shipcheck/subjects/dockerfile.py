"""A Dockerfile as stages: what each inherits, which one ships, what its variables are worth."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from shipcheck.lazy import lazy
from shipcheck.model import CannotJudge, Location
from shipcheck.subjects.context import Context, context
from shipcheck.subjects.dockerfile_syntax import Comment, Heredoc, Instruction, Source, read
from shipcheck.subjects.dockerfile_variables import Values, expand, pairs

__all__ = [
    "Comment",
    "Dockerfile",
    "Heredoc",
    "Instruction",
    "Script",
    "Stage",
    "Values",
    "expand",
    "pairs",
    "parse",
    "plausible",
]

# More than any real file; each stage carries the variables of its parent.
MOST_STAGES = 200


class Stage(NamedTuple):
    """One stage with everything it has inherited from the stages that it is built on.

    `image` is the base image with its variables replaced, None where their values are not in the file; `parent` the
    number of the stage that it builds on. `variables` are the values at its end, None for those that are not known.
    """

    number: int
    name: str
    start: Instruction
    image: str | None
    parent: int | None
    instructions: tuple[Instruction, ...]
    user: Instruction | None
    command: Instruction | None
    entrypoint: Instruction | None
    workdir: str
    exposed: tuple[Instruction, ...]
    variables: Values

    @property
    def context(self) -> Context:
        """What the stage is for, by its name."""
        return context(self.name)


class Script(NamedTuple):
    """A shell script of the project that the image starts."""

    path: str
    text: str


class Dockerfile(NamedTuple):
    """A Dockerfile, its stages, and those of them that ship.

    These are the targets of the services, else the last stage that is not for development. `used` says what the file is
    for where its path does not.

    `scripts` are the project's shell scripts that the stages which ship are started by, where they could be found.
    """

    path: str
    instructions: tuple[Instruction, ...]
    comments: tuple[Comment, ...]
    stages: tuple[Stage, ...]
    shipped: tuple[Stage, ...]
    escape: str = "\\"
    scripts: tuple[Script, ...] = ()
    used: Context | None = None

    @property
    def paths(self) -> tuple[str, ...]:
        """The Dockerfile and the scripts it starts."""
        return (self.path, *(script.path for script in self.scripts))

    @property
    def context(self) -> Context:
        """What the file is for: by who builds it, if that is clear, else by its path."""
        return self.used or context(self.path)

    def deployed(self) -> Iterator[Stage]:
        """The stages that ship, save those for development."""
        if self.context != "development":
            yield from (stage for stage in self.shipped if stage.context != "development")

    def lineage(self, stage: Stage) -> Iterator[Stage]:
        """A stage and those it is built on, nearest first."""
        at: Stage | None = stage
        while at is not None:
            yield at
            at = None if at.parent is None else self.stages[at.parent]

    def reached(self) -> Iterator[Stage]:
        """The stages that a deployed one is made of: what it builds on, copies from and mounts."""
        todo = list(self.deployed())
        seen: set[int] = set()
        while todo:
            stage = todo.pop()
            if stage.number not in seen:
                seen.add(stage.number)
                yield stage
                sources = {name for one in stage.instructions for name in _sources(one)}
                todo += [self.stages[stage.parent]] if stage.parent is not None else []
                todo += [one for one in self.stages[: stage.number] if {one.name, str(one.number)} & sources]

    @property
    def starts(self) -> dict[int, Instruction]:
        """The instructions by their first line."""
        return {one.location.line: one for one in self.instructions}


def parse(path: str, text: str, targets: Iterable[str] = ()) -> Dockerfile:
    """A Dockerfile from its text; raises `CannotJudge` for what Docker would refuse to read."""
    source = read(path, text)
    stages = tuple(_Stages(path, source).every())
    if not stages:
        raise CannotJudge(path, "it has no `FROM`")
    shipped = tuple(_target(path, stages, target) for target in targets) or (_last(stages),)
    return Dockerfile(path, source.instructions, source.comments, stages, shipped, source.escape)


def _last(stages: tuple[Stage, ...]) -> Stage:
    """The stage that ships where nobody names one: the last, or before one for development the last that can start."""
    last = stages[-1]
    if last.context == "development":
        for stage in reversed(stages):
            if stage.context != "development" and (stage.command or stage.entrypoint):
                return stage
    return last


def _target(path: str, stages: tuple[Stage, ...], target: str) -> Stage:
    for stage in reversed(stages):
        if target.lower() == stage.name or target == str(stage.number):
            return stage
    raise CannotJudge(path, f"it has no stage `{target}`, which the configuration names as target")


def _sources(instruction: Instruction) -> Iterator[str]:
    for flag in instruction.flags:
        for found in re.finditer(r"(?:^--|[,=])from=([^,]+)", flag):
            yield found.group(1).lower()


_NOT_ONE = lazy(
    r"(?i)\.(?:dockerignore|md|rst|txt|html?|j2|jinja2?|tmpl|tpl|template|erb|mustache|hbs|in|bak|orig|swp)\Z"
)
_NAMED_ONE = lazy(r"(?i)(?:^|/)(?:dockerfile|containerfile)\Z|\.(?:dockerfile|containerfile)\Z")
_FIRST = lazy(r"\s*(?:#[^\n]*\n\s*)*+(\S*)")
_TEMPLATE = lazy(r"(?im)^[ \t]*(?:FROM[ \t][^\n]*?)?(?:\{\{|\{%|<%|@@)")
_TEMPLATE_FROM = lazy(r"(?im)^[ \t]*FROM[ \t][^\n]*?(?:\{\{|\{%|<%)")


def plausible(path: str, text: str) -> bool:
    """Whether this is a Dockerfile at all: not a page about one, a template of one, an empty file or a Python module.

    A file that has the plain name, and something in it, is one whatever it says.
    """
    first = _FIRST.match(text.removeprefix("\ufeff") + "\n")
    word = first.group(1).upper() if first else ""
    if not word or word.startswith("#") or _NOT_ONE.search(path) or "{{" in path or _TEMPLATE_FROM.search(text):
        return False
    return word in {"FROM", "ARG"} or (bool(_NAMED_ONE.search(path)) and not _TEMPLATE.search(text))


class _Stages:
    """Goes through the instructions once and keeps what is inherited."""

    def __init__(self, path: str, source: Source) -> None:
        self._path = path
        self._source = source
        self._global: dict[str, str | None] = {}
        self._done: list[Stage] = []

    def every(self) -> list[Stage]:
        pending: list[Instruction] = []
        start: Instruction | None = None
        for instruction in self._source.instructions:
            if instruction.name == "FROM":
                self._close(start, pending)
                start, pending = instruction, []
            elif start is not None:
                pending.append(instruction)
            elif instruction.name == "ARG":
                self._assign(instruction, self._global, self._global)
            else:
                line = instruction.location.line
                raise CannotJudge(self._path, f"line {line}: `{instruction.name}` comes before the first `FROM`")
        self._close(start, pending)
        return self._done

    def _close(self, start: Instruction | None, body: list[Instruction]) -> None:
        if start is None:
            return
        if len(self._done) == MOST_STAGES:
            raise CannotJudge(self._path, f"it has more than {MOST_STAGES} stages")
        image, name = self._from(start)
        parent = next((stage for stage in reversed(self._done) if image and stage.name == image.lower()), None)
        self._done.append(self._stage(start, name, image, parent, body))

    def _from(self, start: Instruction) -> tuple[str | None, str]:
        found = start.arguments.split()
        if not found:
            raise CannotJudge(self._path, f"line {start.location.line}: `FROM` names no image")
        named = len(found) == 3 and found[1].lower() == "as"  # noqa: PLR2004  # FROM image AS name
        return expand(found[0], self._global, self._source.escape), found[2].lower() if named else ""

    def _stage(
        self, start: Instruction, name: str, image: str | None, parent: Stage | None, body: list[Instruction]
    ) -> Stage:
        environment: dict[str, str | None] = dict(parent.variables) if parent else {}
        arguments: dict[str, str | None] = {}
        user, command, entrypoint = (parent.user, parent.command, parent.entrypoint) if parent else (None, None, None)
        workdir = parent.workdir if parent else "/"
        exposed = list(parent.exposed) if parent else []
        known = ChainMap(environment, arguments)
        own = False
        for one in body:
            if one.name == "ENV":
                self._assign(one, environment, known)
            elif one.name == "ARG":
                self._assign(one, arguments, known)
            elif one.name == "USER":
                user = one
            elif one.name == "WORKDIR":
                workdir = _join(workdir, expand(one.arguments, known, self._source.escape))
            elif one.name == "CMD":
                command, own = one, True
            elif one.name == "ENTRYPOINT":
                # Docker: an entrypoint of the stage's own resets a command that was inherited.
                command = command if own else None
                entrypoint = one
            elif one.name == "EXPOSE":
                exposed.append(one)
        number = len(self._done)
        variables = {**arguments, **environment}
        inherited = None if parent is None else parent.number
        return Stage(
            number,
            name,
            start,
            image,
            inherited,
            tuple(body),
            user,
            command,
            entrypoint,
            workdir,
            tuple(exposed),
            variables,
        )

    def _assign(self, instruction: Instruction, into: dict[str, str | None], known: Values) -> None:
        found = pairs(instruction, self._source.escape)
        into.update(
            {
                name: self._global.get(name) if raw is None else expand(raw, known, self._source.escape)
                for name, raw in found
            }
        )


def _join(folder: str, path: str | None) -> str:
    if not path:
        return folder
    return path if path.startswith("/") else f"{folder.rstrip('/')}/{path.removeprefix('./')}"


def location(instruction: Instruction) -> Location:
    """Where an instruction stands: its first line only, so that a long one is not quoted whole."""
    place = instruction.location
    return Location(place.path, place.line, place.column)
