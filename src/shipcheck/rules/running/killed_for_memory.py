r"""The kernel killed it, or one of its workers, for want of memory.

## Why

When the first process is killed the container ends. When a worker is, nothing seems to happen: the engine reports a
healthy container, the requests of that worker are lost, and a new one begins to fill up.

## Fix

Give it more memory (`--memory`), or make it need less: fewer workers, no data loaded at import.

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
    "killed_workers": 2
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
from itertools import pairwise

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.container_run import ContainerRun


def check(run: ContainerRun) -> Iterator[Problem]:
    """One problem for whoever was killed."""
    memory = next((value for name, value in pairwise(run.limits) if name == "--memory"), "")
    limit = f" under a limit of {memory}" if memory else ""
    if run.exit is not None and run.exit.out_of_memory:
        yield Problem(f"it was killed for memory after {run.exit.seconds:.1f} s{limit}", run.places.start.location)
    elif run.killed_workers:
        yield Problem(
            f"its workers were killed for memory {run.killed_workers} times{limit}", run.places.start.location
        )


RULE = Rule(ContainerRun, Severity.ERROR, check)
