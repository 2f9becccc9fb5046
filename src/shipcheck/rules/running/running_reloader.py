r"""The server watches its files and restarts itself.

## Why

A reloader is a second process that watches every file; it hides crashes from whoever supervises the container, and
restarts in the middle of requests. In an image no file ever changes.

## Fix

Drop the option where it ships: no `--reload`, no `reload=True`; keep it in compose.override.yaml.

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
    "signs": [
     "uvicorn-reload"
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
    "signs": []
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

_CALLED = {
    "uvicorn-reload": "uvicorn",
    "gunicorn-reload": "gunicorn",
    "django-reload": "Django",
    "werkzeug-reload": "Werkzeug",
    "sanic-reload": "Sanic",
    "reload": "the server",
}


def check(run: ContainerRun) -> Iterator[Problem]:
    """One problem where its log or its command line says so."""
    found = next((one for one in _CALLED if one in run.signs), "")
    if found:
        chain = f": `{' -> '.join(run.places.chain)}`" if run.places.chain else ""
        yield Problem(f"{_CALLED[found]} runs with its reloader{chain}", run.places.start.location)


RULE = Rule(ContainerRun, Severity.ERROR, check)
