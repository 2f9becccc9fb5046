r"""Without one of its variables it does not fail as it should.

## Why

It was started once more without each variable that it cannot do without. Then it should end soon, with an exit code
that is not 0, and name the variable in one line that somebody woken at night understands. Worse than a traceback is a
server that restarts its workers for ever, and worst a cheerful start without its secret.

## Fix

Read all required variables first, and `sys.exit(f"{name} is not set")` before the server starts.

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
    "missing": [
     {
      "name": "SECRET_KEY",
      "outcome": "served",
      "secret": true,
      "place": {
       "path": ".env.example",
       "line": 2,
       "text": "SECRET_KEY="
      }
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
    "missing": [
     {
      "name": "SECRET_KEY",
      "outcome": "named",
      "secret": true,
      "code": 1
     },
     {
      "name": "PAGE_SIZE",
      "outcome": "served"
     }
    ]
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
    """One problem for each variable whose absence is met badly."""
    for one in run.missing:
        place = one.place or run.places.start
        if one.outcome == "served" and one.secret:
            yield Problem(f"without `{one.name}` it starts and answers as if nothing were missing", place.location)
        elif one.outcome == "loop":
            yield Problem(f"without `{one.name}` it restarts for ever and never ends", place.location)
        elif one.outcome == "hung":
            yield Problem(f"without `{one.name}` it neither answers nor ends", place.location)
        elif one.outcome == "unnamed":
            said = f" (`{one.sentence}`)" if one.sentence else ""
            yield Problem(
                f"without `{one.name}` it ends with exit code {one.code} and does not name it{said}", place.location
            )
        elif one.outcome == "traceback":
            yield Problem(f"without `{one.name}` it ends in a traceback", place.location, severity=Severity.NOTE)


RULE = Rule(ContainerRun, Severity.WARNING, check)
