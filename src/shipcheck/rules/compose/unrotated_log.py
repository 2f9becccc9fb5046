r"""A service's log grows until the disk is full.

## Why

Docker's default driver, `json-file`, keeps everything that a container prints, without any limit, for as long as the
container exists. A full disk stops the database before it stops the web app.

One note for a file, at the first such service. Not judged: other drivers, files for development and tests, files that
mount source over an image, services that a profile starts or that end by themselves. The default of a machine may be set
in its `daemon.json`, which no repository shows.

## Fix

Set `logging: {driver: local}`, which rotates, or `options: {max-size: 10m, max-file: "3"}`.

## Bad

```yaml compose.yaml
services:
  web:
    image: shop:1.4
```

## Good

```yaml compose.yaml
services:
  web:
    image: shop:1.4
    logging:
      driver: local
  db:
    image: postgres:17
    logging:
      options:
        max-size: 10m
        max-file: "3"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.compose import ComposeFile, Service, filled

_MOST = 5


def check(compose: ComposeFile) -> Iterator[Problem]:
    """At the first service's name."""
    found = [service for service in compose.lasting() if not _rotated(service)]
    if found:
        shown = ", ".join(f"`{service.shown}`" for service in found[:_MOST])
        more = f" and {len(found) - _MOST} more" if len(found) > _MOST else ""
        yield Problem(f"nothing rotates the log of {shown}{more}", found[0].key.location)


def _rotated(service: Service) -> bool:
    logging = service.entry("logging")
    if logging is None:
        return False
    driver = logging.value.get("driver")
    other = driver is not None and filled(driver.text or "") not in {"json-file", ""}
    return other or logging.value.get("options", "max-size") is not None


RULE = Rule(ComposeFile, Severity.NOTE, check)
