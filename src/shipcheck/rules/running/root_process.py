r"""The application runs as root.

## Why

The processes were listed while it ran. As root, a hole in the application is a hole in everything that the container may
do: its files, its mounts, and whatever the engine does not fence off. A server that starts as root and gives its workers
another user is not meant.

## Fix

Add a user and `USER` before `CMD`: `RUN useradd --create-home app` and `USER app`.

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
    "processes": [
     {
      "pid": 1,
      "user": "root",
      "args": "gunicorn app:app"
     },
     {
      "pid": 9,
      "user": "root",
      "args": "gunicorn app:app"
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
    "processes": [
     {
      "pid": 1,
      "user": "root",
      "args": "gunicorn --user app app:app"
     },
     {
      "pid": 9,
      "user": "1000",
      "args": "gunicorn --user app app:app"
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
from shipcheck.subjects.container_run import ContainerRun, Process

_SUPERVISORS = (
    "/bin/sh",
    "sh ",
    "bash",
    "tini",
    "dumb-init",
    "supervisord",
    "nginx: master",
    "s6-",
    "/init",
    "runuser",
    "su ",
    "gosu",
    "sleep",
    "docker-init",
    "/sbin/docker-init",
)


def check(run: ContainerRun) -> Iterator[Problem]:
    """One problem where every process that works is root's."""
    working = _working(run)
    if working and all(one.user == "root" for one in working):
        place = run.places.user or run.places.start
        yield Problem(f"`{working[0].args}` runs as root", place.location)


def _working(run: ContainerRun) -> list[Process]:
    return [one for one in run.processes if not one.args.startswith(_SUPERVISORS)] or list(run.processes)


def _denied(run: ContainerRun) -> str:
    """Only where root works on nothing itself: a helper that stepped down says nothing of the application."""
    users = {_program(one): one.user for one in _working(run) if one.user != "root"}
    root = [one for one in _working(run) if one.user == "root" and _program(one) not in users]
    known = run.ready and users and not root
    return f"what works in the container runs as user {', '.join(sorted(set(users.values())))}" if known else ""


def _program(one: Process) -> str:
    """What the master of a server has in common with the workers that it starts: its arguments, or their title."""
    title, colon, _ = one.args.partition(": ")
    return title if colon and " " not in title else one.args


RULE = Rule(
    ContainerRun,
    Severity.WARNING,
    check,
    same_as=("DL3002",),
    settles=Settles(("missing-user", "hadolint/DL3002"), denied=_denied),
)
