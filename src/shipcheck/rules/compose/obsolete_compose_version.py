r"""A compose file says a version that nothing reads.

## Why

Compose 2 ignores `version` and warns at every command that it is obsolete. It chooses nothing: a file that says `2.1` is
read like any other, so the line only misleads who reads it.

Not judged: files for development and tests.

## Fix

Delete the line.

## Bad

```yaml compose.yaml
version: "3.8"
services:
  web:
    image: shop:1.4
```

## Good

```yaml compose.yaml
services:
  web:
    image: shop:1.4
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Edit, Problem, Rule, Severity
from shipcheck.subjects.compose import ComposeFile

_GONE = Edit(gone=r"[\"']?version[\"']?\s*:.*")


def check(compose: ComposeFile) -> Iterator[Problem]:
    """At the key."""
    entry = compose.tree.entries.get("version")
    if entry is not None and compose.context != "development":
        shown = (entry.value.text or "")[:20]
        yield Problem(f"`version: {shown}` is obsolete", entry.key.location, edit=_GONE)


RULE = Rule(ComposeFile, Severity.NOTE, check)
