r"""A `COPY` names a file that the .dockerignore leaves out.

## Why

Docker does not see the file, so the build stops: "not found". It is noticed by the first who builds without a cache.

Asked of files that the project has, and of folders of which nothing is left.

## Fix

Bring it back with a line behind the one that leaves it out: `!requirements.txt`.

## Bad

```dockerfile Dockerfile
FROM python:3.12-slim
COPY requirements.txt .
```
```text .dockerignore
*.txt
```
```text requirements.txt
flask==3.1.2
```

## Good

```dockerfile Dockerfile
FROM python:3.12-slim
COPY requirements.txt .
```
```text .dockerignore
*.txt
!requirements.txt
```
```text requirements.txt
flask==3.1.2
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.build_context import BuildContext, Copy, location

# Enough to know whether anything of a folder is left.
_MOST_FILES = 500


def check(context: BuildContext) -> Iterator[Problem]:
    """One problem for each source of which Docker sees nothing."""
    ignore = context.ignore
    if ignore is None or ignore.broken:
        return
    for copy in context.copies:
        for source in copy.sources:
            held = [] if source == "" else list(_held(context, copy, source))
            if held and all(ignore.excludes(path) for path in held):
                line = ignore.decides(held[0])
                by = f" by `{line.text}` in {ignore.path}:{line.number}" if line else ""
                yield Problem(f"`{copy.instruction.text}` names `{source}`, which is left out{by}", location(copy))


def _held(context: BuildContext, copy: Copy, source: str) -> Iterator[str]:
    one = copy._replace(sources=(source,))
    found = 0
    for path in context.files:
        if one.takes(path):
            yield path
            found += 1
            if found == _MOST_FILES:
                return


RULE = Rule(BuildContext, Severity.ERROR, check, same_as=("CopyIgnoredFile",))
