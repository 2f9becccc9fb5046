r"""A stage has several `CMD`, `ENTRYPOINT` or `HEALTHCHECK`: only the last counts.

## Why

Docker drops all but the last without a word. Whoever wrote two wanted two programs, or changed one and left the other:
the image does not do what half of the file says.

## Fix

Keep one; two programs are two services, or one command that starts both.

## Bad

```dockerfile Dockerfile
FROM python:3.12-slim
CMD ["python", "manage.py", "migrate"]
CMD ["gunicorn", "shop.wsgi"]
```

## Good

```dockerfile Dockerfile
FROM python:3.12-slim AS base
CMD ["python"]

FROM base
ENTRYPOINT ["python"]
CMD ["-m", "shop"]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.dockerfile import Dockerfile, Instruction, location


def check(dockerfile: Dockerfile) -> Iterator[Problem]:
    """One problem for each instruction without effect."""
    for stage in dockerfile.stages:
        last: dict[str, Instruction] = {}
        for one in stage.instructions:
            if one.name in {"CMD", "ENTRYPOINT", "HEALTHCHECK"}:
                before = last.get(one.name)
                if before:
                    line = one.location.line
                    yield Problem(f"`{before.text}` has no effect: line {line} replaces it", location(before))
                last[one.name] = one


RULE = Rule(Dockerfile, Severity.WARNING, check, same_as=("DL4003", "DL4004", "DL3012"))
