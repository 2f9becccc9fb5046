r"""The `HEALTHCHECK` asks a port on which the server does not listen.

## Why

The port was changed in one place and not in the other. The container answers its users and is unhealthy all the same.

Asked where both are written down: the address in the check, and the port among the options of the server.

## Fix

Write the same port in the check, in the options of the server and in `EXPOSE`.

## Bad

```dockerfile Dockerfile
FROM python:3.12
HEALTHCHECK CMD curl -f http://localhost:8080/health || exit 1
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
```

## Good

```dockerfile Dockerfile
FROM python:3.12
HEALTHCHECK CMD curl -f http://localhost:8000/health || exit 1
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.command_words import programs
from shipcheck.subjects.dockerfile import Dockerfile, Stage, expand, location
from shipcheck.subjects.health_check import bound_ports, health_check


def check(dockerfile: Dockerfile) -> Iterator[Problem]:
    """One problem for each stage that ships."""
    for stage in dockerfile.deployed():
        found = health_check(dockerfile, stage)
        asked = found.ports() if found else set()
        bound = _bound(dockerfile, stage) if asked else set()
        if found and bound and not asked & bound:
            ports = ", ".join(str(port) for port in sorted(asked))
            listens = ", ".join(str(port) for port in sorted(bound))
            yield Problem(f"the check asks port {ports}, the server listens on {listens}", location(found.instruction))


def _bound(dockerfile: Dockerfile, stage: Stage) -> set[int]:
    """The ports that the start command names; none where a script stands in between."""
    if dockerfile.scripts:
        return set()
    words: list[str] = []
    for one in (stage.entrypoint, stage.command):
        if one is not None:
            words += one.json if one.json is not None else ["/bin/sh", "-c", one.arguments]
            if one is stage.entrypoint and one.json is None:
                break
    known = [expand(word, stage.variables, dockerfile.escape) if "$" in word else word for word in words]
    if None in known:
        return set()
    return {port for found in programs([word for word in known if word]) for port in bound_ports(found)}


RULE = Rule(Dockerfile, Severity.ERROR, check)
