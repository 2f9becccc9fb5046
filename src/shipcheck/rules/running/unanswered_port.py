r"""The container runs and answers nothing.

## Why

It is up, its port may even accept connections (the engine's own proxy does that for it), and no HTTP answer came in the
time that it had. A load balancer would never send it a request, and everything that only looks at the container's state
would call it healthy.

## Fix

Look at the log that `shipcheck run` shows; give it the port with `--port`, and more time with `--ready-seconds`.

## Bad

```json run.json
{
 "kind": "shipcheck-run",
 "services": [
  {
   "run": {
    "started": true,
    "port": 8000,
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
    "log": [
     "Booting worker with pid: 7"
    ],
    "reason": {
     "sentence": "Booting worker with pid: 7"
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
    """One problem where it stayed up without an answer, and nothing else explains it."""
    if run.ready or not run.started or run.exit is not None or run.needs or run.killed_workers:
        return
    if run.listeners and all(one.local for one in run.listeners):
        return
    open_ports = ", ".join(str(one.port) for one in run.listeners if not one.local)
    heard = f"it listens on {open_ports} and does not answer there" if open_ports else "nothing listens"
    last = f"; its last word: `{run.reason.sentence}`" if run.reason and run.reason.sentence else ""
    yield Problem(f"no HTTP answer came on port {run.port}: {heard}{last}", run.places.start.location)


RULE = Rule(ContainerRun, Severity.ERROR, check)
