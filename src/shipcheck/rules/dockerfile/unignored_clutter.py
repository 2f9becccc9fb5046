r"""The .dockerignore lets caches or a virtual environment into the image.

## Why

A virtual environment of another machine does not run in the image, and where `COPY . .` lays it over the image's own it
breaks that. Compiled files and caches make every build a little different, and the image larger.

A pattern is anchored: `__pycache__` leaves out the folder at the root and none of those below it. Folders count that
are on disk, and those that will be there where the project is worked on: `__pycache__` beside Python files, `.venv`
where nothing leaves any virtual environment out, `node_modules` beside a `package.json`.

## Fix

Name them at any depth: `**/__pycache__`, `**/.venv`, `**/node_modules`.

## Bad

```dockerfile Dockerfile
FROM python:3.12-slim
COPY . .
CMD ["gunicorn", "shop.app:app"]
```
```text .dockerignore
.git
__pycache__
```
```python shop/app.py
import flask
```

## Good

```dockerfile Dockerfile
FROM python:3.12-slim
COPY . .
CMD ["gunicorn", "shop.app:app"]
```
```text .dockerignore
.git
**/*.pyc
```
```python shop/app.py
import flask
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.build_context import BuildContext

_CLUTTER = re.compile(r"(?:^|/)(?:\.?venv|node_modules|__pycache__|\.tox|\.nox|\.(?:mypy|pytest|ruff)_cache)\Z")
# What people call it: who leaves one of them out has that one.
_ENVIRONMENTS = (".venv/bin/python", "venv/bin/python", "env/bin/python")
_NAMED = re.compile(r"(?i)(?:^|/)(?:tests?|docs?|examples?|scripts?|tools|migrations)/")


def check(context: BuildContext) -> Iterator[Problem]:
    """One problem for each name that gets in, at the line that was meant to leave it out."""
    if context.broad is None or context.ignore is None or context.ignore.broken or context.archived:
        return
    said = set()
    for path, inside in _clutter(context):
        name = path.rpartition("/")[2]
        copy = context.shipped_by(inside) if name not in said else None
        if copy is not None:
            said.add(name)
            line, why = context.near_miss(path)
            yield Problem(f"`{copy.instruction.text}` takes in `{path}`: {why}", context.ignore.location(line))


def _python(context: BuildContext) -> bool:
    return any(name in context.files for name in ("requirements.txt", "pyproject.toml", "setup.py", "manage.py"))


def _clutter(context: BuildContext) -> Iterator[tuple[str, str]]:
    """Folders that are there, or will be, and a file in each."""
    for path in context.beside:
        if _CLUTTER.search(path) and not path.endswith("__pycache__"):
            yield path, f"{path}/x/x"
    folders = {path.rpartition("/")[0] for path in context.files if path.endswith(".py") and not _NAMED.search(path)}
    for folder in sorted(folders, key=lambda folder: (folder.count("/"), folder)):
        path = f"{folder}/__pycache__".lstrip("/")
        yield path, f"{path}/x.cpython-312.pyc"
    if "uv.lock" in context.files or (_python(context) and all(map(context.shipped_by, _ENVIRONMENTS))):
        yield ".venv", ".venv/bin/python"
    if "package.json" in context.files:
        yield "node_modules", "node_modules/x/index.js"


RULE = Rule(BuildContext, Severity.NOTE, check)
