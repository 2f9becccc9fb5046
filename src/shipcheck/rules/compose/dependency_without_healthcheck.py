r"""A service waits for the health of one that has no health check.

## Why

Without a health check a container is never healthy: `docker compose up` starts the dependency, stops with `has no
healthcheck configured`, and the service that waits is never started.

Judged where it can be known: the service has no `healthcheck` here or in what it extends, or has disabled it, and is
made from a Dockerfile of the project without `HEALTHCHECK` or from an official image, which has none. Not judged:
files for development and tests, and files that may be merged with another that says more.

## Fix

Give it one: `healthcheck: {test: ["CMD", "pg_isready", "-U", "postgres"], interval: 5s}`.

## Bad

```yaml compose.yaml
services:
  web:
    image: shop:1.4
    depends_on:
      db:
        condition: service_healthy
  db:
    image: postgres:17
```

## Good

```yaml compose.yaml
services:
  web:
    image: shop:1.4
    depends_on:
      db:
        condition: service_healthy
  db:
    image: postgres:17
    healthcheck:
      test: ["CMD", "pg_isready", "-U", "postgres"]
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.compose import ComposeFile, Service, filled
from shipcheck.subjects.dockerfile import Dockerfile, Stage
from shipcheck.subjects.image_name import image_name

# Docker's official images have no HEALTHCHECK, by the policy of who makes them (docker-library/faq, read 2026-11).
_OFFICIAL = re.compile(
    r"alpine|busybox|caddy|cassandra|couchdb|debian|golang|haproxy|httpd|influxdb|mariadb|memcached|mongo|mysql|nats|nginx"
    r"|node|percona|php|postgres|pypy|python|rabbitmq|redis|registry|traefik|ubuntu"
)
_TRUE = frozenset({"true", "yes", "on", "y"})


def check(compose: ComposeFile) -> Iterator[Problem]:
    """At the condition; of a name that comes twice, the one that counts."""
    services = {service.name: service for service in compose.services}
    for service in compose.deployed():
        depends = service.entry("depends_on")
        for name, entry in (depends.value.entries if depends else {}).items():
            condition, awaited = entry.value.get("condition"), services.get(name)
            if condition is None or awaited is None or filled(condition.text or "") != "service_healthy":
                continue
            merged = not compose.stands_alone and name in compose.elsewhere
            why = "" if merged else _why(awaited, compose.dockerfiles.get(name))
            if why:
                message = f"the service `{service.shown}` waits for the health of `{awaited.shown}`, which {why}"
                yield Problem(message, condition.location)


def _why(service: Service, dockerfile: Dockerfile | None) -> str:
    extends = service.tree.get("extends")
    if extends is not None and not service.parents:
        return ""  # from another file
    healthcheck = service.entry("healthcheck")
    if healthcheck is not None:
        disable, test = healthcheck.value.get("disable"), healthcheck.value.get("test")
        if disable is not None and filled(disable.text or "").lower() in _TRUE:
            return "has disabled its health check"
        words = [item.text for item in test.items] if test is not None else []
        return "has disabled its health check" if words == ["NONE"] else ""
    if service.entry("build") is None:
        return "has no health check" if _OFFICIAL.fullmatch(service.image.name) else ""
    stage = dockerfile.shipped[0] if dockerfile else None
    return "has no health check" if dockerfile and stage and _without(dockerfile, stage) else ""


def _without(dockerfile: Dockerfile, stage: Stage) -> bool:
    """Whether neither the stages nor the image below have a health check."""
    base = stage
    for base in dockerfile.lineage(stage):
        if any(one.name in {"HEALTHCHECK", "ONBUILD"} for one in base.instructions):
            return False
    return base.image == "scratch" or bool(_OFFICIAL.fullmatch(image_name(base.image or "").name))


RULE = Rule(ComposeFile, Severity.ERROR, check)
