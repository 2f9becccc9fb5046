r"""The container ends before it has answered anything.

## Why

It was started as production would start it, with every variable that its `.env.example`, its compose file and its code
name, and it ended by itself. The reason is read from its log: a missing variable, module, file or permission, a port it
may not have, settings that contradict each other.

## Fix

Start it the same way (`shipcheck run` shows how and what it wrote last) and mend what the log says.

## Bad

```json run.json
{
 "kind": "shipcheck-run",
 "services": [
  {
   "run": {
    "started": true,
    "exit": {
     "code": 1,
     "seconds": 0.4
    },
    "reason": {
     "kind": "module",
     "name": "flask",
     "sentence": "ModuleNotFoundError: No module named 'flask'",
     "traceback": true
    },
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

_SAID = {
    "variable": "it needs the variable `{name}`",
    "module": "the module `{name}` is missing",
    "file": "the file `{name}` is missing",
    "port": "it may not have port {name}",
    "permission": "it may not use `{name}`",
    "hosts": "`{name}` is empty",
    "settings": "its settings are refused",
    "syntax": "a file is not Python",
}


def check(run: ContainerRun) -> Iterator[Problem]:
    """One problem for an end by itself, unless a service is missing that it needs."""
    ended, reason = run.exit, run.reason
    if ended is None or run.ready or run.needs or ended.out_of_memory:
        return
    why = ""
    if reason is not None:
        said = _SAID.get(reason.kind, "").format(name=reason.name) if reason.name or reason.kind == "syntax" else ""
        quoted = f"`{reason.sentence}`" if reason.sentence else "it wrote nothing"
        why = f": {said} ({quoted})" if said else f": {quoted}"
    place = (reason.place if reason else None) or run.places.start
    start = "" if place == run.places.start else f", started by {run.places.start.shown}"
    yield Problem(
        f"the container ended with exit code {ended.code} after {ended.seconds:.1f} s{start}{why}", place.location
    )


RULE = Rule(ContainerRun, Severity.ERROR, check)
