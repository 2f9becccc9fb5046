r"""A shell stands in front of the server and keeps SIGTERM to itself.

## Why

A container is stopped by SIGTERM to its first process. A shell passes it on to nobody: the server never hears of it,
and ten seconds later everything is killed, in the middle of whatever it was doing, at every deployment. Measured on
Debian 12: `CMD gunicorn app:app` leaves `/bin/sh -c` as the first process, and so does a script without `exec`.

Silent where something passes signals on: `exec`, `tini`, `dumb-init`, compose's `init: true`, a `trap`, supervisord.
BusyBox's shell (Alpine) gives way to the last command of a shell form, so only scripts are judged there.

## Fix

Use the exec form, or write `exec` in front of the last command: `CMD exec gunicorn --bind 0.0.0.0:$PORT app:app`.

## Bad

```dockerfile Dockerfile
FROM python:3.12-slim
CMD gunicorn --bind 0.0.0.0:$PORT shop:app
```

```dockerfile Dockerfile
FROM python:3.12-slim
COPY start.sh .
CMD ["./start.sh"]
```
```sh start.sh
#!/bin/sh
python manage.py migrate
gunicorn --bind 0.0.0.0:8000 shop.wsgi
```

## Good

```dockerfile Dockerfile
FROM python:3.12-slim
CMD exec gunicorn --bind 0.0.0.0:$PORT shop:app
```

```dockerfile Dockerfile
FROM python:3.12-slim
COPY start.sh .
CMD ["./start.sh"]
```
```sh start.sh
#!/bin/sh
python manage.py migrate
exec gunicorn --bind 0.0.0.0:8000 shop.wsgi
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.servers import server
from shipcheck.subjects.start_command import StartCommand


def check(start: StartCommand) -> Iterator[Problem]:
    """One problem for the first server behind a shell, at the line where `exec` is missing."""
    if not start.judged or not start.container:
        return
    alpine = start.stage is not None and "alpine" in (start.stage.image or "")
    for end in start.ends:
        known = server(end)
        if end.waiting is None or known is None or known.kind != "production":
            continue
        in_form = end.waiting == end.links[0]
        if not (in_form and alpine):
            shell = "the shell of this command" if in_form else "the script"
            yield Problem(f"{shell} stays in front of {known.title} and keeps SIGTERM to itself", end.waiting.location)
            return


RULE = Rule(StartCommand, Severity.WARNING, check)
