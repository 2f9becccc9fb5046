r"""It takes long to stop.

## Why

It stops, but it takes more than half of the time that it has. With a few connections more it will be killed; and every
deployment waits for it.

## Fix

Shorten what it waits for: `--graceful-timeout`, `timeout_graceful_shutdown`, keep-alive.

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
     "seconds": 7.2,
     "grace": 10.0
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
     "seconds": 2.0,
     "grace": 10.0
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
    """One problem for more than half of the grace."""
    stop = run.stop
    if stop is not None and not stop.killed and stop.seconds > stop.grace / 2:
        yield Problem(
            f"it takes {stop.seconds:.1f} s of its {stop.grace:g} s to stop on {stop.signal}", run.places.start.location
        )


RULE = Rule(ContainerRun, Severity.WARNING, check)
