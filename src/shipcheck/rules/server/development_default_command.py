r"""The image starts a development server by default; only what deploys it says otherwise.

## Why

Whoever starts the image without that file gets the development server: `docker run`, another platform, a compose file
whose `command` was lost in a merge. The production command belongs to what is shipped, which is the image.

## Fix

Put the production command into the image, and the development server into compose.override.yaml.

## Bad

```dockerfile Dockerfile
FROM python:3.12-slim
CMD ["flask", "run", "--host", "0.0.0.0"]
```
```yaml compose.yaml
services:
  web:
    build: .
    command: gunicorn --bind 0.0.0.0:8000 app:app
```

## Good

```dockerfile Dockerfile
FROM python:3.12-slim
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
```
```yaml compose.yaml
services:
  web:
    build: .
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.servers import server
from shipcheck.subjects.start_command import StartCommand


def check(start: StartCommand) -> Iterator[Problem]:
    """One problem for an image whose command is replaced wherever the project deploys it."""
    if start.context == "development" or not start.overrides:
        return
    for end in start.ends:
        known = server(end)
        if known is not None and known.kind == "development":
            instead = start.overrides[0].shown
            yield Problem(f"{start.what} starts {known.title} by default, only `{instead}` does not", start.location)
            return


RULE = Rule(StartCommand, Severity.WARNING, check)
