r"""A service shares a namespace of the host.

## Why

With `network_mode: host` every port that the service opens is a port of the machine, past all published ports and
their addresses, and the service reaches whatever listens on the machine's loopback. With `pid: host` or `ipc: host` it
sees, and as root signals or reads, every process. Web apps need none of it.

Not judged: files for development and tests, and services that only such a profile starts.

## Fix

Delete it and publish the ports that are needed: `ports: ["127.0.0.1:8000:8000"]` behind a proxy.

## Bad

```yaml compose.yaml
services:
  web:
    image: shop:1.4
    network_mode: host
```

## Good

```yaml compose.yaml
services:
  web:
    image: shop:1.4
    ports: ["127.0.0.1:8000:8000"]
  agent:
    image: agent:2.1
    network_mode: "service:web"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.compose import ComposeFile

_KEYS = ("network_mode", "pid", "ipc", "uts", "userns_mode", "cgroup")


def check(compose: ComposeFile) -> Iterator[Problem]:
    """Each shared namespace is a finding of its own, at its key."""
    for service in compose.deployed():
        for key in _KEYS:
            entry = service.entry(key)
            if entry and service.text(key).lower() == "host":
                yield Problem(f"the service `{service.shown}` shares the host's `{key}`", entry.key.location)


RULE = Rule(ComposeFile, Severity.WARNING, check)
