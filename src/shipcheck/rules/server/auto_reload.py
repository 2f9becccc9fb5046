r"""What ships starts a server that reloads its code.

## Why

A reloader watches the files and starts the program anew whenever one changes: for nothing in an image, whose files do
not change, at the price of a second process, of file watches over everything, and of one worker instead of several. Of
gunicorn's `--reload` its manual says that it is meant for development; uvicorn refuses `--workers` beside it.

Judged are the commands that images, compose services, Procfiles, units, manifests and platforms start: `--reload` of
uvicorn, gunicorn, hypercorn, granian and others, `reload=True` in the Python file that is started, gunicorn's
configuration, `UVICORN_RELOAD`, `GUNICORN_CMD_ARGS`, and programs that restart others (`watchmedo`, `watchfiles`).

## Fix

Leave the reload switch out of what ships; set it in compose.override.yaml or in a stage called `dev`.

## Bad

```dockerfile Dockerfile
FROM python:3.12-slim
CMD ["uvicorn", "shop:app", "--host", "0.0.0.0", "--reload"]
```

```dockerfile Dockerfile
FROM python:3.12-slim
COPY . .
CMD ["python", "serve.py"]
```
```python serve.py
import uvicorn

if __name__ == "__main__":
    uvicorn.run("shop:app", host="0.0.0.0", reload=True)
```

## Good

```dockerfile Dockerfile
FROM python:3.12-slim
CMD ["uvicorn", "shop:app", "--host", "0.0.0.0", "--workers", "4"]
```

```python serve.py
import uvicorn

if __name__ == "__main__":
    uvicorn.run("shop:app", reload=True)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.servers import reloads, server
from shipcheck.subjects.start_command import StartCommand


def check(start: StartCommand) -> Iterator[Problem]:
    """One problem for each switch, a warning where what deploys the image says something else; a development server is another rule's business, whatever it does besides."""
    if start.context == "development":
        return
    severity = Severity.WARNING if start.covered else None
    seen = set()
    for end in start.ends:
        known = server(end)
        switch = reloads(end, dict(start.environment)) if known is None or known.kind != "development" else ""
        if switch and switch not in seen:
            seen.add(switch)
            text = f"{start.what} reloads its code (`{switch}`): `{end.chain}`"
            yield Problem(text, start.location, severity=severity)


RULE = Rule(StartCommand, Severity.ERROR, check)
