r"""The health path does not say that it is well.

## Why

What keeps a deployment from being marked healthy: a server error or no answer in time; a redirect to HTTPS or to a login
page, which most health checks take for a failure; a refused host, as Django does for names that are not in
`ALLOWED_HOSTS`; a path that is not there.

Judged where somebody named the path (HEALTHCHECK, configuration, `--health`) or where it is the application's; an
application without any is not blamed for that.

## Fix

Answer 200 on it without a login, a redirect or a database, for the host by which it is asked.

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
    "health_path": "/health",
    "health": {
     "probe": "health",
     "path": "/health",
     "status": 500
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
    "health_path": "/health",
    "health": {
     "probe": "health",
     "path": "/health",
     "status": 200
    }
   }
  }
 ]
}
```

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
    "health_path": "/",
    "health": {
     "probe": "health",
     "path": "/",
     "status": 404
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

_OK = range(200, 300)
_BROKEN = 500
_USUAL = ("/", "/health", "/healthz")


def check(run: ContainerRun) -> Iterator[Problem]:
    """One problem for an answer that is no yes."""
    health = run.health
    if health is None or not run.ready or (health.status in _OK and not health.error):
        return
    place = run.places.health or run.places.start
    if not health.status or health.error == "endless":
        yield Problem(f"`{health.path}` gives no answer in time ({health.error or 'none'})", place.location)
    elif health.status >= _BROKEN:
        yield Problem(f"`{health.path}` answers {health.status}", place.location)
    elif health.status != 404 or health.path not in _USUAL:  # noqa: PLR2004  # nobody promised the usual ones
        where = f" to `{health.location}`" if health.location else ""
        yield Problem(f"`{health.path}` answers {health.status}{where}", place.location, severity=Severity.WARNING)


RULE = Rule(ContainerRun, Severity.ERROR, check)
