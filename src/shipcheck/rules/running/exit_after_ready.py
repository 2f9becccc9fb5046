r"""It ends by itself after it has answered.

## Why

It came up, it answered, and a moment later it was gone. A deployment that waits for the first good answer calls that a
success.

## Fix

Look at the end of the log that `shipcheck run` shows.

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
    "exit": {
     "code": 1,
     "seconds": 2.5
    },
    "exit_after_ready": true
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
    """One problem for such an end."""
    if run.exit_after_ready and run.exit is not None and not run.exit.out_of_memory:
        yield Problem(
            f"it answered, and ended by itself with exit code {run.exit.code} after {run.exit.seconds:.1f} s",
            run.places.start.location,
        )


RULE = Rule(ContainerRun, Severity.ERROR, check)
