r"""A base image gets no more fixes.

## Why

Nobody repairs what is found in it from now on, and its package mirrors disappear one day, so that the image cannot be
built any more. The days are those of Python, Debian (with its long-term support), Ubuntu (standard support), Alpine,
Node.js and CentOS; what an image's name does not say is not judged.

A warning for what ships, a note for stages that only build.

## Fix

Move to a version with years to live: `python:3.13-slim-trixie`.

## Bad

```dockerfile Dockerfile
FROM python:3.8-slim
```

```dockerfile Dockerfile
ARG PYTHON=3.12
FROM python:${PYTHON}-slim-buster
```

## Good

```dockerfile Dockerfile
FROM python:3.13-slim-trixie
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Check, Problem, Rule, Severity
from shipcheck.subjects.dockerfile import Dockerfile, location
from shipcheck.subjects.image_life import lives
from shipcheck.subjects.image_name import image_name


def on_day(today: str) -> Check[Dockerfile]:
    """The check as of a day; without one nothing has ended."""

    def check(dockerfile: Dockerfile) -> Iterator[Problem]:
        shipped = {one.number for stage in dockerfile.deployed() for one in dockerfile.lineage(stage)}
        for stage in dockerfile.reached():
            if stage.parent is not None or not stage.image:
                continue
            ended = [life for life in lives(image_name(stage.image)) if life.until < today]
            if ended:
                since = ", ".join(f"{life.what} since {life.until}" for life in ended)
                severity = Severity.WARNING if stage.number in shipped else Severity.NOTE
                message = f"the base image `{stage.image}` gets no more fixes: {since}"
                yield Problem(message, location(stage.start), severity=severity)

    return check


RULE = Rule(Dockerfile, Severity.WARNING, on_day(""), on_day=on_day)
