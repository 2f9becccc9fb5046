r"""A service names another that is not there.

## Why

Compose refuses the file: `service "web" depends on undefined service "database"`. It is a misspelled name, or what is
left of a service that was renamed or removed.

Judged are `depends_on`, `links`, `volumes_from`, `extends`, and `service:` in `network_mode`, `pid` and `ipc`. A name
that another compose file of the project has is taken as known, for files are merged; a dependency that is not
`required` may be missing. Not judged: files for development and tests, and files that include others.

## Fix

Write the name as it stands under `services`, or remove the reference.

## Bad

```yaml compose.yaml
services:
  web:
    image: shop:1.4
    depends_on: [database]
  db:
    image: postgres:17
```

## Good

```yaml compose.yaml
services:
  web:
    image: shop:1.4
    depends_on: [db]
  db:
    image: postgres:17
```
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.compose import UNKNOWN, ComposeFile, Service, filled
from shipcheck.subjects.yaml_tree import Tree

_FALSE = frozenset({"false", "no", "off", "n"})
# Names are only compared where it costs little.
_LONGEST = 60
_MOST = 30


def check(compose: ComposeFile) -> Iterator[Problem]:
    """One problem for each reference."""
    if not compose.stands_alone:
        return
    known = {service.name for service in compose.services}
    compared = 0
    for service in compose.deployed():
        for key, name, at in _references(service):
            if name and UNKNOWN not in name and name not in known and name not in compose.elsewhere:
                compared += 1
                near = _near(name, known) if compared <= _MOST else []
                perhaps = f": `{near[0][:60]}`?" if near else ""
                yield Problem(f"`{key}` names the service `{name[:60]}`, which is not there{perhaps}", at.location)


def _near(name: str, known: set[str]) -> list[str]:
    few = [one for one in sorted(known)[:_LONGEST] if len(one) <= _LONGEST]
    return difflib.get_close_matches(name[:_LONGEST], few, 1)


def _references(service: Service) -> Iterator[tuple[str, str, Tree]]:
    for item in service.items("depends_on"):
        yield "depends_on", filled(item.text or ""), item
    depends = service.entry("depends_on")
    for name, entry in (depends.value.entries if depends else {}).items():
        required = entry.value.get("required")
        if required is None or (required.text or "").lower() not in _FALSE:
            yield "depends_on", name, entry.key
    for item in service.items("links"):
        yield "links", filled(item.text or "").partition(":")[0], item
    for item in service.items("volumes_from"):
        name = filled(item.text or "")
        if not name.startswith("container:"):
            yield "volumes_from", name.partition(":")[0], item
    for key in ("network_mode", "pid", "ipc"):
        entry_ = service.entry(key)
        kind, _, name = service.text(key).partition(":")
        if entry_ and kind == "service":
            yield key, name, entry_.value
    extends = service.tree.get("extends")
    if extends is not None and extends.get("file") is None:
        named = extends.get("service") or extends
        yield "extends", filled(named.text or ""), named


RULE = Rule(ComposeFile, Severity.ERROR, check)
