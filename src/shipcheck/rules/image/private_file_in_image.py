r"""A private file is in a layer of the image.

## Why

Whoever has the image has all of its layers. A file that a later instruction deletes is no longer seen in the container,
and still lies in the layer that brought it: `docker save` and a tar program are enough. So are `.git` folders: they hold
every version of every file that ever was.

Seen in the image that was built, not guessed from the Dockerfile.

## Fix

Leave it out with .dockerignore (`**/.env*`, `.git`, `**/*.pem`), build anew, and rotate what was in it.

What the build itself needs comes through `RUN --mount=type=secret`.

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
      "kind": "variables",
      "path": "/app/.env",
      "layer": 4,
      "deleted": 5,
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
      "kind": "bytecode",
      "path": "/app/__pycache__/app.cpython-312.pyc",
      "layer": 4
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

from shipcheck.model import Problem, Rule, Settles, Severity
from shipcheck.subjects.image_build import ImageBuild

_CALLED = {
    "variables": "variables of one machine",
    "key": "a private key",
    "credentials": "credentials",
    "database": "a database",
    "git": "every version of every file",
}


def check(build: ImageBuild) -> Iterator[Problem]:
    """One problem for each private file."""
    for hit in build.hits:
        if hit.kind in _CALLED:
            place = hit.place or build.places.any
            by = f", brought by `{hit.place.text}`" if hit.place else ""
            gone = "; deleted later, and still in its layer" if hit.deleted else ""
            are = f" and {hit.files - 1} more like it are" if hit.files > 1 else " is"
            yield Problem(f"`{hit.path}` ({_CALLED[hit.kind]}){are} in the image{by}{gone}", place.location)


RULE = Rule(
    ImageBuild,
    Severity.ERROR,
    check,
    settles=Settles(("copied-private-file", "unignored-private-file", "git-ignored-file-in-image"), here=True),
)
