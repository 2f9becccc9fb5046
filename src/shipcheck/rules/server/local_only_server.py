r"""A server in a container listens where only the container itself can reach it.

## Why

127.0.0.1 of a container is the container's own: no published port, no other service and no health check from outside
gets an answer, while a check from inside passes. It is the default of gunicorn, uvicorn, hypercorn, granian and daphne.

Not judged: a container with a proxy in front of the server or beside it, one with the host's network, and what is
started outside of containers. gunicorn listens on all addresses if `PORT` is set.

## Fix

Listen on all addresses of the container: `--bind 0.0.0.0:8000` or `--host 0.0.0.0`.

## Bad

```dockerfile Dockerfile
FROM python:3.12-slim
EXPOSE 8000
CMD ["uvicorn", "shop:app"]
```

## Good

```dockerfile Dockerfile
FROM python:3.12-slim
EXPOSE 8000
CMD ["uvicorn", "shop:app", "--host", "0.0.0.0"]
```

```text Procfile
web: gunicorn --bind 127.0.0.1:8000 shop:app
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.listening import listening
from shipcheck.subjects.servers import FRONTS, server
from shipcheck.subjects.start_command import StartCommand

# They set `PORT`, which gunicorn heeds.
_PLATFORMS = ("heroku.yml", "render.yaml", "render.yml", "railway.json", "railway.toml", "app.yaml", "service.yaml")


def check(start: StartCommand) -> Iterator[Problem]:
    """One problem for the first server that is made for production and that nobody can reach."""
    if not start.judged or not start.container or not start.alone:
        return
    known = [(end, found) for end in start.ends if (found := server(end)) is not None]
    if any(found.program in FRONTS for _, found in known):
        return
    for end, found in known:
        where = listening(end, start.environment) if found.kind == "production" else None
        if where is None or not where.local:
            continue
        if not where.said and (start.source.endswith(_PLATFORMS) or not (start.exposed or start.ports)):
            continue
        default = "" if where.said else " by default"
        yield Problem(
            f"{found.title} listens on {where.shown}{default}, which nobody outside of the container reaches",
            start.location,
        )
        return


RULE = Rule(StartCommand, Severity.WARNING, check)
