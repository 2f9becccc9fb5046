r"""Nobody can tell whether the container is well.

## Why

Without a `HEALTHCHECK` a container counts as well as long as its process lives: a worker that hangs, a server that
answers every request with an error, stays in service, and `depends_on: service_healthy` has nothing to wait for. Only a
note: Kubernetes asks by probes of its own, and a compose file may bring the check.

Asked of stages that ship, that expose a port and whose base image is known to bring no check.

## Fix

Ask the app itself, with what the image has: `HEALTHCHECK CMD ["python", "-c", "..."]`.

`import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health', timeout=3)` needs no curl.

## Bad

```dockerfile Dockerfile
FROM python:3.12-slim
EXPOSE 8000
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
```

## Good

```dockerfile Dockerfile
FROM python:3.12-slim
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health', timeout=3)"]
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.dockerfile import Dockerfile, location
from shipcheck.subjects.health_check import health_check
from shipcheck.subjects.image_name import image_name

_WITHOUT = frozenset({"python", "pypy", "debian", "ubuntu", "alpine", "node", "fedora", "rockylinux", "almalinux"})


def check(dockerfile: Dockerfile) -> Iterator[Problem]:
    """One problem for each stage that ships."""
    for stage in dockerfile.deployed():
        if not stage.exposed or not (stage.command or stage.entrypoint):
            continue
        found = health_check(dockerfile, stage)
        *_, first = dockerfile.lineage(stage)
        if found and found.off:
            yield Problem("`HEALTHCHECK NONE` switches the check off", location(found.instruction))
        elif found is None and image_name(first.image or "").name in _WITHOUT:
            yield Problem("the image exposes a port and has no `HEALTHCHECK`", location(stage.start))


RULE = Rule(Dockerfile, Severity.NOTE, check, same_as=("DL3057",))
