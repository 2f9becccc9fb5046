r"""The .dockerignore lets private files into the image.

## Why

The file is there, so everybody believes that secrets stay outside. But a pattern of a .dockerignore is anchored: `.env`
leaves out the one beside it and lets `api/.env` in; a later `!` brings files back; and what nobody thought of comes
along with `COPY . .`. Whoever has the image reads `.env`, keys, local databases and, under `.git`, every version of
every file that ever was.

Asked of what is copied into the image that ships. Files count that are there, and those that will be there where the
project is worked on: `.git` and `.env` at the root, and `.env` where an `.env.example` or a compose file asks for one.
`.git` is not asked about where the image asks git for its version, nor databases that git has, nor the `.env` of a
frontend, which is public.

## Fix

Name it at any depth: `.git`, `**/.env*`, `**/*.pem`; behind an exception, exclude it once more.

Keep the model that everybody shares with `!**/.env.example`.

## Bad

```dockerfile Dockerfile
FROM python:3.12-slim
COPY . .
CMD ["gunicorn", "app:app"]
```
```text .dockerignore
__pycache__
.env
.git
```
```text api/.env.example
SECRET_KEY=
```

```dockerfile Dockerfile
FROM python:3.12-slim
COPY . .
CMD ["gunicorn", "app:app"]
```
```text .dockerignore
*.md
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
!**/.env.example
```
```text api/.env.example
SECRET_KEY=
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.build_context import BuildContext
from shipcheck.subjects.private_files import private_kind

# What a model of a file of variables is called, and what it is a model of.
_MODEL = re.compile(
    r"(?:^|(?<=/))(?:\.env[._-](?:example|sample|template|dist)|\.?(?:example|sample)\.env|env\.(?:example|sample))\Z"
)
_ASKS_GIT = re.compile(
    r"\bgit\s+(?:-C\s+\S+\s+)?(?:describe|rev-parse|log|show|submodule|rev-list)\b|\.git\b|setuptools_scm|SCM"
)
_CALLED = {
    "variables": "variables of one machine",
    "key": "a key",
    "credentials": "credentials",
    "database": "a database",
}


def check(context: BuildContext) -> Iterator[Problem]:
    """One problem for each kind of file that gets in, at the line that was meant to leave it out."""
    if context.broad is None or context.ignore is None or context.ignore.broken or context.archived:
        return
    said = set()
    for path, what in _private(context):
        copy = context.shipped_by(path)
        if copy is None:
            continue
        line, why = context.near_miss(path)
        if (what, line) not in said:
            said.add((what, line))
            shown = ".git" if path.startswith(".git/") else path
            yield Problem(
                f"`{copy.instruction.text}` takes in `{shown}` ({what}): {why}", context.ignore.location(line)
            )


def _private(context: BuildContext) -> Iterator[tuple[str, str]]:
    """Paths that are there, or will be, and what they are."""
    if context.versioned and not _asks_git(context) and context.shipped_by(".git/config"):
        yield ".git/objects/pack", "every version of every file"
    expected = [path for path in context.variable_files if private_kind(path)]
    expected += [_MODEL.sub(".env", path) for path in context.files if _MODEL.search(path)]
    for path in dict.fromkeys((*expected, *context.beside, ".env", *context.files)):
        kind = private_kind(path)
        meant = _of_a_frontend(context, path) or (kind == "database" and path in context.files)
        if kind and not meant and "{{" not in path:
            yield path, _CALLED[kind]


def _of_a_frontend(context: BuildContext, path: str) -> bool:
    """Whether a file of variables is what a bundler is built with: those are public."""
    folder = path.rpartition("/")[0]
    beside = {name for name in context.files if name.rpartition("/")[0] == folder}
    here = f"{folder}/" if folder else ""
    return f"{here}package.json" in beside and not any(
        name.endswith((".py", "/requirements.txt", "/pyproject.toml")) for name in beside
    )


def _asks_git(context: BuildContext) -> bool:
    return any(
        _ASKS_GIT.search(one.arguments)
        for stage in context.dockerfile.reached()
        for one in stage.instructions
        if one.name in {"RUN", "COPY", "ENV", "ARG"}
    )


RULE = Rule(BuildContext, Severity.WARNING, check)
