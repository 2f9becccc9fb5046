r"""The server listens on localhost only: nobody outside of the container can reach it.

## Why

`127.0.0.1` in a container is the container itself. The port is published, the process is well, every request is refused.
Most servers bind there unless they are told otherwise: gunicorn, uvicorn, `flask run`, hypercorn.

## Fix

Bind to all interfaces: `--bind 0.0.0.0:8000` (gunicorn, hypercorn), `--host 0.0.0.0` (uvicorn, flask).

## Bad

```json run.json
{
 "kind": "shipcheck-run",
 "services": [
  {
   "run": {
    "started": true,
    "port": 8000,
    "listeners": [
     {
      "address": "127.0.0.1",
      "port": 8000
     }
    ],
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
    "port": 8000,
    "listeners": [
     {
      "address": "0.0.0.0",
      "port": 8000
     },
     {
      "address": "127.0.0.1",
      "port": 9000
     }
    ],
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
    """One problem where all that listens can only be reached from inside."""
    if not run.ready and run.started and run.exit is None and run.listeners and all(one.local for one in run.listeners):
        bound = ", ".join(f"{one.address}:{one.port}" for one in run.listeners)
        yield Problem(
            f"it listens on {bound} only, where nobody outside of the container reaches it", run.places.start.location
        )


RULE = Rule(ContainerRun, Severity.ERROR, check)
