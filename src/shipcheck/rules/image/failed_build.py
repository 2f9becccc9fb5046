r"""The image cannot be built.

## Why

What cannot be built cannot be shipped; and a build that fails on a clean machine often works on its author's, where a
file lies that git does not have or a package that nobody pinned.

The builder's own sentence is shown, at the instruction that was being done.

## Fix

Mend the instruction; `shipcheck run` shows the last lines of the build.

## Bad

```json run.json
{
 "kind": "shipcheck-run",
 "services": [
  {
   "build": {
    "dockerfile": "Dockerfile",
    "failure": "COPY failed: file not found in build context: requirements.txt",
    "failed_at": {
     "path": "Dockerfile",
     "line": 3,
     "text": "COPY requirements.txt ."
    }
   }
  }
 ]
}
```

## Good

```json run.json
{
 "kind": "shipcheck-run",
 "services": [
  {
   "build": {
    "dockerfile": "Dockerfile",
    "built": true
   }
  }
 ]
}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from shipcheck.model import Problem, Rule, Severity
from shipcheck.subjects.image_build import ImageBuild


def check(build: ImageBuild) -> Iterator[Problem]:
    """One problem for a build that failed."""
    if build.failure and not build.built:
        place = build.failed_at or build.places.any
        yield Problem(f"the image cannot be built: {build.failure}", place.location)


RULE = Rule(ImageBuild, Severity.ERROR, check)
