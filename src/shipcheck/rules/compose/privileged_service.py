r"""A service runs with all the rights of the host.

## Why

`privileged: true` switches the walls of a container off: it sees every device, loads kernel modules, mounts the host's
disks. Whoever breaks into the service owns the machine and everything else that runs on it.

Not judged: files for development and tests, and services that only such a profile starts.

## Fix

Delete it, and give what is really needed: `cap_add: [NET_ADMIN]` or `devices: [/dev/ttyUSB0]`.

## Bad

```yaml compose.yaml
services:
  web:
    image: shop:1.4
    privileged: true
```

## Good

```yaml compose.yaml
services:
  web:
    image: shop:1.4
    cap_add: [NET_BIND_SERVICE]
```

```yaml compose.override.yaml
services:
  web:
    privileged: true
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Edit, Problem, Rule, Severity
from shipcheck.subjects.compose import ComposeFile

_GONE = Edit(gone=r"\s*privileged\s*:\s*\w+\s*(?:#.*)?")
_TRUE = frozenset({"true", "yes", "on", "y"})


def check(compose: ComposeFile) -> Iterator[Problem]:
    """The place is the key, which may be that of a service it extends."""
    for service in compose.deployed():
        entry = service.entry("privileged")
        if entry and service.text("privileged").lower() in _TRUE:
            yield Problem(f"the service `{service.shown}` is privileged", entry.key.location, edit=_GONE)


RULE = Rule(ComposeFile, Severity.ERROR, check)
