r"""Files that git ignores are copied into the image.

## Why

git and Docker each have their own list of what to leave out, and only one of them was told. What is on this disk and in
no commit (uploads, exports, notes, a build of yesterday) is in this image and in no other: two builds of one commit
differ, and nobody reviewed what is in them.

Only what is on disk counts, so a checkout in CI says nothing. Files that are private or caches have rules of their own.

## Fix

Add them to the .dockerignore too, with `**/` where they may lie deeper.

## Bad

```dockerfile Dockerfile
FROM python:3.12-slim
COPY . .
CMD ["gunicorn", "app:app"]
```
```text .dockerignore
.git
```
```text .gitignore
export.csv
```
```text export.csv
name,mail
```

## Good

```dockerfile Dockerfile
FROM python:3.12-slim
COPY . .
CMD ["gunicorn", "app:app"]
```
```text .dockerignore
.git
*.csv
```
```text .gitignore
export.csv
```
```text export.csv
name,mail
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.build_context import BuildContext, location
from shipcheck.subjects.private_files import private_kind

_OTHERS = re.compile(
    r"(?:^|/)(?:\.?venv|node_modules|__pycache__|\.tox|\.nox|\.(?:mypy|pytest|ruff)_cache|[^/]+\.pyc)\Z"
)
_MOST_NAMED = 3


def check(context: BuildContext) -> Iterator[Problem]:
    """One problem for each Dockerfile, with the first few names."""
    copy = context.broad
    if copy is None or context.ignore is None or context.ignore.broken or context.archived:
        return
    found = [path for path in context.beside if not (private_kind(path) or _OTHERS.search(path))]
    found = [path for path in found if context.shipped_by(path) and context.shipped_by(f"{path}/x")]
    if found:
        more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
        names = "`, `".join(found[:_MOST_NAMED])
        yield Problem(f"`{copy.instruction.text}` takes in what git does not have: `{names}`{more}", location(copy))


RULE = Rule(BuildContext, Severity.NOTE, check)
