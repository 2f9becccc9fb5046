r"""It does not stop when it is asked to, and is killed.

## Why

Every deployment waits the whole grace period, then kills: requests in flight are cut off, nothing is written to its end.
Usual reasons: a shell is the first process (`CMD gunicorn ...` in shell form, an entrypoint without `exec`) and passes
nothing on; or the program has no handler, and the kernel drops signals for a first process that has none.

## Fix

Make the server the first process: `CMD ["gunicorn", ...]`, `exec` in scripts; else an init (`--init`, tini).

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
    "stop": {
     "killed": true,
     "code": 137,
     "seconds": 10.2,
     "first": "/bin/sh -c gunicorn app:app",
     "predicted": true
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
    "stop": {
     "code": 0,
     "seconds": 0.6
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
    """One problem where it had to be killed."""
    stop = run.stop
    # What never answers keeps a server waiting that would stop; that is said of its path.
    waits = run.health is not None and bool(run.health.error)
    if stop is not None and stop.killed and not (waits and stop.predicted is False):
        first = f": the first process is `{stop.first}`" if stop.first else ""
        why = ", which has no handler for it" if stop.first and stop.predicted else ""
        yield Problem(
            f"killed after {stop.seconds:.1f} s: it does not stop on {stop.signal}{first}{why}",
            run.places.start.location,
        )


def _denied(run: ContainerRun) -> str:
    stop = run.stop
    if stop is None or stop.killed or stop.code not in _CLEAN:
        return ""
    return f"it stopped on {stop.signal} with exit code {stop.code} after {stop.seconds:.1f} s"


# By itself, or by the signal's own doing.
_CLEAN = (0, 143)
RULE = Rule(ContainerRun, Severity.ERROR, check, settles=Settles(("hadolint/DL3025",), denied=_denied))
