r"""Everything is copied into the image, and no .dockerignore leaves anything out.

## Why

`COPY . .` takes what lies on the disk of whoever builds, not what git has: the whole history under `.git`, the `.env`
with this machine's passwords, virtual environments, databases. Whoever has the image has all of it, and deleting it in
a later layer does not take it out. Besides, every byte is sent to the builder, and every change of any file makes the
build start over.

Asked of copies that end in the image that ships, be it by way of another stage. Silent where a build file packs the
context with `git archive`.

## Fix

Write a .dockerignore beside the build context's root: `.git`, `**/.env*`, `**/__pycache__`, `.venv`.

Unlike in a .gitignore, a pattern without `**/` only means the root.

## Bad

```dockerfile Dockerfile
FROM python:3.12-slim
COPY . .
CMD ["gunicorn", "app:app"]
```

## Good

```dockerfile Dockerfile
FROM python:3.12-slim
COPY . .
CMD ["gunicorn", "app:app"]
```
```text .dockerignore
.git
**/.env*
**/__pycache__
.venv
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.build_context import BuildContext, location
from shipcheck.subjects.private_files import private_kind

_MOST_NAMED = 3


def check(context: BuildContext) -> Iterator[Problem]:
    """One problem at the copy, with what is known to come along."""
    copy = context.broad
    if copy is None or context.ignore is not None or context.archived:
        return
    named = [".git"] if context.versioned else []
    named += [path for path in context.beside if private_kind(path) or path in {".venv", "venv", "node_modules"}]
    along = f", `{'`, `'.join(named[:_MOST_NAMED])}` too" if named else ""
    where = f" in `{context.folder}`" if context.folder else ""
    yield Problem(
        f"`{copy.instruction.text}` takes in whatever lies there{along}: there is no .dockerignore{where}",
        location(copy),
    )


RULE = Rule(BuildContext, Severity.WARNING, check)
