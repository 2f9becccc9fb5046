r"""It takes long until its first answer.

## Why

Readiness is the first HTTP answer: the port accepts connections long before, since the engine's proxy does, and servers
log that they listen before the application is loaded. Ten seconds are ten seconds of every restart and every scaling up.

## Fix

Load at the first use, not at import; migrate and compile before the container starts.

## Bad

```json run.json
{
 "kind": "shipcheck-run",
 "services": [
  {
   "run": {
    "started": true,
    "ready": true,
    "ready_seconds": 13.6,
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
    "ready_seconds": 0.8,
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

_LONG = 10.0


def check(run: ContainerRun) -> Iterator[Problem]:
    """One problem for more than ten seconds."""
    if run.ready and run.ready_seconds > _LONG:
        yield Problem(f"its first answer came after {run.ready_seconds:.1f} s", run.places.start.location)


RULE = Rule(ContainerRun, Severity.WARNING, check)
