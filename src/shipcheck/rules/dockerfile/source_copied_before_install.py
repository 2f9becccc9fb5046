r"""The source is copied before the requirements are installed.

## Why

Docker keeps a layer until something that it was made from changes. With `COPY . .` in front, every change of any file
makes the build install all requirements anew: minutes instead of seconds, on every build of every day. Only a note,
since the image is the same.

## Fix

Copy the list of requirements, install, then copy the source.

For `uv sync` and `poetry install`: first with `--no-install-project` or `--no-root`, then with the source.

## Bad

```dockerfile Dockerfile
FROM python:3.12-slim
COPY . .
RUN pip install --no-cache-dir -r requirements.txt
```

## Good

```dockerfile Dockerfile
FROM python:3.12-slim
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.build_context import Copy, copies
from shipcheck.subjects.dockerfile import Dockerfile, Stage, location
from shipcheck.subjects.dockerfile_runs import program, run_commands
from shipcheck.subjects.shell import Command


def check(dockerfile: Dockerfile) -> Iterator[Problem]:
    """One problem for each stage: the copy of everything in front of the first install."""
    every = list(copies(dockerfile))
    for stage in dockerfile.reached():
        broad = [copy for copy in every if copy.broad and copy.stage.number == stage.number]
        found = _first_install(dockerfile, stage)
        if broad and found:
            yield from _said(stage, broad[0], found)


def _first_install(dockerfile: Dockerfile, stage: Stage) -> tuple[Stage, int, Command] | None:
    """The first install of a list of requirements in a stage and those it is built on."""
    for one in reversed(list(dockerfile.lineage(stage))):
        for at, instruction in enumerate(one.instructions):
            for command in run_commands(instruction) if instruction.name == "RUN" else ():
                if _installs_list(command):
                    return one, at, command
    return None


def _said(stage: Stage, copy: Copy, found: tuple[Stage, int, Command]) -> Iterator[Problem]:
    where, at, command = found
    run = where.instructions[at]
    if where.number != stage.number or copy.instruction.location.line > run.location.line:
        return
    shown = " ".join(command.words)[:60]
    yield Problem(
        f"everything is copied before `{shown}` in line {run.location.line}, which runs anew after every change",
        location(copy.instruction),
    )


def _installs_list(command: Command) -> bool:
    """Whether a command installs what a file lists, and needs nothing else of the project."""
    name, words = program(command), command.words
    if name in {"pip", "pip3"} or words[:2] == ("uv", "pip"):
        lists = any(word in {"-r", "--requirement"} or word.startswith(("-r", "--requirement=")) for word in words)
        return "install" in words and lists and not any(_is_project(word) for word in words)
    if name in {"poetry", "pipenv", "pdm"}:
        return "install" in words[1:3]
    return words[:2] == ("uv", "sync")


def _is_project(word: str) -> bool:
    return word in {"-e", "--editable"} or (word.startswith((".", "-e")) and word != "..")


RULE = Rule(Dockerfile, Severity.NOTE, check)
