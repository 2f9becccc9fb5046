r"""Werkzeug's interactive debugger is reachable.

## Why

Whoever reaches it executes Python in the container. It answers a request for its own script, whether or not anything has
failed; no route of the application does that.

## Fix

Start without debug mode: no `debug=True`, no `FLASK_DEBUG=1`, no `use_debugger=True`, and a server made for production.

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
      "probe": "debugger",
      "status": 200,
      "kind": "text/javascript; charset=utf-8",
      "marks": [
       "werkzeug-debugger"
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
      "probe": "debugger",
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


def check(run: ContainerRun) -> Iterator[Problem]:
    """One problem where it answers."""
    answer = run.answer("debugger")
    if answer is not None and "werkzeug-debugger" in answer.marks:
        chain = f": `{' -> '.join(run.places.chain)}`" if run.places.chain else ""
        yield Problem(
            f"the interactive debugger answers: whoever reaches the port runs code in the container{chain}",
            run.places.start.location,
        )


RULE = Rule(ContainerRun, Severity.ERROR, check, settles=Settles(("hardcoded-debug",)))
