r"""A key stands twice in the same mapping.

## Why

Compose 2.17 and later refuse the whole file: `mapping key "environment" already defined`. Older ones and other readers
take the later one and say nothing: the first block of variables or volumes is lost. So it is with two `<<` in one
mapping.

Not judged: files for development and tests. A key that overrides one merged by `<<` is what merging is for.

## Fix

Join both into one; merge several mappings by a list: `<<: [*one, *two]`.

## Bad

```yaml compose.yaml
services:
  web:
    image: shop:1.4
    environment:
      LOG_LEVEL: info
    environment:
      WORKERS: "4"
```

## Good

```yaml compose.yaml
x-logging: &logging
  restart: always
services:
  web:
    <<: *logging
    image: shop:1.4
    restart: unless-stopped
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.compose import ComposeFile


def check(compose: ComposeFile) -> Iterator[Problem]:
    """Every mapping of the file, also those that only anchors name."""
    if compose.context == "development":
        return
    for tree in compose.tree.walk():
        first: dict[str, int] = {}
        for key, _ in tree.pairs:
            if key.text is None:
                continue
            if key.text in first:
                line = first[key.text]
                yield Problem(f"the key `{key.text[:60]}` is already there in line {line}", key.location)
            first.setdefault(key.text, key.location.line)


RULE = Rule(ComposeFile, Severity.ERROR, check)
