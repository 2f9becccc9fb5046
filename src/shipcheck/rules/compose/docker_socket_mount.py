r"""A service is given Docker's socket.

## Why

Whoever can talk to Docker is root on the host: one request starts a container that mounts its whole disk. `:ro` does
not help, it protects the file and not what is said through it.

Not judged: files for development and tests, and socket proxies, which exist to filter what is said. A note for reverse
proxies that learn from Docker what they route to: a socket proxy between the two is better still.

## Fix

Put a filtering proxy in front (`tecnativa/docker-socket-proxy`) and give the service only that.

## Bad

```yaml compose.yaml
services:
  ci:
    image: runner:2.3
    volumes:
      - /var/run/docker.sock:/var/run/docker.sock:ro
```

## Good

```yaml compose.yaml
services:
  ci:
    image: runner:2.3
    environment:
      DOCKER_HOST: tcp://proxy:2375
  proxy:
    image: tecnativa/docker-socket-proxy:0.3
    volumes:
      - /var/run/docker.sock:/var/run/docker.sock:ro
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.compose import ComposeFile, filled
from shipcheck.subjects.yaml_tree import Tree

# They learn from it what to route to, and have no other way.
_PROXIES = frozenset({"traefik", "nginx-proxy", "docker-gen", "acme-companion", "caddy-docker-proxy"})
_SOCKET = re.compile(r"/+(?:var/)?run/(?:docker|podman/podman)\.sock")


def check(compose: ComposeFile) -> Iterator[Problem]:
    """Both ways to write a volume."""
    for service in compose.deployed():
        if "socket-proxy" in service.image.name:
            continue
        for volume in service.items("volumes"):
            if _SOCKET.fullmatch(_host_path(volume)):
                severity = Severity.NOTE if service.image.name.rpartition("/")[2] in _PROXIES else None
                yield Problem(
                    f"the service `{service.shown}` is given Docker's socket", volume.location, severity=severity
                )


def _host_path(volume: Tree) -> str:
    if volume.text is not None:
        return filled(volume.text).partition(":")[0]
    source = volume.get("source") or volume.get("src")
    return filled(source.text or "") if source else ""


RULE = Rule(ComposeFile, Severity.ERROR, check)
