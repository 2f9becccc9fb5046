r"""Source code of the host is mounted over that of the image.

## Why

What runs then is not what was built and tested, but whatever lies in that folder of the server: an edited file, a
branch, nothing at all on a new machine. The image's own files, compiled assets and rights disappear under it, and a
container that is broken into can change the code on the host.

Judged are files for production and, as a note, services of a default file that are told to restart always. A context,
or a folder of code below it, counts; data, settings and single files are mounted for good reasons.

## Fix

Delete the volume; keep it in `compose.override.yaml` for work, which production does not read.

## Bad

```yaml compose.prod.yaml
services:
  web:
    build: .
    volumes:
      - .:/app
```

## Good

```yaml compose.prod.yaml
services:
  web:
    build: .
    volumes:
      - uploads:/app/uploads
      - ./nginx.conf:/etc/nginx/nginx.conf:ro
volumes:
  uploads:
```

```yaml compose.override.yaml
services:
  web:
    volumes:
      - .:/app
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.compose import ComposeFile, Service

_RESTARTS = frozenset({"always", "unless-stopped"})
# Who works starts one of these.
_WORKING = re.compile(r"runserver|--reload|--debug|flask(?:\s+\S+){0,4}\s+run\b|watch|nodemon|npm|yarn|pnpm|bash|^sh$")


def check(compose: ComposeFile) -> Iterator[Problem]:
    """At the volume."""
    severity = None if compose.context == "production" else Severity.NOTE
    for service in _serious(compose):
        for volume in service.source_mounts():
            source = volume.get("source") or volume.get("src") or volume
            shown = (source.text or "")[:60]
            message = f"the service `{service.shown}` runs source code of the host: `{shown}`"
            yield Problem(message, volume.location, severity=severity)


def _serious(compose: ComposeFile) -> Iterator[Service]:
    for service in compose.services:
        if compose.context == "production" and not service.for_development:
            yield service
        elif compose.context == "default" and not compose.beside_production and not service.for_development:
            command = service.entry("command")
            words = [command.value.text or "", *(item.text or "" for item in command.value.items)] if command else []
            if service.text("restart") in _RESTARTS and not _WORKING.search(" ".join(words)[:2000]):
                yield service


RULE = Rule(ComposeFile, Severity.WARNING, check)
