r"""What the app prints may never be seen: Python keeps it back.

## Why

Without a terminal Python collects what is printed and writes it out by the page. `docker logs` shows lines late, and
when the container is killed the last ones, which would say why, are gone. Only a note: what is logged to the standard
error stream is not held back.

## Fix

Add `ENV PYTHONUNBUFFERED=1`.

## Bad

```dockerfile Dockerfile
FROM python:3.12-slim
CMD ["gunicorn", "app:app"]
```

## Good

```dockerfile Dockerfile
FROM python:3.12-slim
ENV PYTHONUNBUFFERED=1
CMD ["gunicorn", "app:app"]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Edit, Location, Problem, Rule, Severity
from shipcheck.subjects.command_words import programs
from shipcheck.subjects.dockerfile import Dockerfile, Stage, location
from shipcheck.subjects.image_name import image_name

_PYTHON = frozenset(
    {
        "python",
        "gunicorn",
        "uvicorn",
        "hypercorn",
        "daphne",
        "waitress-serve",
        "granian",
        "flask",
        "fastapi",
        "celery",
        "django-admin",
    }
)


def check(dockerfile: Dockerfile) -> Iterator[Problem]:
    """One problem for each stage that ships and starts Python by its own name."""
    for stage in dockerfile.deployed():
        *_, first = dockerfile.lineage(stage)
        started = stage.command or stage.entrypoint
        if started is None or image_name(first.image or "").name != "python" or _unbuffered(stage):
            continue
        if not dockerfile.scripts and any(
            found[0] in _PYTHON or found[0].endswith(".py") for found in _programs(stage)
        ):
            place: Location = location(started)
            edit = Edit(f"{started.name} ", f"ENV PYTHONUNBUFFERED=1\n{started.name} ")
            yield Problem("the image starts Python without `PYTHONUNBUFFERED`", place, edit=edit)


def _programs(stage: Stage) -> Iterator[tuple[str, ...]]:
    words: list[str] = []
    for one in (stage.entrypoint, stage.command):
        if one is not None:
            words += one.json if one.json is not None else ["/bin/sh", "-c", one.arguments]
    yield from programs(words)


def _unbuffered(stage: Stage) -> bool:
    if stage.variables.get("PYTHONUNBUFFERED", "") != "":
        return True
    texts = [
        " ".join(one.json) if one.json is not None else one.arguments
        for one in (stage.entrypoint, stage.command)
        if one
    ]
    return any(" -u " in f" {text} " or "PYTHONUNBUFFERED=" in text for text in texts)


RULE = Rule(Dockerfile, Severity.NOTE, check)
