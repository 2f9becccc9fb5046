r"""A service stays down when it ends.

## Why

The default of `restart` is `no`: after a crash, or a restart of the machine, the service is gone until somebody notices
and starts it by hand.

Not judged: files for development and tests, files that mount source over an image, services that a profile starts or
that end by themselves (migrations, what others wait for with `service_completed_successfully`).

## Fix

Add `restart: unless-stopped`; write `restart: "no"` for what is to run once.

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
    restart: unless-stopped
  migrate:
    image: shop:1.4
    command: python manage.py migrate
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Edit, Problem, Rule, Severity
from shipcheck.subjects.compose import ComposeFile, Service


def check(compose: ComposeFile) -> Iterator[Problem]:
    """At the service's name."""
    for service in compose.lasting():
        deploy = service.entry("deploy")
        policy = deploy.value.get("restart_policy") if deploy else None
        if service.entry("restart") is None and policy is None:
            yield Problem(
                f"the service `{service.shown}` has no restart policy", service.key.location, edit=_added(service)
            )


def _added(service: Service) -> Edit | None:
    """A line below the name, as far in as the service's other lines."""
    first = next((key.location for key, _ in service.tree.pairs), None)
    below = first is not None and first.line > service.key.location.line
    return Edit(new=f"{' ' * (first.column - 1)}restart: unless-stopped", below=True) if first and below else None


RULE = Rule(ComposeFile, Severity.NOTE, check)
