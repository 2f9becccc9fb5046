r"""The container could not be started.

## Why

The engine itself refused: the program of the start command is not in the image, is no program, or may not be executed.
Nothing of the application ever ran.

## Fix

Name a program that is in the image, with its path; `chmod +x` the script, and save it with LF line ends.

## Bad

```json run.json
{
 "kind": "shipcheck-run",
 "services": [
  {
   "run": {
    "refusal": "exec: \"gunicorn\": executable file not found in $PATH",
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
    """One problem where the engine could not start it."""
    if run.refusal and not run.started:
        yield Problem(f"the container cannot be started: {run.refusal}", run.places.start.location)


RULE = Rule(ContainerRun, Severity.ERROR, check)
