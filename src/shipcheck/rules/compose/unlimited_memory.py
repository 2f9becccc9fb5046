r"""A service may take all the memory of the machine.

## Why

Without a limit one leak or one large upload takes what the others need: the kernel then ends whichever process it
thinks best, often the database. With a limit it is the service itself that is ended, and restarted.

One note for a file, at the first service without a limit. Not judged: files for development and tests, files that mount
source over an image, services that a profile starts or that end by themselves.

## Fix

Set `mem_limit: 512m`, or `deploy: {resources: {limits: {memory: 512m}}}`, a bit above what it needs.

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
    mem_limit: 512m
  db:
    image: postgres:17
    deploy:
      resources:
        limits:
          memory: 1g
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.compose import ComposeFile, Service

_MOST = 5


def check(compose: ComposeFile) -> Iterator[Problem]:
    """At the first service's name."""
    found = [service for service in compose.lasting() if not _limited(service)]
    if found:
        shown = ", ".join(f"`{service.shown}`" for service in found[:_MOST])
        more = f" and {len(found) - _MOST} more" if len(found) > _MOST else ""
        yield Problem(f"nothing limits the memory of {shown}{more}", found[0].key.location)


def _limited(service: Service) -> bool:
    deploy = service.entry("deploy")
    limit = deploy.value.get("resources", "limits", "memory") if deploy else None
    return limit is not None or service.entry("mem_limit") is not None


RULE = Rule(ComposeFile, Severity.NOTE, check)
