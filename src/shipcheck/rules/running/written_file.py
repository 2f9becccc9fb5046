r"""It writes into its own file system.

## Why

What a container writes outside of a volume is gone with it, at every deployment: a SQLite database, uploads, sessions.
With more than one container each has another truth. Temporary files and Python's caches are not meant.

## Fix

Write to a volume (`VOLUME`, compose `volumes:`) or to a service made for it; temporary files belong into /tmp.

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
     "/app/orders.db"
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
    "written": []
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

_DATABASES = (".db", ".sqlite", ".sqlite3")


def check(run: ContainerRun) -> Iterator[Problem]:
    """One problem for databases, a note for others; logs are another rule's."""
    rest = [path for path in run.written if path not in run.log_files]
    for databases in (True, False):
        files = [path for path in rest if path.endswith(_DATABASES) is databases]
        if files:
            more = f" and {len(files) - 1} more" if len(files) > 1 else ""
            severity = Severity.WARNING if databases else Severity.NOTE
            yield Problem(
                f"it wrote `{files[0]}`{more} into its own file system, which ends with it",
                run.places.start.location,
                severity=severity,
            )


RULE = Rule(ContainerRun, Severity.NOTE, check)
