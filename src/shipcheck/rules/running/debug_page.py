r"""The application shows its debug pages.

## Why

Asked for a path that does not exist, or by a host name that it does not know, it answers with its routes, settings or a
traceback. Django does so under any server as long as `DEBUG` is on; so do Tornado, Sanic and Starlette in debug mode.

## Fix

Switch debug mode off where it ships: `DEBUG = os.environ.get("DEBUG") == "1"`, and no `debug=True`.

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
    "answers": [
     {
      "probe": "unknown",
      "status": 404,
      "marks": [
       "django-debug"
      ]
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
    "answers": [
     {
      "probe": "unknown",
      "status": 404
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

from shipcheck.model import Problem, Rule, Settles, Severity
from shipcheck.subjects.container_run import ContainerRun

_CALLED = {
    "django-debug": "Django's debug page (`DEBUG` is on)",
    "tornado-debug": "a traceback (Tornado's debug mode is on)",
    "sanic-debug": "Sanic's debug page",
    "starlette-debug": "a traceback (Starlette's debug mode is on)",
    "werkzeug-debugger": "the debugger's page",
}


def check(run: ContainerRun) -> Iterator[Problem]:
    """One problem for each kind of page."""
    seen = set()
    for answer in (*((run.health,) if run.health else ()), *run.answers):
        for mark in answer.marks:
            if mark in _CALLED and mark not in seen and answer.probe != "debugger":
                seen.add(mark)
                yield Problem(f"`{answer.path}` answers with {_CALLED[mark]}", run.places.start.location)


RULE = Rule(ContainerRun, Severity.ERROR, check, settles=Settles(("hardcoded-debug",)))
