r"""The server answers on another port than the image says.

## Why

`EXPOSE` is what people and platforms publish when nobody tells them more; compose publishes what its file says. The
application listens elsewhere, so whoever believes the file gets no answer.

## Fix

Write the same port in all places: the server's bind, `EXPOSE`, the compose file.

## Bad

```json run.json
{
 "kind": "shipcheck-run",
 "services": [
  {
   "run": {
    "started": true,
    "ready": true,
    "port": 8000,
    "port_from": "EXPOSE",
    "answered_port": 5000,
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
     },
     "exposed": {
      "path": "Dockerfile",
      "line": 8,
      "text": "EXPOSE 8000"
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
    "port_from": "EXPOSE",
    "answered_port": 8000,
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

```json run.json
{
 "kind": "shipcheck-run",
 "services": [
  {
   "run": {
    "started": true,
    "ready": true,
    "port": 8000,
    "port_from": "default",
    "answered_port": 5000,
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

_SAYS = {
    "EXPOSE": "`EXPOSE` says",
    "compose": "the compose file publishes",
    "configuration": "the configuration says",
    "option": "the option says",
}


def check(run: ContainerRun) -> Iterator[Problem]:
    """One problem where somebody said another port than the one that answers."""
    if run.ready and run.answered_port and run.answered_port != run.port and run.port_from in _SAYS:
        place = (
            run.places.exposed
            if run.port_from == "EXPOSE"
            else run.places.compose
            if run.port_from == "compose"
            else None
        ) or run.places.start
        yield Problem(f"{_SAYS[run.port_from]} {run.port}, and it answers on {run.answered_port}", place.location)


RULE = Rule(ContainerRun, Severity.WARNING, check)
