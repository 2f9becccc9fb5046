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
from shipcheck.subjects.dockerfile import Dockerfile, Stage, location, pairs
from shipcheck.subjects.dockerfile_runs import shipped

_WEAK = re.compile(r"(?i)token|(?:api|access|private|deploy|auth|license)_?key\Z")


def check(dockerfile: Dockerfile) -> Iterator[Problem]:
    """One problem for each such argument of a stage that ships."""
    last = {stage.number: _last_writer(stage) for stage in dockerfile.stages}
    for stage, one in shipped(dockerfile):
        if one.name != "ARG":
            continue
        for name, value in pairs(one, dockerfile.escape):
            if not (value or "").strip("\"'") and _secret(name) and one.location.line < last[stage.number]:
                message = f"the value of `ARG {name}` stays in the history of the image"
                yield Problem(message, location(one))


def _secret(name: str) -> bool:
    promised = promise(name)
    return promised in {"key", "strong"} or (promised == "weak" and bool(_WEAK.search(name)))


def _last_writer(stage: Stage) -> int:
    """The line of the last `RUN` or `ENV` of a stage: each of them writes down the arguments in front of it."""
    return max((one.location.line for one in stage.instructions if one.name in {"RUN", "ENV"}), default=0)


RULE = Rule(Dockerfile, Severity.WARNING, check, same_as=("DL3064",))
