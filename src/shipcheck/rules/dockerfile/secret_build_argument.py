r"""A secret is given to the build as an argument and stays in the image.

## Why

The values of build arguments are written into the history of the image, with every `RUN` that follows: `docker history
--no-trunc` shows them to whoever can pull it. An `ENV` that takes the value over shows it to every process too.

Asked of arguments without a value in the file (a literal is a find of the secrets family), in stages that ship.

## Fix

Mount it for the one command that needs it: `RUN --mount=type=secret,id=token ...`.

What the app needs to run is given to the container, not to the build.

## Bad

```dockerfile Dockerfile
FROM python:3.12-slim
ARG GITHUB_TOKEN
RUN pip install git+https://${GITHUB_TOKEN}@github.com/example/private.git
```

## Good

```dockerfile Dockerfile
FROM python:3.12-slim
ARG TOKEN_URL
RUN --mount=type=secret,id=token pip install --extra-index-url "$TOKEN_URL" private
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.secrets.words import promise
from shipcheck.subjects.dockerfile import Dockerfile, Instruction, Stage, location, pairs
from shipcheck.subjects.dockerfile_runs import shipped

_WEAK = re.compile(r"(?i)token|(?:api|access|private|deploy|auth|license)_?key\Z")


def check(dockerfile: Dockerfile) -> Iterator[Problem]:
    """One problem for each such argument of a stage that ships."""
    for stage, one in shipped(dockerfile):
        if one.name != "ARG":
            continue
        for name, value in pairs(one, dockerfile.escape):
            if not (value or "").strip("\"'") and _secret(name) and _written(stage, one, name):
                message = f"the value of `ARG {name}` stays in the history of the image"
                yield Problem(message, location(one))


def _secret(name: str) -> bool:
    promised = promise(name)
    return promised in {"key", "strong"} or (promised == "weak" and bool(_WEAK.search(name)))


def _written(stage: Stage, argument: Instruction, name: str) -> bool:
    """Whether an instruction behind it writes it down: a `RUN` all arguments in front of it, an `ENV` what it uses."""
    behind = [one for one in stage.instructions if one.location.line > argument.location.line]
    used = re.compile(rf"\$\{{?{re.escape(name)}\b")
    return any(one.name == "RUN" or (one.name == "ENV" and used.search(one.arguments)) for one in behind)


RULE = Rule(Dockerfile, Severity.WARNING, check, same_as=("DL3064",))
