r"""A compiler stays in the image that ships.

## Why

It was needed once, to build a package without a wheel. It is most of the image from then on (measured: 696 MB against
144 MB), and whoever breaks in finds everything to build tools with. Only a note, since some apps compile while they run.

Asked of what is installed by name in a stage that ships and not removed in the same `RUN`. Images that bring a compiler
by themselves (`python:3.12` without `slim`) are not asked, nor those that start nothing, a shell or a development
server.

## Fix

Build wheels, or a virtual environment, in a stage of its own, and copy the result.

Or remove it in the same `RUN`: `apt-get purge -y build-essential`, `apk del .build`.

## Bad

```dockerfile Dockerfile
FROM python:3.12-slim
RUN apt-get update && apt-get install -y --no-install-recommends build-essential
RUN pip install --no-cache-dir -r requirements.txt
CMD ["gunicorn", "app:app"]
```

## Good

```dockerfile Dockerfile
FROM python:3.12-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends build-essential
RUN pip install --no-cache-dir --prefix=/install -r requirements.txt

FROM python:3.12-slim
COPY --from=build /install /usr/local
CMD ["gunicorn", "app:app"]
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.dockerfile import Dockerfile, Instruction, location
from shipcheck.subjects.dockerfile_runs import program, run_commands, serves, shipped
from shipcheck.subjects.image_name import image_name

_COMPILERS = re.compile(
    r"(?:build-essential|build-base|gcc(?:-\d+)?|g\+\+(?:-\d+)?|gcc-c\+\+|clang(?:-\d+)?|rustc|cargo|gfortran)(?:=.*)?\Z"
)
_SMALL = re.compile(r"(?:^|-)(?:slim|alpine)")
_SYSTEMS = frozenset({"debian", "ubuntu", "alpine", "fedora", "rockylinux", "almalinux"})
_MANAGERS = frozenset({"apt-get", "apt", "apk", "yum", "dnf", "microdnf"})
_REMOVES = frozenset({"purge", "remove", "autoremove", "del", "erase"})


def check(dockerfile: Dockerfile) -> Iterator[Problem]:
    """One problem for each `RUN` that leaves one."""
    if not serves(dockerfile):
        return
    for stage, one in shipped(dockerfile):
        *_, first = dockerfile.lineage(stage)
        image = image_name(first.image or "")
        if one.name == "RUN" and (image.name in _SYSTEMS or (image.name == "python" and _SMALL.search(image.tag))):
            left = list(_left(one))
            if left:
                yield Problem(f"`{'`, `'.join(left[:3])}` stays in the image that ships", location(one))


def _left(run: Instruction) -> Iterator[str]:
    """The compilers that a `RUN` installs and does not remove."""
    installed: list[str] = []
    for command in run_commands(run):
        if program(command) not in _MANAGERS or command.depth:
            continue
        words = command.words[1:]
        if _REMOVES & set(words):
            # `--auto-remove` and virtual packages take others along: whoever removes anything thought of it.
            return
        if {"install", "add"} & set(words):
            installed += [word for word in words if _COMPILERS.match(word)]
    yield from dict.fromkeys(installed)


RULE = Rule(Dockerfile, Severity.NOTE, check)
