r"""A server listens on another port than the one that is exposed or published.

## Why

What publishes the port by what the image says (`docker run -P`, proxies that read `EXPOSE`, a compose file written after
it) sends requests to a port where nobody listens. Nothing fails at the start; only requests do.

## Fix

Let `EXPOSE`, the published port and the server's own port be the same number.

## Bad

```dockerfile Dockerfile
FROM python:3.12-slim
EXPOSE 5000
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "shop:app"]
```

```dockerfile Dockerfile
FROM python:3.12-slim
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "shop:app"]
```
```yaml compose.yaml
services:
  web:
    build: .
    ports: ["80:5000"]
```

## Good

```dockerfile Dockerfile
FROM python:3.12-slim
EXPOSE 8000
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "shop:app"]
```
```yaml compose.yaml
services:
  web:
    build: .
    ports: ["80:8000"]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.listening import listening
from shipcheck.subjects.servers import FRONTS, server
from shipcheck.subjects.start_command import StartCommand


def check(start: StartCommand) -> Iterator[Problem]:
    """One problem where the only server of a container listens on a port that nobody names."""
    if not start.judged or not start.container or not start.alone:
        return
    serving = [(end, found) for end in start.ends if (found := server(end)) is not None]
    if len(serving) != 1 or serving[0][1].program in FRONTS:
        return
    end, found = serving[0]
    where = listening(end, start.environment)
    port = (where.port if where else None) or ""
    if where is None or not port.isdecimal() or not where.said:
        return
    for ports, what in ((start.exposed, "the image exposes"), (start.ports, f"{start.name} publishes")):
        if ports and all(one.isdecimal() for one in ports) and port not in ports:
            said = ", ".join(dict.fromkeys(ports))
            yield Problem(f"{found.title} listens on port {port}, {what} {said}", start.location)
            return


RULE = Rule(StartCommand, Severity.WARNING, check)
