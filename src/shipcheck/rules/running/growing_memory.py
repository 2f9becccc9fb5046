r"""The application keeps memory with every request that it answers.

## Why

What grows with each request ends at the limit: the kernel kills the process, in the middle of somebody's request, every
day at about the same load. It shows after thirty requests, if one looks.

## Fix

Find what is kept (a list at module level, a cache) and bound it: `functools.lru_cache(maxsize=...)`.
Until then `gunicorn --max-requests 1000` starts workers anew before they are full.

## Bad

```json run.json
{
 "kind": "shipcheck-run",
 "services": [
  {
   "service": "app",
   "run": {
    "image": "shipcheck-4f1d-app",
    "started": true,
    "ready": true,
    "growth": 318767104,
    "asked": 32,
    "places": {"dockerfile": {"path": "Dockerfile", "line": 1}, "command": {"path": "Dockerfile", "line": 9}}
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
   "service": "app",
   "run": {
    "image": "shipcheck-4f1d-app",
    "started": true,
    "ready": true,
    "growth": 262144,
    "asked": 32,
    "places": {"dockerfile": {"path": "Dockerfile", "line": 1}, "command": {"path": "Dockerfile", "line": 9}}
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

# For each request: what servers and frameworks fill once is far below.
_LEAST = 400_000


def check(run: ContainerRun) -> Iterator[Problem]:
    """One problem where memory grew twice in a row by more than the least for each request."""
    if run.asked and run.growth / run.asked >= _LEAST:
        yield Problem(
            f"its memory grew by {run.growth / 1e6:.0f} MB while it answered {run.asked} requests",
            run.places.start.location,
        )


RULE = Rule(ContainerRun, Severity.WARNING, check)
