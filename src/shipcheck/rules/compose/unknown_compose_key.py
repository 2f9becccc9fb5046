r"""A key of a compose file is not one that compose knows.

## Why

Compose refuses the whole file, `additional properties 'enviroment' not allowed`, and so does the deployment. Readers that
refuse nothing leave the key out: a service runs without its variables or its health check.

Judged are the keys of the file, of its services, of `build`, `healthcheck` and `deploy`: those that are misspelled, and
those that belong somewhere else. A key that is like no other may be newer than this rule, and is not judged; nor are
`x-` keys, and files for development and tests.

## Fix

Write the key as the compose specification spells it, or put it where it belongs.

## Bad

```yaml compose.yaml
services:
  web:
    image: shop:1.4
    enviroment:
      LOG_LEVEL: info
```

## Good

```yaml compose.yaml
x-note: ours
services:
  web:
    image: shop:1.4
    environment:
      LOG_LEVEL: info
```
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from itertools import islice

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.compose import ComposeFile
from shipcheck.subjects.compose_keys import BUILD, DEPLOY, FILE, HEALTHCHECK, SERVICE
from shipcheck.subjects.yaml_tree import Tree

_BELOW = {"build": BUILD, "healthcheck": HEALTHCHECK, "deploy": DEPLOY}
# Longer than any key, and more than anybody misspells: comparing costs.
_LONGEST = 40
_MOST = 100
_ALIKE = 0.75


def check(compose: ComposeFile) -> Iterator[Problem]:
    """At the key; no more are looked at than a file can have by mistake."""
    if compose.context != "development":
        yield from (problem for problem in islice(_every(compose), _MOST) if problem is not None)


def _every(compose: ComposeFile) -> Iterator[Problem | None]:
    yield from _unknown(compose.tree, FILE, "the file", "a service")
    for service in compose.services:
        if service.for_development:
            continue
        yield from _unknown(service.tree, SERVICE, f"the service `{service.shown}`")
        for key, known in _BELOW.items():
            below = service.tree.get(key)
            if below is not None:
                yield from _unknown(below, known, f"`{key}`")


def _unknown(tree: Tree, known: frozenset[str], where: str, inside: str = "") -> Iterator[Problem | None]:
    """A problem for each misspelled key, None for one that may be newer."""
    for name, entry in tree.entries.items():
        if name in known or name.startswith("x-") or len(name) > _LONGEST:
            continue
        near = difflib.get_close_matches(name.lower().replace("-", "_"), sorted(known), 1, _ALIKE)
        home = f"; it belongs to {inside}" if inside and name in SERVICE else _home(name)
        told = f": `{near[0]}`?" if near else home
        yield Problem(f"{where} has no key `{name}`{told}", entry.key.location) if told else None


def _home(name: str) -> str:
    found = next((key for key, known in _BELOW.items() if name in known), "")
    return f"; it belongs to `{found}`" if found else "; it belongs to the file" if name in FILE else ""


RULE = Rule(ComposeFile, Severity.ERROR, check)
