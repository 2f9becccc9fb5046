r"""A request in flight is dropped when it stops.

## Why

A request that takes a moment was under way when the container was asked to stop, and its connection was closed without
an answer. At every deployment somebody is in that moment.

## Fix

Use a server that finishes its requests on SIGTERM: gunicorn, uvicorn, hypercorn, granian.

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
    "stop": {
     "code": 0,
     "seconds": 0.3,
     "request": "dropped",
     "request_path": "/report"
    }
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
    "stop": {
     "code": 0,
     "seconds": 1.3,
     "request": "finished",
     "request_path": "/report"
    }
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
    """One problem for a request that got no answer although it stopped by itself."""
    stop = run.stop
    if stop is not None and stop.request == "dropped":
        yield Problem(
            f"a request of `{stop.request_path}` in flight was dropped on {stop.signal}", run.places.start.location
        )


RULE = Rule(ContainerRun, Severity.WARNING, check)
