r"""The image carries what only a build or a developer's machine needs.

## Why

A virtual environment of the machine it was built on does not even work there; caches of package managers are paid for
at every pull. They come with `COPY . .`, or are left behind by the instruction that installed something.

## Fix

Leave it out with .dockerignore (`.venv`, `**/__pycache__`); install with `--no-cache-dir`.

## Bad

```json run.json
{
 "kind": "shipcheck-run",
 "services": [
  {
   "build": {
    "dockerfile": "Dockerfile",
    "built": true,
    "hits": [
     {
      "kind": "environment",
      "path": "/app/venv",
      "layer": 3,
      "files": 900,
      "size": 24000000,
      "place": {
       "path": "Dockerfile",
       "line": 5,
       "text": "COPY . ."
      }
     }
    ]
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
    "built": true,
    "hits": [
     {
      "kind": "cache",
      "path": "/root/.cache/pip",
      "layer": 3,
      "files": 2,
      "size": 2000
     }
    ]
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

_CALLED = {
    "environment": "a virtual environment of the machine it was built on",
    "cache": "a package manager's cache",
    "bytecode": "compiled modules of the machine it was built on",
}
# Less than this is nobody's trouble; a virtual environment is one whatever it weighs.
_LEAST = 1_000_000


def check(build: ImageBuild) -> Iterator[Problem]:
    """One problem for each heap."""
    for hit in build.hits:
        if hit.kind in _CALLED and (hit.size >= _LEAST or hit.kind == "environment"):
            place = hit.place or build.places.any
            gone = "; deleted later, and still in its layer" if hit.deleted else ""
            size = f"{hit.size / 1e6:.1f} MB in " if hit.size else ""
            yield Problem(
                f"`{hit.path}` is in the image ({size}{hit.files} files): {_CALLED[hit.kind]}{gone}", place.location
            )


RULE = Rule(ImageBuild, Severity.WARNING, check)
