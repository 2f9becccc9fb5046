r"""A secret is in the log.

## Why

Every variable that promises a secret was given a value that stands nowhere else, and that value was found in what the
container wrote; or something was that has the shape of a known token. Logs are copied, indexed and kept for years by
people who were never meant to have it.

## Fix

Log that a variable is set, never what it is; do not print settings, environments or connection strings.

## Bad

```json run.json
{
 "kind": "shipcheck-run",
 "services": [
  {
   "run": {
    "started": true,
    "ready": true,
    "places": {
     "command": {
      "path": "Dockerfile",
      "line": 9,
      "text": "CMD [\"gunicorn\", \"app:app\"]"
     },
     "dockerfile": {
      "path": "Dockerfile",
      "line": 1,
      "text": "FROM python:3.12-slim"
     }
    },
    "leaks": [
     {
      "kind": "canary",
      "name": "SECRET_KEY",
      "line": 3
     }
    ]
   }
  }
 ]
}
```

## Good

```json run.json
{
 "kind": "shipcheck-run",
 "services": [
  {
   "run": {
    "started": true,
    "ready": true,
    "places": {
     "command": {
      "path": "Dockerfile",
      "line": 9,
      "text": "CMD [\"gunicorn\", \"app:app\"]"
     },
     "dockerfile": {
      "path": "Dockerfile",
      "line": 1,
      "text": "FROM python:3.12-slim"
     }
    },
    "leaks": []
   }
  }
 ]
}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.container_run import ContainerRun


def check(run: ContainerRun) -> Iterator[Problem]:
    """One problem for each secret."""
    for leak in run.leaks:
        what = f"the value of `{leak.name}`" if leak.kind == "canary" else f"a secret ({leak.kind})"
        yield Problem(f"line {leak.line} of the log shows {what}", run.places.start.location)


RULE = Rule(ContainerRun, Severity.ERROR, check)
