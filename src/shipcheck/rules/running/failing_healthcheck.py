r"""The image's own HEALTHCHECK fails while the application answers.

## Why

It was executed once, in the container that had just answered. A check that can only fail marks every container unhealthy,
and whatever acts on that restarts or drains good ones: often `curl` is not in the image, or the port is another one.

## Fix

Check with what is there: `python -c "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health')"`.

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
    "healthcheck": {
     "command": "curl -f http://localhost:8000/",
     "code": 127,
     "output": "/bin/sh: 1: curl: not found"
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
    "healthcheck": {
     "command": "python check.py",
     "code": 0
    }
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
    """One problem for a check that failed."""
    done = run.healthcheck
    if done is not None and done.code and run.ready:
        place = run.places.health or run.places.start
        said = f": `{done.output}`" if done.output else ""
        yield Problem(
            f"the image's HEALTHCHECK `{done.command}` ends with {done.code} while the application answers{said}",
            place.location,
        )


def _denied(run: ContainerRun) -> str:
    return "it was executed and ended with 0" if run.healthcheck is not None and run.healthcheck.code == 0 else ""


RULE = Rule(
    ContainerRun,
    Severity.WARNING,
    check,
    settles=Settles(("healthcheck-without-its-tool", "healthcheck-on-another-port"), denied=_denied),
)
