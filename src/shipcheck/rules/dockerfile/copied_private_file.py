r"""A key, credentials or a `.env` are copied into the image.

## Why

Whoever can pull the image can read the file, from the layer that brought it even if a later one deletes it. And an
image with the variables of one machine in it is right for that machine alone.

A warning for files of variables, an error for keys and credentials, a note where the stage only builds: there the file
stays in the build cache. Models (`.env.example`), public halves and files of tests are fine.

## Fix

Give it to the container when it starts; a build that needs it reads it from `RUN --mount=type=secret`.

In compose: `env_file: .env`, or `secrets:`.

## Bad

```dockerfile Dockerfile
FROM python:3.12-slim
COPY .env /app/.env
```

```dockerfile Dockerfile
FROM python:3.12-slim
COPY deploy/id_rsa /root/.ssh/id_rsa
```

## Good

```dockerfile Dockerfile
FROM python:3.12-slim
COPY .env.example /app/.env.example
RUN --mount=type=secret,id=key git clone git@example.com:app
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.build_context import copies, location
from shipcheck.subjects.dockerfile import Dockerfile
from shipcheck.subjects.private_files import private_kind

_CALLED = {
    "variables": ("variables of one machine", Severity.WARNING),
    "key": ("a private key", Severity.ERROR),
    "credentials": ("credentials", Severity.ERROR),
}


def check(dockerfile: Dockerfile) -> Iterator[Problem]:
    """One problem for each file that is named."""
    for copy in copies(dockerfile):
        for source in copy.sources:
            called = _CALLED.get(private_kind(source.rstrip("*")))
            if called:
                what, severity = called
                where = "the image" if copy.ships else "a stage of the build"
                message = f"`{copy.instruction.text}` puts {what} into {where}"
                yield Problem(message, location(copy), severity=severity if copy.ships else Severity.NOTE)


RULE = Rule(Dockerfile, Severity.WARNING, check)
