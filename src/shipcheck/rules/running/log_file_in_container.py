r"""It logs into files that nobody reads.

## Why

`docker logs`, and everything that collects logs from containers, sees what is written to standard output and error. A log
file inside of the container grows until the disk is full, and is gone when it is needed: after the crash.

## Fix

Log to standard output: `StreamHandler(sys.stdout)`, `--access-logfile -`; the engine rotates it.

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
    "written": [
     "/var/log/app.log"
    ],
    "log_files": [
     "/var/log/app.log"
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
    "log": [
     "started"
    ]
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
    """One problem for all of them."""
    if run.log_files:
        more = f" and {len(run.log_files) - 1} more" if len(run.log_files) > 1 else ""
        only = ", and nothing to standard output" if not run.log_lines else ""
        yield Problem(f"it logs to `{run.log_files[0]}`{more} inside of the container{only}", run.places.start.location)


RULE = Rule(ContainerRun, Severity.WARNING, check)
